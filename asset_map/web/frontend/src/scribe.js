// Typing in paper by keyboard. What was typed is kept in this browser until the server has it, and sent once.
import { newId, outbox } from "./outbox.js";
import { allEntries, drawList, isSameSheet, sheetName, typedOf } from "./scribe_list.js";
import { offerChoice } from "./scribe_offers.js";

const form = document.getElementById("scribe");
const part = (id) => document.getElementById(id);
const field = (name) => form.elements.namedItem(name);
const session = form.dataset.session;
const page = `/mapping/${session}/scribe`;
const squares = JSON.parse(form.dataset.squares);
const HIGHEST_DOT = 9999;
const ANSWER_WITHIN_MS = 15000;
const OTHERS_EVERY_MS = 15000;
const TELL_AFTER_MS = 1000;
const DRAFT = `asset_map_scribe_draft_${session}`;
const REFUSED = `asset_map_scribe_refused_${session}/`;
const SQUARE = /^([A-Za-z])\s*[-/ ]?\s*([0-9]{1,2})$/;

let kept = [];
let editing = null; // { id, was, entry } while something is corrected
let isSignedOut = false;
let lookup = 0;
let waitsSince = 0;

const offers = offerChoice(field("offers"), () => keepDraft());
for (const one of form.querySelectorAll(".without-scripts")) one.hidden = true;
for (const one of form.querySelectorAll(".with-scripts")) one.hidden = false;
const kind = () => form.querySelector("[name=kind]:checked")?.value ?? "";
const refused = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(REFUSED))
    .map((key) => JSON.parse(localStorage.getItem(key) ?? "null"))
    .filter(Boolean)
    .sort((one, other) => one.at - other.at);

// The form
function typed() {
  return {
    sheet: sheetName(field("sheet").value),
    dot: field("dot").value.trim().replace(/^0+(?=.)/, ""),
    place: field("place").value.trim(),
    kind: kind(),
    offers: offers.get(),
    words: field("words").value.trim(),
    language: field("language").value,
    do_not_publish: field("do_not_publish").checked ? "yes" : "",
    about_dot: field("about_dot").value.trim().replace(/^0+(?=.)/, ""),
    slip_code: field("slip_code").value.trim(),
  };
}

function fill(entry) {
  for (const name of ["sheet", "dot", "place", "words", "about_dot"]) field(name).value = entry[name] ?? "";
  if ([...field("language").options].some((one) => one.value === entry.language)) field("language").value = entry.language;
  field("slip_code").value = entry.slip_code ?? "";
  field("do_not_publish").checked = entry.do_not_publish === "yes";
  for (const one of form.querySelectorAll("[name=kind]")) one.checked = one.value === entry.kind;
  offers.set(entry.offers ?? []);
  tellSquare();
}

const keepDraft = () => localStorage.setItem(DRAFT, JSON.stringify({ entry: typed(), editing }));

function next({ dot }) {
  const stays = { sheet: field("sheet").value, language: field("language").value };
  editing = null;
  fill({ ...stays, dot: /^[0-9]+$/.test(dot) ? String(Math.min(Number(dot) + 1, HIGHEST_DOT)) : "", offers: [] });
  clearProblems();
  part("correcting").hidden = true;
  part("stop-correcting").hidden = true;
  keepDraft(); // the sheet and the dot that follows stay when the page is closed
  focusOn("dot");
}

function focusOn(name) {
  const target = name === "offers" ? offers.input : name === "kind" ? (form.querySelector("[name=kind]:checked") ?? field("kind")[0]) : field(name);
  target?.focus();
  if (name === "dot") target.select();
}

// Problems, beside their fields
function clearProblems() {
  for (const one of form.querySelectorAll("[data-wrong]")) one.hidden = true;
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  part("wrong-all").hidden = true;
  part("same-dot").hidden = true;
}

function tellProblems(problems) {
  clearProblems();
  for (const { field: name, message } of problems) {
    const where = part(`wrong-${name}`) ?? part("wrong-all");
    where.textContent = message;
    where.hidden = false;
    const control = name === "offers" ? offers.input : name && name !== "kind" ? field(name) : null;
    if (control && "setAttribute" in control) control.setAttribute("aria-invalid", "true");
  }
  if (!part("wrong-place").hidden) part("found").textContent = ""; // not said twice
  focusOn(problems.find((one) => part(`wrong-${one.field}`))?.field ?? "dot");
}

const squaresIn = (text) => text.split(/[;,+&\n]|(?<=[0-9])\s+(?=[A-Za-z])/).map((one) => one.trim()).filter(Boolean);
const squareOf = (text) => {
  const found = SQUARE.exec(text);
  return found ? `${found[1].toUpperCase()}${Number(found[2])}` : null;
};

function wrongSquare(place) {
  const wrong = squaresIn(place).find((one) => squareOf(one) && !(squareOf(one) in squares));
  if (!wrong) return "";
  const names = Object.keys(squares);
  return `Expected a square from ${names[0]} to ${names.at(-1)}; found “${wrong}”. Look at the sheet again.`;
}

function missing(entry) {
  const problems = [];
  const wrong = (name, message) => problems.push({ field: name, message });
  for (const name of ["dot", "about_dot"]) {
    const isDot = /^[0-9]{1,4}$/.test(entry[name]) && Number(entry[name]) > 0;
    if (entry[name] && !isDot) wrong(name, `Expected the number on the dot, 1 to ${HIGHEST_DOT}; found “${entry[name]}”.`);
  }
  if (wrongSquare(entry.place)) wrong("place", wrongSquare(entry.place));
  if (!entry.kind) wrong("kind", "Say what it is: g, n, i or s.");
  if (offers.unknown()) wrong("offers", `Expected an offer from the list; found “${offers.unknown()}”. Type less, or choose with the arrow down.`);
  if (entry.kind === "nothing_here") {
    if (!entry.place) wrong("place", "Say where they looked.");
    if (!entry.offers.length && !offers.unknown()) wrong("offers", "Say what they looked for.");
  } else if (entry.kind && !entry.words && !(entry.kind === "asset" && entry.offers.length && entry.place)) {
    wrong("words", "Type the words as they stand on the paper.");
  }
  return problems;
}

// Where that is: at once for squares, from the server for other places
function tellSquare() {
  const place = field("place").value.trim();
  const names = squaresIn(place).map(squareOf);
  clearTimeout(lookup);
  part("found").textContent = "";
  if (!place || wrongSquare(place)) part("found").textContent = wrongSquare(place);
  else if (names.every((one) => one !== null)) {
    const areas = names.map((one) => (squares[one] ? `${one}: ${squares[one]}` : `${one}: a square of the grid`));
    part("found").textContent = areas.join("; ");
  } else lookup = setTimeout(() => askPlace(place), 300);
}

async function askPlace(place) {
  const answer = await fetch(`${page}/places?text=${encodeURIComponent(place)}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => null);
  if (field("place").value.trim() !== place) return;
  if (!answer?.ok) {
    part("found").textContent = "The server cannot be asked just now. It is looked up when this is sent.";
    return;
  }
  const { places, message } = await answer.json();
  const [first, ...others] = places;
  const also = others.length ? ` Also: ${others.slice(0, 3).join("; ")}. Type more to mean one of these.` : "";
  part("found").textContent = first ? `${first}.${also}` : message;
}

// Sending
async function send(item) {
  const answer = await fetch(`${page}/entries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(item),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  isSignedOut = [401, 403, 404].includes(answer.status);
  if (isSignedOut || answer.status >= 500) throw new Error(String(answer.status));
  const told = await answer.json();
  if (answer.ok) {
    kept = [...kept.filter((one) => one.contribution_id !== told.entry.contribution_id), told.entry];
    localStorage.removeItem(REFUSED + item.contribution_id);
    return undefined;
  }
  listAgain();
  if (["take_back", "put_back"].includes(item.do)) {
    tellProblems(told.problems);
    return { problems: told.problems };
  }
  // Kept before it leaves the outbox, so that closing the page now loses nothing.
  localStorage.setItem(REFUSED + item.contribution_id, JSON.stringify({ at: Date.now(), entry: item, problems: told.problems }));
  return { problems: told.problems };
}

const box = outbox({ name: `scribe_${session}`, send, onChange: draw });

async function listAgain() {
  const answer = await fetch(`${page}/entries`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => null);
  if (!answer?.ok) return;
  const back = (await answer.json()).entries;
  kept = back;
  if (isSignedOut) box.work();
  isSignedOut = false;
  draw();
}

const every = () => allEntries(kept, box.waiting(), refused());
const onSheet = () => every().filter((one) => isSameSheet(one.typed.sheet, field("sheet").value));

// A line that works is not worth a word: entries are told of as waiting when they wait longer than it takes to send one.
function toldWaiting() {
  const count = box.waiting().length;
  if (count === 0) waitsSince = 0;
  else if (waitsSince === 0) {
    waitsSince = Date.now();
    setTimeout(draw, TELL_AFTER_MS + 50);
  }
  return waitsSince && Date.now() - waitsSince >= TELL_AFTER_MS ? count : 0;
}

function draw() {
  if (!box) return;
  const count = toldWaiting();
  const back = refused().length;
  const waits = count === 1 ? "1 entry waits to be sent." : `${count} entries wait to be sent.`;
  const calm = "Go on typing: they are kept in this browser, also when this page is closed, and are sent by themselves.";
  const out = "This browser is no longer signed in. Open your personal link in another tab; then they are sent by themselves.";
  const came = `${back} came back to be corrected: Alt+L leads to the list.`;
  const text = [count ? `${waits} ${isSignedOut ? out : calm}` : "", back ? came : ""].filter(Boolean).join(" ");
  if (part("waiting").textContent !== text) part("waiting").textContent = text;
  part("waiting").hidden = text === "";
  const entries = every();
  const shown = entries.filter((one) => one.state !== "back" && isSameSheet(one.typed.sheet, field("sheet").value));
  part("on-this-sheet").textContent = `On this sheet: ${shown.length}`;
  part("read-back").href = `/mapping/${session}/read-back?sheet=${encodeURIComponent(sheetName(field("sheet").value))}`;
  const cameBack = entries.filter((one) => one.state === "back"); // of every sheet, so that none is forgotten
  const tagOf = (code) => [...field("language").options].find((one) => one.value === code)?.lang ?? "";
  drawList(part("listed"), [...shown, ...cameBack], {
    labelOf: offers.labelOf, tagOf, onCorrect: startCorrecting, onTake: takeBack,
  });
}

function takeBack(one) {
  if (one.state === "back") localStorage.removeItem(REFUSED + one.contribution_id);
  else box.add({ contribution_id: one.contribution_id, send_id: newId(), do: one.is_taken_back ? "put_back" : "take_back" });
  draw();
  part("on-this-sheet").focus();
}

function startCorrecting(one) {
  clearProblems();
  const was = one.state === "back" ? (one.entry.was ?? null) : one.typed;
  editing = { id: one.contribution_id, was };
  fill({ ...one.typed, slip_code: one.entry?.slip_code ?? "" });
  part("correcting").textContent = `You are correcting ${one.typed.dot ? `dot ${one.typed.dot}` : "an entry"}. Escape leaves it as it was.`;
  part("correcting").hidden = false;
  part("stop-correcting").hidden = false;
  keepDraft();
  if (one.problems) tellProblems(one.problems);
  else focusOn("place");
}

// Saving
function sameDot(entry, id) {
  if (!entry.dot || (editing?.was?.dot === entry.dot && isSameSheet(editing.was.sheet, entry.sheet))) return null;
  return every().find(
    (one) => one.state !== "back" && !one.is_taken_back && one.typed.dot === entry.dot && one.contribution_id !== id && isSameSheet(one.typed.sheet, entry.sheet),
  );
}

function save({ isSameDot = false } = {}) {
  const entry = typed();
  const problems = missing(entry);
  if (problems.length) return tellProblems(problems);
  const id = editing?.id ?? newId();
  const other = isSameDot ? null : sameDot(entry, editing?.id);
  if (other) return askSameDot(entry, other);
  const same_dot = isSameDot ? "yes" : "";
  const item = editing?.was
    ? { ...entry, same_dot, contribution_id: id, send_id: newId(), do: "correct", was: editing.was }
    : { ...entry, same_dot, contribution_id: id, do: "keep" };
  put(item);
}

function put(item) {
  try {
    box.add(item);
  } catch {
    return tellProblems([{ field: "", message: "This browser has no room left to keep entries. What you typed is still here: wait until the others are sent." }]);
  }
  localStorage.removeItem(REFUSED + item.contribution_id);
  next(item);
  draw();
}

let asked = null;

function askSameDot(entry, other) {
  clearProblems();
  asked = { entry, other };
  const words = other.typed.words ? `“${other.typed.words}”` : "without words";
  part("same-dot-words").textContent = `Dot ${entry.dot} of ${entry.sheet || "this sheet"} was typed already: ${other.typed.place || "no place"}, ${words}. Change the number above, or choose:`;
  part("same-dot").hidden = false;
  part("same-dot").querySelector("button").focus();
}

part("same-dot").addEventListener("click", (event) => {
  const choice = event.target.dataset.choice;
  if (!choice) return;
  const { entry, other } = asked;
  if (choice === "both") save({ isSameDot: true });
  else {
    if (editing?.id) localStorage.removeItem(REFUSED + editing.id);
    if (choice === "correct") put({ ...entry, same_dot: "", contribution_id: other.contribution_id, send_id: newId(), do: "correct", was: other.typed });
    else next(entry);
    draw();
  }
});

// Keys
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.target.tagName === "BUTTON") return;
  if (event.target.tagName === "SUMMARY" || event.defaultPrevented) return;
  event.preventDefault();
  if (!event.repeat) save();
});

form.querySelector(".kinds").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const radios = [...form.querySelectorAll("[name=kind]")];
  const chosen = radios.find((one, i) => one.dataset.key === event.key.toLowerCase() || String(i + 1) === event.key);
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  keepDraft();
  focusOn(["asset", "nothing_here"].includes(chosen.value) ? "offers" : "words");
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && editing) stopCorrecting();
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const acts = {
    KeyP: () => field("do_not_publish").click(),
    KeyL: () => (part("listed").querySelector("button") ?? part("on-this-sheet")).focus(),
    KeyK: () => focusOn("dot"),
  };
  if (!acts[event.code]) return;
  event.preventDefault();
  acts[event.code]();
});

function stopCorrecting() {
  const dots = onSheet().map((one) => Number(one.typed.dot)).filter(Boolean);
  next({ dot: String(Math.max(0, ...dots)) });
  draw();
}

part("stop-correcting").addEventListener("click", stopCorrecting);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
form.addEventListener("input", (event) => {
  if (event.target === field("place")) tellSquare();
  if (event.target === field("sheet")) draw();
  keepDraft();
});
field("sheet").addEventListener("change", () => {
  field("sheet").value = sheetName(field("sheet").value);
  if (!editing) {
    const dots = onSheet().map((one) => Number(one.typed.dot)).filter(Boolean);
    if (!field("place").value && !field("words").value) field("dot").value = String(Math.max(0, ...dots) + 1);
  }
  draw();
  keepDraft();
});
addEventListener("storage", (event) => {
  if (event.key?.startsWith(REFUSED)) draw();
});

// The start
const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
if (draft) {
  if (draft.editing) startCorrecting({ contribution_id: draft.editing.id, typed: draft.editing.was ?? draft.entry, state: "kept" });
  if (draft.editing) editing = draft.editing;
  fill(draft.entry);
  keepDraft();
}
focusOn(field("sheet").value ? "dot" : "sheet");
tellSquare();
listAgain();
setInterval(() => document.visibilityState === "visible" && listAgain(), OTHERS_EVERY_MS);

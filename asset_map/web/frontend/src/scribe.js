// Typing in paper by keyboard: each entry is kept in this browser until the server has it, and sent once.
import { newId, outbox } from "./outbox.js";

const form = document.getElementById("entry");
const part = (id) => document.getElementById(id);
const field = (name) => form.elements.namedItem(name);
const texts = JSON.parse(form.dataset.texts);
const say = (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
const NAMES = ["sheet", "dot", "place", "kind", "offers", "words", "language", "slip_code", "about_dot"];
const STAY = ["sheet", "language"];
const DRAFT = `asset_map_scribe_draft_${form.dataset.session}`;
const REFUSED = `asset_map_scribe_refused_${form.dataset.session}`;
const offers = [...part("offers-list").options].map((one) => one.value);

let known = JSON.parse(part("entries").dataset.entries);
let act = "enter";
let isSignedOut = false;
let last = null;

// What is in the form
function entry() {
  const said = Object.fromEntries(NAMES.map((name) => [name, field(name).value.trim()]));
  return {
    ...said,
    do: act,
    contribution_id: field("contribution_id").value,
    do_not_publish: field("do_not_publish").checked ? "yes" : "",
  };
}

function fill(said) {
  for (const name of NAMES) field(name).value = said[name] ?? "";
  field("contribution_id").value = said.contribution_id;
  field("do_not_publish").checked = said.do_not_publish === "yes";
  act = said.do ?? "correct";
  part("stop-correcting").hidden = act === "enter";
  look();
}

function blank(dot) {
  const stays = Object.fromEntries(STAY.map((name) => [name, field(name).value]));
  fill({ ...stays, dot, kind: "asset", contribution_id: newId(), do: "enter" });
  localStorage.removeItem(DRAFT);
  field(dot ? "place" : "dot").focus();
}

const keepDraft = () => localStorage.setItem(DRAFT, JSON.stringify(entry()));
form.addEventListener("input", keepDraft);

// Places and offers are looked at while they are typed
function squareProblem(text) {
  const found = /^([A-Z])\s*(\d{1,2})$/i.exec(text.trim());
  if (!found) return null;
  const { columns, rows, letters } = form.dataset;
  const at = letters.indexOf(found[1].toUpperCase());
  if (at >= 0 && at < Number(columns) && Number(found[2]) >= 1 && Number(found[2]) <= Number(rows)) return "";
  return say("beyond", { last: `${letters[Number(columns) - 1]}${rows}`, found: text.trim() });
}

const placeHelp = part("place-found").textContent;
const offersHelp = part("offers-found").textContent;
let asked = 0;

async function look() {
  const text = field("place").value.trim();
  const mine = ++asked;
  const show = (words) => mine === asked && (part("place-found").textContent = words);
  const problem = squareProblem(text);
  if (!text) return show(placeHelp);
  if (problem !== null) return show(problem || say("square", { square: text.toUpperCase().replace(/\s/g, "") }));
  const address = `/mapping/${form.dataset.session}/scribe/places?text=${encodeURIComponent(text)}`;
  const answer = await fetch(address).catch(() => null);
  return show(answer?.ok ? (await answer.json()).message : say("later"));
}

function offersOf(text) {
  const found = [];
  for (const typed of text.split(",").map((one) => one.trim().toLowerCase()).filter(Boolean)) {
    const same = offers.filter((one) => one.toLowerCase() === typed);
    const begun = same.length ? same : offers.filter((one) => one.toLowerCase().startsWith(typed));
    if (begun.length !== 1) return { found, unknown: typed };
    if (!found.includes(begun[0])) found.push(begun[0]);
  }
  return { found, unknown: "" };
}

function lookAtOffers() {
  const { found, unknown } = offersOf(field("offers").value);
  if (!unknown) field("offers").value = found.join(", ");
  part("offers-found").textContent = unknown ? say("unknown_offer", { found: unknown }) : found.join(", ") || offersHelp;
  return unknown;
}

field("place").addEventListener("change", look);
field("offers").addEventListener("change", lookAtOffers);
field("sheet").addEventListener("change", () => {
  const sheet = field("sheet").value.trim();
  part("read-back").href = `/mapping/${form.dataset.session}/read-back?sheet=${encodeURIComponent(sheet)}`;
  known = known.filter((one) => one.sheet === sheet);
  render();
  refresh();
});

// Keys
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    save();
  } else if (event.target.name === "kind" && /^[1-4]$/.test(event.key)) {
    form.querySelectorAll("[name=kind]")[Number(event.key) - 1].click();
  }
});
addEventListener("keydown", (event) => {
  if (!event.altKey || event.key !== "ArrowUp" || !last) return;
  event.preventDefault();
  correct(last);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

// Saving
function wrong(message, name) {
  part("problems").replaceChildren(Object.assign(document.createElement("p"), { textContent: message }));
  part("problems").hidden = false;
  field(name).focus();
}

function save({ despite = false } = {}) {
  const unknown = lookAtOffers();
  const said = entry();
  const beyond = squareProblem(said.place);
  part("problems").hidden = true;
  part("same-dot").hidden = true;
  if (unknown) return wrong(say("unknown_offer", { found: unknown }), "offers");
  if (beyond) return wrong(beyond, "place");
  if (!said.words && !(said.offers && said.place)) return wrong(say("empty"), "words");
  const same = sameDot(said);
  if (same && !despite) return ask(same);
  last = { ...said, do: "correct" };
  forget(said.contribution_id);
  box.add({ ...said, outbox_id: newId() });
  return blank(act === "enter" && /^\d+$/.test(said.dot) ? String(Number(said.dot) + 1) : "");
}

function listed() {
  const byId = new Map(known.map((one) => [one.contribution_id, one]));
  for (const one of box.waiting()) {
    const before = byId.get(one.contribution_id) ?? one;
    if (one.do === "take_back" || one.do === "put_back") {
      byId.set(one.contribution_id, { ...before, state: one.do === "take_back" ? "taken_back" : "kept", waits: true });
    } else byId.set(one.contribution_id, { ...one, square: "", state: "kept", waits: true });
  }
  return [...byId.values()].filter((one) => one.sheet === field("sheet").value.trim());
}

function sameDot(said) {
  const isSame = (one) => one.dot === said.dot && one.contribution_id !== said.contribution_id && one.state === "kept";
  return said.dot && listed().find(isSame);
}

function ask(same) {
  part("same-dot-words").textContent = say("same_dot", { dot: same.dot, words: same.words || same.offers });
  part("same-dot").hidden = false;
  part("same-dot-correct").onclick = () => correct(same);
  part("same-dot-correct").focus();
}

part("same-dot-both").addEventListener("click", () => save({ despite: true }));
part("same-dot-change").addEventListener("click", () => {
  part("same-dot").hidden = true;
  field("dot").select();
});
part("stop-correcting").addEventListener("click", () => blank(""));

function correct(one) {
  part("same-dot").hidden = true;
  part("problems").hidden = true;
  fill({ ...one, do: one.do === "enter" ? "enter" : "correct" });
  keepDraft();
  field("words").focus();
}

// The list of the sheet
const refused = () => JSON.parse(localStorage.getItem(REFUSED) ?? "[]");
const keepRefused = (list) => localStorage.setItem(REFUSED, JSON.stringify(list));
const forget = (id) => keepRefused(refused().filter((one) => one.entry.contribution_id !== id));

function button(words, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", onClick);
  return made;
}

function line(one, { className = "", notes = [], buttons }) {
  const item = document.createElement("li");
  item.className = className;
  const facts = document.createElement("p");
  const dot = Object.assign(document.createElement("strong"), { textContent: one.dot || "–" });
  facts.append(dot, [` ${one.square || one.place}`, ...notes].filter((words) => words.trim()).join(" · "));
  const words = Object.assign(document.createElement("p"), { className: "words", dir: "auto" });
  words.textContent = one.words || one.offers;
  const steps = Object.assign(document.createElement("div"), { className: "steps" });
  steps.append(...buttons);
  item.append(facts, words, steps);
  return item;
}

function render() {
  const waiting = box.waiting();
  const many = waiting.length > 1 ? say("waits", { count: waiting.length }) : say("waits_one");
  part("waiting").textContent = isSignedOut && waiting.length ? say("signed_out") : many;
  part("waiting").hidden = waiting.length === 0;
  const lines = refused().map(({ entry: one, problems }) =>
    line(one, {
      className: "refused",
      notes: [say("refused"), ...problems.map((problem) => problem.message)],
      buttons: [
        button(say("correct"), () => correct(one)),
        button(say("throw_away"), () => {
          forget(one.contribution_id);
          render();
        }),
      ],
    }),
  );
  const entries = listed().sort((one, other) => Number(other.dot || 0) - Number(one.dot || 0));
  for (const one of entries) {
    const isBack = one.state === "taken_back";
    const notes = [
      one.waits && say("waiting"),
      isBack && say("taken_back"),
      one.shared && say("shared"),
      one.do_not_publish && say("private"),
    ].filter(Boolean);
    const undo = () => box.add({ ...one, do: isBack ? "put_back" : "take_back", outbox_id: newId() });
    const buttons = [button(say(isBack ? "put_back" : "take_back"), undo)];
    if (!isBack) buttons.unshift(button(say("correct"), () => correct({ ...one, do: "correct" })));
    lines.push(line(one, { className: one.waits ? "waits" : "", notes, buttons }));
  }
  part("entries").replaceChildren(...lines);
  part("no-entries").hidden = lines.length > 0;
}

async function refresh() {
  const sheet = field("sheet").value.trim();
  const address = `/mapping/${form.dataset.session}/scribe/entries?sheet=${encodeURIComponent(sheet)}`;
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok && sheet === field("sheet").value.trim()) known = (await answer.json()).entries;
  render();
}

// Sending
async function send(said) {
  const answer = await fetch(`/mapping/${form.dataset.session}/scribe/entries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(said),
  });
  isSignedOut = answer.status === 401;
  if (answer.ok) {
    if (said.sheet === field("sheet").value.trim()) known = (await answer.json()).entries;
    return undefined;
  }
  if (![400, 422].includes(answer.status)) throw new Error(String(answer.status));
  const { problems } = await answer.json();
  forget(said.contribution_id);
  keepRefused([...refused(), { entry: said, problems }]);
  return { problems };
}

const box = outbox({ name: `scribe_${form.dataset.session}`, send, onChange: () => queueMicrotask(render) });

const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
if (draft) fill(draft);
else field("contribution_id").value = newId();
addEventListener("focus", refresh);
render();
field(field("sheet").value ? (field("dot").value ? "place" : "dot") : "sheet").focus();

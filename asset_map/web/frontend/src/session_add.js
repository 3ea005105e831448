// The form of a phone, one question at a time; what was typed survives a reload, and what was sent a cut line.
import { newId, outbox } from "./outbox.js";
import { send, showWaiting, stayWhileCut } from "./session_send.js";
import { whereStep } from "./session_where.js";

const form = document.getElementById("add");
const part = (id) => document.getElementById(id);
const steps = Array.from(form.querySelectorAll("[data-step]"));
const field = (name) => form.elements.namedItem(name);
const chosen = (name) => Array.from(form.querySelectorAll(`[name="${name}"]:checked`), (one) => one.value);
const draftKey = () => `asset_map_session_draft_${form.dataset.session}_${field("prompt").value}`;
const where = whereStep(form, () => keepDraft());

// The form as it is sent
function entry() {
  const placed = Boolean(field("shape").value) || where.hasAny();
  return {
    contribution_id: field("contribution_id").value,
    prompt: field("prompt").value,
    kind: chosen("kind")[0] ?? "",
    offers: asksOffers() ? chosen("offers").filter(Boolean) : [],
    shape: field("shape").value,
    how_placed: placed ? chosen("how_placed")[0] : "",
    place: where.place(),
    words: field("words").value,
    language: field("language").value,
    do_not_publish: chosen("do_not_publish")[0] ?? "",
  };
}

function keepDraft() {
  localStorage.setItem(draftKey(), JSON.stringify(draftNow()));
}

function draftNow() {
  const typed = { place: field("place").value, how: chosen("how_placed")[0] };
  return { said: entry(), step: at, taken: where.kept(), ...typed };
}

function keptDraft(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // an older page wrote it otherwise
  }
}

// What somebody was typing when something older came back to be mended
const LATER = `asset_map_session_later_${form.dataset.session}`;

function takeLater() {
  const later = keptDraft(LATER);
  localStorage.removeItem(LATER);
  return later;
}

function fill({ said, taken, place, how }) {
  for (const name of ["contribution_id", "prompt", "shape", "words", "language"]) field(name).value = said[name];
  field("place").value = place ?? "";
  const ticked = [said.kind, said.do_not_publish, how ?? "point", ...said.offers];
  for (const one of form.querySelectorAll("[type=radio], [type=checkbox]")) {
    one.checked = ticked.includes(one.value) && one.value !== "";
  }
  where.restore(taken);
}

// One question at a time
let at = 0;
const asksOffers = () => ["asset", "nothing_here"].includes(chosen("kind")[0]);
const isAsked = (step) => step.dataset.step !== "offers" || asksOffers();
const numberOf = (name) => steps.findIndex((step) => step.dataset.step === name);

function show(position, { focus = true } = {}) {
  at = position;
  steps.forEach((step, i) => (step.hidden = i !== at));
  form.dataset.kind = chosen("kind")[0] ?? "";
  part("progress").hidden = false;
  const asked = steps.filter(isAsked);
  const [number, count] = [asked.indexOf(steps[at]) + 1, asked.length];
  part("progress").textContent = part("progress").dataset.words.replace("{number}", number).replace("{count}", count);
  if (steps[at].dataset.step === "where") where.open();
  if (!focus) return;
  steps[at].querySelector("legend").focus();
  scrollTo(0, 0);
}

async function go(by) {
  if (by > 0 && steps[at].dataset.step === "where" && field("place").value.trim() && (await where.find())) return;
  let next = at + by;
  while (steps[next] && !isAsked(steps[next])) next += by;
  if (!steps[next]) return;
  show(next);
  keepDraft();
}

for (const row of form.querySelectorAll("[data-steps]")) row.hidden = false;
for (const button of form.querySelectorAll("[data-go]")) {
  button.addEventListener("click", () => go(Number(button.dataset.go)));
}
form.dataset.asks = "one";
part("several").hidden = true;

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  if (event.target.id === "place") part("find").click();
  else go(1);
});

form.addEventListener("change", (event) => {
  if (event.target.name === "kind") form.dataset.kind = event.target.value;
  if (event.target.name !== "offers" || !event.target.checked) return;
  for (const one of form.querySelectorAll("[name=offers]")) {
    if ((event.target.value === "") !== (one.value === "")) one.checked = false;
  }
});
form.addEventListener("input", keepDraft);

// Sending
let sentNow = "";
let state = "kept";

async function sendIt(said) {
  return send(said).catch((error) => {
    state = error.state ?? "kept";
    throw error;
  });
}

const box = outbox({ name: form.dataset.session, send: sendIt, onChange: changed });

// Somebody who is typing the next one by now is thanked without being taken away from it.
function thank(said) {
  part("thanks").querySelector("[name=contribution_id]").value = said.contribution_id;
  part("thanks").querySelector(".words").textContent = said.words;
  part("thanks").hidden = false;
  if (form.hidden) part("thanks").focus();
}

function changed({ waiting, sent, problems }) {
  showWaiting(waiting.length ? state : "");
  if (sent && sent.contribution_id === sentNow) thank(sent);
  const [refused] = problems.values();
  if (!refused) return;
  problems.clear();
  const isTyping = !form.hidden && field("words").value && field("contribution_id").value !== refused.entry.contribution_id;
  if (isTyping) localStorage.setItem(LATER, JSON.stringify(draftNow()));
  part("another").hidden = true;
  form.hidden = false;
  const { shape, place, how_placed: how } = refused.entry;
  fill({ said: refused.entry, taken: isTyping ? [] : where.kept(), how: how || "point", place: shape ? "" : place });
  part("problems").replaceChildren(
    ...refused.problems.map((one) => Object.assign(document.createElement("p"), { textContent: one.message })),
  );
  part("problems").hidden = false;
  const wrong = { offers: "offers", place: "where", shape: "where", how_placed: "where", kind: "kind" };
  show(numberOf(wrong[refused.problems[0].field] ?? "words"), { focus: false });
  part("problems").focus();
  keepDraft();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = entry();
  sentNow = said.contribution_id;
  localStorage.removeItem(draftKey());
  part("problems").hidden = true;
  part("thanks").hidden = true;
  part("progress").hidden = true;
  form.hidden = true;
  part("another").hidden = false;
  state = "sending";
  box.add(said);
  scrollTo(0, 0);
});

// Without loading the page again, so that more can be said while the line is cut
part("another").addEventListener("click", (event) => {
  event.preventDefault();
  form.reset();
  for (const name of ["shape", "prompt", "place", "words"]) field(name).value = "";
  field("contribution_id").value = newId();
  where.restore([]);
  document.querySelector(".prompt")?.remove();
  part("thanks").hidden = true;
  part("another").hidden = true;
  form.hidden = false;
  const later = takeLater();
  if (later) fill(later);
  show(later?.step ?? 0);
});

stayWhileCut();
const draft = keptDraft(draftKey()) ?? takeLater();
const asked = form.dataset.kind;
const isRefused = !part("problems").hidden;
if (draft?.said && !isRefused) {
  fill(draft);
  const isOther = asked && asked !== draft.said.kind;
  if (isOther) form.querySelector(`[name=kind][value=${asked}]`).checked = true;
  show(isOther ? 1 : Math.min(draft.step ?? 0, steps.length - 1), { focus: false });
  if (isOther && !isAsked(steps[1])) go(1);
} else {
  if (!isRefused) field("contribution_id").value = newId();
  show(0, { focus: false });
  if (asked && form.querySelector(`[name=kind][value=${asked}]`)) go(1);
}

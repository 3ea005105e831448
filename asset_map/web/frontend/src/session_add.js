// The form of a phone, one question at a time; what was typed survives a reload, and what was sent a cut line.
import * as L from "../leaflet/leaflet-src.esm.js";
import { newId, outbox } from "./outbox.js";

const form = document.getElementById("add");
const DRAFT = `asset_map_session_draft_${form.dataset.session}`;
const part = (id) => document.getElementById(id);
const steps = [...form.querySelectorAll("[data-step]")];
const field = (name) => form.elements.namedItem(name);
const chosen = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((one) => one.value);

// The form as it is sent
function entry() {
  return {
    contribution_id: field("contribution_id").value,
    prompt: field("prompt").value,
    kind: chosen("kind")[0] ?? "",
    offers: asksOffers() ? chosen("offers").filter(Boolean) : [],
    shape: field("shape").value,
    how_placed: field("shape").value ? field("how_placed").value : "",
    place: field("place").value.trim() || field("square").value,
    words: field("words").value,
    language: field("language").value,
    do_not_publish: chosen("do_not_publish")[0] ?? "",
  };
}

function fill(kept) {
  for (const name of ["contribution_id", "prompt", "shape", "place", "words", "language"]) field(name).value = kept[name];
  if (kept.how_placed) field("how_placed").value = kept.how_placed;
  for (const one of form.querySelectorAll("[type=radio], [type=checkbox]")) {
    one.checked = [kept.kind, kept.do_not_publish, ...kept.offers].includes(one.value) && one.value !== "";
  }
}

// One question at a time
let at = 0;
const asksOffers = () => ["asset", "nothing_here"].includes(chosen("kind")[0]);
const isAsked = (step) => step.dataset.step !== "offers" || asksOffers();

function show(position, { focus = true } = {}) {
  at = position;
  steps.forEach((step, i) => (step.hidden = i !== at));
  if (steps[at].dataset.step === "where") openMap();
  if (focus) steps[at].querySelector("legend").focus();
}

function go(by) {
  let next = at + by;
  while (steps[next] && !isAsked(steps[next])) next += by;
  if (steps[next]) show(next);
}

steps.forEach((step, i) => {
  const row = document.createElement("div");
  row.className = "steps";
  const add = (words, by, isMain) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    if (isMain) made.className = "main";
    made.addEventListener("click", () => go(by));
    row.append(made);
  };
  if (i > 0) add(form.dataset.back, -1, false);
  if (i < steps.length - 1) add(form.dataset.next, 1, true);
  step.append(row);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  if (event.target.id === "place") part("find").click();
  else go(1);
});

form.addEventListener("change", (event) => {
  if (event.target.name !== "offers" || !event.target.checked) return;
  for (const one of form.querySelectorAll("[name=offers]")) {
    if ((event.target.value === "") !== (one.value === "")) one.checked = false;
  }
});

const keepDraft = () => localStorage.setItem(DRAFT, JSON.stringify(entry()));
form.addEventListener("input", keepDraft);

// The map
let map = null;
let drawn = null;
let taps = [];

async function openMap() {
  if (map) return;
  map = L.map("map", { attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: form.dataset.zoomIn, zoomOutTitle: form.dataset.zoomOut }).addTo(map);
  const answer = await fetch("/session/ground.json");
  if (!answer.ok) return;
  part("on-map").hidden = false;
  map.invalidateSize();
  const ground = await answer.json();
  const [west, south, east, north] = ground.bounds;
  map.fitBounds([[south, west], [north, east]]);
  const look = { interactive: false, fillOpacity: 0.15, weight: 1.5, color: "#4a4f55" };
  const lines = { ...look, weight: 0.6, color: "#8a8f94" }; // streets of a whole town stay apart on a phone
  for (const one of ground.context) {
    const layer = L.geoJSON(one.geometry, lines).addTo(map);
    if (one.name) {
      const label = document.createElement("span");
      label.textContent = one.name;
      layer.bindTooltip(label);
    }
  }
  for (const one of ground.squares) L.geoJSON(one.geometry, { ...look, fill: false, weight: 0.7 }).addTo(map);
  L.geoJSON(ground.area, { ...look, fill: false, weight: 3, color: "#0b5d73" }).addTo(map);
  map.on("click", (event) => tap([event.latlng.lng, event.latlng.lat]));
  drawShape();
}

function shapeOf(points, how) {
  if (how === "line" && points.length > 1) return { type: "LineString", coordinates: points };
  if (how === "area" && points.length > 2) return { type: "Polygon", coordinates: [[...points, points[0]]] };
  return { type: "Point", coordinates: points.at(-1) };
}

function tap(point) {
  const how = field("how_placed").value;
  taps = ["line", "area"].includes(how) ? [...taps, point] : [point];
  setShape(JSON.stringify(shapeOf(taps, how)));
}

function setShape(text) {
  field("shape").value = text;
  drawShape();
  keepDraft();
}

function drawShape() {
  if (!map) return;
  drawn?.remove();
  const text = field("shape").value;
  const look = { color: "#a3260b", weight: 4, radius: 10 };
  drawn = text
    ? L.geoJSON(JSON.parse(text), { style: look, pointToLayer: (_, place) => L.circleMarker(place, look) }).addTo(map)
    : null;
}

function clearMap() {
  taps = [];
  setShape("");
}

part("clear-map").addEventListener("click", clearMap);
part("how_placed").addEventListener("change", clearMap);

// Places in words
part("find").hidden = false;
part("find").addEventListener("click", async () => {
  const list = part("found");
  const answer = await fetch(`/session/places?text=${encodeURIComponent(field("place").value)}`).catch(() => null);
  if (!answer?.ok) return; // the words go along as they are
  const { places, message } = await answer.json();
  list.replaceChildren(message);
  for (const one of places) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = one.label;
    made.addEventListener("click", () => {
      field("how_placed").value = one.how_placed;
      setShape(one.shape);
      list.replaceChildren(one.label);
    });
    list.append(made);
  }
});

// Sending
async function send(said) {
  const answer = await fetch("/session/contributions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(said),
  });
  if (answer.ok) return undefined;
  if (answer.status >= 500) throw new Error(String(answer.status));
  return { problems: (await answer.json()).problems };
}

let sentNow = "";
const box = outbox({ name: form.dataset.session, send, onChange: changed });

function changed({ waiting, sent, problems }) {
  part("waiting").hidden = waiting.length === 0;
  if (sent?.contribution_id === sentNow) {
    part("waiting").hidden = true;
    part("thanks").querySelector("[name=contribution_id]").value = sentNow;
    part("thanks").hidden = false;
    part("thanks").focus();
  }
  const [refused] = problems.values();
  if (!refused) return;
  fill(refused.entry);
  keepDraft();
  part("problems").replaceChildren(
    ...refused.problems.map((one) => Object.assign(document.createElement("p"), { textContent: one.message })),
  );
  part("problems").hidden = false;
  form.hidden = false;
  const wrong = { offers: "offers", place: "where", shape: "where", kind: "kind" }[refused.problems[0].field] ?? "words";
  show(steps.findIndex((step) => step.dataset.step === wrong));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = entry();
  sentNow = said.contribution_id;
  localStorage.removeItem(DRAFT);
  part("problems").hidden = true;
  form.hidden = true;
  box.add(said);
});

const draft = JSON.parse(localStorage.getItem(DRAFT) ?? "null");
if (draft && draft.prompt === field("prompt").value) fill(draft);
else field("contribution_id").value = newId();
show(0, { focus: false });

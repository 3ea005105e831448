// Where something is: tapped, reached with keys, found by words or taken from the list. All four say the same thing.
import { ask } from "./session_send.js";
import { drawMap, landmarkNear, middleOf, squareAt } from "./session_map.js";

const part = (id) => document.getElementById(id);
const SEVERAL = ["line", "area"];

// `kept` tells the form that something changed.
export function whereStep(form, kept) {
  const field = (name) => form.elements.namedItem(name);
  const how = () => form.querySelector("[name=how_placed]:checked").value;
  let ground = null;
  let map = null;
  let cursor = null;
  let taken = []; // each with a point, its words and perhaps a shape; for an area with a square

  const squareOf = (point) => (ground ? squareAt(ground, point) : "");
  const wordsOf = (point) => {
    const said = part("chosen").dataset;
    const [square, landmark] = [squareOf(point), ground ? landmarkNear(ground, point) : ""];
    const words = square ? (landmark ? said.near : said.square) : said.beside;
    return words.replace("{square}", square).replace("{landmark}", landmark);
  };

  function take(point, { words = "", shape = null, placed = "" } = {}) {
    if (how() === "area") {
      const square = squareOf(point);
      if (!square) return say(part("chosen").dataset.beside);
      const before = taken.length;
      taken = taken.filter((one) => one.square !== square);
      const all = [...taken, { point, square, words: square, said: square }];
      const fits = all.map((one) => one.said).join("; ").length <= part("place").maxLength;
      if (taken.length === before && fits) taken = all;
    } else {
      const one = { point, shape, words: words || wordsOf(point), said: words || squareOf(point) };
      taken = how() === "line" ? [...taken, one] : [one];
      if (placed === "around" && how() === "point") form.querySelector("[value=around]").checked = true;
    }
    return changed();
  }

  // What is sent: squares of an area in words, which the server joins; anything else as a shape.
  function shape() {
    if (!taken.length || how() === "area") return null;
    const points = taken.map(({ point }) => point);
    if (how() === "line" && points.length > 1) return { type: "LineString", coordinates: points };
    return taken[0].shape ?? { type: "Point", coordinates: points[0] };
  }

  function say(words) {
    part("chosen").hidden = words === "";
    part("chosen").textContent = words;
  }

  function changed() {
    const made = shape();
    field("shape").value = made ? JSON.stringify(made) : "";
    show();
    kept();
  }

  function show() {
    say(taken.map(({ words }) => words).join("; "));
    const points = taken.map(({ point }) => point);
    const squares = how() === "area" ? taken.map(({ square }) => square) : [];
    const drawn = shape();
    map?.show({ shape: drawn?.type === "Point" ? null : drawn, points, squares, how: how() });
  }

  async function open() {
    if (map) return map.resized();
    ground ??= await ask("/session/ground.json")
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    if (!ground || map) return undefined; // the list and the words do without
    part("on-map").hidden = false;
    if (!part("map").offsetParent) return undefined; // somebody went on meanwhile: a map without a size cannot be drawn
    map = drawMap(part("map"), ground, take);
    return show();
  }

  function takeSquare(square) {
    const alone = SEVERAL.includes(how()) ? {} : { shape: square.geometry, placed: "around" };
    take(middleOf(square), alone);
  }

  // Words and the list
  async function find(words, list) {
    list.replaceChildren();
    if (!words) return false;
    const answer = await ask(`/session/places?text=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok) return false; // the words go along as they are
    const { places, message, together } = await answer.json();
    const choose = (one) => {
      const given = JSON.parse(one.shape);
      const ring = given.type === "Polygon" ? given.coordinates[0].slice(0, -1) : [given.coordinates];
      const point = [0, 1].map((axis) => ring.reduce((sum, corner) => sum + corner[axis], 0) / ring.length);
      field("place").value = "";
      list.replaceChildren();
      map?.goTo(point);
      take(point, { words: one.label, shape: SEVERAL.includes(how()) ? null : given, placed: one.how_placed });
    };
    if (together && !SEVERAL.includes(how())) form.querySelector("[value=area]").checked = true;
    if (together) places.forEach(choose);
    else if (places.length === 1) choose(places[0]);
    else {
      list.replaceChildren(message);
      for (const one of places) {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: one.label });
        button.addEventListener("click", () => {
          choose(one);
          part("place").focus();
        });
        list.append(button);
      }
    }
    return !together && places.length !== 1;
  }

  for (const id of ["find", "take"]) part(id).hidden = false;
  part("find").addEventListener("click", () => find(field("place").value.trim(), part("found")));
  part("take").addEventListener("click", () => {
    const square = ground?.squares.find(({ name }) => name === field("listed").value);
    const landmark = ground?.landmarks.find(({ name }) => name === field("listed").value);
    if (landmark) take(landmark.place, { words: landmark.name });
    else if (square) takeSquare(square);
    else find(field("listed").value, part("found"));
    field("listed").value = "";
  });

  // The map's own buttons and keys
  part("closer").addEventListener("click", () => map.zoom(1));
  part("further").addEventListener("click", () => map.zoom(-1));
  part("undo-tap").addEventListener("click", () => {
    taken = taken.slice(0, -1);
    changed();
  });
  part("clear-map").addEventListener("click", () => {
    taken = [];
    changed();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "how_placed") return;
    const points = taken.map(({ point }) => point);
    taken = [];
    if (points.length) take(points[0]);
    else changed();
  });

  const STEPS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  part("map").addEventListener("keydown", (event) => {
    if (["+", "="].includes(event.key)) map.zoom(1);
    else if (event.key === "-") map.zoom(-1);
    else if (STEPS[event.key]) moveCursor(STEPS[event.key], event.shiftKey ? 0.25 : 1);
    else if ([" ", "Enter"].includes(event.key) && cursor) take(cursor);
    else return;
    event.preventDefault();
  });
  part("map").addEventListener("blur", () => map?.cursorAt(null));

  function moveCursor([east, north], share) {
    const ring = ground.squares[0].geometry.coordinates[0];
    const size = [0, 1].map((axis) => Math.max(...ring.map((c) => c[axis])) - Math.min(...ring.map((c) => c[axis])));
    const middle = middleOf(ground.squares[Math.floor(ground.squares.length / 2)]);
    const next = cursor ? [cursor[0] + east * size[0] * share, cursor[1] + north * size[1] * share] : middle;
    if (!squareOf(next)) return;
    cursor = share === 1 ? middleOf(ground.squares.find(({ name }) => name === squareOf(next))) : next;
    map.cursorAt(cursor);
    part("cursor").textContent = part("map").dataset.cursor.replace("{square}", squareOf(cursor));
  }

  return {
    open,
    find: () => find(field("place").value.trim(), part("found")),
    place: () => {
      if (taken.length) return taken.map(({ said }) => said).join("; ").slice(0, part("place").maxLength);
      return field("place").value.trim() || field("listed").value;
    },
    hasAny: () => taken.length > 0,
    kept: () => taken,
    restore: (before) => {
      taken = before ?? [];
      show();
    },
  };
}

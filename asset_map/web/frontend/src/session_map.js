// The map of a session on a phone: few lines, squares with names, landmarks; a tap or a key says where.
import * as L from "../leaflet/leaflet-src.esm.js";

const AREA = "#0b5d73";
const CHOSEN = "#a3260b";
const WIDEST_SQUARE_FOR_STREETS_PX = 70; // squares drawn narrower than this hold too many streets to be read
const NARROWEST_SQUARE_FOR_NAMES_PX = 44;
const CLOSE_ENOUGH_FOR_STREET_NAMES_PX = 170;
const FILLS = { park: "#dcebcb", water: "#cfe2ec", river: "#cfe2ec", building: "#d9d2c4", landmark: "#d9d2c4" };
const LINES = { street: ["#ffffff", 3], main_street: ["#c9b583", 4], railway: ["#8a8a8a", 1.5], boundary: ["#8f8a99", 1, "5 4"] };

const toPlace = ([longitude, latitude]) => [latitude, longitude];
const ringOf = (square) => square.geometry.coordinates[0];

export function middleOf(square) {
  const ring = ringOf(square).slice(0, 4);
  return [0, 1].map((axis) => ring.reduce((sum, corner) => sum + corner[axis], 0) / 4);
}

function isInside([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export const squareAt = (ground, point) => ground.squares.find((square) => isInside(point, ringOf(square)))?.name ?? "";

// Within one and a half squares; further away a landmark says little.
export function landmarkNear(ground, [x, y]) {
  const [[west], [east]] = [ringOf(ground.squares[0])[0], ringOf(ground.squares[0])[2]];
  const shrink = Math.cos((y * Math.PI) / 180);
  const far = ({ place }) => Math.hypot((place[0] - x) * shrink, place[1] - y);
  const nearest = ground.landmarks.slice().sort((one, other) => far(one) - far(other))[0];
  return nearest && far(nearest) < Math.abs(east - west) * shrink * 1.5 ? nearest.name : "";
}

function text(words, look) {
  const html = document.createElement("span");
  html.textContent = words;
  return L.divIcon({ className: `map-label ${look}`, html, iconSize: null });
}

const label = (place, words, look) =>
  L.marker(toPlace(place), { icon: text(words, look), interactive: false, keyboard: false });

export function drawMap(holder, ground, onTap) {
  const map = L.map(holder, {
    attributionControl: false,
    zoomControl: false,
    keyboard: false,
    doubleClickZoom: false,
    scrollWheelZoom: false,
    preferCanvas: true,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    zoomSnap: 0.25,
  });
  const [west, south, east, north] = ground.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  map.fitBounds(bounds);
  map.setMinZoom(map.getZoom());
  map.fitBounds(L.geoJSON(ground.area).getBounds(), { padding: [12, 12] });
  map.setMaxBounds(bounds.pad(0.25));

  const plain = { interactive: false };
  const pane = (name, zIndex) => {
    map.createPane(name).style.zIndex = zIndex;
    return { ...plain, pane: name, renderer: L.canvas({ pane: name }) };
  };
  const [fills, ways] = [pane("fills", 210), pane("ways", 220)];
  const streets = L.layerGroup();
  for (const { category, geometry } of ground.ground) {
    const [color, weight, dashArray] = LINES[category] ?? [];
    const fillColor = FILLS[category] ?? FILLS.building;
    const look = color ? { ...ways, color, weight, dashArray } : { ...fills, stroke: false, fillOpacity: 1, fillColor };
    const pointToLayer = () => L.layerGroup();
    L.geoJSON(geometry, { ...look, pointToLayer }).addTo(category === "street" ? streets : map);
  }
  const beyond = [[-89, -179], [-89, 179], [89, 179], [89, -179]];
  const outlines = { Polygon: (one) => [one[0]], MultiPolygon: (one) => one.map(([outer]) => outer) };
  const area = outlines[ground.area.type](ground.area.coordinates).map((ring) => ring.map(toPlace));
  L.polygon([beyond, ...area], { ...plain, stroke: false, fillColor: "#ffffff", fillOpacity: 0.6 }).addTo(map);
  for (const square of ground.squares) {
    L.geoJSON(square.geometry, { ...plain, fill: false, color: "#5b7480", weight: 0.7 }).addTo(map);
  }
  L.polygon(area, { ...plain, fill: false, color: AREA, weight: 3.5 }).addTo(map);

  const labels = L.layerGroup().addTo(map);
  const squareWidth = () => {
    const ring = ringOf(ground.squares[0]).map((corner) => map.latLngToContainerPoint(toPlace(corner)).x);
    return Math.max(...ring) - Math.min(...ring);
  };

  function write() {
    labels.clearLayers();
    const width = squareWidth();
    const taken = [];
    const view = map.getBounds();
    const fits = (place, words, [dx, dy]) => {
      const at = map.latLngToContainerPoint(toPlace(place)).add([dx, dy]);
      const box = [at.x, at.y - 9, at.x + words.length * 7.4, at.y + 9];
      const meets = (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
      if (taken.some(meets)) return false;
      taken.push(box);
      return true;
    };
    const columns = ground.squares.filter(({ name }) => /\D1$/.test(name));
    const rows = ground.squares.filter(({ name }) => name[0] === "A");
    const top = (square) => {
      const [x, y] = middleOf(square);
      return ringOf(square).find((corner) => corner[0] < x && corner[1] > y); // squares lean, they never lie on a corner
    };
    if (width >= NARROWEST_SQUARE_FOR_NAMES_PX) {
      for (const square of ground.squares) {
        const place = top(square);
        if (!view.pad(0.1).contains(toPlace(place))) continue;
        fits(place, square.name, [3, 9]);
        labels.addLayer(label(place, square.name, "of-square"));
      }
    } else {
      const edge = (square, words) => {
        fits(top(square), words, [3, 9]);
        labels.addLayer(label(top(square), words, "of-square"));
      };
      for (const square of columns) edge(square, square.name.replace(/\d+$/, ""));
      for (const square of rows.slice(1)) edge(square, square.name.replace(/^\D+/, ""));
    }
    for (const { name, place } of ground.landmarks) {
      if (!view.contains(toPlace(place)) || !fits(place, name, [8, 0])) continue;
      const dot = { ...plain, radius: 4, color: "#ffffff", weight: 1.5, fillColor: "#0b0d10", fillOpacity: 1 };
      labels.addLayer(L.circleMarker(toPlace(place), dot));
      labels.addLayer(label(place, name, "of-landmark"));
    }
    const isBare = ground.ground.some(({ category }) => category === "boundary"); // zones alone, without streets
    const isClose = isBare || width >= CLOSE_ENOUGH_FOR_STREET_NAMES_PX;
    for (const { name, place } of isClose ? ground.streets : []) {
      const isSeen = view.contains(toPlace(place)) && fits(place, name, [-name.length * 3.5, 0]);
      if (isSeen) labels.addLayer(label(place, name, "of-street"));
    }
    if (width >= WIDEST_SQUARE_FOR_STREETS_PX) map.addLayer(streets);
    else map.removeLayer(streets);
  }
  map.on("moveend", write);
  write();

  map.on("click", (event) => onTap([event.latlng.lng, event.latlng.lat]));

  // What was chosen
  const chosen = L.layerGroup().addTo(map);
  const STOP = { className: "map-stop", iconSize: [28, 28], iconAnchor: [14, 14] };
  const NEEDLE = { className: "map-pin", iconSize: [40, 48], iconAnchor: [20, 46] };
  const pin = (point, number) => {
    const icon = L.divIcon({ ...(number ? STOP : NEEDLE), html: number || PIN });
    return L.marker(toPlace(point), { icon, interactive: false, keyboard: false });
  };
  const look = { ...plain, color: CHOSEN, weight: 4, fillOpacity: 0.25 };

  function show({ shape = null, points = [], squares = [], how }) {
    chosen.clearLayers();
    for (const square of ground.squares.filter(({ name }) => squares.includes(name))) {
      chosen.addLayer(L.geoJSON(square.geometry, look));
    }
    if (shape) chosen.addLayer(L.geoJSON(shape, { ...look, pointToLayer: () => L.layerGroup() }));
    if (how === "line") points.forEach((point, i) => chosen.addLayer(pin(point, String(i + 1))));
    else if (points.length && how === "around") {
      chosen.addLayer(L.circleMarker(toPlace(points[0]), { ...look, radius: 34, dashArray: "7 7" }));
      chosen.addLayer(L.circleMarker(toPlace(points[0]), { ...look, radius: 5, fillOpacity: 1 }));
    } else if (points.length && how === "point") chosen.addLayer(pin(points[0], ""));
  }

  return {
    show,
    zoom: (by) => map.setZoom(map.getZoom() + by),
    goTo: (point) => map.panInside(toPlace(point), { padding: [60, 60] }),
    resized: () => map.invalidateSize(),
    cursorAt: cursorOn(map),
  };
}

// The place that arrow keys have gone to
function cursorOn(map) {
  const icon = L.divIcon({ className: "map-cursor", iconSize: [36, 36] });
  const cursor = L.marker([0, 0], { icon, interactive: false, keyboard: false });
  return (point) => {
    if (!point) return cursor.remove();
    cursor.setLatLng(toPlace(point)).addTo(map);
    return map.panInside(toPlace(point), { padding: [60, 60] });
  };
}

const PIN =
  '<svg viewBox="0 0 40 48" width="40" height="48"><path d="M20 46C9 32 4 25 4 17a16 16 0 0 1 32 0c0 8-5 15-16 29z" fill="#a3260b" stroke="#ffffff" stroke-width="2.500"/><circle cx="20" cy="17" r="6" fill="#ffffff"/></svg>';

// A map to say where something is: one tap for a point, corners for a line or an area, or where the device is.
// Leaflet, Geoman and the ground (zones, streets) come from this server.
const maps = new WeakMap();
const SHAPES = { line: "Line", area: "Polygon" };
const FEWEST_CORNERS = { line: 2, area: 3 };
const LINE_STYLE = { color: "#b3261e", weight: 5, opacity: 1 };
const DRAWING = {
  snappable: false, tooltips: false, continueDrawing: false, finishOn: null, markerStyle: { draggable: false },
  templineStyle: LINE_STYLE, hintlineStyle: { ...LINE_STYLE, weight: 2, dashArray: "6 6" }, pathOptions: LINE_STYLE,
};
const CLOSE = 15;
const LOCATING = { enableHighAccuracy: true, timeout: 10000, maximumAge: 0 };

function script(path) {
  window.assetMapScripts = window.assetMapScripts || {};
  if (!window.assetMapScripts[path]) {
    window.assetMapScripts[path] = new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = new URL(path, document.baseURI).href;
      tag.onload = resolve;
      tag.onerror = () => {
        delete window.assetMapScripts[path]; // ask again next time
        reject(new Error(path));
      };
      document.head.append(tag);
    });
  }
  return window.assetMapScripts[path];
}

async function leaflet(withDrawing) {
  await script("/vendor/leaflet/leaflet.js");
  if (withDrawing) await script("/vendor/geoman/leaflet-geoman.min.js");
  return window.L;
}

function styleOfContext(feature) {
  const colours = {
    water: "#9ec5dd", river: "#9ec5dd", park: "#c3dcb4", building: "#d8d2c8", railway: "#6b6b6b",
    main_street: "#f0b34a", street: "#bdb6ab", landmark: "#8a5a2b",
  };
  const colour = colours[feature.properties.category] || "#bdb6ab";
  const weight = { main_street: 4, river: 5, railway: 1.5, street: 2 }[feature.properties.category] || 1;
  return { color: colour, weight, fillColor: colour, fillOpacity: 0.7, interactive: false };
}

async function drawGround(L, state, data) {
  if (state.ground === data.ground) return;
  const answer = await fetch(new URL(data.ground, document.baseURI));
  if (!answer.ok) throw new Error(`The map could not be read (${answer.status}).`);
  const ground = await answer.json();
  state.ground = data.ground;
  state.layers.clearLayers();
  if (ground.context) {
    L.geoJSON(ground.context, {
      interactive: false,
      style: styleOfContext,
      pmIgnore: true,
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: 3, color: "#8a5a2b", interactive: false }),
    }).addTo(state.layers);
  }
  const zones = L.geoJSON(ground.zones, {
    interactive: false,
    pmIgnore: true,
    style: { color: "#4a5560", weight: 1, fillOpacity: 0.02, dashArray: "3 3" },
  }).addTo(state.layers);
  if (!state.placed) state.map.fitBounds(zones.getBounds(), { animate: false });
}

function drawPoint(L, state, place) {
  if (state.marker) state.marker.remove();
  state.marker = null;
  if (place.latitude === null || place.longitude === null) return;
  const at = [place.latitude, place.longitude];
  state.marker = L.circleMarker(at, {
    radius: 11, color: "#ffffff", weight: 3, fillColor: "#b3261e", fillOpacity: 1, interactive: false, pmIgnore: true,
  }).addTo(state.map);
  if (!state.placed || !state.map.getBounds().contains(at)) {
    state.map.setView(at, Math.max(state.map.getZoom() || 0, CLOSE), { animate: false });
  }
  state.placed = true;
}

// What was drawn stays on the map with corners that can be dragged.
function drawShape(L, state, text) {
  if (state.shapeText === text) return;
  state.shapeText = text;
  if (state.shape) state.shape.remove();
  state.shape = null;
  if (!text) return;
  const geometry = JSON.parse(text);
  const group = L.geoJSON(geometry, { style: { ...LINE_STYLE, fillOpacity: 0.15 } }).addTo(state.map);
  state.shape = group;
  state.mode = geometry.type.includes("Polygon") ? "area" : "line";
  if (!state.map.getBounds().contains(group.getBounds())) state.map.fitBounds(group.getBounds(), { animate: false });
  state.placed = true;
  group.eachLayer((layer) => {
    layer.pm.enable({ snappable: false, draggable: false, removeLayerBelowMinVertexCount: false });
    layer.on("pm:edit", () => {
      state.shapeText = JSON.stringify(layer.toGeoJSON(6).geometry);
      state.send({ shape: state.shapeText });
    });
  });
}

function corners(state) {
  return state.working ? state.working.getLatLngs().flat(Infinity).length : 0;
}

function stopDrawing(state) {
  if (state.map.pm) state.map.pm.disableDraw();
  state.working = null;
  state.map.doubleClickZoom.enable();
}

function startDrawing(state) {
  stopDrawing(state);
  state.map.doubleClickZoom.disable();
  state.map.pm.enableDraw(SHAPES[state.mode], DRAWING);
}

function showTools(root, state, data) {
  for (const button of root.querySelectorAll(".place-modes button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
  }
  const isDrawing = state.mode !== "point";
  const finished = Boolean(state.shape);
  root.querySelector(".place-tools").hidden = !isDrawing;
  root.querySelector(".place-hint").textContent = isDrawing
    ? (finished ? data.words.drawn : data.words[`draw_${state.mode}`])
    : (state.marker ? data.words.move : data.words.tap);
  root.querySelector(".place-undo").disabled = finished || corners(state) === 0;
  root.querySelector(".place-again").disabled = !finished && corners(state) === 0;
  root.querySelector(".place-done").disabled = finished || corners(state) < FEWEST_CORNERS[state.mode];
  root.querySelector(".place-map").dataset.corners = String(corners(state));
  for (const marker of root.querySelectorAll(".place-map .marker-icon")) {
    marker.setAttribute("aria-label", data.words.corner);
    if (!marker.classList.contains("cursor-marker")) continue;
    marker.removeAttribute("tabindex"); // it only follows the pointer
    marker.removeAttribute("role");
    marker.removeAttribute("aria-label");
  }
}

function listenToDrawing(L, root, state, map) {
  const show = () => showTools(root, state, state.data);
  map.on("pm:drawstart", (event) => {
    state.working = event.workingLayer;
    event.workingLayer.on("pm:vertexadded pm:vertexremoved", show);
    show();
  });
  map.on("pm:create", (event) => {
    const text = JSON.stringify(event.layer.toGeoJSON(6).geometry);
    event.layer.remove();
    stopDrawing(state);
    drawPoint(L, state, { latitude: null, longitude: null });
    drawShape(L, state, text);
    state.send({ shape: text });
    show();
  });
}

function listenToTools(L, root, state) {
  const show = () => showTools(root, state, state.data);
  const clearShape = () => {
    const wasThere = Boolean(state.shapeText);
    drawShape(L, state, "");
    if (wasThere) state.send({ shape: "" });
  };
  for (const button of root.querySelectorAll(".place-modes button")) {
    button.onclick = () => {
      if (state.mode === button.dataset.mode) return;
      clearShape();
      state.mode = button.dataset.mode;
      if (state.mode === "point") stopDrawing(state);
      else startDrawing(state);
      show();
    };
  }
  root.querySelector(".place-undo").onclick = () => {
    // Geoman's own "remove last vertex"; it stops drawing when the first corner goes.
    state.map.pm.Draw[SHAPES[state.mode]]._removeLastVertex();
    if (!state.map.pm.globalDrawModeEnabled()) startDrawing(state);
    show();
  };
  root.querySelector(".place-again").onclick = () => {
    clearShape();
    startDrawing(state);
    show();
  };
  root.querySelector(".place-done").onclick = () => state.map.pm.Draw[SHAPES[state.mode]]._finishShape();
}

function listenToDevice(L, root, state) {
  const button = root.querySelector(".place-here");
  const note = root.querySelector(".place-note");
  button.hidden = !(window.isSecureContext && navigator.geolocation);
  button.onclick = () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    note.textContent = state.data.words.locating;
    const ended = (text) => {
      button.removeAttribute("aria-busy");
      note.textContent = text;
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        ended("");
        stopDrawing(state);
        drawShape(L, state, "");
        state.mode = "point";
        state.choose({ latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy) });
        showTools(root, state, state.data);
      },
      (error) => ended(error.code === error.PERMISSION_DENIED ? state.data.words.denied : state.data.words.not_found),
      LOCATING,
    );
  };
}

function begin(L, root, data) {
  const box = root.querySelector(".place-map");
  const map = L.map(box, { attributionControl: false, zoomSnap: 0.5, maxZoom: 19 });
  map.setView([data.centre.latitude, data.centre.longitude], 13);
  const state = {
    map, part: data.part, data, layers: L.layerGroup().addTo(map), marker: null, shape: null, shapeText: "", working: null,
    placed: false, ground: null, mode: data.modes[0], latest: null, isBehind: false,
  };
  const modes = data.modes.map((mode) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.mode = mode;
    button.textContent = data.words[mode];
    return button;
  });
  root.querySelector(".place-modes").replaceChildren(...modes);
  root.querySelector(".place-modes").hidden = modes.length < 2;
  root.querySelector(".place-modes").setAttribute("aria-label", data.words.modes);
  for (const name of ["here", "undo", "again", "done"]) root.querySelector(`.place-${name}`).textContent = data.words[name];
  box.setAttribute("aria-label", data.words.map);
  // Taps for corners are Geoman's; only in the mode for points is a tap the place.
  map.on("click", (event) => {
    if (state.mode !== "point") return;
    // Seen from afar a finger covers a street: come closer, so that a second tap can be exact.
    if (map.getZoom() >= CLOSE) state.placed = true;
    state.choose({ latitude: event.latlng.lat, longitude: event.latlng.lng, accuracy_m: null });
  });
  listenToTools(L, root, state);
  listenToDevice(L, root, state);
  if (map.pm) listenToDrawing(L, root, state, map);
  if (state.mode !== "point") startDrawing(state);
  const resized = new ResizeObserver(() => map.invalidateSize());
  resized.observe(box);
  map.on("unload", () => resized.disconnect());
  return state;
}

export default async function placePicker(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".place-picker");
  const problem = root.querySelector(".place-problem");
  settle(root, component);
  try {
    const L = await leaflet(data.modes.some((mode) => mode !== "point"));
    let state = maps.get(root);
    if (state && state.part !== data.part) {
      state.map.remove();
      state = null;
    }
    if (!state) {
      state = begin(L, root, data);
      maps.set(root, state);
    }
    state.data = data;
    // The last tap counts: one that comes while another is under way is sent after it.
    state.send = (answer) => {
      state.latest = answer;
      state.isBehind = !sendOnce(root, component, answer);
    };
    state.choose = (place) => {
      drawPoint(L, state, place);
      showTools(root, state, state.data);
      state.send(place);
    };
    if (state.isBehind) {
      state.send(state.latest);
    } else {
      drawShape(L, state, data.shape);
      drawPoint(L, state, data.shape ? { latitude: null, longitude: null } : data);
    }
    showTools(root, state, data);
    await drawGround(L, state, data);
    root.dataset.ready = "true";
    problem.textContent = "";
  } catch (error) {
    problem.textContent = `${data.words.failed} ${error.message}`;
  }
}

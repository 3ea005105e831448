// A map to tap a place on. Leaflet and the ground (zones, streets) come from this server.
const maps = new WeakMap();

async function leaflet() {
  if (!window.assetMapLeaflet) {
    const address = new URL("/vendor/leaflet/leaflet-src.esm.js", document.baseURI).href;
    window.assetMapLeaflet = import(address).catch((error) => {
      window.assetMapLeaflet = null; // ask again next time
      throw error;
    });
  }
  return window.assetMapLeaflet;
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
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: 3, color: "#8a5a2b", interactive: false }),
    }).addTo(state.layers);
  }
  const zones = L.geoJSON(ground.zones, {
    interactive: false,
    style: { color: "#4a5560", weight: 1, fillOpacity: 0.02, dashArray: "3 3" },
  }).addTo(state.layers);
  if (!state.placed) state.map.fitBounds(zones.getBounds(), { animate: false });
}

function drawMarker(L, state, data) {
  if (state.marker) state.marker.remove();
  state.marker = null;
  if (data.latitude === null || data.longitude === null) return;
  const at = [data.latitude, data.longitude];
  state.marker = L.circleMarker(at, {
    radius: 11, color: "#ffffff", weight: 3, fillColor: "#b3261e", fillOpacity: 1, interactive: false,
  }).addTo(state.map);
  if (!state.placed || !state.map.getBounds().contains(at)) {
    state.map.setView(at, Math.max(state.map.getZoom() || 0, 15), { animate: false });
  }
  state.placed = true;
}

export default async function placePicker(component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".place-picker");
  const message = parentElement.querySelector(".place-picker-message");
  try {
    const L = await leaflet();
    let state = maps.get(box);
    if (!state) {
      const map = L.map(box, { attributionControl: false, zoomSnap: 0.5, maxZoom: 19 });
      map.setView([data.centre.latitude, data.centre.longitude], 13);
      state = { map, layers: L.layerGroup().addTo(map), marker: null, placed: false, ground: null };
      maps.set(box, state);
      map.on("click", (event) => {
        state.placed = true;
        state.choose({ latitude: event.latlng.lat, longitude: event.latlng.lng });
      });
      new ResizeObserver(() => map.invalidateSize()).observe(box);
    }
    state.choose = (place) => {
      drawMarker(L, state, place);
      setTriggerValue("place", place);
    };
    drawMarker(L, state, data);
    await drawGround(L, state, data);
    box.dataset.ready = "true";
    message.textContent = "";
  } catch (error) {
    message.textContent = `${data.failed} ${error.message}`;
  }
}

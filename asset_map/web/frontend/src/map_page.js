// Draws the page's data block on a Leaflet map: zones, what lies around them, and places.
"use strict";

// Lines and areas of places stand in the page as whole steps of 1e-5 degrees, each from the point before.
assetMap.ring = function (steps) {
  const ring = [];
  let longitude = 0;
  let latitude = 0;
  for (let i = 0; i < steps.length; i += 2) {
    longitude += steps[i];
    latitude += steps[i + 1];
    ring.push([latitude / 1e5, longitude / 1e5]);
  }
  return ring;
};

// Outlines of zones stand in the page as arcs, each once, one after the other: letters of five bits, and one for "more".
assetMap.LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
assetMap.arcs = function ({ points, lengths }) {
  const bits = new Uint8Array(128);
  for (let i = 0; i < 64; i += 1) bits[assetMap.LETTERS.charCodeAt(i)] = i;
  let at = 0;
  function step() {
    let number = 0;
    for (let shift = 0; ; shift += 5) {
      const letter = bits[points.charCodeAt(at)];
      at += 1;
      number += (letter % 32) * 2 ** shift;
      if (letter < 32) return number % 2 ? -(number + 1) / 2 : number / 2;
    }
  }
  let longitude = 0;
  let latitude = 0;
  return lengths.map((length) => {
    const arc = [];
    for (let i = 0; i < length; i += 1) {
      longitude += step();
      latitude += step();
      arc.push([latitude / 1e5, longitude / 1e5]);
    }
    return arc;
  });
};

// A ring names its arcs; -1 - n is arc n backwards. Each begins where the one before it ends.
assetMap.ringOfArcs = function (arcs, numbers) {
  const ring = [];
  for (const number of numbers) {
    const arc = number < 0 ? arcs[-1 - number].slice().reverse() : arcs[number];
    for (let i = 0; i < arc.length - 1; i += 1) ring.push(arc[i]);
  }
  return ring;
};

assetMap.CONTEXT_STYLES = {
  park: { fillColor: "#cfe3c4", fillOpacity: 1, weight: 0 },
  water: { color: "#a9cbdc", fillColor: "#bcd9e6", fillOpacity: 1, weight: 1 },
  river: { color: "#a9cbdc", fillColor: "#bcd9e6", fillOpacity: 1, weight: 6 },
  canal: { color: "#a9cbdc", fillColor: "#bcd9e6", fillOpacity: 1, weight: 3 },
  railway: { color: "#8b969d", weight: 1.5, dashArray: "6 4" },
  main_street: { color: "#ffffff", weight: 3 },
  street: { color: "#ffffff", weight: 1, opacity: 0.85 },
  landmark: { color: "#8a7f72", fillColor: "#c9beb0", fillOpacity: 1, weight: 0.75 },
  building: { color: "#a8a199", fillColor: "#d8d2ca", fillOpacity: 1, weight: 0.5 },
};
assetMap.OTHER_CONTEXT = { color: "#b5bcc1", fillColor: "#e3e6e8", fillOpacity: 0.6, weight: 1 };

assetMap.ZONE_EDGE = { color: "#5f6c75", weight: 0.5, opacity: 0.75 };
assetMap.NAMED = ["park", "water", "landmark"];
assetMap.NAMES_FROM_ZOOM = 13.5;

assetMap.SEVERAL = "#1b2a33";
assetMap.CHOSEN_EDGE = { color: "#111820", weight: 3, opacity: 1 };

// A line or an area of a place: a white edge that parts it from what lies below, what is seen, and what is touched.
assetMap.EDGE = { color: "#ffffff", opacity: 0.9, fill: false, lineCap: "round", interactive: false };
assetMap.LINE = { weight: 5, opacity: 1, lineCap: "round", interactive: false };
assetMap.AREA = { weight: 3, opacity: 1, fillOpacity: 0.22, interactive: false };
assetMap.TOUCHED = { weight: 26, opacity: 0, fillOpacity: 0 };

assetMap.draw = function (map) {
  const { element } = assetMap;
  let layer = JSON.parse(document.getElementById("layer").textContent);
  const { words } = layer;
  const [west, south, east, north] = layer.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const hovers = window.matchMedia("(hover: hover)").matches;

  const definitions = assetMap.svgElement("defs", {});
  const drawing = assetMap.svgElement("svg", { class: "unseen", "aria-hidden": "true" }, definitions);
  document.body.append(drawing);
  document.body.classList.toggle("framed", assetMap.kept.isFramed);

  addContext();
  map.createPane("outlines").style.zIndex = 440;
  map.createPane("places").style.zIndex = 450;
  const arcs = assetMap.arcs(layer.shapes);
  const zones = layer.shapes.zones.map(zoneShape);
  let fills, outlines, places, zonesTable;
  let drawn = L.layerGroup().addTo(map);
  map.on("zoomend", () => places?.shapes.forEach(({ shape, count }) => shape.setRadius(radius(count))));
  show();
  addControls();
  assetMap.listen(change);

  // What a question changes: all but the outlines of the zones and the ground below them.
  function show() {
    definitions.replaceChildren();
    fills = layer.themes.map((theme) => assetMap.fills(definitions, `theme-${theme.id}-fill`, theme.classes, layer.marks));
    outlines = addOutlines();
    places = addPlaces();
    assetMap.header(layer);
    layer.opensWith = assetMap.kept.theme(layer) ?? layer.opensWith;
    assetMap.panel(layer, fills, layer.points.groups.map((group) => group.colour), (position, chosen) => {
      colourBy(position);
      if (chosen) assetMap.kept.keep("theme", layer.themes[position].id);
    });
    const { zoneTable, points } = layer;
    document.getElementById("tables").replaceChildren();
    zonesTable = assetMap.foldedTable("zones-table", words.zonesTable, zoneTable, words, pickZone);
    if (points.positions.length) assetMap.foldedTable("places-table", words.placesTable, points.table, words, pickPlace);
  }

  // Shows another question in the map that stands there already.
  function change(news) {
    if (news.points.positions.length >= news.clusterFrom && !L.markerClusterGroup) throw new Error("clusters are needed");
    map.closePopup();
    drawn.remove();
    drawn = L.layerGroup().addTo(map);
    layer = { ...layer, ...news };
    document.title = news.pageTitle;
    show();
  }

  function colourBy(position) {
    const { classOfZone } = layer.themes[position];
    zones.forEach((zone, i) => zone.setStyle({ fillColor: fills[position][classOfZone[i]] }));
  }

  function zoneShape(polygons, position) {
    const outline = polygons.map((rings) => rings.map((numbers) => assetMap.ringOfArcs(arcs, numbers)));
    const fillOpacity = layer.context ? 0.72 : 1;
    const zone = L.polygon(outline, { ...assetMap.ZONE_EDGE, fillOpacity, smoothFactor: 0.6 }).addTo(map);
    const card = () => assetMap.card(layer.zoneTable, position);
    offerCard(zone, card, card);
    zone.on("popupopen", () => zone.setStyle(assetMap.CHOSEN_EDGE).bringToFront());
    zone.on("popupclose", () => zone.setStyle(assetMap.ZONE_EDGE));
    return zone;
  }

  // A card at the pointer where there is one, and a card that stays after a tap, a click or a choice in a table.
  function offerCard(shape, card, shortCard) {
    if (hovers) {
      shape.bindTooltip(shortCard, { sticky: true, opacity: 1, className: "hover-card" });
      shape.on("popupopen", () => shape.closeTooltip());
    }
    shape.bindPopup(card, { maxWidth: 280, minWidth: 240, autoPanPadding: [12, 12] });
  }

  // Lines and areas lie below the points that stand for them, and tell the same.
  function addOutlines() {
    const { points } = layer;
    const outlines = [];
    for (const { place, areas, lines } of points.shapes) {
      const outline = areas ? areas.map((rings) => rings.map(assetMap.ring)) : lines.map(assetMap.ring);
      const draw = (style) => (areas ? L.polygon : L.polyline)(outline, { pane: "outlines", ...style }).addTo(drawn);
      const { colour } = points.groups[points.groupOfPoint[place]];
      const style = { ...(areas ? assetMap.AREA : assetMap.LINE), color: colour, fillColor: colour };
      draw({ ...assetMap.EDGE, weight: style.weight + 3 });
      const seen = draw(style);
      const touched = draw(assetMap.TOUCHED);
      offerCard(touched, () => placesCard([place]), () => shortCard(place));
      touched.on("popupopen", () => choose([place], true)).on("popupclose", () => choose([place], false));
      outlines[place] = { seen, style };
    }
    return outlines;
  }

  function choose(members, chosen) {
    for (const { seen, style } of members.map((i) => outlines[i]).filter(Boolean)) {
      seen.setStyle(chosen ? { ...assetMap.CHOSEN_EDGE, weight: style.weight + 1 } : style);
    }
  }

  function addContext() {
    if (!layer.context) return;
    map.createPane("lines").style.zIndex = 420;
    map.getPane("lines").style.pointerEvents = "none";
    map.createPane("ground").style.zIndex = 350;
    const style = ({ properties }) => assetMap.CONTEXT_STYLES[properties.category] ?? assetMap.OTHER_CONTEXT;
    const isLine = ({ geometry }) => geometry.type.endsWith("LineString");
    const options = { style, interactive: false };
    L.geoJSON(layer.context, { ...options, pane: "ground", filter: (feature) => !isLine(feature) }).addTo(map);
    L.geoJSON(layer.context, { ...options, pane: "lines", filter: isLine }).addTo(map);
    L.geoJSON(layer.context, { ...options, filter: isNamed, onEachFeature: addName });
    const showNames = () => map.getContainer().classList.toggle("names", map.getZoom() >= assetMap.NAMES_FROM_ZOOM);
    map.on("zoomend", showNames);
  }

  function isNamed({ properties }) {
    return properties.name !== "" && assetMap.NAMED.includes(properties.category);
  }

  function addName({ properties }, shape) {
    const name = element("span", {}, properties.name);
    const options = { permanent: true, direction: "center", className: `ground-name ${properties.category}` };
    L.tooltip(options).setLatLng(shape.getBounds().getCenter()).setContent(name).addTo(map);
  }

  // Places at the very same position, such as several services of one postcode, share one point.
  function addPlaces() {
    const { points } = layer;
    const crowded = points.positions.length >= layer.clusterFrom && L.markerClusterGroup;
    const group = crowded ? L.markerClusterGroup(clusterOptions()) : L.layerGroup();
    const spots = new Map();
    points.positions.forEach((position, i) => {
      const key = position.join(" ");
      spots.set(key, [...(spots.get(key) ?? []), i]);
    });
    const shapeOf = [];
    const shapes = [];
    for (const members of spots.values()) {
      const kinds = new Set(members.map((i) => points.groupOfPoint[i]));
      const fillColor = kinds.size > 1 ? assetMap.SEVERAL : points.groups[points.groupOfPoint[members[0]]].colour;
      const shape = L.circleMarker(points.positions[members[0]], {
        pane: "places",
        radius: radius(members.length),
        color: "#ffffff",
        weight: 1.25,
        fillColor,
        fillOpacity: 1,
      });
      offerCard(shape, () => placesCard(members), () => placesShortCard(members));
      shape.on("popupopen", () => choose(members, true)).on("popupclose", () => choose(members, false));
      members.forEach((i) => (shapeOf[i] = shape));
      group.addLayer(shape);
      shapes.push({ shape, count: members.length });
    }
    drawn.addLayer(group);
    return { group, shapes, shapeOf };
  }

  // Small while the whole area is in view, so that zones stay visible; a little larger for several at one spot.
  function radius(count) {
    const size = Math.min(6.5, Math.max(2.75, (map.getZoom() ?? 11) - 8.25));
    return count > 1 ? size * 1.35 : size;
  }

  function placesCard(members) {
    const { points } = layer;
    return together(members, (i) => {
      const card = assetMap.card(points.table, i);
      if (points.more[i]) card.append(assetMap.leadOn(points.more[i], words.more));
      return card;
    });
  }

  function placesShortCard(members) {
    return together(members, shortCard);
  }

  function shortCard(i) {
    return assetMap.card(layer.points.table, i, layer.points.table.listed);
  }

  function together(members, card) {
    const cards = members.map(card);
    if (members.length === 1) return cards[0];
    const many = element("p", { class: "note" }, words.here.replace("{count}", members.length));
    return element("div", { class: "cards", tabindex: 0 }, many, ...cards);
  }

  function clusterOptions() {
    const icon = (cluster) => L.divIcon({ className: "cluster", html: String(cluster.getChildCount()), iconSize: [34, 34] });
    return { iconCreateFunction: icon, maxClusterRadius: 36, showCoverageOnHover: false, animate: false };
  }

  function pickZone(position, button) {
    showMap();
    map.fitBounds(zones[position].getBounds(), { maxZoom: 15, animate: false });
    openFrom(button, zones[position]);
  }

  function pickPlace(position, button) {
    const shape = places.shapeOf[position];
    showMap();
    if (outlines[position]) map.fitBounds(outlines[position].seen.getBounds(), { maxZoom: 16, animate: false });
    else map.setView(shape.getLatLng(), 16, { animate: false });
    if (places.group.zoomToShowLayer) places.group.zoomToShowLayer(shape, () => openFrom(button, shape));
    else openFrom(button, shape);
  }

  function showMap() {
    map.closePopup();
    map.getContainer().scrollIntoView({ block: "center" });
  }

  // The reader comes from a table, so the card takes the focus and gives it back to the table when it is closed.
  function openFrom(button, shape) {
    shape.openPopup();
    const popup = shape.getPopup().getElement();
    popup.setAttribute("tabindex", "-1");
    popup.focus();
    shape.once("popupclose", () => button.focus());
  }

  function addControls() {
    const container = map.getContainer();
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", words.map);
    L.control.zoom({ position: "bottomleft", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    const whole = L.control({ position: "bottomleft" });
    whole.onAdd = function () {
      const button = element("button", { type: "button", class: "whole-area", title: words.wholeArea }, "⤢");
      button.setAttribute("aria-label", words.wholeArea);
      L.DomEvent.disableClickPropagation(button);
      button.addEventListener("click", fit);
      return element("div", { class: "leaflet-bar" }, button);
    };
    whole.addTo(map);
    document.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
    map.on("popupopen", ({ popup }) => {
      popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.close);
      const told = popup.getElement().querySelector(".told");
      if (told && told.scrollHeight > told.clientHeight) told.setAttribute("tabindex", "0");
    });
    fit();
    keepView();
    window.addEventListener("beforeprint", () => fitPaper(true));
    window.addEventListener("afterprint", () => fitPaper(false));
  }

  // A frame in a screen may be loaded anew; it then shows the same part of the area.
  function keepView() {
    const area = layer.bounds.join(" ");
    const view = assetMap.kept.view(area);
    if (view) map.setView(view.centre, view.zoom, { animate: false });
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      assetMap.kept.keep("view", { area, centre: [lat, lng], zoom: map.getZoom() });
    });
  }

  function fit() {
    map.fitBounds(bounds, { padding: [14, 14], animate: false });
  }

  function fitPaper(printing) {
    document.body.classList.toggle("printing", printing);
    document.querySelectorAll(".run-card").forEach((card) => (card.open = printing));
    if (printing && zonesTable.isShort) {
      zonesTable.build();
      zonesTable.details.open = true;
    }
    map.invalidateSize({ animate: false });
    fit();
  }
};

// Small pieces of page. Text goes in as text nodes only: nothing that people typed is ever read as HTML.
"use strict";

const assetMap = {};

assetMap.element = function (tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

assetMap.svgElement = function (tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

assetMap.LONG_TEXT = 60;

// A name and the facts beside it, from one row of a table whose first column is the name; long texts stand below theirs.
assetMap.card = function (table, position, shown = table.columns.keys()) {
  const { element } = assetMap;
  const row = table.rows[position];
  const facts = element("dl", {});
  for (const i of shown) {
    if (i === 0 || row[i] === "") continue;
    const length = row[i].length > assetMap.LONG_TEXT ? { class: "long" } : {};
    facts.append(element("dt", length, table.columns[i]), element("dd", length, row[i]));
  }
  return element("div", { class: "card" }, element("div", { class: "told" }, element("h2", {}, row[0]), facts));
};

// Leads to a screen of the same server. Streamlit's frame may not turn the page around it, but that page may.
assetMap.leadOn = function (address, words) {
  const link = assetMap.element("a", { href: address, target: "_top" }, words);
  link.addEventListener("click", (event) => {
    if (!window.frameElement || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const outside = window.top.document.createElement("a");
    outside.href = link.href;
    outside.click();
  });
  return assetMap.element("p", { class: "more" }, link);
};

// Marks drawn over a fill, so that meaning never hangs on colour alone. One tile of each pattern.
assetMap.marks = {
  plain: () => [],
  hatched: () => [assetMap.svgElement("path", { d: "M-2 2 l4 -4 M0 8 l8 -8 M6 10 l4 -4", "stroke-width": 1.2 })],
  crossed: () => [assetMap.svgElement("path", { d: "M2.2 2.2 l3.6 3.6 M5.8 2.2 l-3.6 3.6", "stroke-width": 1 })],
  dotted: () => [assetMap.svgElement("path", { d: "M4 4 h0.01", "stroke-width": 2.4, "stroke-linecap": "round" })],
};

// The fill of one legend class: its colour, or the address of a pattern added to the page's own drawing.
assetMap.fills = function (definitions, prefix, classes) {
  return classes.map((entry, position) => {
    if (entry.pattern === "plain") return entry.colour;
    const id = `${prefix}-${position}`;
    definitions.append(
      assetMap.svgElement(
        "pattern",
        { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
        assetMap.svgElement("rect", { width: 8, height: 8, fill: entry.colour }),
        assetMap.svgElement("g", { stroke: "#26323a", "stroke-opacity": 0.36, fill: "none" }, ...assetMap.marks[entry.pattern]()),
      ),
    );
    return `url(#${id})`;
  });
};

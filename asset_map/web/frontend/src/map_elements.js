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

// Whether the page stands in a page of another server: a council's web page, which is not to be led away.
assetMap.isEmbedded = window.self !== window.top && !window.frameElement;

// Leads to a screen of the same server. Streamlit's frame may not turn the page around it, but that page may.
assetMap.leadOn = function (address, words) {
  const whereTo = assetMap.isEmbedded ? { target: "_blank", rel: "noopener" } : { target: "_top" };
  const link = assetMap.element("a", { href: address, ...whereTo }, words);
  link.addEventListener("click", (event) => {
    if (!window.frameElement || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const outside = window.top.document.createElement("a");
    outside.href = link.href;
    outside.click();
  });
  return assetMap.element("p", { class: "more" }, link);
};

// Marks over a fill say the same as its colour. They come with the data, so that still pictures have the same.
assetMap.MARK = { stroke: "#26323a", "stroke-opacity": 0.36, "stroke-linecap": "round", fill: "none" };

// The fill of one legend class: its colour, or the address of a pattern added to the page's own drawing.
assetMap.fills = function (definitions, prefix, classes, marks) {
  return classes.map((entry, position) => {
    if (entry.pattern === "plain") return entry.colour;
    const id = `${prefix}-${position}`;
    definitions.append(
      assetMap.svgElement(
        "pattern",
        { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
        assetMap.svgElement("rect", { width: 8, height: 8, fill: entry.colour }),
        assetMap.svgElement("path", { ...assetMap.MARK, d: marks[entry.pattern][0], "stroke-width": marks[entry.pattern][1] }),
      ),
    );
    return `url(#${id})`;
  });
};

// What somebody chose in a map that stands in a screen, for as long as the tab is open. Browsers may refuse to keep
// anything for a page that stands in another server's, and then stop its script.
assetMap.kept = {
  isFramed: window.self !== window.top,
  isKept: window.self !== window.top && !assetMap.isEmbedded,
  keep(name, value) {
    if (this.isKept) sessionStorage.setItem(`map ${name}`, JSON.stringify(value));
  },
  read(name) {
    return this.isKept ? JSON.parse(sessionStorage.getItem(`map ${name}`)) : null;
  },
  theme({ themes }) {
    const position = themes.findIndex((theme) => theme.id === this.read("theme"));
    return position < 0 ? null : position;
  },
  view(area) {
    const view = this.read("view");
    return view?.area === area ? view : null;
  },
};

// The screen around the frame says what to show next. What it asks for last is shown; where that cannot be had in part,
// the whole page is loaded.
assetMap.listen = function (change) {
  if (!assetMap.kept.isKept) return;
  let shows = window.location.pathname + window.location.search;
  window.addEventListener("message", async ({ origin, source, data }) => {
    const address = data?.assetMapShows;
    if (origin !== window.location.origin || source !== window.parent) return;
    if (typeof address !== "string" || !address.startsWith("/maps/") || address === shows) return;
    shows = address;
    try {
      const answer = await fetch(address.replace("?", ".json?"), { credentials: "same-origin" });
      const news = answer.ok ? await answer.json() : null;
      if (address !== shows) return;
      if (!news) throw new Error(answer.status);
      change(news);
      window.history.replaceState(null, "", address);
    } catch {
      if (address === shows) window.location.replace(address);
    }
  });
};

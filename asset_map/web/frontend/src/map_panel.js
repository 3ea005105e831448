// What stands around the map: headings, the choice of theme, the legend, and the tables that tell the same in words.
"use strict";

assetMap.header = function (layer) {
  const { element } = assetMap;
  const parts = [element("h1", {}, layer.title), element("p", { class: "subtitle" }, layer.subtitle)];
  if (layer.banner) parts.unshift(element("p", { class: "banner", role: "note" }, layer.banner));
  document.getElementById("page-header").replaceChildren(...parts);
};

assetMap.panel = function (layer, fills, pointFills, onTheme) {
  const { element } = assetMap;
  const grid = element("div", {});
  const legend = element("ul", { class: "legend" });
  const heading = element("h2", {});
  const note = element("p", { class: "note" });
  const status = element("p", { class: "unseen", role: "status" });

  function show(position, announce) {
    const theme = layer.themes[position];
    heading.textContent = theme.title;
    note.textContent = theme.note;
    const inGrid = new Set((theme.grid?.cells ?? []).flat());
    const lines = theme.classes.map((entry, i) => legendLine(fills[position][i], entry.label, entry.count));
    grid.replaceChildren(...(theme.grid ? [legendTable(theme, fills[position])] : []));
    legend.replaceChildren(...lines.filter((_, i) => !inGrid.has(i)));
    if (announce) status.textContent = layer.words.shown.replace("{theme}", theme.title);
    onTheme(position, announce);
  }

  const parts = [status];
  if (layer.themes.length > 1) parts.push(themeChooser(layer, (position) => show(position, true)));
  parts.push(element("section", { "aria-label": layer.words.legend }, heading, grid, legend, note));
  if (layer.looked) parts.push(element("p", { class: "looked" }, layer.looked));
  if (layer.points.groups.length) parts.push(pointLegend(layer, pointFills));
  parts.push(element("p", { class: "hint" }, layer.words.hint));
  if (layer.runCard.length) parts.push(runCard(layer));
  if (layer.attribution) parts.push(element("p", { class: "attribution" }, layer.attribution));
  document.getElementById("panel").replaceChildren(...parts);
  show(layer.opensWith, false);

  function themeChooser({ themes, words }, choose) {
    const choices = themes.map((theme, position) => {
      const radio = element("input", { type: "radio", name: "theme", id: `theme-${theme.id}` });
      radio.checked = position === layer.opensWith;
      radio.addEventListener("change", () => choose(position));
      return element("label", { for: radio.id }, radio, element("span", {}, theme.title));
    });
    return element("fieldset", {}, element("legend", {}, words.show), ...choices);
  }

  function pointLegend({ points, words }, groupFills) {
    const counts = points.groups.map((_, i) => points.groupOfPoint.filter((group) => group === i).length);
    const lines = points.groups.map((group, i) => legendLine(groupFills[i], group.label, String(counts[i]), true));
    if (points.groups.length > 1) lines.push(legendLine(assetMap.SEVERAL, words.several, "", true));
    const list = element("ul", { class: "legend" }, ...lines);
    return element("section", { "aria-label": words.places }, element("h2", {}, words.places), list);
  }

  function runCard({ runCard: lines, words }) {
    const facts = element("dl", {});
    for (const [label, value] of lines) facts.append(element("dt", {}, label), element("dd", {}, value));
    return element("details", { class: "run-card" }, element("summary", {}, words.made), facts);
  }

  function legendLine(fill, label, count, round = false) {
    const dot = () => assetMap.svgElement("circle", { cx: 14, cy: 10, r: 6, fill, stroke: "#ffffff" });
    const sample = round ? assetMap.svgElement("svg", { width: 28, height: 20, "aria-hidden": "true" }, dot()) : swatch(fill);
    return element("li", {}, sample, element("span", {}, label), element("span", { class: "count" }, count));
  }

  function swatch(fill) {
    const box = assetMap.svgElement("rect", { x: 0.5, y: 0.5, width: 27, height: 19, rx: 3, fill, stroke: "#7b8790" });
    return assetMap.svgElement("svg", { width: 28, height: 20, "aria-hidden": "true" }, box);
  }

  // Classes that are read in two ways at once, as a table with a heading for each row and column.
  function legendTable({ title, grid: { rowsTitle, columnsTitle, rows, columns, cells }, classes }, themeFills) {
    const columnHeads = columns.map((column) => element("th", { scope: "col" }, column));
    const across = element("th", { scope: "colgroup", colspan: columns.length }, columnsTitle);
    const head = [element("tr", {}, element("td", {}), across), element("tr", {}, element("th", { scope: "col" }, rowsTitle), ...columnHeads)];
    const body = rows.map((row, i) => {
      const filled = cells[i].map((position) =>
        element("td", {}, swatch(themeFills[position]), element("span", { class: "count" }, classes[position].count)),
      );
      return element("tr", {}, element("th", { scope: "row" }, row), ...filled);
    });
    const caption = element("caption", { class: "unseen" }, title);
    return element("table", { class: "legend-grid" }, caption, element("thead", {}, ...head), element("tbody", {}, ...body));
  }
};

assetMap.SHORT_TABLE = 100;

// A folded table with a box to find rows in; it is built when it is first opened, because it may be long. On paper stands
// what is open, as it was searched; a short table of zones always does.
assetMap.foldedTable = function (id, title, table, words, onPick) {
  const { element } = assetMap;
  const details = element("details", { id }, element("summary", {}, title));
  let built = false;
  details.addEventListener("toggle", build);
  document.getElementById("tables").append(details);
  return { details, build, isShort: table.rows.length <= assetMap.SHORT_TABLE };

  function build() {
    if (built) return;
    built = true;
    const found = table.rows.map((row) => row.join("\n").toLocaleLowerCase());
    const body = element("tbody", {}, ...table.rows.map(bodyRow));
    const rows = [...body.rows];
    const count = element("p", { class: "note", role: "status" });
    const box = element("input", { type: "search", id: `${id}-find`, autocomplete: "off" });
    const tell = (shown) => {
      count.textContent = words.found.replace("{shown}", shown).replace("{all}", rows.length);
    };
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLocaleLowerCase();
      rows.forEach((row, i) => (row.hidden = !found[i].includes(wanted)));
      tell(rows.filter((row) => !row.hidden).length);
    });
    tell(rows.length);
    const head = element("tr", {}, ...table.listed.map((i) => element("th", { scope: "col" }, table.columns[i])));
    const whole = element("table", {}, element("caption", { class: "unseen" }, title), element("thead", {}, head), body);
    const scroller = element("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, whole);
    details.append(element("label", { class: "find", for: box.id }, words.find, box), count, scroller);
  }

  function bodyRow(row, position) {
    const pick = element("button", { type: "button" }, row[0]);
    pick.addEventListener("click", () => onPick(position, pick));
    const cells = table.listed.filter((i) => i > 0).map((i) => element("td", {}, row[i]));
    return element("tr", {}, element("th", { scope: "row" }, pick), ...cells);
  }
};

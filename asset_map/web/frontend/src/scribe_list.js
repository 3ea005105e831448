// The list of what was typed on a sheet: what the server keeps, and over it what waits here or came back.

const KINDS = { asset: "Something good here", nothing_here: "Nothing here, we looked", idea: "An idea", story: "A story" };

export function sheetName(text) {
  const words = text.trim().replace(/\s+/g, " ");
  const table = /^(?:table\s*)?0*([0-9]{1,3})$/i.exec(words);
  return table ? `Table ${table[1]}` : words;
}

export const isSameSheet = (one, other) => sheetName(one).toLowerCase() === sheetName(other).toLowerCase();

// Returns entries with `state`: "kept", "waiting", "correcting", "taking", "putting" or "back"; the latest last.
export function allEntries(kept, waiting, refused) {
  const found = new Map(kept.map((one) => [one.contribution_id, { ...one, state: "kept" }]));
  for (const item of waiting) {
    const before = found.get(item.contribution_id);
    if (item.do === "take_back" || item.do === "put_back") {
      if (before) Object.assign(before, { is_taken_back: item.do === "take_back", state: item.do === "take_back" ? "taking" : "putting" });
    } else if (!(item.do === "keep" && before)) {
      found.set(item.contribution_id, {
        ...before, contribution_id: item.contribution_id, typed: typedOf(item), state: item.do === "correct" ? "correcting" : "waiting",
        has_slip: Boolean(item.slip_code) || Boolean(before?.has_slip), is_taken_back: false,
      });
    }
  }
  for (const one of refused) {
    const id = one.entry.contribution_id;
    found.set(`back-${id}`, {
      contribution_id: id, typed: typedOf(one.entry), state: "back", problems: one.problems, entry: one.entry, has_slip: Boolean(one.entry.slip_code),
    });
  }
  return [...found.values()];
}

export const typedOf = (item) => ({
  sheet: item.sheet, dot: item.dot, place: item.place, kind: item.kind, offers: item.offers, words: item.words,
  language: item.language, do_not_publish: item.do_not_publish, about_dot: item.about_dot,
});

const STATES = {
  kept: "Kept", waiting: "Waiting to be sent", correcting: "Correction waiting to be sent", taking: "Waiting to be taken back",
  putting: "Waiting to be put back", back: "Came back: please correct it",
};

function made(name, text, className) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
}

export function drawList(list, entries, { labelOf, tagOf, onCorrect, onTake }) {
  const dots = new Map();
  for (const one of entries) {
    if (one.typed.dot && !one.is_taken_back && one.state !== "back") dots.set(one.typed.dot, 1 + (dots.get(one.typed.dot) ?? 0));
  }
  const focused = document.activeElement?.dataset?.act && list.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  list.replaceChildren(
    ...[...entries].reverse().map((one) => {
      const item = made("li", "", one.state === "back" ? "came-back" : one.is_taken_back ? "gone" : "");
      item.dataset.state = one.state;
      const line = made("p", "", "line");
      const told = [one.typed.place || "No place", KINDS[one.typed.kind] ?? "", ...one.typed.offers.map(labelOf)].filter(Boolean);
      line.append(made("strong", one.typed.dot || "No dot"), " ");
      told.forEach((text) => line.append(made("span", text), " "));
      item.append(line);
      if (one.typed.words) {
        const words = made("p", one.typed.words, "words");
        words.dir = "auto";
        words.lang = tagOf(one.typed.language);
        item.append(words);
      }
      if (one.typed.do_not_publish) {
        const edge = made("p");
        edge.append(made("strong", "Do not publish", "red-edge"));
        item.append(edge);
      }
      const more = [
        one.is_taken_back && one.state === "kept" ? "Taken back" : STATES[one.state],
        one.has_slip ? "with a slip" : "",
        one.typed.about_dot ? `another view of dot ${one.typed.about_dot}` : "",
        dots.get(one.typed.dot) > 1 && !one.is_taken_back ? "this dot was typed more than once" : "",
      ];
      item.append(made("p", more.filter(Boolean).join(", "), "quiet"));
      for (const problem of one.problems ?? []) item.append(made("p", problem.message, "wrong"));
      if (one.is_reviewed) {
        item.append(made("p", "Reviewed: change it in the review.", "quiet"));
        return item;
      }
      const steps = made("div", "", "steps");
      const name = one.typed.dot ? `dot ${one.typed.dot}` : one.typed.words.slice(0, 30);
      const button = (text, act, run) => {
        const pressed = made("button", text);
        pressed.type = "button";
        pressed.setAttribute("aria-label", `${text}: ${name}`);
        pressed.dataset.act = `${act} ${one.state === "back" ? "back" : ""} ${one.contribution_id}`;
        pressed.addEventListener("click", run);
        steps.append(pressed);
      };
      if (!one.is_taken_back) button("Correct", "correct", () => onCorrect(one));
      if (one.state === "back") button("Leave it out", "take", () => onTake(one));
      else button(one.is_taken_back ? "Put back" : "Take back", "take", () => onTake(one));
      item.append(steps);
      return item;
    }),
  );
  if (focused) list.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
}

// A choice of offers by typing: the select of the page without scripts becomes a text field with a list below it.

export function offerChoice(select, onChange) {
  const offers = [...select.options].filter((one) => one.value).map((one) => ({ code: one.value, label: one.text.trim() }));
  const label = document.querySelector(`label[for="${select.id}"]`);
  const wrapper = document.createElement("div");
  wrapper.className = "combobox";
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const taken = document.createElement("div");
  taken.className = "taken";
  list.id = "offer-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label.textContent);
  list.hidden = true;
  input.id = "offer-typed";
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
    "aria-describedby": "wrong-offers",
  })) input.setAttribute(name, value);
  label.htmlFor = input.id;
  wrapper.append(taken, input, list);
  select.replaceWith(wrapper);

  let chosen = [...select.selectedOptions].map((one) => one.value).filter(Boolean);
  let fits = [];
  let at = 0;

  const labelOf = (code) => offers.find((one) => one.code === code)?.label ?? code;

  function draw() {
    taken.replaceChildren(
      ...chosen.map((code) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${labelOf(code)} ×`;
        button.setAttribute("aria-label", `Drop ${labelOf(code)}`);
        button.addEventListener("click", () => {
          chosen = chosen.filter((one) => one !== code);
          draw();
          onChange();
          input.focus();
        });
        return button;
      }),
    );
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && fits[at]) input.setAttribute("aria-activedescendant", `offer-${fits[at].code}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function find({ all = false } = {}) {
    const typed = input.value.trim().toLocaleLowerCase();
    const free = offers.filter((one) => !chosen.includes(one.code));
    const starts = (one) => one.label.toLocaleLowerCase().startsWith(typed);
    const has = (one) => one.label.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(typed));
    fits = typed ? [...free.filter(starts), ...free.filter((one) => !starts(one) && has(one))] : all ? free : [];
    at = Math.min(at, Math.max(fits.length - 1, 0));
    list.replaceChildren(
      ...fits.map((one, i) => {
        const item = document.createElement("li");
        item.id = `offer-${one.code}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(i === at));
        item.textContent = one.label;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          at = i;
          take();
        });
        return item;
      }),
    );
    open(fits.length > 0);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function take() {
    if (fits[at]) chosen = [...chosen, fits[at].code];
    input.value = "";
    fits = [];
    at = 0;
    open(false);
    draw();
    onChange();
  }

  input.addEventListener("input", () => {
    at = 0;
    find();
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (moves[event.key]) {
      event.preventDefault();
      if (list.hidden) at = 0;
      else at = (at + moves[event.key] + fits.length) % Math.max(fits.length, 1);
      find({ all: true });
    } else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && !list.hidden && fits.length) {
      if (event.key === "Enter") event.preventDefault();
      event.stopPropagation();
      take();
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      open(false);
    } else if (event.key === "Backspace" && input.value === "" && chosen.length) {
      chosen = chosen.slice(0, -1);
      draw();
      onChange();
    }
  });
  draw();

  return {
    input,
    labelOf,
    get: () => chosen,
    unknown: () => input.value.trim(),
    set: (codes) => {
      chosen = [...codes];
      input.value = "";
      fits = [];
      open(false);
      draw();
    },
  };
}

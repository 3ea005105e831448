// A line to type. What is half-typed is kept in this tab (sessionStorage), so that a reload loses nothing.
const KEPT = "asset-map half-typed ";
const lines = new WeakMap();
let count = 0;

function keptText(data) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT + data.keptAs) || "null");
    return kept && kept.over === data.value ? kept.text : null;
  } catch (error) {
    if (error instanceof DOMException) return null; // this browser keeps nothing for pages
    throw error;
  }
}

function keep(data, text) {
  try {
    sessionStorage.setItem(KEPT + data.keptAs, JSON.stringify({ text, over: data.value }));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // this browser keeps nothing for pages
  }
}

function forget(data) {
  try {
    sessionStorage.removeItem(KEPT + data.keptAs);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // this browser keeps nothing for pages
  }
}

function begin(root, input, data) {
  count += 1;
  const names = ["input", "hint", "problem"].map((part) => `typed-line-${part}-${count}`);
  input.id = names[0];
  root.querySelector("label").htmlFor = names[0];
  root.querySelector(".typed-line-hint").id = names[1];
  root.querySelector(".typed-line-problem").id = names[2];
  input.setAttribute("aria-describedby", `${names[1]} ${names[2]}`);
  const kept = keptText(data);
  input.value = kept === null ? data.value : kept;
  if (data.line.is_first && !input.value) input.focus({ preventScroll: true });
  return { part: data.part, server: data.value, isSent: false };
}

export default function typedLine(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".typed-line");
  const input = root.querySelector("input");
  const button = root.querySelector("button");
  settle(root, component);
  let line = lines.get(root);
  if (!line || line.part !== data.part) {
    line = begin(root, input, data);
    lines.set(root, line);
  } else if (line.server !== data.value) {
    line.server = data.value;
    input.value = data.value;
  }
  root.querySelector("label").textContent = data.line.label;
  root.querySelector(".typed-line-hint").textContent = data.line.hint;
  root.querySelector(".typed-line-problem").textContent = data.problem;
  input.maxLength = data.line.longest;
  if (data.problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  button.textContent = data.line.button;
  button.classList.toggle("main", data.line.is_main);
  root.classList.toggle("stacked", data.line.is_main);
  input.oninput = () => keep(data, input.value);
  root.onsubmit = (event) => {
    event.preventDefault();
    keep(data, input.value);
    line.isSent = sendOnce(root, component, input.value) || line.isSent;
  };
  return () => setTimeout(() => {
    const isGone = !root.isConnected || lines.get(root) !== line;
    if (line.isSent && isGone) forget(data); // the answer has arrived: another question is in view
  });
}

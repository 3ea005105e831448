// The row of questions and the heading of the one in view. A new question is scrolled to and gets the focus.
const shown = new WeakMap();

function step(one, now, go) {
  const item = document.createElement("li");
  const isNow = one.code === now;
  const part = document.createElement(one.reachable && !isNow ? "button" : "span");
  part.textContent = one.label;
  if (isNow) part.setAttribute("aria-current", "step");
  if (part.tagName === "BUTTON") {
    part.type = "button";
    part.addEventListener("click", () => go(one.code));
  }
  item.append(part);
  return item;
}

// What stands below is drawn a little later, so the scrolling is tried until it holds or the person does something.
function scrollToTop(root) {
  const until = Date.now() + 1500;
  let isOver = false;
  const stop = () => { isOver = true; };
  const signs = ["pointerdown", "wheel", "touchstart", "keydown"];
  signs.forEach((sign) => window.addEventListener(sign, stop, { once: true, passive: true, capture: true }));
  const attempt = () => {
    if (isOver || !root.isConnected) return;
    root.scrollIntoView({ block: "start" });
    if (Date.now() < until) setTimeout(attempt, 50);
    else signs.forEach((sign) => window.removeEventListener(sign, stop, { capture: true }));
  };
  attempt();
}

export default function questionHeading(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".question-heading");
  const title = root.querySelector(".question-title");
  settle(root, component);
  const go = (code) => sendOnce(root, component, code);
  root.querySelector("nav").setAttribute("aria-label", data.questions);
  root.querySelector("nav").hidden = data.steps.length === 0;
  root.querySelector("ol").replaceChildren(...data.steps.map((one) => step(one, data.now, go)));
  const progress = document.createElement("span");
  progress.className = "question-progress";
  progress.textContent = data.progress;
  title.replaceChildren(...(data.progress ? [progress, " "] : []), data.title);
  const before = shown.get(root);
  shown.set(root, data.now);
  if (before === undefined || before === data.now) return;
  title.focus({ preventScroll: true });
  scrollToTop(root);
}

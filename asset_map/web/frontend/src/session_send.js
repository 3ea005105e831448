// How a phone sends what was said, and what it shows of what still waits on it.

const MOST_PATIENT_MS = 8000;

// A line that is neither cut nor there would let people wait for minutes.
export function ask(address, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), MOST_PATIENT_MS);
  return fetch(address, { ...options, signal: control.signal }).finally(() => clearTimeout(timer));
}

// Resolves with nothing when it was kept, with `{ problems }` when it has to be mended; rejects when it stays waiting.
export async function send(said) {
  const answer = await ask("/session/contributions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(said),
  });
  if (answer.ok) return undefined;
  if (answer.status === 401) throw Object.assign(new Error("401"), { state: "rejoin" });
  if (answer.status >= 500) throw new Error(String(answer.status));
  return { problems: (await answer.json()).problems };
}

// Where the line is cut no other page loads, and the browser would take this one away too.
export function stayWhileCut() {
  document.addEventListener("click", (event) => {
    if (navigator.onLine || !event.target.closest?.("a[href], form[method=post] button")) return;
    if (event.defaultPrevented || event.target.closest("#add")) return;
    event.preventDefault();
    showWaiting("stay");
    scrollTo(0, 0);
  });
  addEventListener("online", () => showWaiting("")); // what still waits is shown again when it cannot be sent
}

// `state` is one of sending, kept, stay, rejoin and mend; empty for nothing to show.
export function showWaiting(state) {
  const part = document.getElementById("waiting");
  part.hidden = state === "";
  for (const one of part.children) one.hidden = !(state && state in one.dataset);
}

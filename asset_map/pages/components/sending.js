// Sends an answer once and until it has arrived: says at once that it works on it, waits while there is no connection,
// and sends it again when the server draws the part without having taken it.
const LONGEST_WAIT_MS = 10000;
const ASK_AGAIN_MS = 300;
const MOST_TRIES = 5;
const LONGEST_SILENCE_MS = 5000;
const underWay = new WeakMap();
let silence = null;
let sent = 0;

function sayWorking() {
  document.documentElement.dataset.working = "true";
  clearTimeout(silence);
  silence = setTimeout(stopSayingWorking, LONGEST_SILENCE_MS);
}

function stopSayingWorking() {
  clearTimeout(silence);
  delete document.documentElement.dataset.working;
}

function isConnected() {
  const app = document.querySelector(".stApp");
  return !app || app.dataset.testConnectionState === "CONNECTED";
}

// Returns whether it was taken on: while one answer is under way, a second tap sends nothing.
function sendOnce(root, component, value) {
  if (underWay.has(root)) return false;
  sent += 1;
  const id = `${Date.now()}-${sent}`;
  underWay.set(root, { id, value, part: component.data.part, isSent: false, tries: 0, timer: null });
  root.setAttribute("aria-busy", "true");
  attempt(root, component);
  return true;
}

function attempt(root, component) {
  const sending = underWay.get(root);
  if (!sending) return;
  clearTimeout(sending.timer);
  const note = root.querySelector(".sending-note");
  sending.isSent = isConnected();
  if (sending.isSent) {
    note.textContent = "";
    sayWorking();
    sending.tries += 1;
    sending.timer = setTimeout(() => release(root), LONGEST_WAIT_MS);
    component.setTriggerValue("answer", { id: sending.id, value: sending.value });
  } else {
    note.textContent = component.data.words.waiting;
    sending.timer = setTimeout(() => attempt(root, component), ASK_AGAIN_MS);
  }
}

// Called each time the server has drawn the part again. Streamlit may use the elements of one part for the next: then
// the question has changed, because its answer was taken.
function settle(root, component) {
  const sending = underWay.get(root);
  if (!sending) return;
  const isOver = sending.part !== component.data.part || component.data.taken === sending.id;
  if (isOver || sending.tries >= MOST_TRIES) release(root);
  else if (sending.isSent) attempt(root, component);
}

function release(root) {
  const sending = underWay.get(root);
  if (sending) clearTimeout(sending.timer);
  underWay.delete(root);
  root.removeAttribute("aria-busy");
  root.querySelector(".sending-note").textContent = "";
}

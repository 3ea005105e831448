// Sends a photo of a record. It is shrunk here first where the browser can: that spares a phone's data, and where the
// photo was taken does not even leave the phone. The server does not rely on it.
const senders = new WeakMap();
let senderCount = 0;

async function shrunkPhoto(file, longestSidePx) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // no picture that this browser knows: the server says what is wrong with it
  }
  const scale = Math.min(1, longestSidePx / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#ffffff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  return blob || file;
}

function beginSender(root) {
  senderCount += 1;
  for (const part of ["file", "alt"]) {
    const id = `photo-sender-${part}-${senderCount}`;
    root.querySelector(`.photo-sender-${part}`).id = id;
    root.querySelector(`.photo-sender-${part}-label`).htmlFor = id;
    const hint = root.querySelector(`.photo-sender-${part}-hint`);
    hint.id = `${id}-hint`;
    root.querySelector(`.photo-sender-${part}`).setAttribute("aria-describedby", `${id}-hint`);
  }
  return { photo: null, chosen: 0, sending: false };
}

function complain(root, text, field) {
  for (const one of root.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  root.querySelector(".photo-sender-problem").textContent = text;
  if (!field) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

function showPreview(root, photo) {
  const preview = root.querySelector(".photo-sender-preview");
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.hidden = true;
  preview.removeAttribute("src");
  if (!photo) return;
  preview.onload = () => { preview.hidden = false; };
  preview.src = URL.createObjectURL(photo);
}

async function choose(root, sender, data) {
  const input = root.querySelector(".photo-sender-file");
  const file = input.files[0];
  const turn = (sender.chosen += 1);
  sender.photo = null;
  showPreview(root, null);
  complain(root, "");
  if (!file) return;
  if (file.size > data.mostBytes) {
    input.value = "";
    complain(root, data.words.tooBig, input);
    return;
  }
  sender.photo = shrunkPhoto(file, data.longestSidePx);
  const photo = await sender.photo;
  if (turn === sender.chosen) showPreview(root, photo);
}

async function post(sender, data, alt) {
  const answer = await fetch(data.address, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "x-photo-alt": encodeURIComponent(alt) },
    body: await sender.photo,
  });
  const isPlain = (answer.headers.get("content-type") || "").startsWith("text/plain");
  if (answer.ok) return { id: (await answer.json()).photo_id };
  return { problem: isPlain && answer.status < 500 ? await answer.text() : data.words.failed };
}

async function send(root, sender, component) {
  const { data, setTriggerValue } = component;
  const [file, alt] = [root.querySelector(".photo-sender-file"), root.querySelector(".photo-sender-alt")];
  if (sender.sending) return; // a second tap sends nothing
  if (!sender.photo) return complain(root, data.words.noPhoto, file);
  if (!alt.value.trim()) return complain(root, data.words.noAlt, alt);
  const note = root.querySelector(".sending-note");
  sender.sending = true;
  root.setAttribute("aria-busy", "true");
  note.textContent = data.words.working;
  complain(root, "");
  let outcome;
  try {
    outcome = await post(sender, data, alt.value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says so when the network fails
    outcome = { problem: data.words.failed };
  } finally {
    sender.sending = false;
    root.removeAttribute("aria-busy");
    note.textContent = "";
  }
  if (outcome.problem) return complain(root, outcome.problem);
  sender.photo = null;
  root.reset();
  showPreview(root, null);
  setTriggerValue("added", outcome.id);
}

export default function photoSender(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".photo-sender");
  if (!senders.has(root)) senders.set(root, beginSender(root));
  const sender = senders.get(root);
  for (const [part, text] of Object.entries(data.texts)) root.querySelector(`.photo-sender-${part}`).textContent = text;
  root.querySelector(".photo-sender-alt").maxLength = data.longestAlt;
  root.querySelector(".photo-sender-file").onchange = () => choose(root, sender, data);
  root.onsubmit = (event) => {
    event.preventDefault();
    send(root, sender, component);
  };
}

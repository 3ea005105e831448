// Sends what waits on the phone from every page; only the page with the form can have something mended.
import { outbox } from "./outbox.js";
import { send, showWaiting, stayWhileCut } from "./session_send.js";

let state = "kept";
stayWhileCut();

async function sendOrKeep(said) {
  state = "kept";
  const answer = await send(said).catch((error) => {
    state = error.state ?? "kept";
    throw error;
  });
  if (!answer?.problems) return undefined;
  state = "mend";
  throw new Error("kept until somebody looks at it");
}

outbox({
  name: document.getElementById("waiting").dataset.session,
  send: sendOrKeep,
  onChange: ({ waiting }) => showWaiting(waiting.length ? state : ""),
});

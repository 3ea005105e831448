// Shows what was said since the page was loaded: asks for a mark, and for the page when it is another one.
import { ask } from "./session_send.js";

let room = document.getElementById("room");
const cut = document.getElementById("cut");
const MISSED_UNTIL_TOLD = 3;
let missed = 0;

const isCut = (error) => error instanceof TypeError || error instanceof DOMException;

async function look() {
  try {
    const answer = await ask(room.dataset.news);
    missed = answer.status < 500 ? 0 : missed + 1;
    if (answer.ok && String((await answer.json()).news) !== room.dataset.seen) await renew(await ask(location.href));
  } catch (error) {
    if (!isCut(error)) throw error;
    missed += 1; // asked again later
  } finally {
    if (cut) cut.hidden = missed < MISSED_UNTIL_TOLD;
    setTimeout(look, Number(room.dataset.everyMs));
  }
}

async function renew(answer) {
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("room");
  if (!fresh) return;
  const focused = document.activeElement?.form?.elements.contribution_id?.value;
  const stay = whereWeRead();
  const parts = [...room.querySelectorAll("[data-follows]")]; // what stands beside them, such as a map, is left as it is
  if (parts.length) {
    for (const part of parts) {
      const next = page.getElementById(part.id);
      if (next.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(next));
    }
    room.dataset.seen = fresh.dataset.seen;
  } else room.replaceWith((room = document.adoptNode(fresh)));
  if (focused) room.querySelector(`[value="${focused}"]`)?.form.querySelector("button").focus({ preventScroll: true });
  stay();
}

// One tap of the facilitator changes the list, and nobody's place in it; without scripts the page is loaded again.
async function tap(event) {
  const { target: form, submitter } = event;
  if (!submitter || !room.contains(form) || !form.action.endsWith("/glance")) return;
  event.preventDefault();
  const places = () => [...room.querySelectorAll("li")];
  const place = places().indexOf(form.closest("li"));
  const body = new URLSearchParams(new FormData(form));
  body.set(submitter.name, submitter.value);
  submitter.disabled = true; // one tap is enough
  try {
    const answer = await ask(form.action, { method: "POST", body });
    if (!answer.ok) {
      document.removeEventListener("submit", tap);
      submitter.disabled = false;
      form.requestSubmit(submitter); // sent again, and the browser shows what was wrong
      return;
    }
    await renew(answer);
  } catch (error) {
    submitter.disabled = false; // the line is cut: to be tapped again
    if (!isCut(error)) throw error;
    return;
  }
  const next = places()[place] ?? places().at(-1);
  if (document.activeElement === document.body) next?.querySelector("button")?.focus({ preventScroll: true });
}

// Who has scrolled down goes on reading the same thing; who is at the top sees what is new.
function whereWeRead() {
  if (window.scrollY < 8) return () => window.scrollTo({ top: 0 });
  const isReadable = (one) => one.getBoundingClientRect().bottom > 0;
  const read = [...room.querySelectorAll("li")].find(isReadable);
  const id = read?.querySelector('[name="contribution_id"]')?.value;
  const top = read?.getBoundingClientRect().top;
  return () => {
    const again = id && room.querySelector(`[value="${id}"]`)?.closest("li");
    if (again) window.scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
  };
}

document.addEventListener("submit", tap);
setTimeout(look, Number(room.dataset.everyMs));

// Shows what was said since the page was loaded: asks for one number, and for the page when it rose.
let room = document.getElementById("room");
const cut = document.getElementById("cut");
const MISSED_UNTIL_TOLD = 3;
const LONGEST_WAIT_MS = 8000; // an answer that takes longer is lost with the server that was to give it
let missed = 0;

const ask = (address) => fetch(address, { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });

async function look() {
  try {
    const answer = await ask(room.dataset.news);
    missed = answer.status < 500 ? 0 : missed + 1;
    if (answer.ok && String((await answer.json()).news) !== room.dataset.seen) await renew();
  } catch (error) {
    const isCut = error instanceof TypeError || error instanceof DOMException; // asked again later
    if (!isCut) throw error;
    missed += 1;
  } finally {
    if (cut) cut.hidden = missed < MISSED_UNTIL_TOLD;
    setTimeout(look, Number(room.dataset.everyMs));
  }
}

async function renew() {
  const answer = await ask(location.href);
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

setTimeout(look, Number(room.dataset.everyMs));

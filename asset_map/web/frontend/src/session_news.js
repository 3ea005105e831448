// Shows what was said since the page was loaded: asks for one number, and for the page when it rose.
let room = document.getElementById("room");

async function look() {
  try {
    const answer = await fetch(room.dataset.news);
    if (answer.ok && String((await answer.json()).news) !== room.dataset.seen) await renew();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the line is cut: asked again later
  } finally {
    setTimeout(look, Number(room.dataset.everyMs));
  }
}

async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.form?.elements.contribution_id?.value;
  room.replaceWith((room = document.adoptNode(page.getElementById("room"))));
  if (focused) room.querySelector(`[value="${focused}"]`)?.form.querySelector("button").focus();
}

setTimeout(look, Number(room.dataset.everyMs));

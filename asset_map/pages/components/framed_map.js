// The first address opens the frame; to others its page is sent, and it draws only what differs.
export default function framedMap(component) {
  const { data, parentElement } = component;
  const frame = parentElement.querySelector("iframe");
  frame.title = data.name;
  frame.style.height = data.height;
  if (frame.dataset.shows === data.address) return;
  const isNew = !frame.dataset.shows;
  frame.dataset.shows = data.address;
  if (isNew) {
    frame.addEventListener("load", () => show(frame));
    frame.src = data.address;
  } else {
    show(frame);
  }
}

// A page that has just been loaded may have missed what it was sent; one that shows it already leaves it alone.
function show(frame) {
  frame.contentWindow.postMessage({ assetMapShows: frame.dataset.shows }, window.location.origin);
}

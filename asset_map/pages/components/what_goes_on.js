// Streamlit marks its app as running only when the server has answered; a tap is to be seen to work before that.
const ASKS_THE_SERVER = ".stButton button, .stFormSubmitButton button, .stPageLink a, [data-testid='stPageLink'] a";

function listen() {
  if (window.assetMapListens) return;
  window.assetMapListens = true;
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(ASKS_THE_SERVER)) sayWorking();
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.matches("input[type=radio], input[type=checkbox]")) sayWorking();
  }, true);
  new MutationObserver(() => {
    if (document.querySelector(".stApp[data-test-script-state=running]")) stopSayingWorking();
  }).observe(document.body, { subtree: true, attributeFilter: ["data-test-script-state"] });
}

export default function whatGoesOn(component) {
  const { data, parentElement } = component;
  listen();
  parentElement.querySelector(".working").textContent = data.words.working;
  parentElement.querySelector(".unconnected").textContent = data.words.unconnected;
}

// Voice, where the browser has one: buttons to hear a question, and to speak instead of typing. Nothing without.
const made = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true);
const speaks = (tag) => (voice) => voice.lang.replace("_", "-").split("-")[0] === tag.split("-")[0];

function toggled(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}

// A voice of another language would read gibberish, so without one of the page's language there is no button.
function offerReading() {
  const language = document.documentElement.lang;
  const voice = speechSynthesis.getVoices().find(speaks(language));
  if (!voice) return;
  for (const part of document.querySelectorAll("[data-read-aloud]:not([data-is-read])")) {
    const button = made("voice-listen");
    if (!button) return;
    part.dataset.isRead = "";
    button.addEventListener("click", () => {
      const wasReading = button.getAttribute("aria-pressed") === "true";
      speechSynthesis.cancel();
      if (wasReading) return;
      const answers = part.tagName === "LEGEND" ? part.parentElement.querySelectorAll(".choice > span") : [];
      const speech = new SpeechSynthesisUtterance([part, ...answers].map((one) => one.innerText).join(". "));
      Object.assign(speech, { lang: language, voice });
      speech.addEventListener("end", () => toggled(button, false));
      speech.addEventListener("error", () => toggled(button, false));
      toggled(button, true);
      speechSynthesis.speak(speech);
    });
    if (part.tagName === "DIV") part.before(button);
    else part.after(button);
  }
}

if ("speechSynthesis" in window) {
  offerReading();
  speechSynthesis.addEventListener?.("voiceschanged", offerReading);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const FOR_GOOD = ["not-allowed", "service-not-allowed", "language-not-supported", "network", "audio-capture"];

function offerDictation(field) {
  const offered = made("voice-speak");
  if (!offered) return;
  const button = offered.querySelector("button");
  let listener = null;
  button.addEventListener("click", () => {
    if (listener) {
      listener.stop();
      return;
    }
    listener = new Recognition();
    listener.lang = field.form.elements.namedItem("language").value.replace("_", "-");
    listener.addEventListener("result", (event) => {
      field.value = `${field.value} ${event.results[0][0].transcript}`.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    listener.addEventListener("error", (event) => {
      if (!FOR_GOOD.includes(event.error)) return;
      offered.remove(); // it will not work next time either; typing does
      field.focus();
    });
    listener.addEventListener("end", () => {
      listener = null;
      toggled(button, false);
    });
    toggled(button, true);
    listener.start();
  });
  field.before(offered);
}

if (Recognition && window.isSecureContext) document.querySelectorAll("[data-dictate]").forEach(offerDictation);

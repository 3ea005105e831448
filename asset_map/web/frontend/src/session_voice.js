// Voice, where the browser has one: a button to hear a text, and one to speak instead of typing. Nothing without.

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

if ("speechSynthesis" in window) {
  for (const part of document.querySelectorAll("[data-read-aloud]")) {
    part.before(
      button(part.dataset.readAloud, () => {
        speechSynthesis.cancel();
        const speech = new SpeechSynthesisUtterance(part.innerText);
        speech.lang = document.documentElement.lang;
        speechSynthesis.speak(speech);
      }),
    );
  }
}

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
if (Recognition && window.isSecureContext) {
  for (const field of document.querySelectorAll("[data-dictate]")) {
    field.after(
      button(field.dataset.dictate, () => {
        const listener = new Recognition();
        listener.lang = field.form.language.value.replace("_", "-");
        listener.addEventListener("result", (event) => {
          field.value = `${field.value} ${event.results[0][0].transcript}`.trim();
          field.dispatchEvent(new Event("input", { bubbles: true }));
        });
        listener.start();
      }),
    );
  }
}

// Big buttons, each with a pictogram and a word.
const drawn = new WeakMap();

function optionButton(option) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.code = option.code;
  const picture = document.createElement("img");
  picture.src = new URL(`/vendor/icons/${encodeURIComponent(option.icon)}.svg`, document.baseURI).href;
  picture.alt = "";
  picture.onerror = () => picture.remove(); // a scheme of somebody's own may name a picture that does not exist
  const words = document.createElement("span");
  const label = document.createElement("strong");
  label.textContent = option.label;
  words.append(label);
  if (option.meaning) {
    const meaning = document.createElement("small");
    meaning.textContent = option.meaning;
    words.append(" ", meaning);
  }
  button.append(picture, words);
  return button;
}

export default function pictogramChoice(component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".pictogram-choice");
  const group = root.querySelector(".pictogram-options");
  settle(root, component);
  group.setAttribute("aria-label", data.label);
  group.classList.toggle("with-meanings", data.options.some((option) => option.meaning));
  const options = JSON.stringify(data.options);
  if (drawn.get(root) !== options) {
    drawn.set(root, options);
    group.replaceChildren(...data.options.map(optionButton));
  }
  for (const button of group.children) {
    button.setAttribute("aria-pressed", String(data.chosen.includes(button.dataset.code)));
    button.classList.toggle("tapped", underWay.get(root)?.value === button.dataset.code);
    button.onclick = () => {
      if (sendOnce(root, component, button.dataset.code)) button.classList.add("tapped");
    };
  }
}

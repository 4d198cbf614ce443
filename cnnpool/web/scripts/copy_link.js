// A button that copies the address of the page; where the browser forbids it, the address is
// shown, selected, to be copied by hand. It stands on every page, so it also says which language
// the page is in: screen readers go by that, and the shapes of Japanese letters.
export default function ({ data, parentElement }) {
  const about = JSON.parse(new TextDecoder().decode(data));
  document.documentElement.lang = about.lang;
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    parentElement.appendChild(button);
  }
  button.textContent = about.label;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = about.done;
      setTimeout(() => (button.textContent = about.label), 1600);
    } catch {
      window.prompt(about.failed, window.location.href);
    }
  };
}

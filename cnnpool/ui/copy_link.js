// A button that copies the address of the page; where the browser forbids it, the address is
// shown, selected, to be copied by hand.
export default function ({ data, parentElement }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    parentElement.appendChild(button);
  }
  button.textContent = data.label;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = data.done;
      setTimeout(() => (button.textContent = data.label), 1600);
    } catch {
      window.prompt(data.failed, window.location.href);
    }
  };
}

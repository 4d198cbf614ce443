// A button that copies the address of the page; where the browser forbids it, the address is
// shown, selected, to be copied by hand. It stands on every page, so it also says which language
// the page is in (screen readers go by that, and the shapes of Japanese letters), greets the server
// when the page comes back to it, and keeps the address after Back.

import { onReturn } from "./connection.js";
import { keepAddressAfterBack } from "./history.js";
import { onUnmount } from "./mount.js";

keepAddressAfterBack();

const records = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const record = records.get(parentElement) ?? make(parentElement);
  record.about = JSON.parse(new TextDecoder().decode(data));
  record.greet = () => setTriggerValue("returned", Date.now());
  record.button.textContent = record.about.label;
  document.documentElement.lang = record.about.lang;
  return onUnmount(parentElement, () => {
    record.stop();
    records.delete(parentElement);
  });
}

function make(root) {
  const record = { button: document.createElement("button") };
  record.button.type = "button";
  record.button.onclick = () => copy(record);
  record.stop = onReturn(() => record.greet());
  root.appendChild(record.button);
  records.set(root, record);
  return record;
}

async function copy({ button, about }) {
  try {
    await navigator.clipboard.writeText(window.location.href);
    button.textContent = about.done;
    setTimeout(() => (button.textContent = about.label), 1600);
  } catch {
    window.prompt(about.failed, window.location.href);
  }
}

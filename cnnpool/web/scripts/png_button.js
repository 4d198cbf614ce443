// A button that asks the server for a drawing, and saves its answer as a picture.

import { mounted } from "./mount.js";
import { pictureOf, save } from "./png.js";

export default mounted(makeButton, "asked");

function makeButton(root) {
  let turn = 0; // how often it was asked
  let answered = 0; // the last turn whose picture was saved
  const button = document.createElement("button");
  button.type = "button";
  button.innerHTML = '<span class="icon" aria-hidden="true">download</span> <span></span>';
  root.appendChild(button);

  function update({ label, failed, name, svg, ...next }, send) {
    button.lastChild.textContent = label;
    button.onclick = () => {
      turn += 1;
      send(turn);
    };
    // The same answer may be given again when the page is drawn anew.
    if (svg === null || next.turn !== turn || turn === answered) return;
    answered = turn;
    pictureOf(svg).then(
      (picture) => save(picture, name),
      () => {
        button.lastChild.textContent = failed;
        setTimeout(() => (button.lastChild.textContent = label), 4000);
      },
    );
  }

  return { update, stop: () => button.remove() };
}

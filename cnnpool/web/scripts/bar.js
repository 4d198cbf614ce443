// The bar's buttons, its slider and its one line of text; what they do is the player's matter.

const SPEEDS = [0.5, 1, 2, 4]; // windows a second

export function makeBar(root, { step, go, play, release }) {
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.innerHTML = `
    <button class="back" type="button">‹</button>
    <button class="play" type="button">▶</button>
    <button class="on" type="button">›</button>
    <input class="place" type="range" min="0" step="1">
    <select class="speed">${SPEEDS.map((s) => `<option value="${s}">${s}×</option>`).join("")}</select>
    <output class="said"></output>
    <button class="release" type="button">×</button>`;
  root.appendChild(bar);
  const find = (name) => bar.querySelector(`.${name}`);
  find("speed").value = "1";
  find("back").onclick = () => step(-1);
  find("on").onclick = () => step(1);
  find("play").onclick = play;
  find("release").onclick = release;
  find("place").oninput = (event) => go(Number(event.target.value));

  let texts = {};
  let isPlaying = false;
  function name(element, text) {
    find(element).setAttribute("aria-label", text);
    find(element).title = text;
  }
  function playing(on) {
    isPlaying = on;
    find("play").textContent = on ? "❚❚" : "▶";
    name("play", on ? texts.pause : texts.play);
  }
  return {
    label(next, count) {
      texts = next;
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", texts.bar);
      for (const element of ["back", "on", "place", "speed", "release"]) {
        name(element, texts[element]);
      }
      find("place").max = String(count - 1);
      playing(isPlaying);
    },
    show(text, pinned, pointing) {
      // Walking is read out to who cannot see it, pointing is not: it would never stop talking.
      find("said").setAttribute("aria-live", pointing ? "off" : "polite");
      find("said").textContent = text;
      find("place").value = String(pinned ?? 0);
      find("release").disabled = pinned === null;
    },
    playing,
    speed: () => Number(find("speed").value),
  };
}

// Charts on the page: found by their keys, listened to, and drawn over.
// Highlights are rectangles in an SVG above each plot; the charts themselves never change.

const SVG = "http://www.w3.org/2000/svg";
let warned = false;

// `keys`: the charts' names in the script, and their keys on the page.
export function makePanels(keys, { onPoint, onLeave, onPick, onRedraw }) {
  const known = new WeakSet();
  let plots = {};

  // Find the charts that stand now; a chart that Streamlit mounted anew is listened to anew.
  function attach() {
    plots = {};
    for (const [key, chart] of Object.entries(keys)) {
      const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
      if (!plot || !plot.on || !plot._fullData) continue;
      if (!understood(plot)) return warnOnce();
      plots[key] = plot;
      if (known.has(plot)) continue;
      known.add(plot);
      plot.tabIndex = 0;
      plot.dataset.panel = key;
      plot.on("plotly_hover", (event) => onPoint(key, ...cellOf(event)));
      plot.on("plotly_unhover", onLeave);
      plot.on("plotly_click", (event) => {
        plot.focus({ preventScroll: true });
        const again = event.event?.detail > 1; // the second of a double click, which resets a zoom
        if (!again && !tapped(plot)) onPick(key, ...cellOf(event));
      });
      listenToTaps(plot, (row, col) => onPick(key, row, col));
      plot.on("plotly_afterplot", onRedraw);
      onRedraw();
    }
  }

  // `said` is what the rectangles mean, in words, for who cannot see them.
  function draw(parts, said) {
    for (const [key, plot] of Object.entries(plots)) {
      if (!stands(plot)) continue;
      const here = parts.filter((part) => part.panel === key);
      const over = layer(plot);
      over.innerHTML = here.map((part) => rectangle(plot, part)).join("");
      over.setAttribute("aria-label", said);
    }
  }

  // The numbers of a panel as its first trace holds them.
  const values = (key) => (stands(plots[key]) ? plots[key]._fullData[0].z : undefined);

  const holds = (element) => Object.values(plots).some((plot) => plot.contains(element));

  // The panel that holds an element, by its name.
  const nameOf = (element) => Object.keys(plots).find((key) => plots[key].contains(element));

  // Plotly's own label stays where the pointer was: away with it once the window moves on.
  const hush = () =>
    Object.values(plots).forEach((plot) => plot.querySelector(".hoverlayer")?.replaceChildren());

  const clear = () =>
    document.querySelectorAll("svg.cnnpool-link").forEach((layer) => layer.remove());

  return { attach, draw, values, holds, nameOf, hush, clear };
}

// Streamlit empties a chart before it takes it away: for a moment it is there without numbers.
const stands = (plot) => plot?.isConnected && plot._fullData?.length > 0 && understood(plot);

function cellOf(event) {
  const [row, col] = event.points[0].pointNumber;
  return [row, col];
}

// Plotly tells of no click after a tap, or only sometimes: a short touch that stays is one.
const taps = new WeakMap();
const tapped = (plot) => performance.now() - (taps.get(plot) ?? -Infinity) < 800;

function listenToTaps(plot, onTap) {
  let down = null;
  plot.addEventListener("pointerdown", (event) => {
    down = event.pointerType === "touch" ? event : null;
  });
  plot.addEventListener("pointerup", (event) => {
    const still = down && Math.hypot(event.x - down.x, event.y - down.y) < 12;
    const cell = still && event.timeStamp - down.timeStamp < 600 ? cellUnder(plot, event) : null;
    if (cell) {
      taps.set(plot, performance.now());
      onTap(...cell);
    }
    down = null;
  });
}

function cellUnder(plot, event) {
  if (!stands(plot)) return null;
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  const col = Math.round(xaxis.p2l(event.clientX - box.left - xaxis._offset));
  const row = Math.round(yaxis.p2l(event.clientY - box.top - yaxis._offset));
  const z = plot._fullData[0].z;
  return row >= 0 && row < z.length && col >= 0 && col < z[0].length ? [row, col] : null;
}

// Plotly's inner axes are what turns a cell into pixels; another version may lack them.
function understood(plot) {
  const { xaxis, yaxis } = plot._fullLayout ?? {};
  return [xaxis, yaxis].every(
    (axis) => typeof axis?.l2p === "function" && Number.isFinite(axis._offset),
  );
}

function warnOnce() {
  if (!warned) console.warn("cnnpool: this version of Plotly is not known, so nothing is marked");
  warned = true;
}

function layer(plot) {
  const ground = plot.querySelector(".svg-container") ?? plot;
  let found = ground.querySelector(":scope > svg.cnnpool-link");
  if (!found) {
    found = document.createElementNS(SVG, "svg");
    found.setAttribute("class", "cnnpool-link");
    found.setAttribute("role", "img");
    ground.appendChild(found);
  }
  return found;
}

function rectangle(plot, { role, box, strong }) {
  const { xaxis, yaxis } = plot._fullLayout;
  const [left, width] = pixels(xaxis, box.left, box.right);
  const [top, height] = pixels(yaxis, box.top, box.bottom);
  if (width <= 0 || height <= 0) return "";
  const weight = strong === false ? "weak" : "strong";
  return (
    `<rect data-role="${role}" class="${weight}" ` +
    `x="${left}" y="${top}" width="${width}" height="${height}"></rect>`
  );
}

// Cell edges to pixels, cut at the edges of the plot where it is zoomed.
function pixels(axis, first, last) {
  const ends = [axis.l2p(first - 0.5), axis.l2p(last - 0.5)].map((p) =>
    Math.min(Math.max(p, 0), axis._length),
  );
  const start = Math.min(...ends);
  return [axis._offset + start, Math.abs(ends[1] - ends[0])];
}

// At most once a frame, however often it is asked for.
export function soon(action) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}

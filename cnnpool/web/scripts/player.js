// The bar below the panels: it points, pins, walks and plays, all in the page. The server hears
// of a pin only once it rests.

import { makeBar } from "./bar.js";
import { caption } from "./caption.js";
import { makePanels, soon } from "./panels.js";
import { MATRICES, OUTPUTS, PLANES, makeRelation } from "./relation.js";

const REST = 350; // milliseconds without a step after which a walk rests

const CHARTS = Object.fromEntries(
  [...PLANES, ...MATRICES, ...OUTPUTS].map((panel) => [panel, `chart_${panel}`]),
);

export function makePlayer(root) {
  let data, relation, send;
  let pinned = null; // the window that is kept
  let sent; // what the server knows
  let turn; // how often it was told: an answer to an earlier turn is stale
  let hover = null; // {windows, cell}
  let playing = false;
  let resting, tick; // timers

  const panels = makePanels(CHARTS, {
    onPoint: (panel, row, col) => {
      if (!relation) return;
      const cell = PLANES.includes(panel) ? [row, col] : null;
      hover = { windows: relation.windowsAt(panel, row, col), cell };
      draw();
    },
    onLeave: () => {
      hover = null;
      draw();
    },
    onPick: pick,
    onRedraw: drawSoon,
  });
  const bar = makeBar(root, {
    step: (by) => walk(clamp((pinned ?? (by > 0 ? -1 : 1)) + by)),
    go: walk,
    play: () => (playing ? pause() : play()),
    release: () => pin(null),
  });
  const observer = new MutationObserver(soon(panels.attach));
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("keydown", onKey);
  document.addEventListener("visibilitychange", onHidden);

  function update(next, sender) {
    send = sender;
    const changed = !data || next.version !== data.version;
    const taken = !data || next.choices !== data.choices;
    data = next;
    if (taken) {
      // Reset, a preset or Back: whatever was being walked or played is over.
      playing = false;
      bar.playing(false);
      clearTimeout(tick);
      clearTimeout(resting);
      pinned = sent = next.pinned;
      turn = next.turn;
    }
    if (changed) {
      relation = makeRelation(next.relation);
      hover = null;
      pause();
    }
    if (next.turn >= turn && next.pinned !== sent) {
      sent = next.pinned;
      pinned = sent;
      clearTimeout(resting);
    }
    if (pinned !== null && pinned >= relation.count) pinned = next.pinned;
    bar.label(next.texts, relation.count);
    panels.attach();
    draw();
  }

  // --- what is kept ---------------------------------------------------------------------------

  function pick(panel, row, col) {
    if (!relation) return;
    pause();
    const windows = relation.windowsAt(panel, row, col);
    if (!windows.length) return;
    const window = windows.find((w) => relation.wins(w, row, col)) ?? windows[0];
    const chosen = PLANES.includes(panel) ? window : windows[0];
    pin(chosen === pinned ? null : chosen);
  }

  function pin(window) {
    pinned = window;
    draw();
    tell();
  }

  function walk(window) {
    pinned = clamp(window);
    hover = null;
    panels.hush();
    draw();
    clearTimeout(resting);
    if (!playing) resting = setTimeout(tell, REST);
  }

  function tell() {
    clearTimeout(resting);
    if (pinned === sent) return;
    sent = pinned;
    turn += 1;
    send({ win: pinned, turn, choices: data.choices });
  }

  const clamp = (window) => Math.min(Math.max(window, 0), relation.count - 1);

  // --- play -----------------------------------------------------------------------------------

  function play() {
    playing = true;
    bar.playing(true);
    if (pinned === null || pinned === relation.count - 1) walk(0);
    next();
  }

  function next() {
    clearTimeout(tick);
    tick = setTimeout(() => {
      if (!playing) return;
      if (pinned === null || pinned >= relation.count - 1) return pause();
      walk(pinned + 1);
      if (pinned === relation.count - 1) pause();
      else next();
    }, 1000 / bar.speed());
  }

  function pause() {
    if (!playing) return;
    playing = false;
    clearTimeout(tick);
    bar.playing(false);
    clearTimeout(resting);
    resting = setTimeout(tell, REST);
  }

  function onHidden() {
    if (document.hidden) pause();
  }

  // --- keys -----------------------------------------------------------------------------------

  function onKey(event) {
    const inBar = event.composedPath().includes(root);
    if (!relation || !(inBar || panels.holds(event.target))) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.composedPath()[0].tagName === "SELECT") return;
    const [oh, ow] = relation.place(pinned ?? 0);
    const steps = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    if (steps[event.key]) {
      const [down, right] = steps[event.key];
      const row = Math.min(Math.max(oh + down, 0), relation.outRows - 1);
      const col = Math.min(Math.max(ow + right, 0), relation.outCols - 1);
      pause();
      walk(pinned === null ? 0 : row * relation.outCols + col);
    } else if (event.key === "Escape") {
      pause();
      pin(null);
    } else if (event.key === "Enter" && !inBar) {
      pin(pinned === null ? (hover?.windows[0] ?? 0) : null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // --- drawing --------------------------------------------------------------------------------

  let asked = false;
  function drawSoon() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  }

  function draw() {
    if (!relation) return;
    const windows = hover ? hover.windows : pinned === null ? [] : [pinned];
    const cell = hover ? hover.cell : null;
    const value = (panel, row, col) => panels.values(panel)?.[row]?.[col];
    const said = caption(data.texts, data.mode, relation, value, windows, cell);
    panels.draw(relation.parts(windows, (row, col) => value("x", row, col), cell), said);
    bar.show(said, pinned, hover !== null);
  }

  function stop() {
    pause();
    clearTimeout(resting);
    observer.disconnect();
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("visibilitychange", onHidden);
    panels.clear();
  }

  return { update, stop };
}

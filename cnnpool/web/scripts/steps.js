// Step by step: one cell, marked in every picture that stands. Pointing shows where a cell comes
// from and goes to; a click keeps it, and the server learns which.

import { makeFollowing } from "./following.js";
import { mounted } from "./mount.js";
import { makePanels, soon } from "./panels.js";

const CHARTS = { before: "step_before", after: "step_after", layout: "step_layout" };
const MOST_MARKS = 500;
const MOST_NAMED = 4;

export default mounted(makeFollower, "cell");

function makeFollower(root) {
  let data, following, send;
  let turn = 0; // how often the server was told: an answer to an earlier turn is stale
  let kept = null; // {step, index}
  let hover = null; // {panel, index}

  const said = document.createElement("output");
  said.className = "followed";
  root.appendChild(said);

  const panels = makePanels(CHARTS, {
    onPoint: (panel, row, col) => {
      if (!data?.charts[panel]) return;
      hover = { panel, index: indexOf(data.charts[panel], row, col) };
      draw();
    },
    onLeave: () => {
      hover = null;
      draw();
    },
    onPick: (panel, row, col) => {
      if (!data?.charts[panel]) return;
      document.activeElement?.blur(); // so that the arrow keys turn the page
      pick(panel, indexOf(data.charts[panel], row, col));
    },
    onRedraw: soon(draw),
  });
  const observer = new MutationObserver(soon(panels.attach));
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("keydown", onKey, true);

  function update(next, sender) {
    send = sender;
    const taken = !data || next.choices !== data.choices;
    data = next;
    following = makeFollowing(next.relation);
    if (taken || next.turn >= turn) {
      turn = next.turn;
      kept = parse(next.cell);
    }
    hover = null;
    panels.attach();
    draw();
  }

  // A cell of a layout, too, is kept as a cell of the step that it belongs to.
  function pick(panel, index) {
    const { axes, step } = data.charts[panel];
    keep({ step, index: following.index(data.steps[step], following.place(axes, index)) });
  }

  function keep(next) {
    const same = kept && next && text(kept) === text(next);
    kept = same ? null : next;
    turn += 1;
    draw();
    send({ cell: kept && text(kept), turn });
  }

  function onKey(event) {
    const panel = panels.nameOf(event.target);
    const letGo = event.key === "Escape" && event.target === document.body;
    if (!data || !(panel || letGo) || event.ctrlKey || event.altKey || event.metaKey) return;
    const chart = data.charts[panel];
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    if (moves[event.key] && chart) {
      const [row, col] = cellOf(chart) ?? [-moves[event.key][0], -moves[event.key][1]];
      const [down, right] = moves[event.key];
      const inside = (i, count) => Math.min(Math.max(i, 0), count - 1);
      hover = {
        panel,
        index: indexOf(chart, inside(row + down, chart.height), inside(col + right, chart.width)),
      };
      draw();
    } else if (event.key === "Enter" && hover) {
      pick(hover.panel, hover.index);
    } else if (event.key === "Escape") {
      hover = null;
      if (kept) keep(null);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the arrow keys of a picture do not turn the page
  }

  // --- drawing --------------------------------------------------------------------------------

  function place() {
    if (hover) return following.place(data.charts[hover.panel].axes, hover.index);
    return kept && following.place(data.steps[kept.step], kept.index);
  }

  function draw() {
    if (!data) return;
    const at = place();
    const parts = [];
    const names = [];
    for (const [panel, chart] of Object.entries(data.charts)) {
      const marks = at ? following.marks(chart.axes, at) : [];
      if (marks.length) names.push(name(chart, marks));
      for (const mark of marks.slice(0, MOST_MARKS)) {
        const [row, col] = onPicture(chart, mark.index);
        if (row < 0 || col < 0 || row >= chart.height || col >= chart.width) continue;
        const box = { top: row, left: col, bottom: row + 1, right: col + 1 };
        parts.push({ panel, role: mark.wins && !chart.output ? "winner" : "cell", box });
      }
    }
    said.textContent = names.length ? names.join("  →  ") : data.texts.begin;
    panels.draw(parts, said.textContent);
  }

  function name(chart, marks) {
    const cells = marks.slice(0, MOST_NAMED).map((mark) => `[${mark.index.join(", ")}]`);
    return chart.name + cells.join(" ") + (marks.length > MOST_NAMED ? " …" : "");
  }

  // The cell that stands marked in a picture, as its row and column.
  function cellOf(chart) {
    const at = place();
    const marks = at ? following.marks(chart.axes, at) : [];
    return marks.length ? onPicture(chart, marks[0].index) : null;
  }

  function stop() {
    observer.disconnect();
    document.removeEventListener("keydown", onKey, true);
    panels.clear();
  }

  return { update, stop };
}

// A cell of a picture as the index of its array, and back (cnnpool/steps/arrangement.py).
function indexOf(chart, row, col) {
  const index = [];
  const spread = (axes, flat) => {
    for (const axis of [...axes].reverse()) {
      index[axis] = flat % chart.shape[axis];
      flat = Math.floor(flat / chart.shape[axis]);
    }
  };
  spread(chart.rows, row + chart.top);
  spread(chart.cols, col + chart.left);
  return index;
}

function onPicture(chart, index) {
  const flat = (axes) => axes.reduce((sum, axis) => sum * chart.shape[axis] + index[axis], 0);
  return [flat(chart.rows) - chart.top, flat(chart.cols) - chart.left];
}

const text = ({ step, index }) => `${step}:${index.join(",")}`;

function parse(cell) {
  if (!cell) return null;
  const [step, numbers] = cell.split(":");
  return { step, index: numbers.split(",").map(Number) };
}

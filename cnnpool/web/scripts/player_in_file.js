// The panels and the bar in a file: the charts are drawn here, and no server hears of a pin.

import { makePlayer } from "./player.js";

const CONFIG = { displayModeBar: false, doubleClick: "reset", responsive: true };

const ROOM = 64; // pixels beside a plane for what its rows and columns count

const told = (id) => JSON.parse(document.getElementById(id).textContent);

async function start() {
  await document.fonts.ready; // Plotly measures texts only once
  const drawn = Object.entries(told("figures")).map(([key, { data, layout }]) => {
    const place = document.querySelector(`.st-key-chart_${key} > div`);
    return Plotly.newPlot(place, data, dressed(layout), CONFIG);
  });
  await Promise.all(drawn);
  makePlayer(document.getElementById("player")).update(told("player-data"), () => {});
  addEventListener("beforeprint", () => charts().forEach(scalable));
  addEventListener("afterprint", () => charts().forEach(fixed));
}

// What Streamlit's theme gives a chart on the page; the fonts of a file may be wider.
function dressed(layout) {
  return {
    ...layout,
    font: { family: getComputedStyle(document.body).fontFamily },
    margin: { ...layout.margin, l: Math.max(layout.margin.l, ROOM) },
    yaxis: { ...layout.yaxis, ticklabelstandoff: 4 },
  };
}

const charts = () => document.querySelectorAll(".js-plotly-plot");

const drawings = (plot) => plot.querySelectorAll("svg.main-svg, svg.cnnpool-link");

// Paper is not as wide as the screen: every drawing says its size, so that it can be scaled.
function scalable(plot) {
  const { width, height } = plot._fullLayout;
  plot.style.setProperty("--ratio", `${width} / ${height}`);
  drawings(plot).forEach((drawing) => drawing.setAttribute("viewBox", `0 0 ${width} ${height}`));
}

const fixed = (plot) => drawings(plot).forEach((drawing) => drawing.removeAttribute("viewBox"));

start();

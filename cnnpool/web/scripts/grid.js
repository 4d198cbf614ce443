// A plane of numbers to type into: a table of fields. What is typed, pasted or undone is told to
// the server as the whole plane, which it reads and sends back; a field that it cannot read keeps
// its text and is marked.

import { mounted } from "./mount.js";

const MOST_UNDONE = 200;

export default mounted(makeGrid, "edit");

function makeGrid(root) {
  const box = document.createElement("div");
  box.className = "grid";
  box.innerHTML = `
    <div class="tools"><b></b><button class="undo" type="button">↶</button>
    <button class="redo" type="button">↷</button><output></output></div>
    <div class="scroll"><table><thead></thead><tbody></tbody></table></div>`;
  root.appendChild(box);
  const find = (selector) => box.querySelector(selector);
  const table = find("table");
  let data, send, rows; // ``rows``: the texts as they were last taken
  let answering = false; // whether what comes next answers what was typed
  let turn = 0; // how often the server was told: an answer to an earlier turn is stale
  let past = [];
  let future = [];

  function update(next, sender) {
    send = sender;
    const other = !data || next.place !== data.place || next.choices !== data.choices;
    const reshaped = !rows || next.rows.length !== rows.length || next.rows[0].length !== rows[0].length;
    data = next;
    if (other || reshaped) {
      turn = next.turn;
      past = [];
      future = [];
    }
    if (next.turn < turn) return; // an answer to what was typed before
    const changed = JSON.stringify(next.rows) !== JSON.stringify(rows);
    if (changed && !answering && !other && !reshaped) {
      past = [...past, rows].slice(-MOST_UNDONE); // pasted into the box beside, or brought by Back
      future = [];
    }
    answering = false;
    if (other || reshaped) show(next.rows, reshaped);
    else if (!next.bad) show(next.rows, false, isDraft);
    label();
    mark(next.bad);
  }

  // --- what is typed --------------------------------------------------------------------------

  function take(next) {
    if (JSON.stringify(next) === JSON.stringify(rows)) return;
    past = [...past, rows].slice(-MOST_UNDONE);
    future = [];
    tell(next);
  }

  function step(from, to) {
    if (!from.length) return;
    to.push(rows);
    tell(from.pop());
  }

  function tell(next) {
    show(next, false);
    turn += 1;
    answering = true;
    label();
    mark(null);
    send({ rows, turn, ...origin() });
  }

  // Which numbers an edit was made on: the server may meanwhile be about others.
  const origin = () => ({ place: data.place, choices: data.choices });

  const undo = () => step(past, future);
  const redo = () => step(future, past);
  find(".undo").onclick = undo;
  find(".redo").onclick = redo;

  function typed() {
    return rows.map((row, i) => row.map((_, j) => field(i, j).value.trim()));
  }

  // --- paste ----------------------------------------------------------------------------------

  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/[\s,;]/.test(text.trim())) return; // one number: into its field, as if it were typed
    if (/[[{(]/.test(text)) {
      event.preventDefault();
      turn += 1;
      send({ text, turn, ...origin() }); // a printed array: the server reads it
      return;
    }
    const pasted = cells(text);
    event.preventDefault();
    const [top, left] = placeOf(event.target);
    const next = typed();
    let cut = false;
    pasted.forEach((row, i) =>
      row.forEach((value, j) => {
        if (next[top + i]?.[left + j] === undefined) cut = true;
        else next[top + i][left + j] = value;
      }),
    );
    take(next);
    const size = { rows: pasted.length, cols: Math.max(...pasted.map((row) => row.length)) };
    const said = data.texts.cut.replace("{rows}", size.rows).replace("{cols}", size.cols);
    find("output").textContent = cut ? said : "";
  });

  // --- keys -----------------------------------------------------------------------------------

  table.addEventListener("change", () => take(typed()));
  table.addEventListener("focusin", (event) => event.target.select?.());
  table.addEventListener("keydown", (event) => {
    const [i, j] = placeOf(event.target);
    const own = event.target.value !== rows[i][j]; // still being typed
    const key = event.key.toLowerCase();
    const arrows = { arrowup: [i - 1, j], arrowdown: [i + 1, j], enter: [i + 1, j] };
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
      if (own) return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
      field(i, j)?.select();
    } else if (event.key === "Escape") {
      event.target.value = rows[i][j];
      event.target.select();
    } else if (arrows[key]) {
      event.preventDefault();
      const [row, col] = arrows[key];
      if (field(row, col)) field(row, col).focus();
      else take(typed()); // nowhere to go: what was typed counts all the same
    } else if (key === "arrowleft" || key === "arrowright") {
      const { selectionStart, selectionEnd, value } = event.target;
      const left = key === "arrowleft";
      const whole = selectionStart === 0 && selectionEnd === value.length;
      const atEnd = left ? selectionEnd === 0 : selectionStart === value.length;
      const next = field(i, left ? j - 1 : j + 1);
      if (!(whole || atEnd) || !next) return;
      event.preventDefault();
      next.focus();
    } else return;
    event.stopPropagation(); // the arrows walk the windows elsewhere
  });

  // --- drawing --------------------------------------------------------------------------------

  // What is being typed and was not taken yet: an answer to what was typed before must spare it.
  const isDraft = (i, j) => field(i, j).value !== rows[i][j];

  function show(next, reshaped, spared = () => false) {
    const kept = reshaped || !rows ? [] : next.map((row, i) => row.map((_, j) => spared(i, j)));
    rows = next.map((row) => [...row]);
    if (reshaped || !field(0, 0)) build();
    const widest = Math.max(...rows.flat().map((text) => text.length));
    table.style.setProperty("--cell", `${Math.min(Math.max(widest, 3) + 1.5, 14)}ch`);
    rows.forEach((row, i) =>
      row.forEach((text, j) => {
        if (field(i, j).value !== text && !kept[i]?.[j]) write(field(i, j), text);
      }),
    );
  }

  function write(input, text) {
    const chosen = input.selectionEnd > input.selectionStart; // what is typed next replaces it all
    input.value = text;
    if (chosen && input === box.getRootNode().activeElement) input.select();
  }

  function build() {
    const head = rows[0].map((_, j) => `<th scope="col">${j}</th>`).join("");
    find("thead").innerHTML = `<tr><th class="corner"></th>${head}</tr>`;
    const empty = '<td><input inputmode="text" autocomplete="off" spellcheck="false"></td>';
    const line = (row, i) => `<tr><th scope="row">${i}</th>${empty.repeat(row.length)}</tr>`;
    find("tbody").innerHTML = rows.map(line).join("");
  }

  function label() {
    const { texts, name, axes } = data;
    find("b").textContent = name;
    find(".corner").textContent = `${axes[0]} ↓ ${axes[1]} →`;
    for (const [tool, steps] of [["undo", past], ["redo", future]]) {
      find(`.${tool}`).title = texts[tool];
      find(`.${tool}`).setAttribute("aria-label", texts[tool]);
      find(`.${tool}`).disabled = !steps.length;
    }
    rows.forEach((row, i) =>
      row.forEach((_, j) => field(i, j).setAttribute("aria-label", `${data.symbol}[${i}, ${j}]`)),
    );
  }

  function mark(bad) {
    for (const input of box.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    if (bad) field(...bad)?.setAttribute("aria-invalid", "true");
  }

  const field = (i, j) => table.tBodies[0].rows[i]?.cells[j + 1]?.firstChild;

  function placeOf(input) {
    const cell = input.closest("td");
    return [cell.parentElement.sectionRowIndex, cell.cellIndex - 1];
  }

  return { update, stop: () => box.remove() };
}

// The rows of a spreadsheet, or of anything else that parts its numbers by signs or spaces.
export function cells(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const separator = ["\t", ";", ","].find((sign) => text.includes(sign)) ?? /\s+/;
  return lines.map((line) =>
    (typeof separator === "string" ? line : line.trim()).split(separator).map((cell) => cell.trim()),
  );
}

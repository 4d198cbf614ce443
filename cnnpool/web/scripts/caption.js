// One line about what is pointed at, from the catalogue's templates.

const MOST_NUMBERS = 9;

export function caption(texts, mode, relation, values, windows, cell) {
  if (windows.length === 0) return cell ? fill(texts.unread, at(cell)) : texts.begin;
  if (windows.length > 1) {
    const won = windows.filter((window) => relation.wins(window, ...cell)).length;
    const template = mode === "max" ? texts.cell_max : texts.cell_other;
    return fill(template, { ...at(cell), count: windows.length, won });
  }
  const [window] = windows;
  const [oh, ow] = relation.place(window);
  const real = relation.cellsOf(window).filter((c) => c.inside);
  const shown = real.slice(0, MOST_NUMBERS).map((c) => number(values("x", c.row, c.col)));
  if (real.length > MOST_NUMBERS) shown.push("…");
  const best = relation.winnerCell(window);
  return fill(texts[`window_${mode}`], {
    oh,
    ow,
    numbers: shown.join(", "),
    y: number(values("y", oh, ow)),
    dy: number(values("dy", oh, ow)),
    count: real.length,
    ...(best ? at([best.row, best.col]) : {}),
  });
}

const at = ([h, w]) => ({ h, w });

const fill = (template, values) =>
  template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// As short as it can be read: the same text as in the cells (number in cnnpool/figures.py).
export function number(value, digits = 4) {
  if (Number.isNaN(value) || value === undefined || value === null) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 100000) return signed(value);
  const [mantissa, power] = value.toExponential(digits - 1).split("e").map(Number);
  if (power >= -4 && power < digits) return signed(Number(value.toPrecision(digits)));
  const exponent = String(Math.abs(power)).padStart(2, "0");
  return signed(`${mantissa}e${power < 0 ? "-" : "+"}${exponent}`);
}

const signed = (value) => String(value).replaceAll("-", "−");

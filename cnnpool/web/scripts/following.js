// Where one cell stands in arrays of other layouts (cnnpool/layouts.py, Trace.follow).
// Nothing here touches the page. A place is a cell by its letters, an index by its numbers.

export function makeFollowing({ sizes, rows, cols, winners }) {
  const letters = (axis) => axis.split(",");

  // The index of a place in an array of these axes; an axis of several letters is flat over them.
  const index = (axes, place) =>
    axes.map((axis) => letters(axis).reduce((flat, k) => flat * sizes[k] + place[k], 0));

  function place(axes, numbers) {
    const found = {};
    axes.forEach((axis, i) => {
      let flat = numbers[i];
      for (const k of letters(axis).reverse()) {
        found[k] = flat % sizes[k];
        flat = Math.floor(flat / sizes[k]);
      }
    });
    return found;
  }

  // Every offset of every window that belongs to a place.
  function taps(at) {
    if ("kh" in at) return [tap(at)];
    if ("oh" in at) {
      return pairs(sizes.kh, sizes.kw).map(([kh, kw]) => tap({ ...at, kh, kw }));
    }
    return readers(rows, at.h).flatMap(([oh, kh]) =>
      readers(cols, at.w).map(([ow, kw]) => tap({ n: at.n, c: at.c, oh, ow, kh, kw })),
    );
  }

  function tap({ n, c, oh, ow, kh, kw }) {
    const [h, w] = [rows[oh][kh], cols[ow][kw]];
    const inside = h >= 0 && h < sizes.h && w >= 0 && w < sizes.w;
    const window = ((n * sizes.c + c) * sizes.oh + oh) * sizes.ow + ow;
    const wins = winners !== null && winners[window] === kh * sizes.kw + kw;
    return { n, c, oh, ow, kh, kw, h, w, inside, wins };
  }

  // What to mark in an array of these axes for a place: {index, wins}, each cell once.
  function marks(axes, at) {
    const found = new Map();
    const own = axes.flatMap(letters);
    const mark = (where, wins) => {
      const numbers = index(axes, where);
      const key = numbers.join();
      found.set(key, { index: numbers, wins: wins || found.get(key)?.wins === true });
    };
    // A cell of the input stands there also where no window reads it.
    if (own.includes("h") && "h" in at) mark(at, false);
    for (const one of taps(at)) {
      if (own.includes("h") && !one.inside) continue;
      mark(one, one.wins);
    }
    return [...found.values()].sort((a, b) => order(a.index, b.index));
  }

  return { index, place, taps, marks };
}

// For one cell of an axis, the windows along it that read the cell, and at which offset.
const readers = (positions, cell) =>
  positions.flatMap((cells, window) =>
    cells.flatMap((position, offset) => (position === cell ? [[window, offset]] : [])),
  );

const pairs = (rows, cols) =>
  Array.from({ length: rows * cols }, (_, i) => [Math.floor(i / cols), i % cols]);

const order = (a, b) => a.reduce((found, number, i) => found || number - b[i], 0);

// What belongs to what, from the relation that the server sends (cnnpool/relation.py).
// Nothing here touches the page: panels are named x, cols, y, dx, routed, dy, and a box is
// {top, left, bottom, right} in cells, the last ones not included.

export const PLANES = ["x", "dx"];
export const MATRICES = ["cols", "routed"];
export const OUTPUTS = ["y", "dy"];

// More windows than this are drawn as one: their outlines would hide the numbers.
const MOST_OUTLINES = 100;

export function makeRelation({ height, width, rows, cols, winners, matrix }) {
  const [outRows, outCols] = [rows.length, cols.length];
  const [kernelRows, kernelCols] = [rows[0].length, cols[0].length];
  const winnerOf = winners === null ? null : unpack(winners);
  const rowOf = new Map(matrix.map((window, row) => [window, row]));
  rowOf.delete(-1);
  const readersOfRow = readers(rows, height);
  const readersOfCol = readers(cols, width);

  const place = (window) => [Math.floor(window / outCols), window % outCols];

  // The windows to which the cell (row, col) of a panel belongs, in the order of their index.
  function windowsAt(panel, row, col) {
    if (OUTPUTS.includes(panel)) return [row * outCols + col];
    if (MATRICES.includes(panel)) return matrix[row] >= 0 ? [matrix[row]] : [];
    return readersOfRow[row].flatMap((oh) => readersOfCol[col].map((ow) => oh * outCols + ow));
  }

  // The cells of a window, row-major: {row, col, offset, inside}.
  function cellsOf(window) {
    const [oh, ow] = place(window);
    return rows[oh].flatMap((row, i) =>
      cols[ow].map((col, j) => ({
        row,
        col,
        offset: i * kernelCols + j,
        inside: row >= 0 && row < height && col >= 0 && col < width,
      })),
    );
  }

  function winnerCell(window) {
    if (winnerOf === null) return null;
    const [oh, ow] = place(window);
    const offset = winnerOf[window];
    const row = rows[oh][Math.floor(offset / kernelCols)];
    return { row, col: cols[ow][offset % kernelCols], offset, inside: true };
  }

  // The losers that hold the same value as the winner; value(row, col) reads the input.
  function tiesOf(window, value) {
    const best = winnerCell(window);
    if (best === null) return [];
    const largest = value(best.row, best.col);
    return cellsOf(window).filter(
      (cell) =>
        cell.inside &&
        cell.offset !== best.offset &&
        (value(cell.row, cell.col) === largest ||
          (Number.isNaN(largest) && Number.isNaN(value(cell.row, cell.col)))),
    );
  }

  const wins = (window, row, col) => {
    const best = winnerCell(window);
    return best !== null && best.row === row && best.col === col;
  };

  // Every part to draw for some windows: {panel, role, box, strong}. With one window its winner
  // and the tied losers are told; with more, the windows that `cell` wins are drawn strongly.
  function parts(windows, value, cell = null) {
    if (windows.length > MOST_OUTLINES) return crowd(windows, cell);
    return windows.flatMap((window) => {
      const alone = windows.length === 1;
      const strong = alone || (cell !== null && wins(window, ...cell));
      const boxes = outline(window).flatMap((box) =>
        PLANES.map((panel) => ({ panel, role: "window", box, strong })),
      );
      const best = alone || strong ? winnerCell(window) : null;
      const ties = alone ? tiesOf(window, value) : [];
      for (const panel of PLANES) {
        for (const tie of ties) boxes.push({ panel, role: "tie", box: one(tie.row, tie.col) });
        if (best) boxes.push({ panel, role: "winner", box: one(best.row, best.col) });
      }
      const row = rowOf.get(window);
      if (row !== undefined) {
        const across = { top: row, left: 0, bottom: row + 1, right: kernelRows * kernelCols };
        for (const panel of MATRICES) {
          boxes.push({ panel, role: "row", box: across, strong });
          if (best) boxes.push({ panel, role: "winner", box: one(row, best.offset) });
        }
      }
      for (const panel of OUTPUTS) {
        boxes.push({ panel, role: "cell", box: one(...place(window)), strong });
      }
      return boxes;
    });
  }

  // Very many windows: the ground they cover, and where their outputs and rows stand.
  function crowd(windows, cell) {
    const boxes = [];
    const places = windows.map(place);
    const outs = span(places.map(([oh]) => oh), places.map(([, ow]) => ow));
    for (const panel of OUTPUTS) boxes.push({ panel, role: "cell", box: outs });
    const cells = [windows[0], windows.at(-1)].flatMap(cellsOf);
    const ground = span(cells.map((c) => c.row), cells.map((c) => c.col));
    for (const panel of PLANES) {
      boxes.push({ panel, role: "window", box: ground });
      if (cell && windows.some((window) => wins(window, ...cell))) {
        boxes.push({ panel, role: "winner", box: one(...cell) });
      }
    }
    for (const window of windows) {
      const row = rowOf.get(window);
      if (row === undefined) continue;
      const across = { top: row, left: 0, bottom: row + 1, right: kernelRows * kernelCols };
      for (const panel of MATRICES) {
        boxes.push({ panel, role: "row", box: across });
        if (cell && wins(window, ...cell)) {
          boxes.push({ panel, role: "winner", box: one(row, winnerCell(window).offset) });
        }
      }
    }
    return boxes;
  }

  // The window as few boxes: one, or one for each run of neighbouring cells under dilation.
  function outline(window) {
    const [oh, ow] = place(window);
    return runs(rows[oh]).flatMap(([top, bottom]) =>
      runs(cols[ow]).map(([left, right]) => ({ top, left, bottom, right })),
    );
  }

  return {
    count: outRows * outCols,
    outRows,
    outCols,
    place,
    windowsAt,
    cellsOf,
    winnerCell,
    tiesOf,
    wins,
    parts,
  };
}

const one = (row, col) => ({ top: row, left: col, bottom: row + 1, right: col + 1 });

function span(rows, cols) {
  const ends = (values) => [Math.min(...values), Math.max(...values) + 1];
  const [[top, bottom], [left, right]] = [ends(rows), ends(cols)];
  return { top, left, bottom, right };
}

// For every cell of an axis, the windows along it that read the cell.
function readers(positions, size) {
  const found = Array.from({ length: size }, () => []);
  positions.forEach((cells, window) =>
    cells.forEach((cell) => cell >= 0 && cell < size && found[cell].push(window)),
  );
  return found;
}

// [3, 4, 6] -> [[3, 5], [6, 7]]
function runs(positions) {
  const found = [];
  for (const position of positions) {
    const last = found.at(-1);
    if (last && last[1] === position) last[1] = position + 1;
    else found.push([position, position + 1]);
  }
  return found;
}

function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Uint16Array(bytes.buffer);
}

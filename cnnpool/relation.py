"""Which cells of the six panels belong together, small enough to send to a browser.

Windows are a product of rows and columns, so their positions along both axes say all about where
they lie; only the winners need a number for every window.
"""

import base64

import numpy as np

from cnnpool.scene import Scene


def relation(scene: Scene) -> dict[str, object]:
    """The trace's relation for the plane shown, as JSON can carry it.

    ``rows`` (OH, KH) and ``cols`` (OW, KW): the input row and column of every window's cells,
    outside the input for padding. ``winners``: base64 of little-endian uint16, the winner's
    offset of every window, or None where there is no winner. ``matrix``: for every row of the
    matrices shown, its window ``oh*OW + ow`` in this plane, or -1 for a row of another plane.
    """
    grid, winner = scene.grid, scene.trace.winner
    OW = grid.shape[1]
    return {
        "height": grid.rows.size,
        "width": grid.cols.size,
        "rows": grid.rows.positions().tolist(),
        "cols": grid.cols.positions().tolist(),
        "winners": None if winner is None else _packed(winner[0, 0]),
        "matrix": [
            oh * OW + ow if (n, c) == (scene.n, scene.c) else -1
            for n, oh, ow, c in scene.matrices.index
        ],
    }


def _packed(winner: np.ndarray) -> str:
    return base64.b64encode(winner.astype("<u2").tobytes()).decode("ascii")

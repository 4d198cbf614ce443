"""Unpooling: the maxima back at the places they came from, and zeros everywhere else."""

import numpy as np
import numpy.typing as npt

from cnnpool.checks import Shape, as_array, check_int


def unpool(y: npt.ArrayLike, indices: npt.ArrayLike, input_shape: Shape) -> np.ndarray:
    """Write every output to the cell that ``Pooling.indices`` names; all other cells are 0.

    y, indices: (N, C, OH, OW) -> (N, C, H, W), dtype of ``y``; an index counts ``h*W + w`` in its
    own plane, as PyTorch's ``MaxUnpool2d`` reads it. ``input_shape`` has to be said, because
    several input sizes give one output size. Where windows overlapped, a cell can be named more
    than once, each time with the same maximum: it is written, not added.

    Raises TypeError or ValueError for shapes that do not belong together and for indices that
    are no cells of the plane.

    >>> from cnnpool import Pooling
    >>> layer = Pooling(2)
    >>> y = layer.forward([[[[1, 3, 0, 2], [4, 2, 5, 1]]]])
    >>> layer.indices[0, 0], unpool(y, layer.indices, (1, 1, 2, 4))[0, 0]
    (array([[4, 6]]), array([[0, 0, 0, 0],
           [4, 0, 5, 0]]))
    """
    y, indices = as_array("y", y), as_array("indices", indices)
    N, C, H, W = _checked_shape(input_shape)
    if indices.shape != y.shape or y.shape[:2] != (N, C):
        raise ValueError(
            f"y and indices must both be (N, C, OH, OW) for an input of shape {(N, C, H, W)}, "
            f"got {y.shape} and {indices.shape}"
        )
    if indices.dtype.kind not in "iu":
        raise TypeError(f"indices must be integers, got dtype {indices.dtype}")
    if indices.min() < 0 or indices.max() >= H * W:
        raise ValueError(
            f"indices must lie in a plane of {H * W} cells, "
            f"got {int(indices.min())} to {int(indices.max())}"
        )
    x = np.zeros((N, C, H * W), dtype=y.dtype)
    np.put_along_axis(x, indices.reshape(N, C, -1), y.reshape(N, C, -1), axis=2)
    return x.reshape(N, C, H, W)


def _checked_shape(shape: object) -> tuple[int, ...]:
    if not isinstance(shape, (tuple, list)) or len(shape) != 4:
        raise ValueError(f"input_shape must be (N, C, H, W), got {shape!r}")
    return tuple(check_int("input_shape", size, 1) for size in shape)

"""Cases that no setting of the page makes: dtypes, divisors, sizes; and who has no program."""

import numpy as np

from cnnpool import Pooling
from cnnpool.export import Case

draw = np.random.RandomState(5)
PADDED = dict(stride=1, padding=((1, 0), (0, 1)))


def _case(x: np.ndarray, kernel=2, *, dy=None, dy_dtype="float64", **arguments) -> Case:
    layer = Pooling(kernel, **arguments)
    shape = (*x.shape[:2], *layer.geometry.grid(*x.shape[2:]).shape)
    dy = draw.normal(size=shape) if dy is None else np.full(shape, dy)
    return Case(x, layer, dy.astype(dy_dtype))


def _floats(dtype: str, scale: float = 1.0) -> np.ndarray:
    return (draw.normal(size=(2, 1, 4, 5)) * scale).astype(dtype)


def _small(dtype: str) -> np.ndarray:
    return np.array([0, 3, 2, 1, 1], dtype).repeat(4).reshape(1, 1, 4, 5) * np.finfo(dtype).tiny / 8


BYTES = draw.choice(np.array([0, 0, 0, 7], np.uint8), (1, 2, 4, 5))
BEYOND = 2**53 + draw.randint(0, 3, (1, 1, 4, 4))  # neighbours that float64 cannot tell apart

SPECIAL = {
    **{
        f"{dtype} {mode}": _case(_floats(dtype), mode=mode, **PADDED)
        for dtype in ("float16", "float32", ">f4", ">f8")
        for mode in ("max", "avg", "lp")
    },
    "float16 sums beyond float16": _case(_floats("float16", 15_000), 4, mode="avg"),
    "float16 squares beyond float16": _case(_floats("float16", 500), mode="lp"),
    "float16 average of x alone": _case(_floats("float16"), mode="avg", count_include_pad=False),
    "float32 average of x alone": _case(
        _floats("float32"), mode="avg", count_include_pad=False, **PADDED
    ),
    "float32 and dy beyond float32": _case(_floats("float32")[..., :4], mode="avg", dy=1e39),
    "float32 below the normal numbers": _case(_small("float32")),
    "float64 below the normal numbers": _case(_small("float64"), **PADDED),
    "dy below the normal numbers": _case(_floats("float64"), dy=1e-310),
    "powers below the normal numbers": _case(_floats("float64", 1e-160), mode="lp"),
    "bool": _case(draw.rand(1, 2, 4, 5) < 0.3, **PADDED),
    "bool average": _case(draw.rand(1, 2, 4, 5) < 0.3, mode="avg", **PADDED),
    "bytes": _case(BYTES, **PADDED),
    "bytes, overhanging": _case(BYTES, (3, 2)),
    "bytes, averages": _case(BYTES + np.uint8(240), mode="avg"),
    "bytes, norms": _case(BYTES + np.uint8(240), mode="lp", p=3),
    "int8 and its smallest": _case(np.full((1, 1, 3, 3), -128, np.int8), 3, **PADDED),
    "integers of 64 bits": _case(BEYOND, **PADDED),
    "integers of 64 bits, averages": _case(BEYOND, mode="avg", **PADDED),
    "unsigned integers of 64 bits": _case(BEYOND.astype(np.uint64) + np.uint64(2**63)),
    "sums beyond 64 bits": _case(np.full((1, 1, 4, 4), 2**62), mode="avg"),
    "divisor": _case(_floats("float64"), mode="avg", divisor_override=3, **PADDED),
    "divisor below 0": _case(_floats("float64"), mode="avg", divisor_override=-2),
    "divisor, dilated": _case(_floats("float64"), mode="avg", divisor_override=5, dilation=2),
    "divisor of the area": _case(
        _floats("float64"), mode="avg", divisor_override=4, padding=1, count_include_pad=False
    ),
    "divisor under same": _case(
        _floats("float64"), 3, mode="avg", divisor_override=7, padding="same_upper", stride=1
    ),
    **{
        f"dy of {dtype}, {mode}": _case(
            _floats("float64")[..., :3, :3], 3, mode=mode, dy=2, dy_dtype=dtype
        )
        for dtype in ("float16", "float32", "int64", "bool")
        for mode in ("max", "avg", "lp")
    },
    "zeros of both signs": _case(np.tile([-0.0, 0.0], (1, 1, 4, 3)), dilation=(2, 1), stride=1),
    "average over padding and overhang": _case(
        _floats("float64"), 3, mode="avg", stride=2, padding=((1, 1), (0, 1))
    ),
    "average over even padding and overhang": _case(
        _floats("float64"), 3, mode="avg", stride=2, padding=1
    ),
    "a large tensor": _case(draw.normal(size=(1, 1, 64, 65)), 3, stride=2),
    "a large tensor of big-endian bytes": _case(
        draw.normal(size=(1, 1, 64, 65)).astype(">f4"), 3, mode="avg", **PADDED
    ),
    "a large gradient": _case(draw.randint(0, 9, (1, 1, 64, 66)), 1),
    "rows of NaN that nobody reads": _case(
        np.where(np.arange(5)[:, None] == 2, np.nan, draw.normal(size=(1, 1, 5, 5))),
        1,
        stride=(4, 2),
        mode="lp",
        p=1,
    ),
    "huge numbers that nobody reads": _case(
        np.where(np.arange(5)[:, None] == 2, 1e200, draw.normal(size=(1, 1, 5, 5))),
        (2, 1),
        stride=(3, 1),
        mode="lp",
        p=3,
    ),
    **{
        f"a window of zeros and dy of {dy}, p={p}": _case(
            np.where(np.arange(4) < 2, 0.0, 1.5) * np.ones((1, 1, 2, 4)), dy=dy, mode="lp", p=p
        )
        for dy in (np.inf, np.nan)
        for p in (1, 2)
    },
}

AUTOMATIC = ("pytorch", "keras", "jax")  # the frameworks with gradients of their own

# Which program there is not, and the note that says why. All others print y and dx.
WITHOUT = {
    **{("integers of 64 bits", name): "program_exact" for name in AUTOMATIC},
    **{("unsigned integers of 64 bits", name): "program_exact" for name in AUTOMATIC},
    **{
        (case, name): "program_subnormal"
        for case in SPECIAL
        if "below the normal numbers" in case
        for name in ("keras", "jax")
    },
}

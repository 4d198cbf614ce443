"""Models run in ONNX Runtime and in the reference evaluator, and what came out judged."""

import warnings
from functools import cache

import numpy as np
import onnxruntime
from onnx.reference import ReferenceEvaluator


@cache
def quiet() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 4, 1
    return options


def in_onnxruntime(model, x: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), quiet(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})


def in_reference(model, x: np.ndarray) -> list[np.ndarray]:
    with warnings.catch_warnings():  # it divides by 0 and averages over nothing
        warnings.simplefilter("ignore")
        return list(ReferenceEvaluator(model).run(None, {"x": x}))


RUNNERS = {"onnxruntime": in_onnxruntime, "reference": in_reference}


def judged(runtime: str, model, x: np.ndarray, wanted: list[np.ndarray]) -> str:
    """ "right", "stops" or "wrong"."""
    try:
        got = RUNNERS[runtime](model, x)
    except Exception:
        return "stops"
    pairs = zip(got, wanted, strict=True)
    return "right" if all(same(*pair) for pair in pairs) else "wrong"


def same(got: np.ndarray, wanted: np.ndarray) -> bool:
    """Integers exactly, floats to the rounding of their sums and roots; shape and dtype, too."""
    if (got.shape, got.dtype) != (wanted.shape, wanted.dtype):
        return False
    if wanted.dtype.kind != "f":
        return np.array_equal(got, wanted)
    near = 50 * np.finfo(wanted.dtype).eps
    finite = np.abs(wanted[np.isfinite(wanted)])
    scale = finite.max() if finite.size else 0
    return np.allclose(got, wanted, rtol=near, atol=near * scale, equal_nan=True)

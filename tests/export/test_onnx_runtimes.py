"""Exported models run in both runtimes: right exactly where no disagreement is named."""

from itertools import product

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.errors import Refusal
from cnnpool.export import Case, onnx_model
from cnnpool.export.onnx_disagreements import DISAGREEMENTS, RUNTIMES, disagreements
from cnnpool.export.onnx_node import OnnxNode
from cnnpool.texts import CATALOGUES
from tests.export.onnx_runs import RUNNERS, judged

NAN, INF = np.nan, np.inf

SIZES = ((5, 7), (6, 4), (8, 9))
KERNELS = (1, 2, (3, 2), (4, 5))
STRIDES = (1, (2, 3), (4, 3))
PADS = (0, 1, ((1, 0), (0, 1)), ((0, 1), (1, 2)), "same_upper", "same_lower")
DILATIONS = (1, (2, 1), (2, 3))
MODES = {
    "max": dict(mode="max"),
    "average": dict(mode="avg"),
    "average of x alone": dict(mode="avg", count_include_pad=False),
    "norm": dict(mode="lp", p=2),
    "sum of magnitudes": dict(mode="lp", p=1),
    "norm of the third power": dict(mode="lp", p=3),
}


def some(names, *short) -> list:
    """All names; those that are not ``short`` are left to the long run."""
    return [pytest.param(name, marks=() if name in short else pytest.mark.long) for name in names]


def node_of(x, layer: Pooling) -> tuple[Case, OnnxNode] | None:
    """A case and its node; None where no window fits, or one would hold padding alone."""
    try:
        shape = layer.geometry.grid(*x.shape[2:]).shape
    except Refusal:
        return None
    case = Case(x, layer, np.ones((*x.shape[:2], *shape)))
    return case, OnnxNode(case)


def layers(**chosen):
    for kernel, stride, padding, dilation, ceil in product(
        KERNELS, STRIDES, PADS, DILATIONS, (True, False)
    ):
        try:
            yield Pooling(
                kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil, **chosen
            )
        except Refusal:
            continue


def check(found: list[tuple[Case, OnnxNode] | None], least: int) -> None:
    """Nodes run in both runtimes, at least so many: right is what no disagreement speaks of."""
    assert len(list(filter(None, found))) >= least
    for case, node in filter(None, found):
        model, wanted = onnx_model(case), list(node.outputs.values())
        for runtime in RUNTIMES:
            known = disagreements(node, runtime)
            verdict = judged(runtime, model, node.x, wanted)
            said = (runtime, str(node), node.x.dtype.name, node.x.shape, [d.key for d in known])
            assert (verdict == "right") == (not known), (verdict, *said)
            if any(d.stops for d in known):
                assert verdict == "stops", said


@pytest.mark.parametrize("name", some(MODES, "max", "average of x alone", "norm"))
def test_settings_pass_in_both_runtimes_or_the_disagreement_is_named(name):
    random, chosen = np.random.RandomState(5), list(layers(**MODES[name]))
    planes = [random.normal(size=(2, 2, *size)).astype(np.float32) for size in SIZES]
    check([node_of(planes[i % 3], layer) for i, layer in enumerate(chosen)], least=300)


def special(kind: str, random) -> np.ndarray:
    shape = (1, 2, 6, 5)
    if kind == "nan":
        return np.where(random.rand(*shape) < 0.2, NAN, random.normal(size=shape)).astype("f4")
    if kind == "mostly nan":
        return np.where(random.rand(*shape) < 0.8, NAN, 1.5).astype("f4")
    if kind == "minus infinity":
        return np.where(random.rand(*shape) < 0.8, -INF, random.randint(-2, 2, shape))
    if kind == "infinities":
        return random.choice([INF, -INF, 1, -1], shape)
    if kind == "ties":
        return random.randint(0, 2, shape)
    if kind == "equal":
        return np.full(shape, -3)
    if kind == "float64":
        return random.normal(size=shape)
    if kind == "lowest":
        return np.where(random.rand(*shape) < 0.8, np.finfo("f4").min, -INF)
    lowest = np.iinfo(kind).min
    return np.where(random.rand(*shape) < 0.5, lowest, random.randint(-9, 9, shape)).astype(kind)


KINDS = (
    "nan", "mostly nan", "minus infinity", "infinities", "ties", "equal", "float64", "lowest",
    "int8", "uint8",
)  # fmt: skip
PLACED = (
    dict(),
    dict(stride=1),
    dict(stride=1, padding=1),
    dict(stride=2, padding=1),
    dict(stride=2, padding=((1, 0), (0, 1))),
    dict(stride=1, padding=((0, 1), (1, 0))),
    dict(stride=1, dilation=2, padding=1),
    dict(stride=1, dilation=2, padding=2),
    dict(padding="same_lower"),
    dict(padding=1, ceil_mode=False),
    dict(stride=1, padding=1, ceil_mode=False),
    dict(stride=1, padding=((1, 0), (0, 1)), ceil_mode=False),
    dict(stride=1, padding=((0, 1), (1, 0)), ceil_mode=False),
)


@pytest.mark.parametrize("kind", some(KINDS, "nan", "minus infinity", "ties", "int8"))
def test_numbers_pass_in_both_runtimes_or_the_disagreement_is_named(kind):
    random = np.random.RandomState(6)
    found = []
    for placed, name, kernel in product(PLACED, MODES, (2, (3, 2))):
        x = special(kind, random)
        # One plane and two: the reference evaluator counts indices within a plane.
        for planes in (1, 2) if name == "max" else (2,):
            found.append(node_of(x[:, :planes], Pooling(kernel, **placed, **MODES[name])))
    check(found, least=150)


@pytest.mark.parametrize("kind", KINDS)
def test_so_do_the_places_where_the_output_is_as_wide_as_the_kernel(kind):
    random = np.random.RandomState(7)
    planes = [special(kind, random)[:, :1, :3, :3] for _ in range(20)]
    planes += [np.full((1, 1, 3, 3), x[0, 0, 1, 1], x.dtype) for x in planes]
    chosen = dict(stride=1, padding=1, ceil_mode=False)
    check([node_of(x, Pooling(3, **chosen)) for x in planes], least=40)


# For every disagreement, the smallest case that shows it.
SHOWN = {
    "runtime_padding": (np.eye(3), dict(dilation=2, padding=2)),
    "runtime_double": ([[0.1, 0], [0, 0]], dict(mode="avg")),
    "runtime_nan": ([[1, NAN], [0, 0]], {}),
    "reference_twice": (np.eye(3), dict(stride=1, padding=1)),
    "reference_sides": (np.eye(3), dict(stride=1, padding=((0, 0), (1, 0)), ceil_mode=False)),
    "reference_int8": (np.eye(2, dtype=np.int8), dict(stride=1)),
    "reference_ignores_nan": ([[1, NAN, 0], [0, 0, 0]], dict(stride=1)),
    "reference_nan": ([[1, NAN], [0, 0]], {}),
    "reference_places": ([[1, 2, 3, 4], [8, 7, 6, 5]], dict(stride=1)),
    "reference_shifts": (np.arange(1, 17).reshape(4, 4), dict(kernel_size=3, mode="avg")),
    "reference_scales": (np.arange(1, 10).reshape(3, 3), dict(mode="lp")),
    "reference_averages_nan": ([[1, NAN], [0, 0]], dict(mode="lp")),
}


@pytest.mark.parametrize("disagreement", DISAGREEMENTS, ids=lambda d: d.key)
def test_every_disagreement_is_met_by_a_case_of_its_own(disagreement):
    rows, chosen = SHOWN[disagreement.key]
    chosen = {"kernel_size": 2} | chosen
    case, node = node_of(np.asarray(rows)[None, None], Pooling(**chosen))
    assert disagreements(node, disagreement.runtime) == (disagreement,)
    wanted = list(node.outputs.values())
    verdict = judged(disagreement.runtime, onnx_model(case), node.x, wanted)
    assert verdict == ("stops" if disagreement.stops else "wrong")


def test_every_runtime_and_disagreement_has_its_words():
    assert set(RUNTIMES) == set(RUNNERS) == {d.runtime for d in DISAGREEMENTS}
    assert list(SHOWN) == [d.key for d in DISAGREEMENTS]
    for catalogue in CATALOGUES.values():
        assert all(f"onnx_{d.key}" in catalogue for d in DISAGREEMENTS)

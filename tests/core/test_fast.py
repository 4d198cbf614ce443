"""The fast way gives what the plain way and the loops give, cell for cell, however it is cut."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from allpairspy import AllPairs
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnpool import Pooling, reductions
from cnnpool.fast import blocks, scatter
from cnnpool.fast.maximum import doublings
from tests.core.reference import Loops, Refused
from tests.core.strategies import cases, tensor
from tests.core.test_against_reference import assert_close

NEVER = 2**62


def always_fast(patch):
    for name, value in {"SMALL": 0, "LARGE": 0, "SPARSE": NEVER}.items():
        patch.setattr(reductions, name, value)


def always_plain(patch):
    for name in ("SMALL", "LARGE"):
        patch.setattr(reductions, name, NEVER)


@st.composite
def cuts(draw):
    """A size of blocks, and what is large: from one cell on a block to all in one."""
    return draw(st.sampled_from([1, 2, 7, 40, 2**19])), draw(st.booleans())


def run_fast(monkeypatch, cut, case, loop=None):
    """A layer that has run the fast way: in blocks of ``cut[0]`` cells, on threads or on one.

    ``loop`` is the compiled scatter; None is the way without Numba.
    """
    cells, threads = cut
    with monkeypatch.context() as patch:
        always_fast(patch)
        patch.setattr(blocks, "BLOCK_CELLS", cells)
        patch.setattr(blocks, "LEAST_CELLS", cells)
        patch.setattr(blocks, "ALONE", 0 if threads else NEVER)
        patch.setattr(blocks, "cores", lambda: 3)
        patch.setattr(scatter, "compiled", lambda: loop)
        layer = Pooling(**case.settings)
        y = layer.forward(case.x)
        layer.backward(case.dy(y.shape))
    return layer


@pytest.fixture(scope="module")
def patched():
    """One for all examples: each puts everything back itself."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@given(case=cases("max", spoiled=False), cut=cuts())
def test_max_equals_the_loops(patched, case, cut):
    loops = Loops(**case.settings)
    try:
        loops.forward(case.x)
    except Refused:
        assume(False)
    layer = run_fast(patched, cut, case)
    assert layer.y.dtype == case.x.dtype
    np.testing.assert_array_equal(layer.y, loops.y)
    np.testing.assert_array_equal(layer.winner, loops.winner)
    np.testing.assert_array_equal(layer.indices, loops.indices)
    np.testing.assert_array_equal(layer.dx, loops.backward(case.dy(layer.y.shape)))


@given(case=cases("avg", kinds=("ties", "wide", "special"), spoiled=False), cut=cuts())
def test_averages_equal_the_loops_to_rounding(patched, case, cut):
    loops = Loops(**case.settings)
    try:
        loops.forward(case.x)
    except Refused:
        assume(False)
    layer = run_fast(patched, cut, case)
    assert_close(layer.y, loops.y, case.x)
    dy = case.dy(layer.y.shape)
    assert_close(layer.dx, loops.backward(dy), dy)


LARGE = {
    "kernel": [(2, 2), (3, 3), (1, 4), (15, 15), (31, 2), (17, 17)],
    "stride": [(1, 1), (2, 2), (1, 3)],
    "dtype": ["float32", "float16", "int8", "bool"],
    "kind": ["ties", "special"],
    "threads": [True, False],
}


SHORT = set(map(tuple, AllPairs(list(LARGE.values()))))  # all pairs; the long run has them all


@pytest.mark.parametrize(
    tuple(LARGE),
    [
        pytest.param(*row, marks=() if row in SHORT else pytest.mark.long)
        for row in product(*LARGE.values())
    ],
)
def test_large_kernels_equal_the_plain_way(monkeypatch, kernel, stride, dtype, kind, threads):
    """Kernels of more than 256 cells among them; padding, and a last window over the end."""
    x = tensor((2, 3, 45, 37), dtype, kind, seed=1)
    pads = tuple((k - 1, (k - 1) // 2) for k in kernel)
    layers = []
    for choose in (always_plain, always_fast):
        choose(monkeypatch)
        monkeypatch.setattr(blocks, "LEAST_CELLS", 700)
        monkeypatch.setattr(blocks, "ALONE", 0 if threads else NEVER)
        layer = Pooling(kernel, stride=stride, padding=pads)
        layer.forward(x)
        layer.backward(np.random.RandomState(0).randint(-9, 9, layer.y.shape))
        layers.append(layer)
    plain, fast = layers
    np.testing.assert_array_equal(fast.y, plain.y)
    np.testing.assert_array_equal(fast.winner, plain.winner)
    np.testing.assert_array_equal(fast.dx, plain.dx)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize("change", ["transposed", "every second", "reversed", "read-only"])
def test_any_memory_order(monkeypatch, mode, change):
    x = tensor((2, 4, 20, 24), "float32", "ties", seed=2)
    seen = {
        "transposed": x.transpose(0, 1, 3, 2),
        "every second": x[:, ::2, ::2, 1::2],
        "reversed": x[::-1, :, ::-1, ::-1],
        "read-only": x.copy(),
    }[change]
    seen.flags.writeable = False
    before = seen.copy()
    results = []
    for choose in (always_plain, always_fast):
        choose(monkeypatch)
        layer = Pooling(3, stride=2, padding=1, mode=mode)
        y = layer.forward(seen)
        dy = np.arange(y.size).reshape(y.shape[::-1]).T  # in another order, too
        results.append((y, layer.backward(dy)))
    for plain, fast in zip(*results, strict=True):
        np.testing.assert_allclose(fast, plain, rtol=1e-6)
    np.testing.assert_array_equal(seen, before)


def test_layers_in_several_threads_at_once():
    """Each finds what it finds alone."""
    x = [tensor((2, 3, 200, 200), "float32", "wide", seed) for seed in range(6)]

    def run(x):
        layer = Pooling(3, stride=1, padding=1)
        y = layer.forward(x)
        return y, layer.indices, layer.backward(y)

    alone = [run(one) for one in x]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(run, x * 3))
    for one, other in zip(alone * 3, together, strict=True):
        for expected, array in zip(one, other, strict=True):
            np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding"),
    [
        ((4, 16, 112, 112), 2, 2, 0),
        ((4, 16, 112, 112), 3, 2, 1),
        ((1, 4, 224, 224), 3, 1, 1),
        ((1, 1, 1024, 1024), 15, 1, 7),
    ],
)
def test_little_memory_is_taken_and_less_is_kept(mode, shape, kernel, stride, padding):
    """At most two outputs and half an input on the way, a byte a window afterwards."""
    x = tensor(shape, "float32", "wide", seed=3)
    layer = Pooling(kernel, stride=stride, padding=padding, ceil_mode=False, mode=mode)
    tracemalloc.start()
    try:
        y = layer.forward(x)
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most <= 2 * y.nbytes + x.nbytes / 2
    assert kept <= y.nbytes + y.size + 40_000


@pytest.mark.parametrize("kernel", range(1, 65))
def test_doublings_end_at_the_kernel_and_leave_no_gap(kernel):
    span = 1
    for step in doublings(kernel):
        assert 1 <= step <= span
        span += step
    assert span == kernel


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("most", [1, 2, 3, 999])
def test_pieces_cover_all_once(size, most):
    pieces = [range(size)[piece] for piece in blocks.pieces(size, most)]
    assert [i for piece in pieces for i in piece] == list(range(size))
    assert all(1 <= len(piece) <= most for piece in pieces)


@pytest.mark.parametrize("kernel", [(1, 256), (1, 257), (2, 128), (256, 1)])
def test_offsets_at_the_end_of_their_dtype(monkeypatch, kernel):
    x = tensor((1, 2, 300, 300), "float32", "ties", seed=4)
    found = []
    for choose in (always_plain, always_fast):
        choose(monkeypatch)
        layer = Pooling(kernel, stride=7, padding="same_upper")
        layer.forward(x)
        found.append(layer.winner)
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("mode", ["max", "avg"])
@pytest.mark.parametrize(
    ("shape", "settings"),
    [
        ((4, 4, 64, 64), dict(kernel_size=64, stride=10**9)),  # one window: the stride is idle
        ((1, 1, 400, 400), dict(kernel_size=2, stride=1, dilation=399)),
        ((1, 1, 1000, 1000), dict(kernel_size=3, stride=300)),
        ((1, 500, 1, 1), dict(kernel_size=16, stride=1, padding=15)),  # more padding than cells
    ],
)
def test_odd_geometries_take_no_more_memory(mode, shape, settings):
    x = tensor(shape, "float32", "wide", seed=5)
    layer = Pooling(**settings, mode=mode)
    tracemalloc.start()
    try:
        y = layer.forward(x)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 60 * (y.nbytes + x.nbytes)
    assert np.isfinite(y).all()


def test_no_thread_can_be_started(monkeypatch):
    """As while Python ends: the work is done all the same."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    x = tensor((4, 4, 200, 200), "float32", "wide", seed=6)
    expected = Pooling(3, stride=2).forward(x)
    monkeypatch.setattr(blocks.Thread, "start", refuse)
    np.testing.assert_array_equal(Pooling(3, stride=2).forward(x), expected)


def test_an_error_in_a_thread_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(blocks, "cores", lambda: 3)
    monkeypatch.setattr(blocks, "ALONE", 0)

    def fail(block, scratch):
        raise MemoryError(f"for {block}")

    with pytest.raises(MemoryError, match="for b"):
        blocks.each(fail, iter(["a1", "b2", "b3"][1:] * 3), 1)

"""What the table of frameworks says, beside the frameworks themselves: their own calls, run."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import keras
import numpy as np
import pytest
import torch
from flax import linen
from keras import layers
from skimage.measure import block_reduce

from cnnpool.export import Case
from tests.export.difference_cases import cases, check, tiles, upstream
from tests.export.test_differences import REFUSED, case_of, row

KINDS = {"max": ("ties", "negative", "nan", "infinite"), "avg": ("distinct",), "lp": ("distinct",)}


@pytest.fixture(autouse=True)
def in_64_bits():
    """Numbers are compared, not their precision: the default here is 32 bits."""
    with jax.enable_x64(True):
        before = keras.config.floatx()
        keras.config.set_floatx("float64")
        yield
        keras.config.set_floatx(before)


def run_pytorch(case: Case, call: str):
    pool = eval(call, {"nn": torch.nn})  # noqa: S307 - the row's own call
    x = torch.tensor(case.scene.trace.x, dtype=torch.float64, requires_grad=True)
    y = pool(x)
    y.backward(torch.tensor(upstream(case, y.shape[2:]), dtype=torch.float64)[None, None])
    return y.detach().numpy()[0, 0], x.grad.numpy()[0, 0]


def run_jax(case: Case, function):
    """A function of (1, H, W, 1); without cells in y there is no gradient to ask for."""
    y, backward = jax.vjp(function, jax.numpy.asarray(case.scene.trace.x.transpose(0, 2, 3, 1)))
    y_plane = np.asarray(y)[0, ..., 0]
    (dx,) = backward(jax.numpy.asarray(upstream(case, y_plane.shape) * 1.0).reshape(y.shape))
    return y_plane, np.asarray(dx)[0, ..., 0]


def run_keras(case: Case, call: str):
    return run_jax(case, eval(call, {"layers": layers}))  # noqa: S307


def run_flax(case: Case, call: str):
    return run_jax(case, lambda x: eval(call, {"nn": linen, "x": x}))  # noqa: S307


RUNS = {"pytorch": run_pytorch, "keras": run_keras, "flax": run_flax}


@pytest.mark.parametrize("framework", RUNS)
@pytest.mark.parametrize("mode", KINDS)
def test_a_framework_gives_what_its_row_says(framework, mode):
    run, most = 0, 90 if framework == "pytorch" else 40  # XLA compiles every one of them
    settings = dict(mode=mode, p=4.0, include_pad=False)
    for case in tiles(KINDS[mode], **settings) + cases(KINDS[mode], most, **settings):
        here = row(case, framework)
        if here.call is None:
            continue
        run += 1
        y, dx = RUNS[framework](case, here.call)
        check(case, here, y, None if mode == "lp" else dx)
    assert (run > 20) is (framework == "pytorch" or mode != "lp")


@pytest.mark.parametrize("mode", KINDS)
def test_scikit_image_gives_what_its_row_says(mode):
    run = 0
    for case in tiles(KINDS[mode], mode=mode, p=3.0):
        here = row(case, "skimage")
        names = {"block_reduce": block_reduce, "np": np, "x": case.scene.trace.x}
        check(case, here, eval(here.call, names)[0, 0])  # noqa: S307
        run += 1
    assert run > 20


# --- what they cannot take ----------------------------------------------------------------------

STOPS = {
    "lacks_dilation": lambda: torch.nn.AvgPool2d(2, dilation=2),
    "lacks_padding": lambda: torch.nn.LPPool2d(2, 2, padding=1),
    "lacks_same": lambda: torch.nn.MaxPool2d(2, padding="same"),
    "lacks_sides": lambda: torch.nn.MaxPool2d(2, padding=((1, 0), (0, 0))),
    "takes_half": lambda: torch.nn.MaxPool2d(3, padding=2),
    "no_window": lambda: torch.nn.MaxPool2d(7),
    ("keras", "lacks_dilation"): lambda: layers.MaxPooling2D(2, dilation_rate=2),
    ("keras", "takes_valid_and_same"): lambda: layers.MaxPooling2D(2, padding=((1, 1), (1, 1))),
    ("keras", "takes_valid_and_same", "lower"): lambda: layers.MaxPooling2D(
        2, padding="same_lower"
    ),
    ("flax", "lacks_dilation"): lambda: lambda x: linen.max_pool(x, (2, 2), window_dilation=(2, 2)),
}


@pytest.mark.parametrize("key", STOPS, ids=str)
def test_a_framework_stops_where_its_row_says_so(key):
    x = torch.ones(1, 1, 6, 6) if isinstance(key, str) else jax.numpy.ones((1, 6, 6, 1))
    with pytest.raises((TypeError, RuntimeError, ValueError, AttributeError)):
        STOPS[key]()(x)


def test_every_refusal_of_pytorch_is_tried():
    keys = {key for framework, key in REFUSED if framework == "pytorch"}
    assert keys - {"signed_norm"} == {key for key in STOPS if isinstance(key, str)} - {"no_window"}


@pytest.mark.parametrize("dilation", [1, 2])
def test_pytorch_takes_half_the_undilated_kernel_for_padding(dilation):
    x = torch.zeros(1, 1, 9, 9)
    assert torch.nn.MaxPool2d(3, padding=1, dilation=dilation)(x).shape[2] == 3
    with pytest.raises(RuntimeError, match=r"at most half|half of kernel"):
        torch.nn.MaxPool2d(3, padding=2, dilation=dilation)(x)


def test_the_norm_of_pytorch_has_signs():
    x = torch.tensor([[[[-3.0, 1], [1, 1]]]])
    assert torch.isnan(torch.nn.LPPool2d(3, 2)(x)).all()
    assert torch.nn.LPPool2d(1, 2)(x).item() == 0
    assert row(case_of(x[0, 0].numpy(), mode="lp", p=1.0), "pytorch").note[0] == "signed_norm"


def test_padding_takes_the_gradient_of_minus_infinity_in_xla():
    case = case_of(np.full((4, 4), -np.inf), pad="same_upper", kh=3, kw=3)
    for framework in ("keras", "flax"):
        here = row(case, framework)
        assert here.rules["pad_value"].matters
        _, dx = RUNS[framework](case, here.call)
        assert dx.sum() < np.prod(here.shape)


def test_all_three_pass_nan_on_but_to_other_cells():
    case = case_of([[np.nan, 1, 0], [np.nan, 2, 0]], kh=2, kw=3)
    gone = {}
    for framework in RUNS:
        y, dx = RUNS[framework](case, row(case, framework).call)
        assert np.isnan(y).all()
        gone[framework] = tuple(np.argwhere(dx)[0].tolist())
    assert gone == {"pytorch": (1, 0), "keras": (1, 1), "flax": (1, 1)}
    assert tuple(np.argwhere(case.scene.trace.dx[0, 0])[0]) == (0, 0)

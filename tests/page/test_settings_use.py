"""What the settings reach: the presets, the controls that have an effect, and the layer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool.errors import Refusal
from cnnpool.presets import PRESETS, preset
from cnnpool.scene import make_scene
from cnnpool.settings import DEFAULTS, NAMES, Settings
from cnnpool.tensors import random_tensor
from cnnpool.typed_numbers import pack
from tests.page.strategies import any_settings


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("article", (2, 2)), ("vgg", (4, 4)), ("resnet", (4, 4)), ("alexnet", (3, 3)),
        ("overlap", (3, 3)), ("dilated", (4, 4)), ("global", (1, 1)), ("remainder", (3, 3)),
        ("avg_pad", (3, 3)),
    ],
)  # fmt: skip
def test_every_preset_shows_something(name, shape):
    settings = preset(name, DEFAULTS)
    scene = make_scene(random_tensor(settings), settings.layer(), settings)
    assert scene.grid.shape == shape
    assert scene.trace.y.shape == (1, 1, *shape)


def test_the_presets_are_those_above_and_the_first_is_the_article():
    assert next(iter(PRESETS)) == "article"
    assert len(PRESETS) == 9
    assert preset("article", DEFAULTS) == DEFAULTS


@given(any_settings(), st.sampled_from(sorted(PRESETS)))
def test_a_preset_keeps_the_language_and_nothing_else(current, name):
    assert preset(name, current) == replace(preset(name, DEFAULTS), lang=current.lang)


# --- what a setting reaches -------------------------------------------------------------------

OFF = {
    (): {"picture", "pt", "pb", "pl", "pr", "include_pad", "p"},
    (("mode", "avg"),): {"picture", "pt", "pb", "pl", "pr", "p"},
    (("mode", "lp"),): {"picture", "pt", "pb", "pl", "pr", "include_pad"},
    (("pad", "sides"),): {"picture", "ph", "pw", "include_pad", "p"},
    (("pad", "same_upper"),): {
        "picture", "ph", "pw", "pt", "pb", "pl", "pr", "ceil", "include_pad", "p",
    },
    (("pad", "same_lower"), ("mode", "avg")): {
        "picture", "ph", "pw", "pt", "pb", "pl", "pr", "ceil", "p",
    },
    (("source", "image"),): {
        "n", "c", "h", "w", "seed", "low", "high", "pt", "pb", "pl", "pr", "include_pad", "p",
    },
    (("source", "file"), ("mode", "lp")): {
        "n", "c", "h", "w", "seed", "low", "high", "picture", "pt", "pb", "pl", "pr",
        "include_pad",
    },
}  # fmt: skip


def test_the_seed_has_an_effect_wherever_something_is_drawn():
    x = pack(np.ones((1, 1, 2, 2)))
    assert Settings(source="numbers").applies("seed")
    assert not Settings(source="numbers", x=x).applies("seed")
    assert Settings(source="numbers", x=x, grad="random").applies("seed")


@pytest.mark.parametrize("changed", OFF, ids=str)
def test_what_applies(changed):
    settings = Settings(**dict(changed))
    assert {name for name in NAMES if not settings.applies(name)} == OFF[changed]


def test_the_layer_has_the_settings():
    layer = Settings(
        kh=3, kw=4, sh=2, sw=0, dh=2, dw=3, ph=1, pw=2, ceil=False, mode="lp", p=3.5,
        include_pad=False,
    ).layer()  # fmt: skip
    geometry = layer.geometry
    assert (geometry.kernel, geometry.stride, geometry.dilation) == ((3, 4), (2, 4), (2, 3))
    assert (geometry.padding, geometry.ceil_mode) == (((1, 1), (2, 2)), False)
    assert (layer.mode, layer.p, layer.count_include_pad) == ("lp", 3.5, False)


@pytest.mark.parametrize(
    ("pad", "padding"),
    [
        ("explicit", ((1, 1), (2, 2))),
        ("sides", ((3, 4), (5, 6))),
        ("same_upper", "same_upper"),
        ("same_lower", "same_lower"),
    ],
)
def test_the_padding_that_counts(pad, padding):
    settings = Settings(kh=9, kw=9, pad=pad, ph=1, pw=2, pt=3, pb=4, pl=5, pr=6)
    assert settings.layer().geometry.padding == padding


@pytest.mark.parametrize("name", ["kh", "kw"])
def test_a_large_kernel_is_for_pictures_and_files(name):
    assert Settings(**{name: 16}).layer()
    with pytest.raises(Refusal, match="at most 16, got 17") as refusal:
        Settings(**{name: 17}).layer()
    assert refusal.value.key == "kernel_over_bound"
    assert Settings(**{name: 32}, source="image").layer()
    assert Settings(**{name: 32}, source="file").layer()

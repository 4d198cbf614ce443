"""The line that names a layer's settings: everything that decides the result, in both languages."""

import pytest

from cnnpool import Pooling
from cnnpool.export.layer_words import layer_in_words

SAID = {
    "plain": (
        Pooling(2),
        "Max · kernel 2 × 2 · stride 2 × 2 · no padding · sizes rounded up",
        "最大値 · カーネル 2 × 2 · ストライド 2 × 2 · パディングなし · サイズは切り上げ",
    ),
    "sides": (
        Pooling((3, 2), stride=1, padding=((1, 0), (0, 1)), dilation=(1, 2), ceil_mode=False),
        "Max · kernel 3 × 2 · stride 1 × 1 · dilation 1 × 2 · "
        "padding 1 top, 0 bottom, 0 left, 1 right · sizes rounded down",
        "最大値 · カーネル 3 × 2 · ストライド 1 × 1 · ダイレーション 1 × 2 · "
        "パディング 上 1、下 0、左 0、右 1 · サイズは切り捨て",
    ),
    "three sides": (
        Pooling(2, padding=((1, 1), (0, 1))),
        "Max · kernel 2 × 2 · stride 2 × 2 · padding 1 top, 1 bottom, 0 left, 1 right · "
        "sizes rounded up",
        "最大値 · カーネル 2 × 2 · ストライド 2 × 2 · パディング 上 1、下 1、左 0、右 1 · "
        "サイズは切り上げ",
    ),
    "same": (
        Pooling(3, stride=2, padding="same_lower"),
        "Max · kernel 3 × 3 · stride 2 × 2 · “same” padding, odd cell at the start",
        "最大値 · カーネル 3 × 3 · ストライド 2 × 2 · same パディング (余りは先頭)",
    ),
    "average": (
        Pooling(3, padding=(1, 0), mode="avg"),
        "Average · kernel 3 × 3 · stride 3 × 3 · padding 1 × 0 · sizes rounded up · "
        "padding counts in the divisor",
        "平均 · カーネル 3 × 3 · ストライド 3 × 3 · パディング 1 × 0 · サイズは切り上げ · "
        "除数にパディングを含める",
    ),
    "not counted": (
        Pooling(3, mode="avg", count_include_pad=False),
        "Average · kernel 3 × 3 · stride 3 × 3 · no padding · sizes rounded up · "
        "padding does not count in the divisor",
        "平均 · カーネル 3 × 3 · ストライド 3 × 3 · パディングなし · サイズは切り上げ · "
        "除数にパディングを含めない",
    ),
    "divisor": (
        Pooling(2, padding="same_upper", mode="avg", divisor_override=-3),
        "Average · kernel 2 × 2 · stride 2 × 2 · “same” padding, odd cell at the end · divisor −3",
        "平均 · カーネル 2 × 2 · ストライド 2 × 2 · same パディング (余りは末尾) · 除数 −3",
    ),
    "norm": (
        Pooling(2, mode="lp", p=2.5),
        "Lp norm · kernel 2 × 2 · stride 2 × 2 · no padding · sizes rounded up · p = 2.5",
        "Lp ノルム · カーネル 2 × 2 · ストライド 2 × 2 · パディングなし · サイズは切り上げ · "
        "p = 2.5",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_every_setting_is_said(name):
    layer, english, japanese = SAID[name]
    assert layer_in_words(layer) == english
    assert layer_in_words(layer, "ja") == japanese

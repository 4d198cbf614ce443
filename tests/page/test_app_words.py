"""What the first page says about its charts: planes, parts, colours, marks and sizes."""

import re

import numpy as np
import pytest

from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.page.reading import open_page, shown, specs, turn, value_range, values


def test_a_plane_that_does_not_exist():
    at = open_page({"bn": "7", "bc": "1"})
    np.testing.assert_array_equal(shown(at)["x"], random_tensor(Settings())[1, 1])
    said = " ".join(values(at.caption))
    assert "There is no plane (n=7, c=1) in a tensor of 2 × 3 planes: (n=1, c=1) is shown." in said
    assert at.query_params == {"bn": "7", "bc": "1"}


def test_parts_of_a_long_matrix():
    at = turn(open_page({"h": "40", "w": "40"}), sh=1, sw=1, part=2)
    assert specs(at)["cols"]["data"][0]["y"][0] == "(0, 13, 5, 0)"  # 2 * 256 = 13 * 39 + 5
    assert any("Rows 513 to 768 of 1,521, part 3 of 6" in v for v in values(at.get("html")))
    at = turn(at, part=1000)
    assert any("Rows 1,281 to 1,521 of 1,521, part 6 of 6" in v for v in values(at.get("html")))
    assert shown(at)["cols"].shape == (241, 4)
    assert not any(" of 1 " in v for v in values(turn(at, h=4, w=4).get("html")))


@pytest.mark.parametrize("query", [{}, {"mode": "lp"}, {"low": "-50", "mode": "avg"}, {"low": "3"}])
def test_colours_are_shared_by_values_and_symmetric_for_gradients(query):
    at = open_page(query)
    ranges = set()
    for bn, bc in ((0, 0), (0, 2), (1, 1)):
        found = specs(turn(at, bn=bn, bc=bc, grad="random"))
        ranges |= {value_range(found[name]) for name in ("x", "cols", "y")}
        (gradients,) = {value_range(found[name]) for name in ("dx", "routed", "dy")}
        assert gradients[0] == -gradients[1] < 0
        for name, arrays in shown(at).items():
            low, high = value_range(found[name])
            assert low <= arrays[np.isfinite(arrays)].min()
            assert arrays[np.isfinite(arrays)].max() <= high * (1 + 1e-12)
    assert len(ranges) == 1


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ({}, []),
        ({"mode": "avg"}, []),
        ({"kh": "3", "ph": "1"}, ["padding"]),
        ({"h": "5"}, ["overhang"]),
        ({"h": "5", "ceil": "false"}, ["read by no window"]),
        ({"h": "6", "kh": "3", "ph": "1", "w": "5", "sw": "3"}, ["padding", "overhang",
                                                                "read by no window"]),
    ],
)  # fmt: skip
def test_the_legend_explains_the_marks_that_are_there(query, marks):
    legend = [v for v in values(open_page(query).get("html")) if 'class="legend"' in v]
    always = ["window"] if "mode" in query else ["window", "winner", "as large, but not the first"]
    assert re.findall("</i>([^<]+)<", "".join(legend)) == [*always, *marks]


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ({}, ["OH = ⌈(4 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 2"]),
        ({"h": "5"}, ["= 3", "Rounding down gives 2, rounding up gives 3."]),
        ({"h": "5", "ceil": "false"}, ["OH = ⌊(5 +", "= 2", "rounding up gives 3"]),
        ({"pad": "same_upper", "h": "5"}, ["OH = ⌈5 / 2⌉ = 3", "“Same” pads 0 before and 1 after"]),
        ({"kh": "1", "sh": "2", "h": "4"}, ["= 3 → 2", "the last would start in the padding"]),
    ],
)
def test_the_size_rule_has_the_live_numbers(query, lines):
    said = " ".join(values(open_page(query).markdown))
    for line in lines:
        assert line in said

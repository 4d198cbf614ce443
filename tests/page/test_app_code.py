"""Code: the programs shown are those of the settings, the table is that of the differences."""

import re

import numpy as np
import pytest

from cnnpool.export import Case, differences, program
from cnnpool.settings import FRAMEWORKS, Settings
from cnnpool.tensors import random_tensor, typed_tensor
from cnnpool.typed_numbers import pack
from tests.page.files import npy
from tests.page.reading import alive, follow, open_page, turn, upload, values

TYPED = pack(np.array([[[[1.5, np.nan, -np.inf], [2, 2, 0.1], [7, -3, 5]]]]))
STATES = {
    "default": {},
    "resnet": {"h": "8", "w": "8", "kh": "3", "kw": "3", "sh": "2", "sw": "2", "ph": "1", "pw": "1",
               "ceil": "false"},
    "average": {"h": "5", "mode": "avg", "include_pad": "false", "ph": "1", "grad": "ramp"},
    "norm": {"mode": "lp", "p": "2.5", "low": "-9", "grad": "random"},
    "same": {"h": "5", "w": "5", "pad": "same_lower", "kh": "3", "sh": "1"},
    "typed": {"source": "numbers", "x": TYPED, "sh": "1", "sw": "1"},
}  # fmt: skip


def open_code(query=None, locale=None):
    return follow(open_page(query, locale), "code")


def case_of(query) -> Case:
    settings, _ = Settings.from_query(query)
    x = typed_tensor(settings) if settings.source == "numbers" else random_tensor(settings)
    return Case.of(settings, x)


def table(at) -> list[list[str]]:
    """The rows of the table of frameworks, each cell as plain text."""
    found = next(html for html in values(at.get("html")) if 'class="frameworks"' in html)
    rows = re.findall(r"<tr>(.*?)</tr>", found)[1:]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    return [[re.sub(r"<[^>]+>", "|", cell).strip("|") for cell in row] for row in cells]


# Every framework with the defaults, and every state with one of them.
SHOWN = [("default", framework) for framework in FRAMEWORKS]
SHOWN += list(zip(list(STATES)[1:], FRAMEWORKS[1:], strict=True))


@pytest.mark.parametrize(("state", "framework"), SHOWN)
def test_the_program_is_that_of_the_settings(state, framework):
    at = open_code(STATES[state] | {"framework": framework})
    wanted = program(case_of(STATES[state]), framework)
    assert values(at.code) == ([wanted.text.strip()] if wanted.text else [])
    said = [line for box in values(at.info) for line in box.splitlines()]
    assert len(said) == len(wanted.notes)


def test_page_shows_no_program_where_there_is_none():
    """PyTorch's own gradient would round integers beyond 2**53."""
    beyond = pack(np.array([[[[2**53 + 1, 0], [1, 2]]]]))
    query = {"source": "numbers", "x": beyond, "framework": "pytorch"}
    assert program(case_of(query), "pytorch").text is None
    at = open_code(query)
    assert len(at.code) == 0 and len(at.info) == 1
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels and "Download the program" not in labels


def test_the_framework_is_chosen_on_the_page_and_stands_in_the_link():
    at = open_code()
    at.segmented_control(key="framework").set_value("jax").run()
    assert at.query_params == {"framework": "jax"}
    assert values(at.code) == [program(case_of({}), "jax").text.strip()]
    assert turn(at, kh=3).query_params == {"framework": "jax", "kh": "3"}
    assert values(at.code) == [program(case_of({"kh": "3"}), "jax").text.strip()]


@pytest.mark.parametrize("state", STATES)
def test_the_table_says_what_the_differences_are(state):
    at, rows = open_code(STATES[state]), differences(case_of(STATES[state]))
    shown = table(at)
    assert len(shown) == len(rows)
    for cells, row in zip(shown, rows, strict=True):
        if row.shape is None:
            assert len(cells) == len(row.rules) + 2
            continue
        OH, OW = row.shape
        assert f"{OH} × {OW}" in cells
        counts = cells[cells.index(f"{OH} × {OW}") + 1 :]
        wanted = [row.y_differs, row.dx_differs][: len(counts)]
        assert counts == ["–" if count is None else str(count) for count in wanted]


def test_a_rule_that_changes_the_result_is_marked_otherwise_than_one_that_does_not():
    at = open_code({"h": "5", "w": "5"})
    html = next(html for html in values(at.get("html")) if 'class="frameworks"' in html)
    rows = differences(case_of({"h": "5", "w": "5"}))
    rules = [rule for row in rows for rule in row.rules.values()]
    matters = sum(rule.matters for rule in rules)
    assert html.count('class="differs"') == sum(r.differs and not r.matters for r in rules) > 0
    other_sizes = sum(row.shape not in (None, (3, 3)) for row in rows)
    others = sum(bool(row.y_differs) + bool(row.dx_differs) for row in rows)
    assert html.count('class="matters"') == matters + other_sizes + others > matters > 0


def test_every_file_has_a_button_that_makes_it_when_it_is_clicked():
    at = open_code()
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == [
        "Download the program", "All arrays (.npz)", "ONNX test case (.zip)",
        "Panels as a page that works offline (.html)", "Panels as SVG",
        *(f"cnnpool-{panel}.csv" for panel in ("x", "cols", "y", "dx", "routed", "dy")),
    ]  # fmt: skip
    assert all(button.proto.deferred_file_id for button in at.get("download_button"))


def test_what_onnx_cannot_say_has_no_file_but_a_reason():
    at = open_code({"mode": "lp", "p": "2.5"})
    labels = [button.proto.label for button in at.get("download_button")]
    assert "ONNX test case (.zip)" not in labels
    assert any("2.5" in said for said in values(at.caption))


def test_a_large_file_is_not_spelled_out():
    x = np.random.RandomState(3).rand(1, 1, 80, 80)
    at = upload(open_code(), "a.npy", npy(x))
    assert 'np.load("cnnpool-arrays.npz")' in values(at.code)[0]
    assert "cnnpool-arrays.npz" in values(at.info)[0]


def test_it_speaks_japanese():
    at = open_code({"h": "5", "framework": "onnx"}, locale="ja-JP")
    assert "この設定をそのまま実行できるプログラム" in "".join(values(at.markdown))
    assert table(at)[0][0].startswith("cnnpool (表示中の設定)")
    assert "ONNX" in values(at.info)[0] and "勾配" in values(at.info)[0]


def test_settings_that_cannot_be_pooled_leave_the_controls():
    at = alive(open_code({"ph": "3"}))
    assert len(at.error) == 1
    assert not values(at.code)
    assert values(turn(at, ph=1).code)


def test_a_tensor_that_is_too_large_for_programs_is_refused_in_words():
    large = {"n": "16", "c": "16", "h": "64", "w": "64", "sh": "1", "sw": "1", "ph": "15"}
    at = open_code(large | {"mode": "lp", "kh": "16", "kw": "16", "pw": "15"})
    assert values(at.error) == [
        "Programs and files of the Lp norm are made of at most 4,000,000 powers, here they would "
        "be 409,010,176: choose a larger stride or a smaller kernel."
    ]
    assert not at.code

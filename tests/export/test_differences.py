"""What the table of frameworks says, beside ONNX Runtime, a block-wise loop and the article."""

import string
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest

from cnnpool.conventions import CONVENTIONS, NANS, PAD_VALUES
from cnnpool.export import COLUMNS, Case, differences
from cnnpool.export.calls import CALLS
from cnnpool.export.differences import differing, own_convention
from cnnpool.export.outcomes import outcome
from cnnpool.pooling import Pooling
from cnnpool.settings import Settings
from cnnpool.steps.article import ArticlePooling
from cnnpool.texts import CATALOGUES
from tests.export.difference_cases import cases, check, tiles, upstream

NAN, INF = np.nan, np.inf


def case_of(rows, dy=None, **settings) -> Case:
    """A case of one plane; dy of ones."""
    x, choice = np.asarray(rows)[None, None], Settings(**settings)
    made = Case.of(choice, x)
    return made if dy is None else replace(made, dy=np.asarray(dy)[None, None])


def row(case: Case, framework: str):
    return next(row for row in differences(case) if row.framework == framework)


def marks(case: Case, framework: str) -> dict[str, str]:
    """The rules that differ, with "!" where they matter."""
    rules = row(case, framework).rules
    return {n: rule.word + "!" * rule.matters for n, rule in rules.items() if rule.differs}


# --- the rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", COLUMNS)
def test_every_framework_has_a_row_and_every_row_the_columns_of_the_mode(mode):
    rows = differences(case_of(np.eye(4), mode=mode))
    assert [row.framework for row in rows] == list(CONVENTIONS) == list(CALLS)
    assert all(tuple(row.rules) == COLUMNS[mode] for row in rows)


def test_the_words_of_the_conventions_are_those_that_are_listed():
    assert {rule.pad_value for rule in CONVENTIONS.values()} == set(PAD_VALUES)
    assert {rule.nan for rule in CONVENTIONS.values()} == set(NANS)


@pytest.mark.parametrize("mode", COLUMNS)
def test_the_row_of_cnnpool_is_what_is_shown(mode):
    for case in cases(("ties", "infinite"), mode=mode, include_pad=False)[::3]:
        here = row(case, "cnnpool")
        shown = case.scene.trace
        assert (here.y_differs, here.shape, here.note) == (0, shown.grid.shape, None)
        assert not any(rule.differs or rule.matters for rule in here.rules.values())
        own = outcome(case, own_convention(case.layer), case.layer.geometry.stride)
        np.testing.assert_array_equal(own.y, shown.y[0, 0])
        if mode != "lp":
            np.testing.assert_array_equal(own.dx, shown.dx[0, 0])


def test_the_call_of_cnnpool_makes_the_layer():
    for case in cases(("distinct",), mode="lp", p=3.0) + cases(("distinct",), mode="avg"):
        made = eval(row(case, "cnnpool").call, {"Pooling": Pooling})  # noqa: S307 - the row's own
        ours = ("geometry", "mode", "count_include_pad", "p")
        assert all(getattr(made, name) == getattr(case.layer, name) for name in ours)


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_note_is_a_sentence_with_all_its_values(lang):
    notes = {}
    for mode, p in (("max", 2.0), ("avg", 2.0), ("lp", 2.5)):
        for case in cases(("negative",), most=200, mode=mode, p=p):
            notes |= dict(row.note for row in differences(case) if row.note)
    notes |= dict(row(SMALL, name).note for name in ("pytorch", "flax"))
    for key, values in notes.items():
        text = CATALOGUES[lang][key]
        assert {field for _, field, _, _ in string.Formatter().parse(text) if field} == {*values}
        assert text.format(**values)
    assert len(notes) > 12


# --- what differs, and whether it matters -------------------------------------------------------


def test_ties_that_are_not_there_make_no_difference():
    assert marks(case_of([[1, 2], [3, 4]]), "keras") == {
        "rounding": "floor", "pad_value": "infinity", "nan": "next_cell"
    }  # fmt: skip


def test_a_remainder_makes_rounding_matter():
    case = case_of(np.arange(25).reshape(5, 5))
    assert marks(case, "pytorch") == {"rounding": "floor!", "nan": "last_nan"}
    assert row(case, "pytorch").shape == (2, 2)
    assert marks(case_of(np.arange(25).reshape(5, 5), ceil=False), "pytorch") == {"nan": "last_nan"}


def test_a_stride_that_was_set_is_passed_and_its_default_does_not_matter():
    x = np.arange(16).reshape(4, 4)
    left, said = case_of(x), case_of(x, sh=2, sw=1)
    assert marks(left, "flax")["stride"] == "one!"
    assert (row(left, "flax").call, row(left, "flax").shape) == ("nn.max_pool(x, (2, 2))", (3, 3))
    assert marks(said, "flax")["stride"] == "one"
    assert row(said, "flax").call == "nn.max_pool(x, (2, 2), strides=(2, 1))"
    assert row(said, "flax").shape == (2, 3)
    assert row(said, "pytorch").call == "nn.MaxPool2d(2, stride=(2, 1))"


def test_two_nans_in_one_window_make_whose_gradient_it_is_matter():
    one, two = case_of([[NAN, 1], [2, 0]]), case_of([[NAN, 1], [NAN, 0]])
    assert marks(one, "pytorch") == {"rounding": "floor", "nan": "last_nan"}
    assert marks(two, "pytorch") == {"rounding": "floor", "nan": "last_nan!"}
    assert (row(two, "pytorch").y_differs, row(two, "pytorch").dx_differs) == (0, 2)
    assert marks(one, "keras")["nan"] == "next_cell!"
    assert (row(one, "onnx").unsure, row(one, "onnx").y_differs) == (1, 0)
    assert marks(one, "onnx")["nan"] == "depends!"


def test_cells_that_nobody_can_foretell_are_not_said_to_differ():
    # Windows of 2 on 3x3, side by side and rounded up, or overlapping: 2x2 of them each time.
    case = case_of([[1.0, 2, 3], [4, NAN, 6], [7, 8, 9]])
    assert np.isnan(case.scene.trace.y).sum() == 1
    assert (row(case, "onnx").y_differs, row(case, "onnx").unsure) == (0, 4)


def test_a_window_of_minus_infinity_beside_padding():
    case = case_of([[-INF, 1.0], [2.0, 3.0]], pad="sides", pl=1, pt=1)
    assert marks(case, "flax")["pad_value"] == "infinity!"
    assert marks(case, "onnx")["pad_value"] == "lowest!"
    assert marks(case_of([[0.0, 1], [2, 3]], ph=1, pw=1), "flax")["pad_value"] == "infinity"


def test_zero_padding_wins_against_negative_numbers_only():
    case = case_of([[-1, -2, -3], [-4, -5, -6]])
    assert marks(case, "skimage")["pad_value"] == "zero!"
    assert row(case, "skimage").y_differs == 1
    assert marks(case_of([[1, 2, 3], [4, 5, 6]]), "skimage")["pad_value"] == "zero"


def test_divisors_differ_at_the_edges_alone():
    inside = case_of(np.arange(16).reshape(4, 4), mode="avg")
    assert marks(inside, "onnx") == {"stride": "one!", "rounding": "floor", "divisor": "real"}
    over = case_of(np.arange(9).reshape(3, 3), mode="avg")
    assert marks(over, "skimage") == {"divisor": "taps!"}
    # Four windows: one inside, two that halve, one that holds a cell of four; the first cell is 0.
    assert row(over, "skimage").y_differs == 3


def test_a_divisor_of_the_callers_is_said():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    layer = Pooling(2, mode="avg", divisor_override=3)
    here = differences(Case(x, layer, np.ones((1, 1, 2, 2))))
    assert here[0].rules["divisor"].word == "override"
    assert here[0].call == 'Pooling(2, mode="avg", divisor_override=3)'
    assert here[1].rules["divisor"].matters and here[1].y_differs == 4


def test_large_integers_are_compared_exactly():
    assert differing(np.array([2.0**53]), np.array([2**53 + 1])).tolist() == [True]
    assert row(case_of([[2**53 + 1]], kh=1, kw=1), "article").y_differs == 1


def test_the_plane_that_is_shown_is_compared():
    x = np.stack([np.ones((2, 2)), [[NAN, 1], [NAN, 1]]])[None]
    second = [row(Case.of(Settings(bc=bc), x), "pytorch").dx_differs for bc in (0, 1)]
    assert second == [0, 2]


def test_the_largest_kernel_and_a_stride_of_one_take_no_time():
    x = np.random.RandomState(0).rand(1, 1, 512, 512)
    here = differences(Case.of(Settings(source="image", kh=32, kw=32), x))
    assert {row.framework: row.shape for row in here}["flax"] == (481, 481)


# --- what cannot be taken -----------------------------------------------------------------------

SMALL = case_of([[1, 2], [3, 4]], kh=3, kw=3)
REFUSED = {
    ("pytorch", "lacks_dilation"): dict(mode="avg", dh=2),
    ("pytorch", "lacks_padding"): dict(mode="lp", ph=1),
    ("pytorch", "signed_norm"): dict(mode="lp", p=3.0),
    ("pytorch", "lacks_same"): dict(pad="same_upper"),
    ("pytorch", "lacks_sides"): dict(pad="sides", pt=1),
    ("pytorch", "takes_half"): dict(kh=3, kw=3, ph=2),
    ("onnx", "takes_whole_p"): dict(mode="lp", p=2.5),
    ("onnx", "same_without_dilation"): dict(pad="same_lower", dh=2),
    ("onnx", "takes_less_than_kernel"): dict(dh=2, ph=2),
    ("keras", "lacks_mode"): dict(mode="lp"),
    ("keras", "lacks_dilation"): dict(dw=2),
    ("keras", "takes_valid_and_same"): dict(pw=1),
    ("flax", "lacks_mode"): dict(mode="lp"),
    ("flax", "lacks_dilation"): dict(mode="avg", dw=2),
    ("skimage", "lacks_stride"): dict(sh=1),
    ("skimage", "lacks_padding"): dict(ph=1),
    ("skimage", "lacks_dilation"): dict(dh=2),
    ("article", "lacks_mode"): dict(mode="avg"),
    ("article", "takes_square"): dict(kh=3),
    ("article", "lacks_stride"): dict(sh=1),
    ("article", "lacks_padding"): dict(pad="same_upper"),
}


@pytest.mark.parametrize("framework, key", REFUSED)
def test_what_cannot_be_taken_is_named_and_gives_nothing(framework, key):
    here = row(case_of(-np.arange(36.0).reshape(6, 6), **REFUSED[framework, key]), framework)
    assert here.note[0] == key
    assert (here.call, here.shape, here.y_differs, here.dx_differs) == (None,) * 4
    assert not any(rule.matters for rule in here.rules.values())


def test_an_even_norm_and_one_of_no_negatives_are_norms_in_pytorch():
    even, positive = case_of(-np.eye(4), mode="lp", p=4.0), case_of(np.eye(4), mode="lp", p=3.0)
    assert row(even, "pytorch").y_differs == row(positive, "pytorch").y_differs == 0


def test_where_no_window_fits():
    assert row(SMALL, "pytorch").note == ("no_window", {"OH": 0, "OW": 0})
    for framework in ("keras", "flax"):
        assert (row(SMALL, framework).shape, row(SMALL, framework).note[0]) == (
            (0, 0), "empty_output"
        )  # fmt: skip
    less = case_of([[1, 2], [3, 4]], kh=5, kw=5)
    assert row(less, "onnx").note == ("no_window_in_onnx", {"OH": -2, "OW": -2})
    assert row(less, "flax").shape == (0, 0)


# --- beside those who need no other package -----------------------------------------------------


def run_onnx(call: str, x: np.ndarray, dtype) -> np.ndarray:
    """The node of a row's call, run on one plane (H, W)."""
    node = eval(call, {"make_node": onnx.helper.make_node})  # noqa: S307 - the row's own call
    kind = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    values = [onnx.helper.make_tensor_value_info("x", kind, (1, 1, *x.shape))]
    results = [onnx.helper.make_tensor_value_info("y", kind, None)]
    graph = onnx.helper.make_graph([node], "pool", values, results)
    opset = [onnx.helper.make_opsetid("", 22)]
    model = onnx.helper.make_model(graph, opset_imports=opset, ir_version=10)
    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level, quiet.intra_op_num_threads = 4, 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), quiet, providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x[None, None].astype(dtype)})[0][0, 0]


@pytest.mark.parametrize(
    "mode, kinds, dtype",
    [
        ("max", ("ties", "negative", "nan", "infinite"), np.float64),
        ("max", ("ties", "negative", "nan", "infinite"), np.float32),
        ("avg", ("distinct",), np.float32),
        ("lp", ("distinct",), np.float32),
    ],
)
def test_onnx_runtime_gives_what_its_row_says(mode, kinds, dtype):
    run = 0
    for case in cases(kinds, mode=mode, p=3.0, include_pad=True):
        here = row(case, "onnx")
        if here.shape is not None:
            run += 1
            x = case.scene.trace.x[0, 0]
            tolerance = 1e-12 if mode == "max" else 2e-6
            check(case, here, run_onnx(here.call, x, dtype), tolerance=tolerance)
    assert run > 40 * len(kinds)


def test_what_onnx_runtime_does_where_no_window_fits_depends_on_the_stride():
    def shape(kernel, stride):
        words = f"kernel_shape=[1, {kernel}], strides=[1, {stride}]"
        return run_onnx(f'make_node("MaxPool", ["x"], ["y"], {words})', np.eye(2), np.float32).shape

    assert shape(4, 3) == (2, 1)  # rounded down it is no window
    assert shape(4, 2) == (2, 0)
    with pytest.raises(Exception, match="ONNXRuntimeError"):
        shape(4, 1)


def test_onnx_runtime_stops_where_its_row_says_so():
    with pytest.raises(Exception, match="ONNXRuntimeError"):
        words = "kernel_shape=[2, 2], pads=[2, 0, 0, 0]"
        run_onnx(f'make_node("MaxPool", ["x"], ["y"], {words})', np.eye(4), np.float32)
    with pytest.raises(Exception, match="Mismatched attribute type"):
        words = "kernel_shape=[2, 2], p=2.5"
        run_onnx(f'make_node("LpPool", ["x"], ["y"], {words})', np.eye(4), np.float32)


def test_onnx_runtime_leaves_dilation_out_of_same():
    words = 'kernel_shape=[2, 2], dilations=[2, 2], auto_pad="SAME_UPPER"'
    y = run_onnx(f'make_node("MaxPool", ["x"], ["y"], {words})', np.eye(3), np.float32)
    assert y.shape == (2, 2)  # the standard: the input's size, at stride 1


def test_what_onnx_runtime_does_with_nan_and_infinity_depends_on_the_dtype():
    call = 'make_node("MaxPool", ["x"], ["y"], kernel_shape=[2, 2])'
    x = np.array([[3, 2], [1, NAN]])
    assert np.isnan([run_onnx(call, x, d)[0, 0] for d in (np.float32, np.float64)]).sum() == 1
    low = np.full((2, 2), -INF)
    lowest = np.finfo(np.float32).min
    assert [run_onnx(call, low, d)[0, 0] for d in (np.float32, np.float64)] == [lowest, -INF]


@pytest.mark.parametrize("mode", COLUMNS)
def test_scikit_image_gives_the_blocks_of_a_plane_that_zeros_complete(mode):
    functions = {
        "max": np.max,
        "avg": np.mean,
        "lp": lambda block: (abs(block) ** 3.0).sum() ** (1 / 3),
    }
    run = 0
    for case in tiles(("negative", "nan"), mode=mode, p=3.0):
        here = row(case, "skimage")
        if here.shape is None:
            continue
        run += 1
        x, (KH, KW) = case.scene.trace.x[0, 0], case.layer.geometry.kernel
        full = np.pad(x, [(0, -size % k) for size, k in zip(x.shape, (KH, KW), strict=True)])
        y = [
            [functions[mode](full[h : h + KH, w : w + KW]) for w in range(0, full.shape[1], KW)]
            for h in range(0, full.shape[0], KH)
        ]
        check(case, here, np.array(y))
    assert run > 10


def test_the_article_gives_what_its_row_says():
    kinds = set()
    for case in tiles(("ties", "nan", "distinct")):
        here = row(case, "article")
        if here.call is None and here.note[0] != "article_stops":
            continue
        x, pool = case.scene.trace.x, case.layer.geometry.kernel[0]
        layer = ArticlePooling(pool)
        if here.note:
            with pytest.raises(ValueError) as stopped:
                layer.backward(np.ones(layer.forward(x).shape))
            assert here.note[1]["error"] == str(stopped.value)
            kinds.add("stops")
            continue
        y = layer.forward(x)
        dx = layer.backward(upstream(case, y.shape[2:])[None, None])
        shown = case.scene.trace
        assert here.shape == y.shape[2:]
        if y.shape == shown.y.shape:
            expected = [differing(y, shown.y).sum(), differing(dx, shown.dx).sum()]
            assert [here.y_differs, here.dx_differs] == expected
            kinds.add("wrong" if sum(expected) else "right")
    assert kinds == {"stops", "right", "wrong"}

"""The recipe: the lines that stand on the page are the lines that run, and they are right."""

import ast
import inspect
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool import Pooling, Trace, trace
from cnnpool.errors import Refusal
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.steps import lines, recipe
from tests.core.reference import Loops, Refused
from tests.core.strategies import FLOATS, INTS, cases
from tests.core.test_article import X, published

FUNCTIONS = [
    function
    for function in vars(lines).values()
    if inspect.isfunction(function) and function.__module__ == lines.__name__
]


def named(function) -> str:
    return function.__name__


def run(story: Trace, **more) -> dict[str, recipe.Line]:
    """The lines of a trace by their steps; the tensor and dy are given, as those of a file."""
    names = recipe.names(story, **{"tensor": story.x, "upstream": story.dy} | more)
    return {line.name: line for line in recipe.run(story, names)}


def assert_steps(story: Trace, found: dict[str, recipe.Line]):
    """Every step holds the trace's numbers: exactly those of a maximum, others but for rounding."""
    assert list(found) == [step.name for step in story.steps]
    loose = np.finfo(np.result_type(story.dx.dtype, story.y.dtype)).eps * 8
    close = dict(rtol=0, atol=0) if story.layer.mode == "max" else dict(rtol=loose, atol=loose)
    for step in story.steps:
        line = found[step.name]
        assert (line.cell, line.layout.axes) == (step.cell, step.axes)
        assert line.array.shape == step.array.shape, step.name
        # As objects: a rounded int is seen, and True is 1.
        if story.layer.mode == "max" and step.array.dtype.kind in "iu":
            assert line.array.astype(object).tolist() == step.array.astype(object).tolist()
        np.testing.assert_allclose(
            line.array.astype(float), step.array.astype(float), **close, err_msg=step.name
        )


# --- the trace's numbers ----------------------------------------------------------------------

MODES = (
    dict(mode="max"),
    dict(mode="avg"),
    dict(mode="avg", count_include_pad=False),
    dict(mode="avg", divisor_override=-3),
    dict(mode="lp", p=1),
    dict(mode="lp", p=2.5),
)
PADDINGS = (0, 1, ((0, 1), (1, 0)), ((2, 0), (0, 1)), "same_upper", "same_lower")
STRIDES = (None, 1, (3, 2), (2, 5))  # as the kernel, overlap, both, gaps
WINDOWS = tuple(itertools.product((2, (2, 3), (3, 1)), (1, (2, 1))))  # kernel, dilation
NARROW = sorted({*FLOATS, *INTS} - {"int64", "uint64"})
DTYPES = ("int64", "uint8", "bool", "float32", "float16", "int8", "float64")


def numbers(shape, dtype, random, special=True) -> np.ndarray:
    """Many ties; ``special``: among floats NaN, too, and -inf in whole windows at the edges."""
    dtype = np.dtype(dtype)
    lowest = 0 if dtype.kind in "ub" else -3
    x = random.randint(lowest, 4, shape).astype(dtype)
    if dtype.kind == "f" and special:
        x[..., :3, :3] = x[..., -1, :] = -np.inf
        x[..., random.randint(2), -1] = np.nan
    return x


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_every_step_of_a_grid_of_layers(mode):
    grid, told = itertools.product(PADDINGS, STRIDES, WINDOWS, (True, False)), 0
    for seed, (padding, stride, (kernel, dilation), ceil) in enumerate(grid):
        random = np.random.RandomState(seed)
        shape = (*random.randint(1, 4, 2), *random.randint(4, 7, 2))
        x = numbers(shape, random.choice(DTYPES), random, special=random.randint(3))
        try:
            layer = Pooling(
                kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil, **mode
            )
            y = layer.forward(x)
        except Refusal:
            continue
        dy = random.randint(-4, 5, y.shape) / 2 if random.randint(4) else None
        story = trace(x, layer, dy)
        assert_steps(story, run(story))
        told += 1
    assert told > 200


@given(cases("max", dtypes=NARROW, planes=2))
def test_every_number_and_every_winner_of_any_maximum(case):
    try:
        layer = Pooling(**case.settings)
        dy = case.dy(layer.forward(case.x).shape)
    except Refusal:
        return
    story = trace(case.x, layer, dy)
    assert_steps(story, run(story))


def test_large_integers_beside_padding_keep_their_last_digit():
    """Floats would make the two equal, and the first of them the winner."""
    x = np.array([[[[2**53, 2**53 + 1]]]])
    layer = Pooling((1, 2), padding=((0, 0), (1, 0)), stride=1, ceil_mode=False)
    found = run(trace(x, layer))
    assert [int(y) for y in found["y_flat"].array] == [2**53, 2**53 + 1]
    assert found["max_index"].array.tolist() == [1, 1]
    np.testing.assert_array_equal(found["dx"].array, [[[[1, 1]]]])


@given(cases("max", dtypes=("int64", "uint64"), kinds=("wide",), planes=2, spoiled=False))
def test_large_integers_of_any_layer(case):
    """Beside padding the trace's rows are floats; the recipe keeps the numbers as they are."""
    # Many of the smallest number there is: whole windows hold nothing else.
    x = np.where(case.x % 5 > 1, np.iinfo(case.x.dtype).min, case.x)
    layer = Pooling(**case.settings)
    try:
        dy = case.dy(layer.forward(x).shape)
    except Refusal:
        return
    story = trace(x, layer, dy)
    found = run(story)
    for step in story.steps:
        if step.name not in ("im2col", "x_col"):
            assert found[step.name].array.tolist() == step.array.tolist(), step.name
    real = story.cells >= 0
    rows = found["x_col"].array.reshape(story.x.shape[0], *story.grid.shape, -1, real.shape[1])
    for n, oh, ow, c in np.ndindex(rows.shape[:-1]):
        window = oh * story.grid.shape[1] + ow
        numbers = story.x[n, c].reshape(-1)[story.cells[window][real[window]]]
        assert rows[n, oh, ow, c][real[window]].tolist() == numbers.tolist()


# --- against the loops ------------------------------------------------------------------------


COMMON = ("float64", "float32", "int32", "uint8")


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
@given(data=st.data())
def test_y_and_dx_are_those_of_the_loops(mode, data):
    case = data.draw(cases(mode, COMMON, planes=2, spoiled=False))
    loops = Loops(**case.settings)
    try:
        y = loops.forward(case.x)
    except Refused:
        return
    dy = case.dy(y.shape)
    found = run(trace(case.x, Pooling(**case.settings), dy))
    with np.errstate(all="ignore"):
        dx = loops.backward(dy)
    for name, expected in (("y", y), ("dx", dx)):
        finite = np.abs(expected[np.isfinite(expected)].astype(float))
        loose = 0 if mode == "max" else 64 * np.finfo(dx.dtype).eps
        np.testing.assert_allclose(
            found[name].array,
            expected,
            rtol=loose,
            atol=loose * max(1, finite.max(initial=0)),
            err_msg=name,
        )


# --- the text is what runs --------------------------------------------------------------------


def executed(names: dict, found: dict[str, recipe.Line]) -> dict:
    """The page's text as one program, with the arrays of a file where there are some."""
    program = [recipe.definitions(names), *(line.code for line in found.values())]
    known = {name: names[name] for name in ("tensor", "upstream") if name in names}
    with np.errstate(all="ignore"):
        exec("\n".join(program), known)  # noqa: S102 (that the text runs is what is tested)
    return known


def assert_text_is_run(story: Trace, names: dict):
    found = {line.name: line for line in recipe.run(story, names)}
    known = executed(names, found)
    for line in found.values():
        np.testing.assert_array_equal(known[line.variable], line.array, err_msg=line.name)
        assert known[line.variable].dtype == line.array.dtype
    for name in IM2COL:
        code, array = recipe.in_layout(name, found["im2col"].array, names)
        exec(code, known)  # noqa: S102
        np.testing.assert_array_equal(known["layout"], array, err_msg=name)


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_what_stands_on_the_page_is_executed(mode, dtype):
    for padding, stride in itertools.product(PADDINGS, (None, 1, (3, 2))):
        layer = Pooling((3, 2), stride=stride, padding=padding, dilation=(1, 2), **mode)
        story = trace(numbers((2, 3, 5, 6), dtype, np.random.RandomState(4)), layer)
        for more in ({}, dict(upstream=story.dy * np.arange(story.dy.size).reshape(story.y.shape))):
            told = trace(story.x, layer, more.get("upstream"))
            assert_text_is_run(told, recipe.names(told, tensor=told.x, **more))


def test_a_drawn_tensor_needs_nothing_but_the_text():
    story = trace(X, Pooling(2))
    names = recipe.names(story, seed=1, low=0, high=10)
    assert_text_is_run(story, names)
    np.testing.assert_array_equal(recipe.run(story, names)[0].array, X)


def test_a_plane_is_taken_out_of_its_tensor():
    story = trace(X, Pooling(2)).plane(1, 2)
    names = recipe.names(story, tensor=X, n=1, c=2)
    assert_text_is_run(story, names)
    found = {line.name: line for line in recipe.run(story, names)}
    np.testing.assert_array_equal(found["x"].array, X[1:, 2:])
    assert_steps(story, found)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_the_text_of_every_line(function):
    code = recipe.code(function)
    tree = ast.parse(code)
    assert not any(isinstance(node, ast.Return) for node in ast.walk(tree))
    assert code == code.strip() != ""
    assert max(map(len, code.splitlines())) <= 100
    made = [target.id for node in tree.body for target in node.targets if hasattr(target, "id")]
    returned = ast.parse(inspect.getsource(function)).body[0].body[-1]
    assert isinstance(returned, ast.Return)
    assert made[-1] == returned.value.id
    assert code in inspect.getsource(function).replace("\n    ", "\n")


def test_every_line_is_taken_by_some_layer():
    """No line is dead, and the page shows no other."""
    random, taken = np.random.RandomState(0), set()
    for mode, padding, special in itertools.product(MODES, (0, 1), (True, False)):
        x = numbers((1, 2, 5, 6), "float64", random, special)
        story = trace(x, Pooling(2, **mode, padding=padding))
        taken |= {line.code for line in run(story).values()}
    large = trace(np.full((1, 1, 2, 2), 2**60), Pooling(2, padding=1))
    taken |= {line.code for line in run(large).values()}
    plane = trace(X, Pooling(2)).plane(1, 2)
    taken.add(recipe.run(plane, recipe.names(plane, tensor=X, n=1, c=2))[0].code)
    plain = trace(X, Pooling(2))
    names = recipe.names(plain, seed=1, low=0, high=10)
    drawn = recipe.run(plain, names)
    taken |= {line.code for line in drawn}
    taken |= {recipe.in_layout(name, drawn[1].array, names)[0] for name in IM2COL}
    assert taken == {recipe.code(function) for function in FUNCTIONS}


# --- the names --------------------------------------------------------------------------------


def test_names_and_definitions():
    layer = Pooling(
        (3, 2), stride=(1, 4), padding=((0, 1), (2, 0)), dilation=(1, 3), mode="lp", p=2.5
    )
    story = trace(np.ones((2, 3, 5, 7)), layer)
    names = recipe.names(story, seed=8, low=-1, high=9)
    assert recipe.definitions(names).splitlines() == [
        "import numpy as np",
        "from cnnpool import col2im, im2col",
        "",
        "N, C, H, W = 2, 3, 5, 7",
        "KH, KW, OH, OW = 3, 2, 4, 3",
        "PT, PB, PL, PR = 0, 1, 2, 0",
        "kernel, output, stride = (3, 2), (4, 3), (1, 4)",
        "padding, dilation = ((0, 1), (2, 0)), (1, 3)",
        "p = 2.5",
        "seed, low, high = 8, -1, 9",
    ]


def test_the_definitions_hold_what_is_there_and_no_arrays():
    layer = Pooling(2, mode="avg", divisor_override=3)
    story = trace(np.ones((1, 1, 2, 2)), layer)
    text = recipe.definitions(recipe.names(story, tensor=story.x, upstream=story.dy, n=1, c=2))
    assert text.splitlines()[-2:] == ["divisor_override = 3", "n, c = 1, 2"]
    assert "tensor" not in text and "upstream" not in text and "p =" not in text


# --- the article ------------------------------------------------------------------------------


def test_the_articles_arrays():
    story = trace(X, Pooling(2))
    found = {
        line.name: line for line in recipe.run(story, recipe.names(story, seed=1, low=0, high=10))
    }
    assert list(found) == [name for name in STEPS if name != "divisor"]
    for name, key in (
        ("x", "x"), ("x_col", "In[4] x_col"), ("y_flat", "In[5] y flat"), ("y", "In[6] y"),
        ("max_index", "In[7] max_index"), ("routed", "In[10] dx one-hot"),
        ("columns", "In[11] dx columns"), ("dx", "In[12] dx"),
    ):  # fmt: skip
        np.testing.assert_array_equal(found[name].array, published(key), err_msg=name)
    np.testing.assert_array_equal(found["dy"].array, np.ones((2, 2, 2, 3)))
    assert [line.variable for line in found.values()] == [
        "x", "cols", "x_col", "y_flat", "y", "max_index", "dy", "routed", "columns", "dx",
    ]  # fmt: skip


def test_the_articles_own_lines():
    """What it wrote in its cells, with names where it had its numbers."""
    story = trace(X, Pooling(2))
    code = {name: line.code for name, line in run(story).items()}
    assert code["x_col"] == "x_col = cols.T.reshape(-1, KH * KW)"
    assert code["y_flat"] == "y_flat = np.max(x_col, axis=1)"
    assert code["y"] == "y = y_flat.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)"
    assert code["max_index"] == "max_index = np.argmax(x_col, axis=1)"
    assert code["routed"].splitlines() == [
        "routed = np.zeros((KH * KW, dy.size))",
        "routed[max_index, np.arange(dy.size)] = dy.reshape(-1)",
    ]


@pytest.mark.parametrize("name", IM2COL)
def test_the_layouts_are_those_of_the_layout(name):
    x = np.random.RandomState(3).randint(0, 99, (2, 3, 5, 7))
    story = trace(x, Pooling((2, 3), stride=(1, 2), padding=1, mode="avg"))
    found = run(story)
    code, array = recipe.in_layout(name, found["im2col"].array, recipe.names(story))
    expected = IM2COL["rows"].rearrange(story.x_col, IM2COL[name], story.sizes)
    np.testing.assert_array_equal(array, expected)
    assert code == recipe.code(lines.LAYOUTS[name])


def test_the_input_is_never_written_to():
    for mode in MODES:
        x, dy = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))
        for array in (x, dy):
            array.setflags(write=False)
        story = trace(x, Pooling(2, **mode, padding=((0, 0), (0, 1)), ceil_mode=True), dy)
        assert_steps(story, run(story))

"""How many windows there are, and what breaks: these claims are looked up in Explore."""

import re

from tests.page.answers import Shown, cell, read
from tests.page.reading import open_page, shown


def test_sizes():
    page = Shown("sizes")
    down, up = re.findall(r"`(OH = [^`]*)`", page.text)[:2]
    assert up in page.said()
    assert down in page.said(ceil="false")
    assert f"{page.panel('y').shape[0]}" == up[-1]
    assert f"{page.panel('y', ceil='false').shape[0]}" == down[-1]
    unread, count = page.numbers("{} of the {} cells are read by no window")
    text, counts = page.look("counts", ceil="false")
    assert f"{unread:g} cells are read by no window" in text
    assert ((counts["counts"] == 0).sum(), counts["counts"].size) == (unread, count)
    inside, outside = page.numbers("The last window has {} real cell; the other {} do not")
    assert f"{outside:g} of them lie outside the input" in page.said()
    assert read(page.said(), "covers {} cells") == (inside + outside,)
    size, kernel, stride = page.numbers("{} cells, kernel {}, stride {}")
    assert page.panel("x").shape == (size, size)
    named = "⌈({} − {} + 1) / {}⌉ = {}"
    assert page.numbers(named) == (size, kernel, stride, page.panel("y", ceil="false").shape[0])
    (long,) = page.numbers("With {} cells, kernel 1 and stride 2")
    other = {"source": "random", "h": f"{long:g}", "kh": "1", "sh": "2"}
    assert re.findall(r"`(OH = [^`]*→[^`]*)`", page.text)[0] in page.said(**other)
    assert "the last would start in the padding" in page.said(**other)


def test_plus_one():
    page = Shown("plus_one")
    formula = re.findall(r"`(OW = [^`]*)`", page.text)[0]
    assert formula in page.said()
    kernel, size, same, room = page.numbers("A window of {} has {} − {} = {} cells of room")
    stride, moves, *starts = page.numbers(
        "steps of {} that is {} moves, so it starts at {}, {}, {}"
    )
    assert (page.panel("x").shape, page.panel("cols").shape) == ((1, size), (len(starts), kernel))
    assert (kernel, room, moves) == (same, size - kernel, len(starts) - 1)
    for ow, start in enumerate(starts):
        assert f"Window (0, {ow}) starts at row 0, column {start:g}" in page.said(win=f"{ow}")
    assert page.numbers("⌋ + 1 = {}`")[0] == page.panel("y").shape[1] == len(starts)
    longer, down, up = page.numbers(
        "With {} cells the moves do not come out even, and {} windows rounded down stand against {}"
    )
    wider = {"source": "random", "h": "1", "w": f"{longer:g}"}
    assert f"Rounding down gives {down:g}, rounding up gives {up:g}." in page.said(**wider)
    assert page.numbers("({} − {} + 1) / {} = {}")[3] == (size - kernel + 1) / stride
    assert page.numbers("`{} − {} / {} + 1 = {}`")[3] == size - kernel / stride + 1


def test_stride():
    page = Shown("stride")
    size, _, kernel = page.numbers("{} × {} cells, kernel {}:")
    assert page.panel("x").shape == (size, size)
    out1, _, most = page.numbers("stride 1 gives {} × {} outputs and reads some cells {} times")
    (out2, _), (out3, _) = (page.numbers(f"stride {s} gives {{}} × {{}}") for s in (2, 3))
    unread, count = page.numbers("{} of the {} cells are read by no window")
    for step, out in (("1", out1), ("2", out2), ("3", out3)):
        assert page.panel("y", sh=step, sw=step).shape == (out, out)
    assert page.look("counts", sh="1", sw="1")[1]["counts"].max() == most
    assert (page.look("counts", sh="2", sw="2")[1]["counts"] == 1).all()
    text, counts = page.look("counts")  # the preset has stride 3
    assert f"{unread:g} cells are read by no window" in text
    assert ((counts["counts"] == 0).sum(), counts["counts"].size) == (unread, count)
    for row in page.table[1:]:
        step = f"{kernel:g}" if row[1] == "the kernel" else row[1]
        layer = {"sh": step, "sw": step, "ceil": str(row[2] == "up").lower()}
        assert " × ".join(map(str, page.panel("y", **layer).shape)) == row[-1]


def test_slice():
    page = Shown("slice")
    *here, one, two, right = page.numbers(
        "window ({}, {}) really reads {}, {}, so its maximum is {}"
    )
    assert page.panel("y")[cell(here)] == right
    assert f"y = max({one:g}, {two:g}) = {right:g}" in page.said()
    (wrong,) = page.numbers("With the short slice it gets {},")
    assert wrong == page.panel("y")[0, 0] != right  # the neighbour's
    assert page.panel("y").size == page.numbers("{} of {} outputs are wrong")[1]
    for size, *_, wanted, _, _ in page.table[1:]:
        tensor = {"source": "random", "h": size, "w": size}
        assert page.panel("y", **tensor).shape == (int(wanted), int(wanted))


def test_scratch():
    page = Shown("scratch")
    value, maximum = page.numbers("Every number of the plane is {}, so every maximum is {}")
    assert (page.panel("x") == value).all()
    assert (page.panel("y") == maximum).all()
    zeros, outputs, lost = page.numbers("{} of {} outputs become 0, and {} windows lose")
    text, planes = page.look("rules")
    assert f"{zeros:g} of {outputs:g} outputs would change, and {lost:g} windows" in text
    assert (planes["pad_zero"] == 0).sum() == zeros
    dx, dy = page.numbers("Σ dx = {}, as much as Σ dy = {}")
    assert read(page.said(), "Σ dy = {} and Σ dx = {}") == (dy, dx)
    assert len(page.table) - 1 == page.numbers("run on {} of them")[0]
    for size, pool, gives, _ in page.table[1:]:
        h, w = size.split(" × ")
        layer = {"h": h, "w": w, "kh": pool, "kw": pool}
        assert " × ".join(map(str, shown(open_page(layer))["y"].shape)) == gives

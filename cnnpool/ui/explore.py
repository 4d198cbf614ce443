"""Explore: six linked panels, the forward row above and the backward row below it."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnpool import figures
from cnnpool.errors import Refusal
from cnnpool.figures import Colours
from cnnpool.formulas import floor_and_ceil, rounded_up, size_formula
from cnnpool.geometry import Geometry, Grid
from cnnpool.scene import Scene, make_scene
from cnnpool.settings import PRESETS, Settings
from cnnpool.ui import link, story, surprises, uploads
from cnnpool.ui.texts import say, say_refusal


def show(settings: Settings) -> None:
    """The page for one state of the settings."""
    with st.container(key="presets", horizontal=True, gap="small"):
        st.markdown(say("presets"))
        for name in PRESETS:
            st.button(
                say(f"preset_{name}"),
                key=f"preset_{name}",
                type="tertiary",
                on_click=link.choose_preset,
                args=[name],
            )
    try:
        tensor = uploads.tensor(settings)
        if tensor is None:
            st.info(say("upload_missing"))
            return
        layer = settings.layer()
        scene = make_scene(tensor.array, layer, settings)
    except Refusal as refusal:
        st.error(say_refusal(refusal))
        return
    for key, values in tensor.notes:
        st.caption(say(key, **values))
    _sizes(scene.grid, layer.geometry)
    _panels(scene, settings, tensor.array.shape)


def _sizes(grid: Grid, geometry: Geometry) -> None:
    """The size rule of both axes with the live numbers, and what the other rounding gives."""
    columns = st.container(key="sizes", horizontal=True, gap="large")
    for axis, letter in ((grid.rows, "H"), (grid.cols, "W")):
        lines = [f"`{size_formula(axis, geometry, letter)}`"]
        if isinstance(geometry.padding, str):
            lines.append(say("same_pads", before=axis.before, after=axis.after))
        else:
            floor, ceil = floor_and_ceil(axis)
            if floor != ceil:
                lines.append(say("floor_or_ceil", floor=floor, ceil=ceil))
            if geometry.ceil_mode and rounded_up(axis) != axis.out:
                lines.append(say("starts_in_padding"))
        columns.markdown("  \n".join(lines), width="content")


@dataclass(frozen=True)
class _Panel:
    key: str
    symbol: str
    shape: tuple[int, ...]
    operation: str  # what leads from this panel to the next
    figure: object


def _panels(scene: Scene, settings: Settings, shape) -> None:
    matrices, plane_trace = scene.matrices, scene.trace
    x, y, dy, dx = (a[0, 0] for a in (plane_trace.x, plane_trace.y, plane_trace.dy, plane_trace.dx))
    values = Colours.values(scene.value_range, picture=settings.source == "image")
    gradients = Colours.gradients(dy, dx, matrices.routed)
    height = figures.height_for(len(matrices.index))
    taps = [f"({k // scene.grid.kernel[1]}, {k % scene.grid.kernel[1]})" for k in _taps(scene)]
    rows = [str(index) for index in matrices.index]

    def plane(z, colours, name, axes, around=False):
        where = (*axes, f"{scene.n}, {scene.c}")
        extra = {"frame": scene.frame, "unread": scene.unread} if around else {}
        return figures.plane_figure(z, colours, name, where, height=height, **extra)

    def matrix(z, colours):
        axes = ("(n, oh, ow, c)", "(kh, kw)")
        return figures.matrix_figure(
            z, colours, rows, taps, axes, height=height, padding=matrices.padding
        )

    forward = [
        _Panel("x", "x", x.shape, "op_im2col", plane(x, values, "x", ("h", "w"), around=True)),
        _Panel(
            "cols", "", matrices.x_col.shape, f"op_{settings.mode}", matrix(matrices.x_col, values)
        ),
        _Panel("y", "y", y.shape, "", plane(y, values, "y", ("oh", "ow"))),
    ]
    backward = [
        _Panel("dx", "dx", dx.shape, "", plane(dx, gradients, "dx", ("h", "w"), around=True)),
        _Panel(
            "routed", "", matrices.routed.shape, "op_col2im", matrix(matrices.routed, gradients)
        ),
        _Panel(
            "dy",
            "dy",
            dy.shape,
            f"op_route_{settings.mode}",
            plane(dy, gradients, "dy", ("oh", "ow")),
        ),
    ]
    _row("forward", forward, "→", scene, _caption(scene, settings, *shape))
    _row("backward", backward, "←", scene, "")
    _legend(scene)
    _sums(scene)
    story.show(scene, settings)
    surprises.show(scene)


def _taps(scene: Scene) -> range:
    return range(scene.grid.kernel[0] * scene.grid.kernel[1])


def _caption(scene: Scene, settings: Settings, N, C, H, W) -> str:
    lines = [say("plane_of", n=scene.n, c=scene.c, N=N, C=C, H=H, W=W)]
    if (scene.n, scene.c) != (settings.bn, settings.bc):
        asked = {"bn": settings.bn, "bc": settings.bc}
        lines.append(say("no_such_plane", n=scene.n, c=scene.c, N=N, C=C, **asked))
    if scene.matrices.parts > 1:
        m = scene.matrices
        stop = m.start + len(m.index)
        lines.append(
            say(
                "rows_part",
                start=m.start + 1,
                stop=stop,
                count=m.count,
                part=m.part + 1,
                parts=m.parts,
            )
        )
    return " · ".join(lines)


def _row(direction: str, panels: list[_Panel], arrow: str, scene: Scene, caption: str) -> None:
    with st.container(key=direction):
        st.html(f'<div class="row-head"><b>{say(direction)}</b> <span>{caption}</span></div>')
        for column, panel in zip(st.columns(3, gap="small"), panels, strict=True):
            with column:
                _panel(panel, arrow, scene)


def _panel(panel: _Panel, arrow: str, scene: Scene) -> None:
    name = say(f"panel_{panel.key}")
    size = " × ".join(map(str, panel.shape))
    operation = ""
    if panel.operation:
        said = say(panel.operation)
        operation = f"{said} {arrow}" if arrow == "→" else f"{arrow} {said}"
    symbol = f"<b>{panel.symbol}</b> " if panel.symbol else ""
    st.html(
        f'<div class="panel-head"><span>{symbol}{name} <i>{size}</i></span>'
        f'<span class="operation">{operation}</span></div>'
    )
    H, W = scene.grid.input_shape
    OH, OW = scene.grid.shape
    rows, taps = scene.matrices.x_col.shape
    st.plotly_chart(
        panel.figure,
        key=f"chart_{panel.key}",
        config={"displayModeBar": False, "doubleClick": "reset"},
        alt=say(f"alt_{panel.key}", H=H, W=W, OH=OH, OW=OW, rows=rows, taps=taps),
    )


def _legend(scene: Scene) -> None:
    """What the marks around and on the input mean; only those that are there."""
    (top, bottom), (left, right), overhang = scene.frame
    marks = {
        "window": True,
        "winner": scene.trace.winner is not None,
        "tie": scene.trace.winner is not None,
        "padding": any((top, bottom, left, right)),
        "overhang": any(overhang),
        "unread": bool(scene.unread.any()),
    }
    items = [
        f'<span><i class="mark {mark}"></i>{say(f"legend_{mark}")}</span>'
        for mark, present in marks.items()
        if present
    ]
    if items:
        st.html(f'<div class="legend">{"".join(items)}</div>')


def _sums(scene: Scene) -> None:
    """Whether all of the gradient arrives."""
    dy, dx = (float(a.sum()) for a in (scene.trace.dy, scene.trace.dx))
    values = {"dy": figures.number(dy, 6), "dx": figures.number(dx, 6)}
    mode = scene.trace.layer.mode
    if mode == "lp":
        st.caption(say("sums_lp", **values))
    elif np.isclose(dy, dx):
        st.caption(say("sums_equal", **values))
    else:
        st.caption(say("sums_padding" if mode == "avg" else "sums_differ", **values))

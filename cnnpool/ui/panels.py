"""The six panels: three forward, and below them their backward twins."""

from dataclasses import dataclass

import streamlit as st

from cnnpool import figures
from cnnpool.figures import Colours
from cnnpool.scene import Scene
from cnnpool.settings import Settings
from cnnpool.ui.texts import say

ROWS, TAPS = "(n, oh, ow, c)", "(kh, kw)"


@dataclass(frozen=True)
class Panel:
    """One chart, and the operation that leads from it to the next in its direction."""

    key: str
    figure: object  # a Plotly figure
    shape: tuple[int, int]
    operation: str = ""


def show(scene: Scene, settings: Settings) -> None:
    """Draw both rows; the charts have the keys ``chart_x`` and so on."""
    story, matrices, mode = scene.trace, scene.matrices, settings.mode
    values = Colours.values(scene.value_range, picture=settings.source == "image")
    gradients = Colours.gradients(story.dy, story.dx, matrices.routed)
    forward = [
        _plane("x", story.x, values, scene, "op_im2col"),
        _matrix("cols", matrices.x_col, values, scene, f"op_{mode}"),
        _plane("y", story.y, values, scene),
    ]
    backward = [
        _plane("dx", story.dx, gradients, scene),
        _matrix("routed", matrices.routed, gradients, scene, "op_col2im"),
        _plane("dy", story.dy, gradients, scene, f"op_route_{mode}"),
    ]
    _row("forward", forward, scene)
    _row("backward", backward, scene)


def _plane(key, array, colours, scene: Scene, operation="") -> Panel:
    z = array[0, 0]
    around, axes = {}, ("oh", "ow")
    if key in ("x", "dx"):
        around, axes = {"frame": scene.frame, "unread": scene.unread}, ("h", "w")
    place = (*axes, f"{scene.n}, {scene.c}")
    figure = figures.plane_figure(z, colours, key, place, height=_height(scene), **around)
    return Panel(key, figure, z.shape, operation)


def _matrix(key, z, colours, scene: Scene, operation) -> Panel:
    KH, KW = scene.grid.kernel
    figure = figures.matrix_figure(
        z,
        colours,
        [str(index) for index in scene.matrices.index],
        [str(divmod(offset, KW)) for offset in range(KH * KW)],
        (ROWS, TAPS),
        height=_height(scene),
        padding=scene.matrices.padding,
    )
    return Panel(key, figure, z.shape, operation)


def _height(scene: Scene) -> int:
    return figures.height_for(len(scene.matrices.index))


def _row(direction: str, panels: list[Panel], scene: Scene) -> None:
    caption = _caption(scene) if direction == "forward" else ""
    with st.container(key=direction):
        st.html(f'<div class="row-head"><b>{say(direction)}</b> <span>{caption}</span></div>')
        for column, panel in zip(st.columns(3, gap="small"), panels, strict=True):
            with column:
                _panel(panel, direction, scene)


def _caption(scene: Scene) -> str:
    N, C = scene.planes
    H, W = scene.grid.input_shape
    said = say("plane_of", n=scene.n, c=scene.c, N=N, C=C, H=H, W=W)
    part = scene.matrices
    if part.parts == 1:
        return said
    rows = {"start": part.start + 1, "stop": part.start + len(part.index), "count": part.count}
    return f"{said} · {say('rows_part', part=part.part + 1, parts=part.parts, **rows)}"


def _panel(panel: Panel, direction: str, scene: Scene) -> None:
    symbol = "" if panel.key in ("cols", "routed") else f"<b>{panel.key}</b> "
    size = " × ".join(map(str, panel.shape))
    operation = say(panel.operation) if panel.operation else ""
    if operation:
        operation = f"{operation} →" if direction == "forward" else f"← {operation}"
    st.html(
        f'<div class="panel-head"><span>{symbol}{say(f"panel_{panel.key}")} <i>{size}</i></span>'
        f'<span class="operation">{operation}</span></div>'
    )
    rows, cols = panel.shape
    st.plotly_chart(
        panel.figure,
        key=f"chart_{panel.key}",
        config={"displayModeBar": False, "doubleClick": "reset"},
        alt=say(f"alt_{panel.key}", rows=rows, cols=cols),
    )

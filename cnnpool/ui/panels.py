"""The six panels on the page: their heads, and the charts with the keys ``chart_x`` and so on."""

import streamlit as st

from cnnpool.panels import Panel, six_panels
from cnnpool.scene import Scene
from cnnpool.settings import Settings
from cnnpool.ui.texts import say
from cnnpool.web import markup


def show(scene: Scene, settings: Settings) -> None:
    """Draw both rows."""
    for direction, row in six_panels(scene, settings).items():
        with st.container(key=direction):
            st.html(markup.row_head(direction, scene, say))
            for column, panel in zip(st.columns(3, gap="small"), row, strict=True):
                with column:
                    _panel(panel, direction)


def _panel(panel: Panel, direction: str) -> None:
    st.html(markup.panel_head(panel, direction, say))
    rows, cols = panel.shape
    st.plotly_chart(
        panel.figure,
        key=f"chart_{panel.key}",
        config={"displayModeBar": False, "doubleClick": "reset"},
        alt=say(f"alt_{panel.key}", rows=rows, cols=cols),
    )

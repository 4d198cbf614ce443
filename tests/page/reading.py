"""How a test opens the page, turns its controls and reads what it shows."""

import base64
import json
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnpool.settings import BOUNDS, CHOICES, NAMES, Settings

APP = Path(__file__).parents[2] / "app.py"
CHARTS = ("x", "cols", "y", "dx", "routed", "dy")
# What is chosen on a page, not in the sidebar.
ON_A_PAGE = {
    "win", "ties", "x", "g", "step", "cell", "layout", "question", "practice", "score", "framework",
}  # fmt: skip
SIDEBAR = NAMES - ON_A_PAGE


def open_page(query=None, locale: str | None = None) -> AppTest:
    """The page as someone finds it who opens a link, in a browser of that language."""
    at = AppTest.from_file(APP, default_timeout=30)
    at.query_params.update(query or {})
    if locale:
        at.context = {"locale": locale}
    return alive(at.run())


def alive(at: AppTest) -> AppTest:
    assert not at.exception, [e.value for e in at.exception]
    return at


def open_steps(at: AppTest) -> AppTest:
    return follow(at, "steps")


def follow(at: AppTest, page: str) -> AppTest:
    """Follow the header's link to a page; AppTest itself switches to pages of files only."""
    link = next(link.proto for link in at.get("page_link") if link.proto.page == page)
    at.query_params = dict(parse_qsl(link.query_string))
    at._page_hash = link.page_script_hash
    return alive(at.run())


# --- controls ---------------------------------------------------------------------------------


def control(at: AppTest, name: str):
    """The widget of a setting."""
    if name == "lang":
        return at.segmented_control(key=name)
    if name in CHOICES:
        return at.selectbox(key=name)
    return at.number_input(key=name) if name in BOUNDS else at.toggle(key=name)


def turn(at: AppTest, **values) -> AppTest:
    """Set controls and let the page run once."""
    for name, value in values.items():
        control(at, name).set_value(value)
    return alive(at.run())


def bring(at: AppTest, settings: Settings) -> AppTest:
    """Turn every control that has an effect, first those that decide which have one."""
    first = {name: getattr(settings, name) for name in ("source", "mode", "pad")}
    at = turn(at, **first)
    names = sorted(SIDEBAR - first.keys() - {"lang"})
    return turn(at, **{n: getattr(settings, n) for n in names if settings.applies(n)})


def upload(at: AppTest, name: str, data: bytes) -> AppTest:
    at.file_uploader[0].upload(name, data, "application/octet-stream")
    return alive(at.run())


# --- what is shown ----------------------------------------------------------------------------


def specs(at: AppTest) -> dict[str, dict]:
    """The charts as Plotly gets them, by the name in their key."""
    return _specs(at, "chart_")


def more(at: AppTest) -> dict[str, np.ndarray]:
    """The numbers of the charts that were asked for below the six panels."""
    return {name: array(spec["data"][0]["z"]) for name, spec in _specs(at, "more_").items()}


def _specs(at: AppTest, prefix: str) -> dict[str, dict]:
    named = [(c.proto.id.rsplit("-", 1)[1], c.proto.spec) for c in at.get("plotly_chart")]
    return {
        name.removeprefix(prefix): json.loads(spec)
        for name, spec in named
        if name.startswith(prefix)
    }


def array(values) -> np.ndarray:
    """An array of a chart, which may be packed."""
    if not isinstance(values, dict):
        return np.array(values)
    flat = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    shape = values.get("shape", str(flat.size)).split(",")
    return flat.reshape([int(side) for side in shape])


def shown(at: AppTest) -> dict[str, np.ndarray]:
    """The numbers of all charts."""
    return {name: array(spec["data"][0]["z"]) for name, spec in specs(at).items()}


def component(at: AppTest, name: str) -> dict:
    """What one of the page's own components is given."""
    found = {c.proto.component_name: c.proto.bytes for c in at.get("bidi_component")}
    return json.loads(found[f"cnnpool.{name}"])


def value_range(spec: dict) -> tuple[float, float]:
    return spec["data"][0]["zmin"], spec["data"][0]["zmax"]


def values(elements) -> list[str]:
    return [element.value for element in elements]

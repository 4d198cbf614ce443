"""Components whose scripts a browser fetches once, and not again with every run of the page.

Streamlit serves a component's scripts as files where an installed package declares them. This page
also runs from a clone in which nothing is installed, so it declares them itself.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

import cnnpool
from cnnpool import web

PACKAGE = "cnnpool"


def show(
    name: str, about: Mapping[str, object], *, script: str, style: str, **options: Any
) -> None:
    """Draw the component ``name``: what it is told, a script of ``web/scripts``, a style sheet.

    ``options`` are those of Streamlit's components: ``key``, ``on_pin_change`` and the like.
    """
    _declare(name)
    # As bytes: of anything else Streamlit would ask pandas whether it is a table.
    _component(name, script, style)(data=json.dumps(about).encode(), **options)


@cache
def _component(name: str, script: str, style: str) -> Callable[..., object]:
    return st.components.v2.component(f"{PACKAGE}.{name}", js=f"{script}.js", css=web.style(style))


def _declare(name: str) -> None:
    """Tell the server of this run where the scripts are, once."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PACKAGE}.{name}") is None:
        scripts = ComponentConfig(name, asset_dir=web.SCRIPTS.name)
        manifest = ComponentManifest(PACKAGE, cnnpool.__version__, [scripts])
        manager.register_from_manifest(manifest, web.HERE)

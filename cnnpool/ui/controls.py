"""The controls in the sidebar, shared by all pages. Every key is the setting's name in the link."""

from typing import Any

import streamlit as st

from cnnpool.array_files import ARRAY_ENDINGS
from cnnpool.picture_files import PICTURE_ENDINGS
from cnnpool.settings import BOUNDS, CHOICES, Settings
from cnnpool.ui import components, link, uploads
from cnnpool.ui.texts import labelled, say


def show(settings: Settings) -> None:
    """Draw every control; those without effect beside the others are disabled, not hidden."""
    with st.sidebar:
        st.segmented_control(
            say("language"),
            CHOICES["lang"],
            key="lang",
            format_func=labelled({"en": say("en"), "ja": say("ja")}),
            required=True,
            label_visibility="collapsed",
            on_change=link.language_was_chosen,
        )
        with st.container(horizontal=True, gap="small"):
            reset: dict[str, Any] = {"on_click": link.choose_preset, "args": ["article"]}
            st.button(say("reset"), key="reset", width="stretch", **reset)
            texts = {"label": say("copy_link"), "done": say("copied"), "failed": say("copy_failed")}
            texts["lang"] = st.session_state["lang"]
            options: dict[str, Any] = {
                "script": "copy_link",
                "style": "button",
                "height": "content",
            }
            options["on_returned_change"] = link.controls_were_touched
            components.show("copy_link", texts, key="copy_link", **options)

        _heading("section_input")
        _choice("source", settings)
        _pair("n", "c", settings)
        _pair("h", "w", settings)
        _number("seed", settings)
        _pair("low", "high", settings)
        _choice("picture", settings)
        # Streamlit's own words in the uploader are English: the style sheet puts these there.
        button, limit = say("uploader_button"), say("uploader_limit")
        st.html(f"<style>:root {{--upload: '{button}'; --upload-limit: '{limit}'}}</style>")
        st.file_uploader(
            say("upload"),
            type=[*PICTURE_ENDINGS, *ARRAY_ENDINGS],
            key=uploads.KEY,
            help=say("upload_help"),
            on_change=uploads.show_the_upload,
        )
        if uploads.current():
            st.caption(say("upload_stays"))

        _heading("section_window")
        _choice("mode", settings)
        _pair("kh", "kw", settings)
        _pair("sh", "sw", settings)
        stride = settings.sh or settings.kh, settings.sw or settings.kw
        if 0 in (settings.sh, settings.sw):
            st.caption(say("stride_as_kernel_now", sh=stride[0], sw=stride[1]))
        else:
            st.caption(say("stride_as_kernel"))
        _pair("dh", "dw", settings)
        _flag("ceil", settings)
        _flag("include_pad", settings)
        _number("p", settings, step=0.5)

        _heading("section_padding")
        _choice("pad", settings)
        _pair("ph", "pw", settings)
        _pair("pt", "pb", settings)
        _pair("pl", "pr", settings)

        _heading("section_gradient")
        _choice("grad", settings)

        _heading("section_plane")
        _pair("bn", "bc", settings)
        _flag("whole", settings)
        _number("part", settings)


def _heading(key: str) -> None:
    st.markdown(f"**{say(key)}**")


def _pair(first: str, second: str, settings: Settings) -> None:
    """Two numbers side by side: height and width, or two ends."""
    with st.container(horizontal=True, gap="small"):
        _number(first, settings)
        _number(second, settings)


def _number(name: str, settings: Settings, step: float = 1) -> None:
    smallest, largest = BOUNDS[name]
    st.number_input(
        say(name), smallest, largest, step=step, key=name, disabled=not settings.applies(name)
    )


def _choice(name: str, settings: Settings) -> None:
    labels = {option: say(f"{name}_{option}") for option in CHOICES[name]}
    st.selectbox(
        say(name),
        CHOICES[name],
        key=name,
        format_func=labelled(labels),
        disabled=not settings.applies(name),
    )


def _flag(name: str, settings: Settings) -> None:
    st.toggle(say(name), key=name, disabled=not settings.applies(name))

"""The session's settings and the link, kept the same.

Streamlit can bind a widget to the URL, but writes the *shown* label of a choice there (a Japanese
page would give Japanese links), rewrites bad values silently, and forgets unbound names when the
page changes. So the link is read and written here, once a run, for every setting alike: each
change is one entry in the browser's history, and Back takes it back.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SessionStateProxy

from cnnpool.errors import plain
from cnnpool.presets import preset
from cnnpool.settings import CHOICES, TYPED, Settings
from cnnpool.ui.texts import browser_language, say

SHOWN, WRITTEN, LINKED, CHOICES_MADE = "_shown", "_written", "_linked", "_choices_made"
DROPPED, LANGUAGE_CHOSEN, LEFT_BEHIND = "_dropped", "_language_chosen", "_left_behind"
MOST_LEFT_BEHIND, MOST_LETTERS = 8, 4_000_000
TOUCHED, CHOICES_SEEN, SET_ANEW = "_touched", "_choices_seen", "_set_anew"
NAMES = [field.name for field in fields(Settings)]


def read() -> Settings:
    """The settings of this run; call it before any widget exists.

    The link counts when the session is new, after Back and Forward, and where a link to another
    state was followed. Otherwise the controls count: a quick second change still arrives with
    the link of before the first.
    """
    state = st.session_state
    settings = _read(state, st.query_params.to_dict())
    made = choices_made()
    state[SET_ANEW] = state.get(CHOICES_SEEN, made) != made
    state[CHOICES_SEEN] = made
    return settings


def _read(state: SessionStateProxy, query: dict[str, str]) -> Settings:
    if SHOWN not in state or _went_back_or_forward():
        return _adopt(query)
    settings, shown = current(), state[SHOWN]
    touched = state.pop(TOUCHED, False)
    if settings != shown:
        # What a control holds is trusted no more than a link is.
        checked, state[DROPPED] = Settings.from_query(settings.to_query())
        if checked != settings or settings.lang != shown.lang:
            choose(checked)  # a choice is kept by its label: in another language, say it anew
        elif state[SET_ANEW]:
            _tell_the_changed(checked, shown)
        return checked
    known = touched or query in (state[WRITTEN], state[LINKED])
    return settings if known else _adopt(query)


def _tell_the_changed(settings: Settings, shown: Settings) -> None:
    """Set the controls that were changed to what they say already.

    The run before set all controls (Back, Reset, a preset). A change that the browser sent before
    it had that run's answer counts, but the answer then replaced it in the browser's control.
    """
    for name in NAMES:
        if getattr(settings, name) != getattr(shown, name):
            _put(name, settings)


def controls_were_touched() -> None:
    """Say, in a callback that may change no setting, that the next run is about the controls.

    Else a refused edit, quick behind one that was taken, would be read as a link to the state of
    before: its address still is.
    """
    st.session_state[TOUCHED] = True


def current() -> Settings:
    """The settings as the controls now stand; one whose value was lost holds what it showed."""
    state, values = st.session_state, {}
    shown: Any = state.get(SHOWN)
    for name in NAMES:
        if not _holds(state, name):
            _put(name, shown)
        values[name] = state[name]
    if not state[LANGUAGE_CHOSEN]:
        values["lang"] = None
    return Settings(**values)


def _holds(state: SessionStateProxy, name: str) -> bool:
    """Whether a control has a value; no browser sends what Streamlit itself cannot read."""
    try:
        return name in state and (name != "lang" or state[name] in CHOICES["lang"])
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False


def write(settings: Settings) -> None:
    """Put the settings into the link; call it once the controls stand."""
    st.session_state[LINKED] = _write(settings)


def write_from_fragment() -> None:
    """The same where only a part of the page runs: a pin, a rule that is compared.

    The links to the other pages were drawn before and still lead to the state of then; ``read``
    knows them.
    """
    _write(current())


def _write(settings: Settings) -> dict[str, str]:
    query = settings.to_link()
    _keep_what_stays_behind(settings, query)
    # After Back the address is written even where it seems right: a run that was still going on may
    # have written its own since.
    if query != st.query_params.to_dict() or _went_back_or_forward():
        st.query_params.from_dict(query)
    st.session_state[WRITTEN] = query
    st.session_state[SHOWN] = settings
    return query


def _keep_what_stays_behind(settings: Settings, query: Mapping[str, str]) -> None:
    """So that Back finds it again: the last few, as far as they are not too large."""
    kept = st.session_state.setdefault(LEFT_BEHIND, {})
    for name in TYPED:
        text = getattr(settings, name)
        if text is not None and text != query[name]:
            kept.pop(query[name], None)
            kept[query[name]] = text
    for old in list(kept)[:-1]:
        if len(kept) > MOST_LEFT_BEHIND or sum(map(len, kept.values())) > MOST_LETTERS:
            del kept[old]


def show_dropped() -> None:
    """Say which values of the link could not be used, until a control is turned."""
    if dropped := st.session_state[DROPPED]:
        values = ", ".join(f"`{plain(name)}={plain(value)}`" for name, value in dropped)
        st.warning(say("dropped", values=values))


def choose(settings: Settings) -> None:
    """Take over settings that no control was turned for: a preset, a reset."""
    for name in NAMES:
        _put(name, settings)
    st.session_state[LANGUAGE_CHOSEN] = settings.lang is not None
    st.session_state[CHOICES_MADE] = choices_made() + 1


def choices_made() -> int:
    """How often settings were taken over: after one, what a script still meant to say is old."""
    return st.session_state.get(CHOICES_MADE, 0)


def _put(name: str, settings: Settings) -> None:
    value = getattr(settings, name)
    st.session_state[name] = browser_language() if name == "lang" and value is None else value


def choose_preset(name: str) -> None:
    choose(preset(name, current()))


def language_was_chosen() -> None:
    st.session_state[LANGUAGE_CHOSEN] = True


def _went_back_or_forward() -> bool:
    """Whether this run was asked for by the browser's history.

    Streamlit tells its own bound widgets and nobody else. The controls cannot be asked instead:
    after a quick second Back they still hold what the first one took away.
    """
    return getattr(get_script_run_ctx(), "is_history_navigation", False)


def _with_numbers_at_hand(settings: Settings) -> Settings:
    """Numbers that were too many for the link, where this session still has them."""
    kept = st.session_state.get(LEFT_BEHIND, {})
    here = {name: kept[text] for name in TYPED if (text := getattr(settings, name)) in kept}
    return replace(settings, **here)


def _adopt(query: Mapping[str, str]) -> Settings:
    settings, dropped = Settings.from_query(query)
    settings = _with_numbers_at_hand(settings)
    choose(settings)
    st.session_state[DROPPED] = dropped
    return settings

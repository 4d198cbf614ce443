"""A link, whole or only its query, as settings."""

from urllib.parse import parse_qsl

from cnnpool.command.voice import Stop
from cnnpool.errors import plain
from cnnpool.settings import Settings


def read_link(link: str) -> tuple[Settings, list[tuple[str, str]]]:
    """The settings of a link and the (name, value) pairs that cannot be used.

    Of a name that stands there twice the last counts. A Stop where the text is no link.

    >>> read_link("http://localhost:8501/steps?kh=3&kw=no#top")[0].to_query()
    {'kh': '3'}
    >>> read_link("kh=3") == read_link("?kh=3") == read_link("http://localhost:8501/?kh=3")
    True
    """
    return Settings.from_query(dict(parse_qsl(_query(link), keep_blank_values=True)))


def _query(link: str) -> str:
    link = link.strip().partition("#")[0]
    address, mark, query = link.partition("?")
    if mark:
        return query
    if not link or "/" in link.partition("=")[0]:
        return ""
    if "=" in link:
        return link
    raise Stop("command_no_link", link=plain(address))

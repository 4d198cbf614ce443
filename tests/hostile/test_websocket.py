"""What no browser sends, over the page's own websocket: nobody else notices, and nothing leaks.

Of some of it Streamlit itself raises, before it runs the page: the session that sent it then says
that something went wrong, and no more than that, until the page is loaded anew.
"""

import asyncio

import pytest
import websockets

from cnnpool.pasted_numbers import MAX_LETTERS
from tests.server import Server
from tests.visitor import Visitor

DEEP = "[" * 100_000

# key -> states that are not the widget's: out of bounds, of another form, or unreadable.
STATES = {
    "h": [
        {"double_value": value}
        for value in (1e308, -5.0, 2.5, float("nan"), float("inf"), -float("inf"), 0.0)
    ]
    + [{"string_value": "x"}, {"int_array_value": {"data": [1] * 100_000}}, {"json_value": "{}"}],
    "seed": [{"double_value": 2.0**32}, {"double_value": -1.0}],
    "p": [{"double_value": 1e9}, {"double_value": float("nan")}],
    "mode": [{"string_value": "x" * 5_000_000}, {"string_value": ""}, {"json_value": "{}"}],
    "source": [{"string_value": "Your file"}, {"json_value": "{}"}, {"bool_value": True}],
    "lang": [{"string_array_value": {"data": []}}, {"string_array_value": {"data": ["xx"]}}],
    "ceil": [{"string_value": "maybe"}, {"double_value": 7.0}],
    "player": [{"json_value": text} for text in (DEEP, "1" * 5000, "{", '{"pin": {"win": -1}}')],
}


@pytest.fixture(scope="module")
def server():
    with Server() as own:
        yield own


def drew_the_panels(run) -> bool:
    return [kind for kind, _ in run.elements].count("plotly_chart") == 6


@pytest.mark.parametrize(
    "key", [pytest.param(key, marks=() if key == "lang" else pytest.mark.long) for key in STATES]
)
def test_a_state_that_no_widget_has(server, key):
    async def check():
        async with Visitor(server.url) as other:
            await other.open()
            for state in STATES[key]:
                async with Visitor(server.url) as visitor:
                    assert drew_the_panels(await visitor.open())
                    errors = (await visitor.tell({key: state})).errors
                    visitor.forget()
                    errors += (await visitor.open()).errors
                    assert all("redacted" in error for error in errors)
                assert drew_the_panels(await other.turn(h=5))

    asyncio.run(check())
    assert server.memory() < 300


@pytest.mark.long
@pytest.mark.parametrize("value", [1e308, -1e308, 2.5, -0.0, 65.0, 0.0])
def test_numbers_beyond_the_bounds_of_their_field_are_let_fall(server, value):
    async def check():
        for key in ("h", "n", "kh", "ph", "bn"):
            async with Visitor(server.url) as visitor:
                await visitor.open()
                assert not (await visitor.tell({key: {"double_value": value}})).errors
                visitor.forget()
                assert not (await visitor.open()).errors

    asyncio.run(check())


@pytest.mark.long
def test_an_upload_that_the_server_does_not_have(server):
    async def check():
        async with Visitor(server.url) as visitor:
            await visitor.open()
            state = {"uploaded_file_info": [{"file_id": "a", "name": "a.png", "size": 9}]}
            run = await visitor.tell({"upload": {"file_uploader_state_value": state}})
            assert not run.errors
            assert drew_the_panels(run)

    asyncio.run(check())


@pytest.mark.long
def test_states_of_widgets_that_are_not_there(server):
    async def check():
        async with Visitor(server.url) as visitor:
            await visitor.open()
            await visitor.tell({f"w{i}": {"double_value": 1.0} for i in range(20_000)})
        async with Visitor(server.url) as visitor:
            assert drew_the_panels(await visitor.open())

    asyncio.run(check())


@pytest.mark.long
def test_a_long_text_in_the_box(server):
    async def check():
        async with Visitor(server.url, query="source=numbers") as visitor:
            await visitor.open()
            for text in ("1" * 40_000 + "x", "1 " * (MAX_LETTERS // 2), "[" * MAX_LETTERS):
                pressed = {"paste_x": {"string_value": text}, "use_x": {"trigger_value": True}}
                run = await visitor.tell(pressed)
                assert run.seconds < 20
                assert not run.errors
                assert drew_the_panels(run)

    asyncio.run(check())


@pytest.mark.parametrize("data", [b"", b"\xff" * 1000, bytes(2_000_000), "text", b"\x0a\x00" * 500])
def test_noise_closes_its_own_line_at_most(server, data):
    async def check():
        async with Visitor(server.url) as other, Visitor(server.url) as visitor:
            assert drew_the_panels(await other.open())
            try:
                await visitor.socket.send(data)
                await (await visitor.socket.ping())  # answered once the noise was read
            except websockets.ConnectionClosed:
                pass
            assert not (await other.turn(h=5)).errors

    asyncio.run(check())


@pytest.mark.long
@pytest.mark.parametrize("query", ["x=1" + "A" * 1_000_000, "&".join("ab" for _ in range(100_000))])
def test_a_very_long_link(server, query):
    async def check():
        async with Visitor(server.url, query=query) as visitor:
            run = await visitor.open()
            assert drew_the_panels(run)
            assert run.bytes < 300_000

    asyncio.run(check())
    assert server.memory() < 400

"""What the page is deployed with: visitors see nothing of its inside, others nothing of them."""

import tomllib

from tests.server import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_visitors_see_no_stack_traces():
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_nothing_is_told_to_others():
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_streamlits_own_protection_is_left_on():
    server = CONFIG["server"]
    assert server.get("enableXsrfProtection", True)
    assert server.get("enableCORS", True)
    assert not server.get("enableStaticServing", False)

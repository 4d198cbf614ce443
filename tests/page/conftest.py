"""What all tests of the page share."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def installed_packages_are_searched_once():
    """Streamlit looks through all of them for components whenever a test opens the page."""
    with pytest.MonkeyPatch.context() as patch:
        searched = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", searched)
        yield

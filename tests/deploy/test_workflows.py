"""The workflows of GitHub and Dependabot's settings against their schemas."""

import subprocess
import sys

import pytest

from tests.server import ROOT

GITHUB = ROOT / ".github"
FILES = {
    "vendor.github-workflows": sorted((GITHUB / "workflows").glob("*.yml")),
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
}


def errors(schema: str, files) -> str:
    """What the schema has against the files, or nothing."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("schema", FILES)
def test_files_fit_their_schema(schema):
    assert FILES[schema]
    assert not errors(schema, FILES[schema])


@pytest.mark.parametrize("schema", FILES)
def test_a_misspelt_key_is_an_error(schema, tmp_path):
    wrong = tmp_path / "wrong.yml"
    text = FILES[schema][0].read_text(encoding="utf-8")
    wrong.write_text(text + "\nmisspelt: 1\n", encoding="utf-8")
    assert errors(schema, [wrong])

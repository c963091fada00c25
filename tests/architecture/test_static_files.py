"""Static files as production collects them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crm import env
from tests.architecture.test_settings import SAFE

NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[str, str]:
    """The manifest of `collectstatic` under production settings: names and the names with a hash, from the folder that it filled."""
    folder = tmp_path_factory.mktemp("production")
    result = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input"],
        cwd=env.PROJECT,
        env={"PATH": os.defpath, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "crm.settings.production", **SAFE},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    manifest = json.loads((folder / "static" / "staticfiles.json").read_text(encoding="utf-8"))
    return {name: str(folder / "static" / hashed) for name, hashed in manifest["paths"].items()}


def test_every_file_that_a_template_names_is_collected(collected):
    templates = [path for folder in ("templates", "site") for path in (env.PROJECT / folder).rglob("*.html")]
    named = {name for path in templates for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 5
    assert named - set(collected) == set()


def test_collected_files_carry_a_hash_and_are_compressed(collected):
    (sheet,) = [path for name, path in collected.items() if re.search(r"css/nhsuk-frontend-[\d.]+\.min\.css$", name)]
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    assert Path(sheet + ".gz").stat().st_size < Path(sheet).stat().st_size

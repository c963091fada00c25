"""One real pack for all tests that read, and a quick way to make packs whose PDF does not matter."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assurance.packs import render, signing
from assurance.packs.build import BuiltPack, build_pack
from assurance.packs.manifest import PreviousPack
from tests.assurance.packs.example import d3_report, evidence


@pytest.fixture(scope="session")
def key(tmp_path_factory):
    return signing.load_or_create_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def d3_pack(key, tmp_path_factory) -> Path:
    """The pack of D3 as a file, with its real PDF."""
    path = tmp_path_factory.mktemp("packs") / "PACK-4.zip"
    with path.open("wb") as out:
        build_pack(d3_report(), evidence()[1], out, key=key, previous=None)
    return path


@pytest.fixture
def quick_pdf(monkeypatch):
    monkeypatch.setattr(render, "pack_pdf", lambda report: b"%PDF-1.7 stand-in")


@pytest.fixture
def make_pack(quick_pdf, key, tmp_path) -> Callable[..., tuple[Path, BuiltPack]]:
    """Make a pack with the given reference after the given one; the file and what `build_pack` told."""

    def make(reference: str, previous: tuple[Path, BuiltPack] | None = None, signer=key):
        path = tmp_path / f"{reference}.zip"
        before = PreviousPack(previous[0].stem, previous[1].sha256) if previous else None
        with path.open("wb") as out:
            built = build_pack(d3_report(reference=reference), evidence()[1], out, key=signer, previous=before)
        return path, built

    return make


@pytest.fixture
def tampered(d3_pack, tmp_path) -> Callable[..., Path]:
    """A copy of the pack with members changed, dropped or added, packed as a skilled forger would."""

    def tamper(*, change=None, drop=(), add=None, method=zipfile.ZIP_STORED) -> Path:
        path, out = tmp_path / "tampered.zip", io.BytesIO()
        with zipfile.ZipFile(d3_pack) as old, zipfile.ZipFile(out, "w", method) as new:
            for info in old.infolist():
                if info.filename not in drop:
                    new.writestr(info.filename, (change or {}).get(info.filename, old.read(info)))
            for name, content in (add or {}).items():
                new.writestr(name, content)
        path.write_bytes(out.getvalue())
        return path

    return tamper

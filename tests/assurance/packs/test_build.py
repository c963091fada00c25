"""What goes into the ZIP, what is refused, and that large files cost no memory."""

import dataclasses
import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime
from functools import partial

import pytest

from assurance.packs import archive
from assurance.packs.archive import PackRefused, evidence_path
from assurance.packs.build import build_pack
from assurance.packs.verify import verify_pack
from assurance.reports import TRAINING_NOTICE, PackReport
from tests.assurance.packs.example import d3_report, evidence


def test_files_come_in_a_fixed_order_with_names_of_our_making(d3_pack):
    with zipfile.ZipFile(d3_pack) as file:
        assert file.namelist() == [
            "manifest.json",
            "manifest.sig",
            "pack.pdf",
            "pack.docx",
            "index.xlsx",
            "report.json",
            "read-me.txt",
            "evidence/001-programme-page-learning-from-your-feedback.html.txt",
            "evidence/002-announcement-of-the-survey.pdf",
        ]
        assert b"Learning from your feedback" in file.read(file.namelist()[7])


def test_manifest_tells_options_withheld_and_chain(make_pack):
    first = make_pack("PACK-1")
    second = make_pack("PACK-2", first)
    manifest = json.loads(second[1].manifest)
    assert manifest["withheld"] == 3
    assert manifest["options"] == {"raw_notes": False}
    assert manifest["previous"] == {"pack": "PACK-1", "sha256": first[1].sha256}
    assert manifest["created"] == "2026-11-22T18:30:15+00:00"
    assert second[1].sha256 == hashlib.sha256(second[1].manifest).hexdigest()


def test_report_in_the_pack_reads_back_as_the_same_report(d3_pack):
    with zipfile.ZipFile(d3_pack) as file:
        assert PackReport.from_data(json.loads(file.read("report.json"))["report"]) == d3_report()


def test_training_notice_is_in_every_file_we_make(quick_pdf, key):
    out = io.BytesIO()
    build_pack(d3_report(is_training=True), evidence()[1], out, key=key, previous=None)
    with zipfile.ZipFile(out) as file:
        for name in ("manifest.json", "report.json", "read-me.txt"):
            assert TRAINING_NOTICE in file.read(name).decode()
    assert evidence_path(1, "Notes", "text/plain", is_training=True) == "evidence/001-training-notes.txt"


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", "C:\\x", "CON", "\u202egpj.exe", "x" * 300, "", ".", "=HYPERLINK(1)", "a\0b", "éè ß 日本"],
)
def test_hostile_titles_give_safe_names(title):
    assert archive.SAFE_PATH.fullmatch(evidence_path(7, title, "application/x-msdownload"))


def test_name_not_of_our_making_is_refused():
    with pytest.raises(PackRefused, match="not a name"):
        archive.measure("../x", io.BytesIO)


def test_file_that_is_not_the_one_uploaded_is_refused(quick_pdf, key):
    _, openers = evidence()
    openers[list(openers)[0]] = lambda: io.BytesIO(b"something else")
    with pytest.raises(PackRefused, match="not the one that was uploaded"):
        build_pack(d3_report(), openers, io.BytesIO(), key=key, previous=None)


def test_file_that_is_gone_is_refused(quick_pdf, key):
    with pytest.raises(PackRefused, match="not in the store"):
        build_pack(d3_report(), {}, io.BytesIO(), key=key, previous=None)


def test_file_that_changes_while_the_pack_is_made_is_refused(quick_pdf, key):
    _, openers = evidence()
    path = list(openers)[0]
    contents = [openers[path]().read(), b"longer than before" * 1000]
    openers[path] = lambda: io.BytesIO(contents.pop(0))
    with pytest.raises(PackRefused, match="changed while"):
        build_pack(d3_report(), openers, io.BytesIO(), key=key, previous=None)


def test_two_files_with_one_name_are_refused(quick_pdf, key):
    files, openers = evidence()
    with pytest.raises(PackRefused, match="same name"):
        build_pack(d3_report(files=(files[0], files[0])), openers, io.BytesIO(), key=key, previous=None)


def test_too_many_bytes_are_refused():
    member = archive.Member("pack.pdf", io.BytesIO, archive.MAX_PACK_BYTES + 1, "", 0)
    with pytest.raises(PackRefused, match="is the most"):
        archive.check_members([member])


def test_same_content_gives_the_same_bytes_for_ever():
    """The verifier builds the ZIP again: a new release of stream-zip that changes its bytes must not pass unseen."""
    member = archive.measure("report.json", lambda: io.BytesIO(b"{}"))
    content = b"".join(archive.zip_chunks([member], datetime(2026, 11, 22, 18, 30, 15, tzinfo=UTC)))
    assert hashlib.sha256(content).hexdigest() == "9282abe04aacf8f7744035c917ba2851d2681765bc1ffd6a2a45593713281e03"


class Generated(io.RawIOBase):
    """A file of `size` bytes that are made while they are read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        return b"x" * size


def peak_of_a_pack(path, key, file_size: int) -> int:
    """Bytes of Python memory at the peak of building and checking a pack of three files of this size."""
    template = evidence()[0][0]
    files, openers = [], {}
    for number in range(1, 4):
        member = archive.measure(evidence_path(number, "minutes", "application/pdf"), partial(Generated, file_size))
        openers[member.path] = member.open
        files.append(dataclasses.replace(template, path=member.path, size=member.size, sha256=member.sha256))
    report = d3_report(files=tuple(files))
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            build_pack(report, openers, out, key=key, previous=None)
        assert verify_pack(path) == []
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_flat_in_the_files(quick_pdf, key, tmp_path):
    small, large = (peak_of_a_pack(tmp_path / f"{size}.zip", key, size) for size in (1_000, 8_000_000))
    assert (tmp_path / "8000000.zip").stat().st_size > 24_000_000
    assert large < small + 5_000_000

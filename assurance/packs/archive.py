"""The ZIP of a pack: names of our making, a fixed order and time, every byte stored as it is.

Nothing is compressed: documents are compressed already, a pack of 200 MB is written in seconds with flat memory,
no pack can be a zip bomb, and the same content always gives the same bytes, which the verifier relies on.
"""

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from stream_zip import NO_COMPRESSION_32, stream_zip

CHUNK = 1 << 20
# One ZIP without 64-bit extensions, and what mail gateways and file shares still take.
MAX_PACK_BYTES = 2_000_000_000
MAX_FILES = 10_000
SAFE_PATH = re.compile(r"(?:evidence/)?[a-z0-9][a-z0-9-]{0,79}(?:\.[a-z0-9]{1,5}){1,2}")

# What is opened with a double click must be what it says; a saved web page therefore arrives as text.
SUFFIXES = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/rtf": "rtf",
    "application/vnd.ms-outlook": "msg",
    "message/rfc822": "eml",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/calendar": "ics",
    "text/html": "html.txt",
    "image/png": "png",
    "image/jpeg": "jpg",
}

Opener = Callable[[], IO[bytes]]


class PackRefused(Exception):
    """The pack cannot be built from these files; the message is for the person who asked for it."""


@dataclass(frozen=True)
class Member:
    """One file of the ZIP, measured: path, how to open it, bytes, SHA-256 in hexadecimal, CRC-32."""

    path: str
    open: Opener
    size: int
    sha256: str
    crc32: int


def evidence_path(number: int, title: str, media_type: str, *, is_training: bool = False) -> str:
    """Where the evidence file `number` (from 1) lies in its pack: `evidence/007-notes-of-the-meeting.pdf`.

    Only letters a to z, digits and hyphens of the title survive; the ending follows the media type found by content.
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:48].strip("-")
    words = [f"{number:03}", "training" if is_training else "", slug]
    return f"evidence/{'-'.join(word for word in words if word)}.{SUFFIXES.get(media_type, 'bin')}"


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file in pieces of one megabyte."""
    while chunk := file.read(CHUNK):
        yield chunk


def measure(path: str, opener: Opener) -> Member:
    """Read a file once for its size and sums; memory does not depend on its size.

    Raises:
        PackRefused: the path is not one that `evidence_path` or the pack itself would make.
    """
    if not SAFE_PATH.fullmatch(path):
        raise PackRefused(f"{path!r} is not a name that a pack may use.")
    size, crc32, digest = 0, 0, hashlib.sha256()
    with opener() as file:
        for chunk in chunks_of(file):
            size += len(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            digest.update(chunk)
    return Member(path, opener, size, digest.hexdigest(), crc32)


def zip_chunks(members: Iterable[Member], when: datetime) -> Iterator[bytes]:
    """The bytes of the ZIP, piece by piece. Same members and time: same bytes.

    Raises:
        stream_zip.ZipError: a file has changed since it was measured.
    """

    def content(member: Member) -> Iterator[bytes]:
        with member.open() as file:
            yield from chunks_of(file)

    moment = when.replace(microsecond=0)
    parts = ((m.path, moment, 0o644, NO_COMPRESSION_32(m.size, m.crc32), content(m)) for m in members)
    yield from stream_zip(parts, chunk_size=CHUNK)


def check_members(members: list[Member]) -> None:
    """Refuse what no verifier would accept.

    Raises:
        PackRefused: two files with one name, too many files, or too many bytes.
    """
    paths = [member.path for member in members]
    if len(set(paths)) != len(paths):
        raise PackRefused("Two files of this pack would have the same name.")
    if len(members) > MAX_FILES:
        raise PackRefused(f"This pack would hold {len(members):,} files; {MAX_FILES:,} is the most.")
    total = sum(member.size for member in members)
    if total > MAX_PACK_BYTES:
        raise PackRefused(f"This pack would hold {total:,} bytes of files; {MAX_PACK_BYTES:,} is the most.")

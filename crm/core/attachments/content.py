"""What a file is, found by its content: neither its ending nor what the browser says counts, but the three must not disagree."""

import zipfile
from pathlib import Path
from typing import BinaryIO

import filetype

MAX_BYTES = 25 * 1024 * 1024

# Ending → types by content that may carry it.
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
}
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml", "odt": "content.xml"}
BINARY = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
}
TEXT = {"txt": "text/plain", "csv": "text/csv", "eml": "message/rfc822", "ics": "text/calendar"}
OUTLOOK = {"msg": "application/vnd.ms-outlook"}
OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")
ACCEPTED = sorted([*OFFICE, *BINARY, *TEXT, *OUTLOOK])


class Refused(ValueError):
    """The file is not taken; the message says why, in words for the person who sent it."""


def type_by_content(file: BinaryIO, name: str) -> str:
    """The media type of a file.

    Args:
        file: Open for reading in bytes; read from its start and left there.
        name: As the sender called it; only its ending counts.

    Raises:
        Refused: The ending is not accepted, or the content is not what the ending says.
    """
    ending = Path(name).suffix.lower().removeprefix(".")
    if ending not in ACCEPTED:
        what = f"Files that end in “.{ending}” are" if ending else "A file without an ending is"
        raise Refused(f"{what} not accepted. Send one of: {', '.join(ACCEPTED)}.")
    file.seek(0)
    start = file.read(8192)
    file.seek(0)
    if not start:
        raise Refused("The file is empty.")
    media_type = _found(file, start, ending)
    file.seek(0)
    if media_type is None:
        raise Refused(f"The content of this file is not what “.{ending}” says. Open it, save it again, and send that.")
    return media_type


def _found(file: BinaryIO, start: bytes, ending: str) -> str | None:
    if ending in TEXT:
        return TEXT[ending] if _is_text(start) else None
    if ending in OUTLOOK:
        return OUTLOOK[ending] if start.startswith(OLE_HEADER) else None
    if ending in OFFICE:
        return OFFICE[ending] if start.startswith(b"PK\x03\x04") and _has_part(file, OFFICE_PARTS[ending]) else None
    found = filetype.guess(start)
    if found is None or found.extension not in (ending, {"jpeg": "jpg"}.get(ending, ending)):
        return None
    return BINARY[ending]


def _is_text(start: bytes) -> bool:
    """Text has no NUL byte outside UTF-16 and is no program or archive by its first bytes."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in start and filetype.guess(start) is None and not start.startswith((b"MZ", b"\x7fELF", b"#!"))


def _has_part(file: BinaryIO, part: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return part in archive.namelist() and not any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False

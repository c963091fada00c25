"""What an uploaded file is, by what is in it. The name and the browser's word for it count for nothing.

Only kinds that the work needs come in; everything else is refused with a sentence that says what to do.
"""

import io
import zipfile
from email import policy
from email.parser import BytesHeaderParser
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError

MOST_BYTES = 25 * 1024 * 1024
MOST_NAME = 200
HEAD = 8_192

# Extension that a stored file gets → type it is served as.
ACCEPTED = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "msg": "application/vnd.ms-outlook",
}
IN_WORDS = (
    "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), OpenDocument text, CSV, plain text, "
    "pictures (png, jpg, gif, webp), sound (mp3, m4a), e-mail (eml, msg) or calendar (ics)"
)
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MOST_PARTS = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MESSAGE_PART = "__substg1.0_".encode("utf-16-le")
BY_SIGNATURE = {"png", "jpg", "gif", "webp", "mp3", "m4a"}


def kind_of(content: bytes, name: str) -> str:
    """The kind of a file, a key of `ACCEPTED`.

    Args:
        content: The whole file, at most `MOST_BYTES`.
        name: As the browser gave it; it only tells apart kinds of plain text.

    Raises:
        ValidationError: It is empty, too large, broken, or of a kind that is not accepted.
    """
    if not content:
        raise ValidationError("The file is empty. Choose another one.", code="empty")
    if len(content) > MOST_BYTES:
        raise ValidationError(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Make it smaller, or split it.", code="too_large")
    if content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if content.startswith(OLE):
        if MESSAGE_PART in content:
            return "msg"
        raise ValidationError("This is a file of an old Office version. Save it as docx, xlsx or pptx and choose that one.", code="old_office")
    found = filetype.guess(content[:HEAD])
    if found is not None:
        if found.extension in BY_SIGNATURE:
            return found.extension
        raise _refusal(name, found.extension)
    return _kind_of_text(content, name)


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
            if len(parts) > MOST_PARTS:
                raise ValidationError("The file has too many parts to be a document.", code="too_many_parts")
            if any(part.lower().endswith("vbaproject.bin") for part in parts):
                raise ValidationError("The file holds macros. Save it without macros and choose that one.", code="macros")
            if (
                parts[:1] == ["mimetype"]
                and package.getinfo("mimetype").file_size < 100
                and package.read("mimetype").decode("ascii", "replace") == ACCEPTED["odt"]
            ):
                return "odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ValidationError("The file is damaged and cannot be opened. Save it again and choose the new one.", code="damaged") from error
    kinds = [kind for part, kind in OFFICE_PARTS.items() if part in parts]
    if "[Content_Types].xml" not in parts or len(kinds) != 1:
        raise ValidationError(f"A ZIP file is not accepted. Choose the files inside it, one by one: {IN_WORDS}.", code="zip")
    return kinds[0]


def _kind_of_text(content: bytes, name: str) -> str:
    text = _as_text(content)
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if text is None or extension not in {"csv", "txt", "eml", "ics"}:
        raise _refusal(name, "")
    if extension == "ics" and not text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR"):
        raise ValidationError("This is named like a calendar entry, but holds none.", code="not_a_calendar")
    if extension == "eml":
        headers = BytesHeaderParser(policy=policy.compat32).parsebytes(content[: 256 * 1024])
        if headers["from"] is None and headers["received"] is None:
            raise ValidationError("This is named like an e-mail, but holds none.", code="not_an_email")
    return extension


def _as_text(content: bytes) -> str | None:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text) else text
    return None


def _refusal(name: str, found: str) -> ValidationError:
    named = PurePath(name).suffix.lower().removeprefix(".")
    if found and named in ACCEPTED:
        words = f"“{safe_name(name)}” is named like a {named.upper()} file, but its content is of another kind ({found}). It is not accepted."
    else:
        words = "Files of this kind are not accepted."
    return ValidationError(f"{words} Choose one of these: {IN_WORDS}.", code="kind")


def safe_name(name: str, kind: str = "") -> str:
    """The name that readers see: no folders, no control characters, at most 200 signs, with the ending of what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable()).strip(" .") or "file"
    if not kind:
        return plain[:MOST_NAME]
    stem, _dot, ending = plain.rpartition(".")
    same = ending.lower() == kind or (kind == "jpg" and ending.lower() == "jpeg")
    stem = stem if stem and (same or ending.lower() in ACCEPTED) else plain
    return f"{stem[: MOST_NAME - len(kind) - 1]}.{kind}"

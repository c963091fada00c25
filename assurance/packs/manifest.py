"""`manifest.json` and `manifest.sig`: what a pack holds, what came before it, and who says so."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assurance.packs import signing
from assurance.reports_base import TRAINING_NOTICE, SealedReport

FORMAT = "listening-post-pack/1"
MANIFEST_PATH, SIGNATURE_PATH = "manifest.json", "manifest.sig"
MAX_MANIFEST_BYTES = 5_000_000
SHA256 = re.compile(r"[0-9a-f]{64}")


class ManifestRefused(ValueError):
    """This is no manifest of ours; the message says what is wrong with it."""


@dataclass(frozen=True)
class ListedFile:
    """A file as the manifest lists it: path in the ZIP, bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PreviousPack:
    """The pack before this one; `sha256` is that of its manifest."""

    pack: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A manifest that was read back and has the right shape. Its signature is another question.

    `decision` is empty in the pack of a year or a question; `subject` says of any pack what it is about.
    """

    pack: str
    decision: str
    subject: str
    edition: str
    created: datetime
    files: tuple[ListedFile, ...]
    previous: PreviousPack | None
    public_key: Ed25519PublicKey


def canonical(data: dict[str, Any]) -> bytes:
    """The one way to write this manifest: UTF-8 JSON, keys sorted, one space of indent a level, a line end."""
    return (json.dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1) + "\n").encode()


def pack_hash(manifest: bytes) -> str:
    """The hash of a pack is the SHA-256 of its manifest, which holds the hashes of all its files."""
    return hashlib.sha256(manifest).hexdigest()


def write_manifest(report: SealedReport, files: list[ListedFile], previous: PreviousPack | None, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """`manifest.json` and `manifest.sig` of a pack."""
    data = {
        "format": FORMAT,
        "pack": report.reference,
        "decision": report.subject if report.kind == "decision" else "",
        "kind": report.kind,
        "subject": report.subject,
        "edition": report.edition,
        "organisation": report.organisation,
        "created": report.generated_at.astimezone(UTC).replace(microsecond=0).isoformat(),
        "status": report.status,
        "notice": TRAINING_NOTICE if report.is_training else "",
        "options": {"raw_notes": report.raw_notes},
        "withheld": report.withheld_count,
        "files": [{"path": file.path, "size": file.size, "sha256": file.sha256} for file in files],
        "previous": {"pack": previous.pack, "sha256": previous.sha256} if previous else None,
        "public_key": signing.public_text(key.public_key()),
    }
    content = canonical(data)
    return content, base64.b64encode(key.sign(content)) + b"\n"


def read_signature(content: bytes) -> bytes:
    """The 64 bytes of the signature.

    Raises:
        ValueError: the file is anything but one line of base64 with 64 bytes in it.
    """
    signature = base64.b64decode(content.strip(), validate=True)
    if len(signature) != 64 or base64.b64encode(signature) + b"\n" != content:
        raise ValueError("not one line of base64 with 64 bytes in it")
    return signature


def read_manifest(content: bytes) -> Manifest:
    """The manifest in these bytes.

    Raises:
        ManifestRefused: not JSON, not written the canonical way, or fields missing or of the wrong kind.
    """
    try:
        data = json.loads(content)
        is_canonical = canonical(data) == content
    except (ValueError, RecursionError) as error:
        raise ManifestRefused("it is not readable JSON") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ManifestRefused(f"its format is not {FORMAT}")
    if not is_canonical:
        raise ManifestRefused("it is not written as packs are (spaces, order or repeated keys differ)")
    try:
        previous = data["previous"]
        created = datetime.fromisoformat(data["created"])
        if created.utcoffset() is None or not 1980 <= created.year <= 2107:  # what a ZIP can say
            raise ValueError("created")
        return Manifest(
            pack=_text(data["pack"]),
            decision=_text(data["decision"]),
            subject=_text(data.get("subject", data["decision"])),  # packs of the first release are all of decisions, and whole
            edition=_text(data.get("edition", "full")),
            created=created,
            files=tuple(ListedFile(_text(f["path"]), _size(f["size"]), _hash(f["sha256"])) for f in data["files"]),
            previous=PreviousPack(_text(previous["pack"]), _hash(previous["sha256"])) if previous else None,
            public_key=signing.public_from_text(_text(data["public_key"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ManifestRefused(f"a field is missing or of the wrong kind ({error})") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _size(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("size expected")
    return value


def _hash(value: object) -> str:
    if not SHA256.fullmatch(_text(value)):
        raise ValueError("SHA-256 expected")
    return str(value)

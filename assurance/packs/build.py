"""From a report and its evidence files to a sealed ZIP."""

import io
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stream_zip import ZipError

from assurance.packs import archive, render, sheet, signing, word
from assurance.packs.archive import Member, Opener, PackRefused, measure
from assurance.packs.manifest import (
    MANIFEST_PATH,
    MAX_MANIFEST_BYTES,
    SIGNATURE_PATH,
    ListedFile,
    PreviousPack,
    pack_hash,
    write_manifest,
)
from assurance.packs.tables import public_words
from assurance.reports_base import TRAINING_NOTICE, SealedReport


@dataclass(frozen=True)
class BuiltPack:
    """What to keep of a finished pack: its hash (for the next one in the chain), files, bytes, signer, manifest."""

    sha256: str
    file_count: int
    size: int
    key_fingerprint: str
    manifest: bytes


def build_pack(
    report: SealedReport,
    evidence: Mapping[str, Opener],
    out: BinaryIO,
    *,
    key: Ed25519PrivateKey,
    previous: PreviousPack | None,
) -> BuiltPack:
    """Write the sealed ZIP to `out`.

    Args:
        report: All that the pack says; its `files` list the evidence with size and SHA-256 as recorded on upload.
        evidence: For each path of `report.files`, how to open that file for reading in binary. Opened twice, one
            file at a time, and never held in memory.
        out: Written from its present position on; what is there is not a pack when this raises.
        key: From `signing.load_or_create_key`.
        previous: The pack made before this one in this installation, None for the first.

    Raises:
        PackRefused: a file is missing or differs from its record, a name is not ours, or a limit is passed;
            `render.RenderFailed` when the PDF could not be made.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        pdf = beside.submit(render.pack_pdf, report)  # in a process of its own, which takes longest: the rest is made meanwhile
        made = {
            "pack.docx": word.pack_docx(report),
            "index.xlsx": sheet.index_xlsx(report),
            "report.json": json.dumps(_data(report), ensure_ascii=False, indent=1).encode(),
            "read-me.txt": _read_me(report, signing.fingerprint(key.public_key())).encode(),
        }
        evidence_members = _evidence_members(report, evidence)
        members = [_in_memory(path, content) for path, content in ({"pack.pdf": pdf.result()} | made).items()]
    members += evidence_members
    listed = [ListedFile(member.path, member.size, member.sha256) for member in members]
    manifest, signature = write_manifest(report, listed, previous, key)
    if len(manifest) > MAX_MANIFEST_BYTES:
        raise PackRefused("This pack lists more files than its manifest can hold.")
    members = [_in_memory(MANIFEST_PATH, manifest), _in_memory(SIGNATURE_PATH, signature), *members]
    archive.check_members(members)
    size = 0
    try:
        for chunk in archive.zip_chunks(members, report.generated_at):
            size += out.write(chunk)
    except ZipError as error:
        raise PackRefused("An evidence file changed while the pack was made. Build it again.") from error
    fingerprint = signing.fingerprint(key.public_key())
    return BuiltPack(pack_hash(manifest), len(listed), size, fingerprint, manifest)


def _in_memory(path: str, content: bytes) -> Member:
    return measure(path, partial(io.BytesIO, content))


def _evidence_members(report: SealedReport, evidence: Mapping[str, Opener]) -> list[Member]:
    """The evidence files in the order of the report, each the same as on the day it was uploaded."""
    members = []
    for file in report.files:
        if file.path not in evidence:
            raise PackRefused(f"The file “{file.title}” ({file.source}) is not in the store.")
        member = measure(file.path, evidence[file.path])
        if (member.size, member.sha256) != (file.size, file.sha256):
            raise PackRefused(f"The file “{file.title}” ({file.source}) is not the one that was uploaded.")
        members.append(member)
    return members


def _data(report: SealedReport) -> dict[str, object]:
    notice = {"notice": TRAINING_NOTICE} if report.is_training else {}
    return {**notice, "report": report.to_data()}


def _read_me(report: SealedReport, fingerprint: str) -> str:
    """What is in the ZIP and how to check it, for whoever receives it."""
    notice = f"{TRAINING_NOTICE}\n\n" if report.is_training else ""
    edition = f"\n{public_words(report)}" if report.is_public else ""
    return f"""{notice}{report.reference}: evidence of involvement
{report.subject} {report.title}
{report.organisation}. Status: {report.status}.{edition}

pack.pdf       the pack; what is missing is on its first page
pack.docx      the same as a Word file
index.xlsx     the lists of the pack as a workbook
report.json    the same facts for other software
evidence/      the evidence files, numbered as in the list of files
manifest.json  every file with its SHA-256, and the hash of the pack before this one
manifest.sig   Ed25519 signature of manifest.json, base64

To check it with Listening Post: manage.py verify_pack FILE.zip
The signing key has the fingerprint (SHA-256)
{fingerprint}
Compare it with the one that {report.organisation} publishes. A key inside a pack does not prove who signed it.
"""

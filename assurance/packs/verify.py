"""Is this pack still as it was sealed? Needs the ZIP and, better, a public key: no database, network or Django."""

import io
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from assurance.packs import archive, signing
from assurance.packs.manifest import (
    MANIFEST_PATH,
    MAX_MANIFEST_BYTES,
    SIGNATURE_PATH,
    ListedFile,
    Manifest,
    ManifestRefused,
    PreviousPack,
    pack_hash,
    read_manifest,
    read_signature,
)

MAX_DIRECTORY_BYTES = 5_000_000
ZIP_END = struct.Struct("<4s4H2LH")  # end of central directory record, ZIP specification 4.3.16
# What zipfile raises for damaged headers, data or checksums, encrypted members and unknown methods.
UNREADABLE = (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, struct.error)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `code` for programs, `subject` the file or pack, `text` for people."""

    code: str
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"


@dataclass
class Inspection:
    """What was found in one pack: nothing wrong when `findings` is empty. `notes` are for the reader only."""

    path: Path
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    sha256: str = ""

    @property
    def name(self) -> str:
        return self.manifest.pack if self.manifest else self.path.name

    def found(self, code: str, subject: str, text: str) -> None:
        self.findings.append(Finding(code, subject, text))


def verify_pack(
    path: Path | str,
    *,
    previous: "Path | str | Inspection | None" = None,
    trusted_keys: Sequence[Ed25519PublicKey] | None = None,
) -> list[Finding]:
    """What is wrong with the pack in this file; an empty list when nothing is.

    Args:
        path: The ZIP as it was received.
        previous: The pack that should stand before it in the chain, as a file or as inspected already.
        trusted_keys: Keys whose signature counts. Without them any signature that fits the key inside the pack
            passes, which does not prove who signed (`inspect_pack` says so in its notes).
    """
    return inspect_pack(path, previous=previous, trusted_keys=trusted_keys).findings


def inspect_pack(
    path: Path | str,
    *,
    previous: "Path | str | Inspection | None" = None,
    trusted_keys: Sequence[Ed25519PublicKey] | None = None,
) -> Inspection:
    """As `verify_pack`, with the manifest, the pack's hash and notes for the reader.

    Reads the file twice at most; memory does not depend on its size. Never writes or unpacks anything.
    """
    result = Inspection(Path(path))
    if (reason := _why_not_a_pack(result.path)) is not None:
        result.found("not_a_pack", result.path.name, reason)
        return result
    try:
        with zipfile.ZipFile(result.path) as file:
            if _directory_is_sound(file, result):
                _check_content(file, result, trusted_keys)
    except UNREADABLE as error:
        result.found("not_a_pack", result.path.name, f"is damaged and cannot be read as a ZIP ({error}).")
    if result.manifest is not None:
        _check_chain(result, result.manifest.previous, previous)
    return result


def _why_not_a_pack(path: Path) -> str | None:
    """A reason to refuse the file before a ZIP reader touches it, or None."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "is not a file."
        if status.st_size > archive.MAX_PACK_BYTES + MAX_DIRECTORY_BYTES * 2:
            return f"has {status.st_size:,} bytes, more than any pack may have."
        with path.open("rb") as file:
            file.seek(-min(status.st_size, ZIP_END.size), io.SEEK_END)
            end = file.read()
    except OSError as error:
        return f"cannot be read ({error.strerror})."
    if len(end) < ZIP_END.size or not end.startswith(b"PK\5\6"):
        return "is not a pack: it does not end as our ZIP files do. It was cut off, added to, or is something else."
    _, _, _, _, entries, directory_bytes, _, _ = ZIP_END.unpack(end)
    if entries > archive.MAX_FILES + 2 or directory_bytes > MAX_DIRECTORY_BYTES:
        return f"lists {entries:,} files in {directory_bytes:,} bytes, more than any pack may have."
    return None


def _directory_is_sound(file: zipfile.ZipFile, result: Inspection) -> bool:
    """Whether names, methods and sizes in the directory of the ZIP are such that reading it is safe."""
    before = len(result.findings)
    for name, times in Counter(info.filename for info in file.infolist()).items():
        if times > 1:
            result.found("duplicate_name", name, f"is in the ZIP {times} times.")
    for info in file.infolist():
        if not archive.SAFE_PATH.fullmatch(info.filename):
            result.found("unsafe_name", repr(info.filename), "is not a name that a pack uses; it was added.")
        elif info.flag_bits & 1:
            result.found("encrypted", info.filename, "is encrypted; packs never are.")
        elif info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            result.found("compressed", info.filename, "is compressed; files in packs never are. It was replaced.")
    if sum(info.file_size for info in file.infolist()) > result.path.stat().st_size:
        result.found("oversize", result.path.name, "claims to hold more bytes than the file has (a zip bomb).")
    return len(result.findings) == before


def _check_content(file: zipfile.ZipFile, result: Inspection, trusted_keys: Sequence[Ed25519PublicKey] | None) -> None:
    """Manifest, signature, each file, then the ZIP around them."""
    content = _small_member(file, MANIFEST_PATH, result)
    if content is None:
        return
    result.sha256 = pack_hash(content)
    try:
        result.manifest = read_manifest(content)
    except ManifestRefused as error:
        result.found("manifest_changed", MANIFEST_PATH, f"the manifest was changed: {error}.")
        return
    signature = _small_member(file, SIGNATURE_PATH, result)
    if signature is not None:
        _check_signature(result, result.manifest, content, signature, trusted_keys)
    members = _check_files(file, result, result.manifest)
    if not result.findings and signature is not None:
        head = [
            archive.measure(MANIFEST_PATH, lambda: io.BytesIO(content)),
            archive.measure(SIGNATURE_PATH, lambda: io.BytesIO(signature)),
        ]
        _check_container(result, result.manifest, head + members)


def _small_member(file: zipfile.ZipFile, path: str, result: Inspection) -> bytes | None:
    """The bytes of the manifest or the signature, or None and a finding."""
    what = "manifest" if path == MANIFEST_PATH else "signature"
    try:
        info = file.getinfo(path)
    except KeyError:
        result.found(f"{what}_missing", path, f"the {what} was removed: nothing proves this pack any more.")
        return None
    if info.file_size > MAX_MANIFEST_BYTES:
        result.found("oversize", path, f"has {info.file_size:,} bytes, more than any {what} may have.")
        return None
    try:
        return file.read(info)
    except UNREADABLE as error:
        result.found(f"{what}_changed", path, f"the {what} was changed: {error}.")
        return None


def _check_signature(
    result: Inspection,
    manifest: Manifest,
    content: bytes,
    signature_file: bytes,
    trusted_keys: Sequence[Ed25519PublicKey] | None,
) -> None:
    key = manifest.public_key
    mark = signing.fingerprint(key)
    try:
        signature = read_signature(signature_file)
    except ValueError as error:
        result.found("signature_changed", SIGNATURE_PATH, f"the signature was changed: it is {error}.")
        return
    if not signing.signature_holds(key, signature, content):
        result.found(
            "signature_wrong",
            MANIFEST_PATH,
            "the manifest or its signature was changed after signing: the signature does not fit.",
        )
    elif trusted_keys is None:
        result.notes.append(
            f"Signed by key fingerprint {mark}. The key came with the pack, which does not prove who signed: "
            "compare the fingerprint with the one the organisation publishes, or give its key with --key."
        )
    elif mark in {signing.fingerprint(trusted) for trusted in trusted_keys}:
        result.notes.append(f"Signed by the trusted key with fingerprint {mark}.")
    else:
        result.found("key_unknown", SIGNATURE_PATH, f"signed by another key (fingerprint {mark}), not a trusted one.")


def _check_files(file: zipfile.ZipFile, result: Inspection, manifest: Manifest) -> list[archive.Member]:
    """Compare each listed file, and the list with what is there; the files as measured."""
    listed = {entry.path: entry for entry in manifest.files}
    there = {info.filename: info for info in file.infolist()}
    if len(listed) != len(manifest.files):
        result.found("manifest_changed", MANIFEST_PATH, "the manifest lists one file twice.")
    for path in there.keys() - listed.keys() - {MANIFEST_PATH, SIGNATURE_PATH}:
        result.found("file_added", path, "was added: the manifest does not list it.")
    members = []
    for path, entry in listed.items():
        if path not in there or path in (MANIFEST_PATH, SIGNATURE_PATH):
            result.found("file_missing", path, "was removed: the manifest lists it, the ZIP does not hold it.")
        elif (member := _unchanged(file, there[path], entry)) is None:
            result.found("file_changed", path, "was changed: it is not the file that the manifest describes.")
        else:
            members.append(member)
    return members


def _unchanged(file: zipfile.ZipFile, info: zipfile.ZipInfo, entry: ListedFile) -> archive.Member | None:
    """The file as measured, or None when it is not what the manifest says."""
    if info.file_size != entry.size:
        return None
    try:
        member = archive.measure(info.filename, lambda: file.open(info))
    except UNREADABLE:
        return None
    return member if (member.size, member.sha256) == (entry.size, entry.sha256) else None


def _check_container(result: Inspection, manifest: Manifest, members: list[archive.Member]) -> None:
    """Build the ZIP again from its parts and compare byte by byte: nothing hides between or around the files."""
    with result.path.open("rb") as original:
        for chunk in archive.zip_chunks(members, manifest.created):
            if original.read(len(chunk)) != chunk:
                break
        else:
            if not original.read(1):
                return
    result.found(
        "container_changed",
        result.path.name,
        "the files inside are as signed, but the ZIP around them was changed or packed again.",
    )


def _check_chain(result: Inspection, named: PreviousPack | None, previous: "Path | str | Inspection | None") -> None:
    if previous is None:
        if named is not None:
            result.notes.append(f"The pack before it is {named.pack} (hash {named.sha256}); give both to check the chain.")
        return
    before = previous if isinstance(previous, Inspection) else inspect_pack(previous)
    if before.manifest is None:
        reason = "the chain cannot be checked: the pack before it is unreadable."
    elif named is None:
        reason = f"the chain is broken: it names no pack before it, not {before.name}."
    elif named.sha256 != before.sha256:
        reason = (
            f"the chain is broken: it follows {named.pack} (hash {named.sha256[:16]}…), but here it comes after "
            f"{before.name} (hash {before.sha256[:16]}…). Reordered, missing or replaced."
        )
    else:
        return
    result.found("chain_broken", result.name, reason)

"""Whether an uploaded file is a genuine pack: asked of a process of its own, which can be stopped and holds no secrets."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
TIME_LIMIT_SECONDS = 60
MEMORY_LIMIT_BYTES = 512 << 20
ENVIRONMENT = ("PATH", "LANG", "LC_ALL")
NOT_A_PACK = frozenset({"not_a_pack", "manifest_missing"})

GENUINE, NOT_GENUINE, OTHER_KEY, NO_PACK, NOT_CHECKED = "genuine", "not_genuine", "other_key", "no_pack", "not_checked"


@dataclass(frozen=True)
class Checked:
    """What the check of one file said.

    Attributes:
        outcome: `genuine`, `not_genuine`, `other_key` (as it was sealed, but not by us), `no_pack`, or `not_checked`.
        findings: What is wrong: the file or pack, and the sentence.
        manifest: Pack, subject, edition, created, files, size, previous and fingerprint, as the manifest says; empty where it is unreadable.
        has_keys: This installation has signed packs, so that its own key was compared.
    """

    outcome: str
    findings: tuple[tuple[str, str], ...] = ()
    manifest: dict[str, Any] | None = None
    sha256: str = ""
    has_keys: bool = False
    message: str = ""


def check_pack(path: Path, keys: Path, *, seconds: float = TIME_LIMIT_SECONDS, memory_bytes: int = MEMORY_LIMIT_BYTES) -> Checked:
    """Check a file by the same code as `verify_pack`.

    Args:
        path: The upload. It is read, never written or unpacked.
        keys: The folder of the public keys that count as ours.
    """
    command = [sys.executable, "-m", "assurance.packs.check_process", str(path), str(keys), str(memory_bytes), str(int(seconds) + 5)]
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, cwd=PROJECT, env=environment)
    except subprocess.TimeoutExpired:
        return Checked(NOT_CHECKED, message=f"Checking took longer than {seconds:g} seconds and was stopped.")
    if done.returncode != 0:
        return Checked(NOT_CHECKED, message="Checking needed too much memory and was stopped.")
    said = json.loads(done.stdout)
    findings = tuple((found["subject"], found["text"]) for found in said["findings"])
    return Checked(_outcome(said), findings, said.get("manifest"), said["sha256"], said["has_keys"])


def _outcome(said: dict[str, Any]) -> str:
    codes = {found["code"] for found in said["findings"]}
    if codes & NOT_A_PACK:
        return NO_PACK
    if codes == {"key_unknown"}:
        return OTHER_KEY
    return NOT_GENUINE if codes else GENUINE

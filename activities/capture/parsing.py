"""Our side of the reading: start the process, hand it the file, end it when it takes too long."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from activities.capture.message import Address, Entry, Read

PROJECT = Path(__file__).resolve().parents[2]
HEADER = 30_000
"""Bytes of a mail that are read when the whole is not."""
TOO_COSTLY = "The file needs more memory or time to read than we allow."


@dataclass(frozen=True)
class Limits:
    """What one file may cost. `memory` is address space of the reading process."""

    bytes: int = 25 * 1024 * 1024
    memory: int = 600 * 1024 * 1024
    seconds: float = 10


def read_file(content: bytes, now: datetime, limits: Limits | None = None) -> Read:
    """What an .eml, .msg or .ics says. Never raises for what a file holds: `refused` says why it becomes no draft.

    Args:
        content: The whole file.
        now: Which of several meetings is the next one.
        limits: What it may cost; the usual ones when None.
    """
    limits = limits or Limits()
    if len(content) > limits.bytes:
        return Read(refused=too_large(limits))
    order = {"now": now.isoformat(), "memory": limits.memory, "seconds": limits.seconds}
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-m", "activities.capture.child", json.dumps(order)],
            cwd=PROJECT,
            env={"PYTHONPATH": str(PROJECT), "LANG": "C.UTF-8"},  # nothing of ours, above all no passwords
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
        )
    except subprocess.TimeoutExpired:
        return Read(refused=TOO_COSTLY)
    if answer.returncode < 0 or answer.returncode == 3:
        return Read(refused=TOO_COSTLY)
    try:
        return _read(json.loads(answer.stdout))
    except ValueError:
        return Read(refused="The file is damaged and cannot be read.")


def read_delivered(content: bytes, now: datetime, limits: Limits | None = None) -> Read:
    """The same for a mail from the mailbox: even when it cannot be read, its sender is found out, from its first lines alone."""
    read = read_file(content, now, limits)
    if read.refused and not read.outer_senders:
        top = read_file(content[:HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")[0], now, limits)
        top.refused, top.text = read.refused, ""
        return top
    return read


def too_large(limits: Limits) -> str:
    """The refusal of a file that is not even opened."""
    return f"The file is larger than {limits.bytes // 1024 // 1024} MB."


def _read(said: dict[str, Any]) -> Read:
    entry = said.pop("entry")
    read = Read(**{**said, "addresses": _addresses(said), "sent_at": _moment(said["sent_at"])})
    if entry is not None:
        moments = {name: _moment(entry[name]) for name in ("starts_at", "ends_at", "stamped_at")}
        read.entry = Entry(**{**entry, **moments, "addresses": _addresses(entry)})
    return read


def _addresses(said: dict[str, Any]) -> list[Address]:
    return [Address(**one) for one in said["addresses"]]


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None

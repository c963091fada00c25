"""The chain of seals: each holds the Merkle root of its lines and the hash of the seal before it."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

AT_MOST = 50_000
"""Lines in one seal; more make more seals."""
LEAF, NODE = b"\x00", b"\x01"
"""A line and a pair are hashed apart, so that nobody can show a pair as a line (RFC 6962, section 2.1)."""


@dataclass(frozen=True)
class Seal:
    """One seal as stored. `first_event` to `last_event` are numbers of history lines; hashes are bytes."""

    number: int
    at: datetime.datetime
    first_event: int
    last_event: int
    events: int
    root: bytes
    previous: bytes
    hash: bytes

    def computed_hash(self) -> bytes:
        """What `hash` must be."""
        parts = [moment_text(self.at), self.first_event, self.last_event, self.events, self.root.hex(), self.previous.hex()]
        return hashlib.sha256(sealed_text(str(part) for part in parts)).digest()


@dataclass(frozen=True)
class Finding:
    """Something that was altered: where, and what is wrong, in words. `line` is the number of the history line, if it is one."""

    where: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def sealed_text(parts: Iterable[str]) -> bytes:
    """Each part with its length in bytes before it, as the database writes it: no two lists of parts look the same."""
    return ",".join(f"{len(part.encode())}:{part}" for part in parts).encode()


def moment_text(moment: datetime.datetime) -> str:
    """`2026-07-14T09:05:00.000000`, in UTC."""
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%f}"


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The Merkle root; an odd one at the end of a level moves up as it is. Memory: one hash a level.

    Raises:
        ValueError: No leaf.
    """
    waiting: list[tuple[int, bytes]] = []  # (height, hash) of finished subtrees, the highest first
    for leaf in leaves:
        waiting.append((0, leaf))
        while len(waiting) > 1 and waiting[-1][0] == waiting[-2][0]:
            (height, left), (_same, right) = waiting[-2:]
            waiting[-2:] = [(height + 1, hashlib.sha256(NODE + left + right).digest())]
    if not waiting:
        raise ValueError("a seal has at least one line")
    found = waiting.pop()[1]
    while waiting:
        found = hashlib.sha256(NODE + waiting.pop()[1] + found).digest()
    return found


def seal_history() -> int:
    """Seal every line of history written so far.

    Writers are held up only while the highest number is read; sealing itself waits for nobody.

    Returns:
        How many lines were sealed, 0 when all were.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit.seal_bound()")
        bound = cursor.fetchone()[0] or 0
    sealed = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT audit.seal(%s, %s)", [bound, AT_MOST])
            count = cursor.fetchone()[0]
        sealed += count
        if count == 0:
            return sealed


def newest_seal() -> Seal | None:
    """The last link of the chain: print it and keep it elsewhere."""
    return next(_seals("ORDER BY id DESC LIMIT 1"), None)


def all_seals() -> Iterator[Seal]:
    """The chain from its beginning. One query."""
    return _seals("ORDER BY id")


def _seals(rest: str) -> Iterator[Seal]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, at, first_event, last_event, events, root, previous, hash FROM audit.seal {rest}")  # noqa: S608
        rows = cursor.fetchall()
    for number, at, first, last, events, root, previous, hash_ in rows:
        yield Seal(number, at, first, last, events, bytes(root), bytes(previous), bytes(hash_))

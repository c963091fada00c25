"""Is history, and is every record, still what was written through the product? Reads only; names what is not."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from crm.core.sealing.chain import LEAF, Finding, Seal, all_seals, moment_text, root_of, sealed_text
from crm.core.sealing.records import altered_records

AT_ONCE = 5_000


@dataclass
class Verdict:
    """What a check of the whole history found.

    Attributes:
        seals, sealed, unsealed: Links of the chain, lines in them, lines after the last.
        records: How many records were compared with their history.
        findings: Everything altered; empty means that nothing was found.
    """

    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    records: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class Line:
    """One line of history as it stands. `values` is the database's own text of them; None after a lawful erasure."""

    number: int
    at: datetime.datetime
    table: str
    key: str
    parent: str
    operation: str
    digest: bytes
    actor: str
    action: str
    reason: str
    request: str
    values: str | None
    salt: bytes | None
    kept_leaf: bytes | None

    def leaf(self) -> bytes:
        """The hash that its seal must hold."""
        parts = [
            str(self.number), moment_text(self.at), self.table, self.key, self.parent, self.operation, self.digest.hex(), self.actor, self.action, self.reason,
            self.request,
        ]  # fmt: skip
        return hashlib.sha256(LEAF + sealed_text(parts)).digest()

    @property
    def where(self) -> str:
        return f"history line {self.number} ({self.operation} of {self.table} {self.key})"


@transaction.atomic
def verify_history(*, kept_hash: str = "") -> Verdict:
    """Check the chain, every line against its seal, every digest, and every tracked record against its lines.

    Args:
        kept_hash: The hash of a seal that was printed and kept elsewhere, in hex; it must still be in the chain. Whoever can
            rewrite the whole database can rewrite the whole chain: only a hash kept outside tells.

    Cost:
        One pass over the history and one over each tracked table; memory stays flat.
    """
    verdict = Verdict()
    erased = _erased_lines()
    last, previous, hashes = 0, b"", set()
    for seal in all_seals():
        verdict.seals += 1
        hashes.add(seal.hash.hex())
        verdict.findings += _check_link(seal, last, previous)
        verdict.sealed += _check_lines(seal, last, erased, verdict.findings)
        last, previous = seal.last_event, seal.hash
    for line in _lines(last + 1, None):
        verdict.unsealed += 1
        verdict.findings += _check_values(line, erased)
    if kept_hash and kept_hash.strip().lower() not in hashes:
        verdict.findings.append(Finding("the seal you kept", "is not in the chain any more: the chain was rewritten since it was printed"))
    verdict.records, altered = altered_records()
    verdict.findings += altered
    return verdict


def _check_link(seal: Seal, last: int, previous: bytes) -> Iterator[Finding]:
    where = f"seal {seal.number}"
    if seal.computed_hash() != seal.hash:
        yield Finding(where, "was changed: its hash does not fit what it says")
    if seal.previous != previous:
        yield Finding(where, "does not follow the seal before it: a seal was taken out, put in or changed")
    if seal.first_event <= last:
        yield Finding(where, "covers lines that an earlier seal covers")


def _check_lines(seal: Seal, last: int, erased: set[int], findings: list[Finding]) -> int:
    """Compare the lines between the seal before and this one with the seal. Returns how many there are."""
    count = 0
    missing = _missing_lines(last + 1, seal.last_event)
    findings += [Finding(f"history line {number}", "was removed after it was sealed", number) for number in missing]

    def leaves() -> Iterator[bytes]:
        nonlocal count
        for line in _lines(last + 1, seal.last_event):
            count += 1
            found = line.leaf()
            if line.kept_leaf is None:
                findings.append(Finding(line.where, "was added among lines that were sealed already", line.number))
            elif line.kept_leaf != found:
                findings.append(Finding(line.where, "was changed after it was sealed", line.number))
            findings.extend(_check_values(line, erased))
            yield found

    everything = list(leaves()) if seal.events <= AT_ONCE else leaves()
    try:
        root = root_of(everything)
    except ValueError:
        root = b""
    if root != seal.root:
        findings.append(Finding(f"seal {seal.number}", f"does not fit its lines {seal.first_event} to {seal.last_event}"))
    return count


def _check_values(line: Line, erased: set[int]) -> Iterator[Finding]:
    if line.values is None or line.salt is None:
        if line.number not in erased:
            yield Finding(line.where, "lost its values, and no erasure is on record for it", line.number)
    elif hashlib.sha256(line.salt + line.values.encode()).digest() != line.digest:
        yield Finding(line.where, "holds other values than were written", line.number)


def _erased_lines() -> set[int]:
    """Numbers of lines whose values a lawful erasure blanked, as the erasures themselves say."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT jsonb_array_elements_text("values" -> 'after' -> 'events')::bigint FROM audit.event WHERE operation = 'erase'""")
        return {number for (number,) in cursor.fetchall()}


def _missing_lines(first: int, last: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id FROM audit.leaf l WHERE event_id BETWEEN %s AND %s AND NOT EXISTS (SELECT FROM audit.event e WHERE e.id = l.event_id) ORDER BY 1",
            [first, last],
        )
        return [number for (number,) in cursor.fetchall()]


def _lines(first: int, last: int | None) -> Iterator[Line]:
    """Lines in their order, a few thousand a query."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                'SELECT e.id, e.at, table_name, record_key, parent, operation, digest, actor, action, reason, request, "values"::text, salt, l.hash '
                "FROM audit.event e LEFT JOIN audit.leaf l ON l.event_id = e.id WHERE e.id >= %s AND e.id <= coalesce(%s, e.id) ORDER BY e.id LIMIT %s",
                [first, last, AT_ONCE],
            )
            rows = cursor.fetchall()
        for row in rows:
            digest, salt, leaf = bytes(row[6]), row[12], row[13]
            yield Line(*row[:6], digest, *row[7:12], None if salt is None else bytes(salt), None if leaf is None else bytes(leaf))
        if len(rows) < AT_ONCE:
            return
        first = rows[-1][0] + 1

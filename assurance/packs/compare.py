"""What is new in a pack since an earlier one of the same subject: rows that came, went or read differently. Pure."""

from collections.abc import Iterable

from assurance.packs import contents, listing
from assurance.packs.tables import Table, made_on
from assurance.reports import PackReport
from assurance.reports_base import Change, Changes, SealedReport

LONGEST = 160
DECISION_FACTS = (
    "Decision", "Proposal", "Owner", "Body", "Stage", "Options fixed", "Paper due", "Decision date", "Duty in force", "Cover of the paper",
    "Review of the cover", "Reviewer’s verdict",
)  # fmt: skip
"""Facts on the first page that are about the decision; the others are about the pack itself."""


def compare(old: SealedReport, new: SealedReport) -> Changes:
    """Each list of both reports, row by row, in the order of the new pack's lists."""
    before = {table.name: table for table in contents.tables(old)}
    after = {table.name: table for table in contents.tables(new)}
    rows: list[Change] = list(_facts(old, new)) if isinstance(old, PackReport) and isinstance(new, PackReport) else []
    for name in dict.fromkeys([*after, *before]):
        table = after.get(name) or before[name]
        if table.key:
            was, now = _rows(before.get(name), old), _rows(after.get(name), new)
            key = table.key if _tells_apart(table.key, was) and _tells_apart(table.key, now) else tuple(range(len(table.columns)))
            rows += _changes(table, _keyed(key, was), _keyed(key, now))
    return Changes(since=old.reference, made=made_on(old), rows=tuple(rows))


def _facts(old: PackReport, new: PackReport) -> Iterable[Change]:
    """What a pack says of the decision itself and of its assessment, fact by fact."""
    was, now = _told(old), _told(new)
    for label in dict.fromkeys([*now, *was]):
        before, after = was.get(label, ""), now.get(label, "")
        if before != after:
            detail = f"{_short(before) or 'nothing'} → {_short(after) or 'nothing'}"
            yield Change(what="changed", part="The decision", reference=new.decision_reference, text=label, detail=detail)


def _told(report: PackReport) -> dict[str, str]:
    assessed = {f"Assessment: {label}": text for label, text in listing.assessment_facts(report)}
    return {label: text for label, text in listing.facts(report) if label in DECISION_FACTS} | assessed


def _rows(table: Table | None, report: SealedReport) -> list[tuple[str, ...]]:
    """The rows of a list; one that a report has not is empty."""
    return list(table.rows(report)) if table else []


def _tells_apart(key: tuple[int, ...], rows: list[tuple[str, ...]]) -> bool:
    """Whether no two rows share the key; where they do, a row counts by all that it says."""
    return len({tuple(row[column] for column in key) for row in rows}) == len(rows)


def _keyed(key: tuple[int, ...], rows: list[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(row[column] for column in key if column < len(row)): row for row in rows}


def _changes(table: Table, old: dict[tuple[str, ...], tuple[str, ...]], new: dict[tuple[str, ...], tuple[str, ...]]) -> Iterable[Change]:
    came, went = ("gap opened", "gap closed") if table.opens_and_closes else ("new", "gone")
    for key, row in new.items():
        if key not in old:
            yield _change(came, table, row)
        elif detail := _differences(table, old[key], row):
            yield _change("changed", table, row, detail)
    for key, row in old.items():
        if key not in new:
            yield _change(went, table, row)


def _change(what: str, table: Table, row: tuple[str, ...], detail: str = "") -> Change:
    return Change(what=what, part=table.name, reference=row[table.key[0]], text=_short(row[table.words]), detail=detail)


def _differences(table: Table, old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """`State: None found → Evidence linked (2)`; "" where nothing that matters differs."""
    if len(old) != len(new):  # a release that shows more columns is no news about the record
        return ""
    return "; ".join(
        f"{name}: {_short(was) or 'nothing'} → {_short(now) or 'nothing'}"
        for column, (name, was, now) in enumerate(zip(table.columns, old, new, strict=True))
        if was != now and column not in table.ignored
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"

"""Two years side by side: the same framework by criterion, a framework and its successor by domain. Changes are named, not judged."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from assurance.models import FrameworkYear
from assurance.years import Domain, Part, YearView, years_in_order

NOT_JUDGED = "Not judged"


@dataclass(frozen=True)
class Side:
    """One year's part of a row: its verdict in words, its comment, its evidence. `is_there` is False where that year did not ask this."""

    verdict: str = ""
    comment: str = ""
    evidence: int = 0
    is_there: bool = True


@dataclass(frozen=True)
class Compared:
    """One criterion or domain in both years, and what is different, in words."""

    name: str
    code: str
    before: Side
    after: Side
    change: str


@dataclass(frozen=True)
class Comparison:
    """`by_domain_only`: the two years have different criteria, so that only domains can stand side by side."""

    before: FrameworkYear
    after: FrameworkYear
    rows: tuple[Compared, ...]
    by_domain_only: bool

    @property
    def changed(self) -> int:
        return sum(row.change != "Same" for row in self.rows)


def comparable(year: FrameworkYear) -> list[FrameworkYear]:
    """Other years of the framework, of the one that followed it and of those it followed; the nearest first. One query."""
    framework = year.framework
    related = Q(framework=framework) | Q(framework__succeeded_by=framework)
    if framework.succeeded_by_id:
        related |= Q(framework=framework.succeeded_by_id)
    others = list(years_in_order().filter(related).exclude(pk=year.pk))
    return sorted(others, key=lambda row: (row.framework_id != framework.pk, abs((row.starts_on - year.starts_on).days), row.pk))


def compare(before: YearView, after: YearView) -> Comparison:
    """No query."""
    if before.framework == after.framework and before.by_domain == after.by_domain:
        rows = _by_domain(before, after) if before.by_domain else _by_criterion(before, after)
        return Comparison(before.year, after.year, tuple(rows), by_domain_only=False)
    return Comparison(before.year, after.year, tuple(_by_domain(before, after)), by_domain_only=True)


def _by_criterion(before: YearView, after: YearView) -> list[Compared]:
    first = {part.criterion.code: part for part in before.parts}
    second = {part.criterion.code: part for part in after.parts}
    rows = []
    for code in dict.fromkeys([*first, *second]):
        sides = _part_side(before, first.get(code)), _part_side(after, second.get(code))
        part = second.get(code) or first[code]
        rows.append(Compared(part.criterion.short, code, *sides, _change(*sides, before, after)))
    return rows


def _part_side(view: YearView, part: Part | None) -> Side:
    if part is None:
        return Side(is_there=False)
    return Side(view.verdict(part.review) or NOT_JUDGED, part.review.comment if part.review else "", part.number)


def _by_domain(before: YearView, after: YearView) -> list[Compared]:
    first, second = ({domain.name: domain for domain in view.domains} for view in (before, after))
    rows = []
    for name in dict.fromkeys([*first, *second]):
        sides = _domain_side(before, first.get(name)), _domain_side(after, second.get(name))
        rows.append(Compared(name or "No domain", "", *sides, _change(*sides, before, after)))
    return rows


def _domain_side(view: YearView, domain: Domain | None) -> Side:
    """The domain's own verdict, otherwise how many of its criteria got which."""
    if domain is None:
        return Side(is_there=False)
    evidence = sum(part.number for part in domain.parts)
    if view.by_domain:
        return Side(view.verdict(domain.review) or NOT_JUDGED, domain.review.comment if domain.review else "", evidence)
    given = Counter(view.verdict(part.review) or NOT_JUDGED for part in domain.parts)
    return Side(", ".join(f"{verdict}: {number}" for verdict, number in given.items()), "", evidence)


def _change(first: Side, second: Side, before: YearView, after: YearView) -> str:
    if not first.is_there:
        return f"Only in {after.year.year}"
    if not second.is_there:
        return f"Only in {before.year.year}"
    found = []
    if first.verdict != second.verdict:
        found.append(f"Verdict: {first.verdict} → {second.verdict}")
    if first.comment != second.comment:
        found.append("Comment changed")
    if first.evidence != second.evidence:
        found.append(f"Evidence: {first.evidence} → {second.evidence}")
    return "; ".join(found) or "Same"

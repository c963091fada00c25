"""The submission of a framework's year as a workbook: one sheet, one line a criterion."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from assurance.workbook import Sheet, write_workbook
from assurance.years import Part, YearView, address_of
from crm.core.exports import MOST_CELL

MOST_ITEMS = 10
"""Pieces of evidence that a line holds where the framework sets no number; what is beyond is counted in the last column."""
NOT_JUDGED = "Not judged"


def items_of(view: YearView) -> int:
    """How many pieces of evidence a line of this submission holds."""
    return view.framework.most_items or min(MOST_ITEMS, max((part.number for part in view.parts), default=1) or 1)


def submission(view: YearView) -> bytes:
    """The workbook of a year that was read to leave the room."""
    most = items_of(view)
    evidence = [name for number in range(1, most + 1) for name in (f"Evidence {number}", f"Link {number}", f"What it shows {number}")]
    judged = "Verdict on the domain" if view.by_domain else "Verdict"
    headings = ("Code", "Domain", "Criterion", "What it asks", *evidence, "Further evidence", judged, "Score", "Comment", "Reviewer (role)", "Judged on")
    title = f"{view.framework} {view.year.year}"
    return write_workbook(title, view.year.made_by_text or settings.ORGANISATION_NAME, [Sheet(title, headings, _rows(view, most))])


def _rows(view: YearView, most: int) -> Iterator[list[Any]]:
    scores = {value["code"]: value.get("score") for value in view.values}
    for domain in view.domains:
        for part in domain.parts:
            review = domain.review if view.by_domain else part.review
            judged = (
                [view.verdict(review), scores.get(review.verdict), review.comment, review.reviewer_role, review.reviewed_on.isoformat()] if review else None
            )
            row = [part.criterion.code, domain.name, part.criterion.short, part.criterion.text, *_evidence(part, most), part.more or ""]
            yield [*row, *(judged or [NOT_JUDGED, "", "", "", ""])]


def _evidence(part: Part, most: int) -> list[str]:
    cells: list[str] = []
    for use in part.uses[:most]:
        item = use.item
        name = f"{item.title} ({item.record_reference})" if item.record_reference else item.title
        cells += [name[:MOST_CELL], item.url or address_of(item), use.note]
    return cells + [""] * (3 * most - len(cells))

"""The public edition: what may be shown to anyone, and how many things were left out for it.

Two steps. `public_part` takes the records that are not published out of a dossier, before anything is written. `redact` goes over the
finished report: people become "Member of staff", reviewers' remarks go, organisations that did not agree to be named are not named,
addresses and numbers to reach somebody are taken out of every text.
"""

import dataclasses
import re
from typing import TypeVar

from activities.models import Insight
from assurance import reports
from assurance.dossier import Dossier
from assurance.filling.words import NOT_RECORDED
from assurance.models import EvidenceItem
from assurance.packs.frozen import Frozen
from assurance.reports_base import SealedReport
from assurance.reports_years import AnswerTable, QuestionReport, Row, YearReport

R = TypeVar("R", bound=SealedReport)
F = TypeVar("F", bound=Frozen)

STAFF = "Member of staff"
STAFF_SIGNED = "signed and frozen"
WITHOUT_REVIEW = "Signed without a review."
INSIDE = "an owner is named inside the organisation"
NOT_SHOWN = "not shown"
CONTACT_LEFT_OUT = "[contact left out]"
CONTACT = re.compile(
    r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w/.-])(?:\+44[\s()\d-]{9,14}\d|\(?0\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{3,4}|07\d{3}[\s-]?\d{6})(?![\w/-])"  # a telephone number of this country
)
SENIOR = re.compile(r"\b(director|chief|chair|non-executive|lay member)\b", re.IGNORECASE)
BELOW = re.compile(r"\b(deputy|assistant|associate|assistant to|office of)\b", re.IGNORECASE)
PUBLISHED, NOT_PUBLISHED = "Published", "not published"
ACTIONS, REMARKS, ORGANISATIONS = "Owner (role)", frozenset({"Comment"}), frozenset({"Whose"})
"""Headings of the tables of answers (`assurance.answers`) whose rows or cells are not for the public."""
INTERNAL_GAPS = ("action-", "promise-")
NO_TEXT = frozenset({"path", "sha256", "media_type", "reference", "decision_reference", "since", "status", "edition"})
"""Fields that others rely on letter by letter, and that nobody types."""


def public_part(dossier: Dossier) -> tuple[Dossier, int]:
    """The dossier with published records only, and how many were taken out."""
    insights = [insight for insight in dossier.insights if insight.state == Insight.State.PUBLISHABLE]
    promises = [promise for promise in dossier.promises if promise.made_in_public]
    responses = [response for response in dossier.responses if response.published_at]
    hidden = {promise.reference for promise in dossier.promises} - {promise.reference for promise in promises}
    gaps = tuple(gap for gap in dossier.gaps if gap.source not in hidden)
    taken_out = len(dossier.insights) + len(dossier.promises) + len(dossier.responses) - len(insights) - len(promises) - len(responses)
    kept = {f"insight:{row.pk}" for row in insights} | {f"commitment:{row.pk}" for row in promises}
    uses = [use for use in dossier.uses if _may_be_shown(use.item, kept)]
    part = dataclasses.replace(dossier, insights=insights, promises=promises, responses=responses, uses=uses, gaps=gaps)
    return part, taken_out


def _may_be_shown(item: EvidenceItem, kept: set[str]) -> bool:
    if item.kind == EvidenceItem.Kind.FILE:
        return item.is_published
    if item.kind in (EvidenceItem.Kind.INSIGHT, EvidenceItem.Kind.PROMISE):
        return f"{item.kind}:{item.insight_id or item.commitment_id}" in kept
    return True


def role_shown(role: str) -> str:
    """Directors, chief officers, chairs and lay members by their role; everybody else as a member of staff."""
    if not role or role == reports.NO_OWNER or role == NOT_RECORDED:
        return role
    return role if SENIOR.search(role) and not BELOW.search(role) else STAFF


class Redaction:
    """Counts what it leaves out.

    Args:
        names: Organisations that may be named: our own, and those in the public directory.
    """

    def __init__(self, names: frozenset[str]):
        self.names = names
        self.left_out = 0

    def remark(self, text: str) -> str:
        """What a person wrote for colleagues."""
        self.left_out += bool(text)
        return ""

    def organisation(self, name: str) -> str:
        if name in self.names or name == NOT_RECORDED:
            return name
        self.left_out += 1
        return NOT_SHOWN

    def judged(self, text: str, shown: tuple[str, ...]) -> str:
        """What was said of the items that are shown."""
        return "; ".join(part for part in text.split("; ") if part.partition(":")[0] in shown)

    def scrub(self, value: F) -> F:
        """The record without e-mail addresses and telephone numbers, however deep they stand."""
        found = {field.name: self._scrubbed(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **found)

    def _scrubbed(self, name: str, value: object) -> object:
        if isinstance(value, Frozen):
            return self.scrub(value)
        if isinstance(value, tuple):
            return tuple(self._scrubbed(name, item) for item in value)
        if not isinstance(value, str) or name in NO_TEXT:
            return value
        text, number = CONTACT.subn(CONTACT_LEFT_OUT, value)
        self.left_out += number
        return text


def redact(report: R, names: frozenset[str]) -> R:
    """The report of a public edition, `left_out_count` raised by what was taken out here."""
    redaction = Redaction(names)
    shown: SealedReport = report
    if isinstance(report, reports.PackReport):
        shown = _decision(report, redaction)
    elif isinstance(report, YearReport):
        shown = _year(report, redaction)
    elif isinstance(report, QuestionReport):
        shown = _question(report, redaction)
    gaps = tuple(dataclasses.replace(gap, owner=reports.NO_OWNER if gap.owner == reports.NO_OWNER else INSIDE, due="") for gap in shown.gaps)
    shown = redaction.scrub(dataclasses.replace(shown, gaps=gaps, generated_by=role_shown(shown.generated_by), changes=None))
    return dataclasses.replace(shown, left_out_count=report.left_out_count + redaction.left_out)  # type: ignore[return-value]


def _decision(report: reports.PackReport, redaction: Redaction) -> reports.PackReport:
    replace = dataclasses.replace
    known = {row.reference for row in report.activities} | {row.reference for row in report.insight} | {row.reference for row in report.commitments}
    known |= {file.source for file in report.files}
    known |= {part.strip() for source in known for part in source.split(",")}

    def evidence(references: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(reference for reference in references if reference in known or reference.startswith("WEB-"))

    named = tuple(row for row in report.partners if row.name in redaction.names)
    redaction.left_out += len(report.partners) - len(named)
    sections = []
    for section in report.sections:
        claims = tuple(claim for claim in section.claims if not claim.label.startswith("Lead of "))
        redaction.left_out += len(section.claims) - len(claims)
        sections.append(replace(section, claims=claims))
    return replace(
        report,
        decision_owner=role_shown(report.decision_owner),
        sections=tuple(section for section in sections if section.claims),
        partners=named,
        activities=tuple(replace(row, lead=redaction.organisation(row.lead)) for row in report.activities),
        criteria=tuple(
            replace(
                row,
                evidence=evidence(row.evidence),
                judged=redaction.judged(row.judged, evidence(row.evidence)),
                reviewer_role=role_shown(row.reviewer_role),
                comment=redaction.remark(row.comment),
            )
            for row in report.criteria
        ),
        commitments=tuple(replace(row, owner=role_shown(row.owner)) for row in report.commitments),
        assessment=replace(report.assessment, approver_role=role_shown(report.assessment.approver_role)) if report.assessment else None,
        findings=tuple(replace(row, reviewer=role_shown(row.reviewer)) for row in report.findings),
        cover=_cover(report.cover, redaction) if report.cover else None,
        verdict=replace(report.verdict, reviewer_role=role_shown(report.verdict.reviewer_role)) if report.verdict else None,
    )


def _cover(cover: reports.FrozenCover, redaction: Redaction) -> reports.FrozenCover:
    """Readers outside see that nobody reviewed it; why is said to colleagues."""
    redaction.remark(cover.unreviewed)
    return dataclasses.replace(cover, signed=STAFF_SIGNED, unreviewed=WITHOUT_REVIEW if cover.unreviewed else "")


def _year(report: YearReport, redaction: Redaction) -> YearReport:
    replace = dataclasses.replace
    return replace(
        report,
        criteria=tuple(
            replace(
                row, reviewer_role=role_shown(row.reviewer_role), comment=redaction.remark(row.comment), last_comment=redaction.remark(row.last_comment)
            )
            for row in report.criteria
        ),
        domains=tuple(replace(row, reviewer_role=role_shown(row.reviewer_role), comment=redaction.remark(row.comment)) for row in report.domains),
        evidence=tuple(
            replace(
                row, reviewer_role=role_shown(row.reviewer_role), comment=redaction.remark(row.comment), shows=redaction.remark(row.shows),
                credited_to=redaction.organisation(row.credited_to) if row.credited_to else "",
            )
            for row in report.evidence
        ),
    )  # fmt: skip


def _question(report: QuestionReport, redaction: Redaction) -> QuestionReport:
    """What a column of an answer's table holds is known by its heading: rows that are not published and internal actions go."""
    gaps = tuple(gap for gap in report.gaps if not gap.code.startswith(INTERNAL_GAPS))
    redaction.left_out += len(report.gaps) - len(gaps)
    gaps = tuple(dataclasses.replace(gap, source=redaction.organisation(gap.source)) if gap.code.startswith("report-") else gap for gap in gaps)
    return dataclasses.replace(report, gaps=gaps, tables=tuple(_table(table, redaction) for table in report.tables))


def _table(table: AnswerTable, redaction: Redaction) -> AnswerTable:
    columns = table.columns
    rows = [] if ACTIONS in columns else list(table.rows)
    if PUBLISHED in columns:
        rows = [row for row in rows if row.cells[columns.index(PUBLISHED)] != NOT_PUBLISHED]
    redaction.left_out += len(table.rows) - len(rows)
    shown = (tuple(_cell(column, cell, redaction) for column, cell in zip(columns, row.cells, strict=True)) for row in rows)
    return dataclasses.replace(table, rows=tuple(Row(cells=cells) for cells in shown))


def _cell(column: str, cell: str, redaction: Redaction) -> str:
    if column in REMARKS:
        return redaction.remark(cell)
    return redaction.organisation(cell) if column in ORGANISATIONS else cell


def with_left_out(report: R, number: int) -> R:
    return dataclasses.replace(report, left_out_count=number)

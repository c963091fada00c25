"""The facts that checks rest on, read from a dossier; and what named people made of the findings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from activities.calendar.holidays import bank_holidays
from activities.models import Activity, ActivityFile
from activities.rules import date_text
from assurance.dossier import Dossier, PlacedActivity
from assurance.models import CheckReview, Decision, EvidenceItem, ImpactAssessment, PaperCover
from assurance.querysets import OPEN_TO_STAFF, instances
from assurance.rules.checks import (
    DOES_NOT_ARISE,
    FOUND,
    NOT_FOUND,
    PARTLY,
    ActivityFact,
    CoverFact,
    EvidenceFact,
    Facts,
    Finding,
    ImpactFact,
    PublishedFact,
    ResponseFact,
    all_checks,
)
from crm.core.models import RestrictedPeriod

INFORMS = (ActivityFile.Kind.MATERIAL, ActivityFile.Kind.QUESTIONNAIRE)
"""Kinds of published files that inform people before they answer; minutes and reports come afterwards."""
FIVE_TESTS = "five-tests"
VIEW_THAT_CONFIRMS = {
    FOUND: CheckReview.View.YES, PARTLY: CheckReview.View.PARTLY, NOT_FOUND: CheckReview.View.NO, DOES_NOT_ARISE: CheckReview.View.NOT_APPLICABLE,
}  # fmt: skip
"""Where the records cannot tell, whatever a person says is their own and needs its reason."""


@dataclass(frozen=True)
class CheckedRow:
    """A finding with what named people said of it, newest first; `is_stale` when the records say something else since."""

    finding: Finding
    reviews: tuple[CheckReview, ...] = ()
    is_stale: bool = False

    @property
    def review(self) -> CheckReview | None:
        return self.reviews[0] if self.reviews else None


@dataclass
class Readings:
    """What checks need beside the dossier, read once."""

    files: list[ActivityFile]
    impacts: list[ImpactAssessment]
    covers: list[PaperCover]
    periods: list[RestrictedPeriod] = field(default_factory=list)


def findings_of(dossier: Dossier, *, today: date | None = None) -> tuple[Finding, ...]:
    """Every check of a decision, from what the dossier's reader may see. Two queries."""
    return all_checks(facts_of(dossier, read_beside(dossier), today=today or timezone.localdate()))


def read_beside(dossier: Dossier) -> Readings:
    """Published files, impact assessments, signed covers, restricted periods. Two queries beside the dossier's own rows."""
    keys = [item.activity.pk for item in dossier.activities]
    published = ActivityFile.objects.filter(activity__in=keys, is_published=True, kind__in=INFORMS)
    decision = dossier.decision
    return Readings(
        files=list(published.select_related("attachment").order_by("pk")),
        impacts=[item for item in instances(ImpactAssessment, decision.impact_rows) if item.kind == ImpactAssessment.Kind.EHIA],
        covers=instances(PaperCover, decision.frozen_cover_rows),
        periods=list(RestrictedPeriod.objects.order_by("starts_on")),
    )


def facts_of(dossier: Dossier, beside: Readings, *, today: date, open_only: bool = False) -> Facts:
    """The plain facts of a decision; no query.

    Args:
        open_only: Only of what all staff may see. What a review stores is made from this, so that it gives nothing away.
    """

    def may_count(record) -> bool:
        return not open_only or record.visibility in OPEN_TO_STAFF

    decision, test = dossier.decision, dossier.assessment
    placed = [item for item in dossier.activities if may_count(item.activity)]
    shown = {item.activity.pk for item in placed}
    return Facts(
        today=today,
        reference=decision.reference,
        pk=decision.pk,
        text=f"{decision.title} {decision.proposal}",
        is_taken=decision.state == Decision.State.TAKEN,
        is_urgent=decision.is_urgent,
        consults=decision.consults,
        is_reconfiguration=decision.path == Decision.Path.RECONFIGURATION,
        options_open_on=decision.options_open_on,
        options_fixed_on=decision.options_fixed_on,
        paper_due_on=decision.paper_due_on or (decision.meeting.paper_due_on if decision.meeting else None),
        findings_sent_on=decision.findings_sent_on,
        decided_on=decision.decided_on,
        told_on=decision.told_on,
        telling_plan=decision.telling_plan,
        meeting_on=decision.meeting.on if decision.meeting else None,
        body=str(decision.body or decision.organisation or ""),
        minute=decision.minute,
        can_influence=decision.can_influence,
        assessed_as=test.outcome if test else "",
        assessed_on=test.assessed_on if test else None,
        affects_manner=test.affects_manner if test else "",
        affects_range=test.affects_range if test else "",
        triggers=tuple(test.triggers) if test else (),
        says_equality=bool(test and test.equality and test.inequalities),
        insights=sum(may_count(insight) and insight.activity_id in (None, *shown) for insight in dossier.insights),
        frameworks=frozenset(view.framework.key for view in dossier.frameworks),
        activities=tuple(_activity(item) for item in placed),
        published=(*(_file(item) for item in beside.files if item.activity_id in shown), *_documents(dossier)),
        impacts=tuple(_impact(item) for item in beside.impacts),
        covers=tuple(_cover(item) for item in beside.covers),
        responses=tuple(_response(item) for item in dossier.responses if may_count(item)),
        evidence=tuple(_evidence(dossier, may_count)),
        periods=tuple((row.starts_on, row.ends_on, row.name) for row in beside.periods),
        holidays=_holidays(placed),
        missing={f"{fact.activity.reference} {fact.fact}": f"fact-{fact.pk}" for fact in dossier.missing if fact.activity_id in shown},
    )


def _activity(item: PlacedActivity) -> ActivityFact:
    activity = item.activity
    return ActivityFact(
        pk=activity.pk,
        reference=activity.reference,
        title=activity.title,
        type_code=activity.type.code,
        level=activity.level,
        with_public=activity.type.with_public,
        is_held=activity.status == Activity.Status.HELD,
        date_from=activity.date_from,
        date_to=activity.date_to,
        precision=activity.date_precision,
        when=date_text(activity),
        was_open=item.placed.while_open if item.placed.is_corrected else None,
        told_publicly_on=_local_day(activity.published_at),
        audience=activity.audience,
        words=f"{activity.adjustments_offered} {activity.adjustments_met}",
    )


def _file(item: ActivityFile) -> PublishedFact:
    return PublishedFact("activity", str(item.activity_id), item.attachment.name, None, f"ACT-{item.activity_id}")


def _documents(dossier: Dossier) -> Iterable[PublishedFact]:
    """Published pages and documents among the evidence, each once."""
    seen: set[int] = set()
    for use in dossier.linked:
        item = use.item
        if item.kind in (EvidenceItem.Kind.WEB, EvidenceItem.Kind.FILE) and item.is_published and item.pk not in seen:
            seen.add(item.pk)
            key = item.url if item.kind == EvidenceItem.Kind.WEB else str(item.attachment_id)
            yield PublishedFact(item.kind, key, item.title, item.as_at)


def _impact(item: ImpactAssessment) -> ImpactFact:
    return ImpactFact(
        pk=item.pk, done_on=item.done_on, not_needed_because=item.not_needed_because, has_outcome=bool(item.outcome),
        has_mitigations=bool(item.mitigations), informed=item.informed_by_involvement, review_on=item.review_on,
        document=item.local_reference or ("file attached" if item.attachment_id else ""),
    )  # fmt: skip


def _cover(cover: PaperCover) -> CoverFact:
    speaks = any(text and ("equal" in code or "ehia" in code) for code, text in (cover.boxes or {}).items())
    return CoverFact(cover.pk, cover.number, _local_day(cover.signed_at) or _local_day(cover.created_at), speaks)


def _response(item) -> ResponseFact:
    return ResponseFact(
        pk=item.pk, reference=item.reference, title=str(item), approved_on=item.approved_on, published_on=_local_day(item.published_at),
        told_on=item.told_on, considered_on=item.considered_on, considered_by=item.considered_by, will_do_by=item.will_do_by,
    )  # fmt: skip


def _evidence(dossier: Dossier, may_count) -> Iterable[EvidenceFact]:
    tests = next((view.framework.pk for view in dossier.frameworks if view.framework.key == FIVE_TESTS), None)
    for use in dossier.linked:
        item, criterion = use.item, use.criterion
        record = item.activity or item.insight or item.commitment
        if record is not None and not may_count(record):
            continue
        key = item.url or str(item.attachment_id or item.activity_id or item.insight_id or item.commitment_id)
        if criterion and criterion.framework_id == tests:
            yield EvidenceFact(f"{FIVE_TESTS}:{criterion.code}", item.title, item.kind, key, item.record_reference)


def _holidays(placed: list[PlacedActivity]) -> dict[date, str]:
    known = [item.activity for item in placed if item.activity.date_from and item.activity.date_to]
    if not known:
        return {}
    return bank_holidays(min(activity.date_from for activity in known), max(activity.date_to for activity in known))


def _local_day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def checked(dossier: Dossier, *, today: date | None = None) -> tuple[CheckedRow, ...]:
    """Each finding as the reader sees it, with the views of named people beside it. Two queries.

    Whether a review is stale is asked of what all staff may see, which is what the reviewer had before their eyes.
    """
    today = today or timezone.localdate()
    beside = read_beside(dossier)
    seen = all_checks(facts_of(dossier, beside, today=today))
    common = {finding.code: finding for finding in all_checks(facts_of(dossier, beside, today=today, open_only=True))}
    reviews: dict[str, list[CheckReview]] = {}
    for review in reversed(instances(CheckReview, dossier.decision.check_review_rows)):
        reviews.setdefault(review.check_code, []).append(review)
    return tuple(_row(finding, common[finding.code], reviews.get(finding.code, [])) for finding in seen)


def common_finding(dossier: Dossier, code: str, *, today: date | None = None) -> Finding | None:
    """The finding of one check from what all staff may see; None where there is no such check. Two queries."""
    facts = facts_of(dossier, read_beside(dossier), today=today or timezone.localdate(), open_only=True)
    return next((finding for finding in all_checks(facts) if finding.code == code), None)


def _row(finding: Finding, common: Finding, reviews: list[CheckReview]) -> CheckedRow:
    newest = reviews[0] if reviews else None
    is_stale = newest is not None and (newest.found, newest.sentence) != (common.state, common.sentence)
    return CheckedRow(finding, tuple(reviews), is_stale)


def address_of(kind: str, key: str, decision: Decision) -> str:
    """Where a row of a finding leads; "" where it has no page of its own."""
    pages = {
        "activity": "activities:activity_detail",
        "response": "assurance:response_detail",
        "cover": "assurance:cover_detail",
        "file": "core:attachment_download",
        "insight": "activities:insight_detail",
        "commitment": "activities:commitment_detail",
    }
    if kind in pages:
        return reverse(pages[kind], args=[key])
    return {"web": key, "decision": f"{decision.get_absolute_url()}#about", "impact": decision.get_absolute_url()}.get(kind, "")

"""The lists of a pack: timeline, activities, partners, counts, what people said, responses, criteria."""

from collections.abc import Iterable
from datetime import date

from activities.models import Activity, ActivityOrganisation, Insight
from activities.rules import date_text
from assurance import reports
from assurance.dossier import CriterionView, Dossier
from assurance.filling.words import NOT_RECORDED, decision_date, item_reference, words
from assurance.models import EvidenceUse
from assurance.querysets import OPEN_TO_STAFF
from assurance.rules import numbers


def timeline(dossier: Dossier) -> Iterable[reports.TimelineEntry]:
    """Milestones and activities in the order of time, those without a date last."""
    decision = dossier.decision
    dated: list[tuple[date, reports.TimelineEntry]] = []
    for name in ("options_open_on", "options_fixed_on", "paper_due_on", "findings_sent_on", "expected_on", "decided_on", "told_on"):
        value = getattr(decision, name)
        if value and not (name == "expected_on" and decision.decided_on):
            title = str(decision._meta.get_field(name).verbose_name).capitalize()
            dated.append((value, reports.TimelineEntry(date_text=words(value), title=title, source=decision.reference, is_milestone=True)))
    for item in dossier.activities:
        activity = item.activity
        placing = f"{item.placed.words} (placed by a person: {item.placed.why})" if item.placed.is_corrected else item.placed.words
        entry = reports.TimelineEntry(date_text=date_text(activity), title=activity.title, source=activity.reference, placing=placing)
        dated.append((activity.date_from or date.max, entry))
    if not decision.decided_on:
        dated.append((date.max, reports.TimelineEntry(date_text=decision_date(dossier), title="Decision", source=decision.reference, is_milestone=True)))
    return [entry for _day, entry in sorted(dated, key=lambda pair: pair[0])]


def activity(activity: Activity, placing: str, with_raw_notes: bool) -> reports.Activity:
    return reports.Activity(
        reference=activity.reference,
        title=activity.title,
        kind=str(activity.type),
        level=activity.get_level_display() or NOT_RECORDED,
        date_text=date_text(activity),
        placing=placing,
        lead=str(activity.lead_organisation) if activity.lead_organisation else activity.lead_text or NOT_RECORDED,
        summary=activity.summary or NOT_RECORDED,
        counts="; ".join(f"{numbers.people(count.number)} {count.what}, {count.get_method_display()}" for count in activity.counts.all()),
        logged_text=words(activity.created_at.date()),
        raw_notes=(activity.heard or None) if with_raw_notes else None,
    )


def criterion(view: CriterionView) -> reports.Criterion:
    facts, review = view.facts, view.review
    approver = f" Approved by: {review['approver']}." if review and review["approver"] else ""
    return reports.Criterion(
        framework=facts.framework,
        code=facts.code,
        text=view.criterion.text,
        state=facts.state,
        evidence=tuple(item_reference(use) for use in view.uses),
        judged="; ".join(filter(None, map(judged, view.uses))),
        verdict=facts.state.removeprefix("Reviewed: ") if review else "",
        reviewer_role=facts.reviewer_role,
        reviewed_on=words(facts.reviewed_on, ""),
        comment=f"{facts.comment}{approver}",
    )


def judged(use: EvidenceUse) -> str:
    """`ACT-4: strong: shows what came of it, reviewed: supports it`; "" where nobody has judged it."""
    said = ", ".join(filter(None, [use.get_strength_display(), use.get_verdict_display()])).lower()
    return f"{item_reference(use)}: {said}" if said else ""


def insight(insight: Insight) -> reports.Insight:
    return reports.Insight(
        reference=insight.reference,
        text=insight.paraphrase,
        themes=insight.theme_names,
        voiced_by=str(insight.community) if insight.community else NOT_RECORDED,
        strength=insight.get_strength_display() or NOT_RECORDED,
        source=f"ACT-{insight.activity_id}" if insight.activity_id else insight.reference,
        quote=insight.quote if insight.quote_consent else "",
    )


def response(dossier: Dossier, response) -> reports.Response:
    return reports.Response(
        reference=response.reference,
        you_said=response.you_said,
        considered_by=", ".join(filter(None, [response.considered_by, words(response.considered_on, "")])) or NOT_RECORDED,
        answer=response.we_did,
        outcome=response.get_answer_display(),
        source=response.reference,
        published=words(response.published_at.date(), "") if response.published_at else "",
        told=words(response.told_on, ""),
    )


def partners(dossier: Dossier) -> Iterable[reports.Partner]:
    """Organisations that took part and are open to all staff, each once. Two queries."""
    keys = [item.activity.pk for item in dossier.activities]
    links = ActivityOrganisation.objects.filter(activity__in=keys, organisation__visibility__in=OPEN_TO_STAFF)
    parts: dict[int, list[ActivityOrganisation]] = {}
    for link in links.select_related("organisation").prefetch_related("organisation__types").order_by("organisation_id", "activity_id"):
        parts.setdefault(link.organisation_id, []).append(link)
    for rows in parts.values():
        organisation = rows[0].organisation
        yield reports.Partner(
            reference=organisation.reference,
            name=organisation.name,
            kind=", ".join(str(kind) for kind in organisation.types.all()) or NOT_RECORDED,
            part="; ".join(dict.fromkeys(link.get_part_display() for link in rows)),
            source=", ".join(f"ACT-{link.activity_id}" for link in rows),
        )


def counts(dossier: Dossier) -> Iterable[reports.Count]:
    """Numbers with their unit; those of people are suppressed when small."""
    yield reports.Count(label="Activities", value=str(len(dossier.activities)), source=dossier.decision.reference)
    for item in dossier.activities:
        for count in item.activity.counts.all():
            label = f"{count.what} ({count.get_method_display()})"
            yield reports.Count(label=label, value=numbers.people(count.number), source=item.activity.reference)

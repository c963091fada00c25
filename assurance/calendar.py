"""Days of decisions in the calendar: when one is taken or expected, when its paper is due, and deadlines that run for it."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activities.calendar.months import Entry
from activities.calendar.sources import Found, Question
from assurance import policies
from assurance.clocks import clocks_between
from assurance.models import Decision, PartnerReport, Response

MOST = 200
KINDS_OF_CLOCKS = ("scrutiny", "escalation", "partner_report", "urgent", "deferred")


def of_decisions(question: Question) -> Found:
    """Decisions, their papers and their deadlines on the days asked for, as far as the reader may open decisions. Two queries."""
    if not policies.can_open(question.user) or question.type is not None or question.partners is not None:
        return Found()
    days = ("decided_on", "expected_on", "paper_due_on", "options_fixed_on", "meeting__on", "meeting__paper_due_on")
    inside = Q()
    for column in days:
        inside |= Q(**{f"{column}__range": (question.first, question.last)})
    asked = Decision.objects.visible_to(question.user).current().exclude(state=Decision.State.WITHDRAWN).filter(question.kept_by())
    if question.projects is not None:
        asked = asked.filter(project__in=question.projects.order_by().values("pk"))
    rows = asked.filter(inside)
    entries = [entry for decision in rows.select_related("meeting").order_by("pk")[:MOST] for entry in entries_of(decision)]
    entries += deadlines(question, asked)
    return Found(tuple(item for item in entries if question.first <= item.first <= question.last and (item.is_planned or not question.planned_only)))


def deadlines(question: Question, asked: QuerySet[Decision]) -> list[Entry]:
    """Deadlines that run for these decisions, and replies due to reports received; training examples have none. One query."""
    reports = PartnerReport.objects.all()
    if question.whose == "me":
        reports = reports.filter(Q(owner=question.user) | Q(decision__in=asked))
    elif question.whose or question.projects is not None:
        reports = reports.filter(decision__in=asked)
    clocks = clocks_between(asked.real(), question.user, question.first, question.last, question.today, reports=reports, kinds=KINDS_OF_CLOCKS)
    return [
        Entry(
            kind="clock", key=clock.decision or 0, title=clock.what, href=clock.url, first=clock.due_on, last=clock.due_on, label=clock.label, is_planned=True
        )
        for clock in clocks
    ]  # fmt: skip


def decisions_without_day(keys: list[int]) -> dict[int, str]:
    """In words for search: decisions that were neither taken nor are expected on a day that is known. One query."""
    found = Decision.objects.filter(pk__in=keys, decided_on__isnull=True, expected_on__isnull=True).order_by()
    return dict.fromkeys(found.values_list("pk", flat=True), _("Date not known"))


def responses_without_day(keys: list[int]) -> dict[int, str]:
    """The same for responses that nobody has considered yet. One query."""
    return dict.fromkeys(Response.objects.filter(pk__in=keys, considered_on__isnull=True).order_by().values_list("pk", flat=True), _("Date not known"))


def entries_of(decision: Decision) -> list[Entry]:
    """The days of a decision: its own, or else those of its meeting."""
    meeting, is_taken = decision.meeting, decision.state == Decision.State.TAKEN
    decides_on = (decision.decided_on if is_taken else decision.expected_on) or (meeting.on if meeting else None)
    paper_due_on = decision.paper_due_on or (meeting.paper_due_on if meeting else None)
    days: list[tuple[date | None, str]] = [
        (decision.options_fixed_on, _("Options fixed")),
        (paper_due_on, _("Paper due")),
        (decides_on, _("Decision taken") if is_taken else _("Decision expected")),
    ]
    return [
        Entry(
            kind="decision",
            key=decision.pk,
            title=decision.title,
            href=decision.get_absolute_url(),
            first=day,
            last=day,
            label=label,
            reference=decision.reference,
            is_planned=not is_taken,
            is_training=decision.is_training,
        )
        for day, label in days
        if day is not None
    ]

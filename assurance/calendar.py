"""Days of decisions in the calendar: when one is taken or expected, and when its paper is due."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from activities.calendar.months import Entry
from activities.calendar.sources import Found, Question
from assurance import policies
from assurance.models import Decision, Response

MOST = 200


def of_decisions(question: Question) -> Found:
    """Decisions and their papers on the days asked for, as far as the reader may open decisions. One query."""
    if not policies.can_open(question.user) or question.type is not None or question.partners is not None:
        return Found()
    days = ("decided_on", "expected_on", "paper_due_on", "options_fixed_on", "meeting__on", "meeting__paper_due_on")
    inside = Q()
    for column in days:
        inside |= Q(**{f"{column}__range": (question.first, question.last)})
    rows = Decision.objects.visible_to(question.user).current().exclude(state=Decision.State.WITHDRAWN).filter(inside).filter(question.kept_by())
    if question.projects is not None:
        rows = rows.filter(project__in=question.projects.order_by().values("pk"))
    entries = [entry for decision in rows.select_related("meeting").order_by("pk")[:MOST] for entry in entries_of(decision)]
    return Found(tuple(item for item in entries if question.first <= item.first <= question.last and (item.is_planned or not question.planned_only)))


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

"""Every deadline that runs for a decision, an action or a report received, soonest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.working_days import is_working_day
from assurance.models import Action, Decision, Escalation, ImpactAssessment, InvolvementAssessment, PartnerReport, Scrutiny

MOST_CLOCKS = 50

KINDS = {
    "scrutiny": gettext_lazy("Scrutiny committee’s reply"),
    "escalation": gettext_lazy("Secretary of State or court"),
    "partner_report": gettext_lazy("Report received: our reply"),
    "urgent": gettext_lazy("Urgent: involvement follows by"),
    "deferred": gettext_lazy("Put off: comes back"),
    "impact": gettext_lazy("Impact assessment: look again"),
    "action": gettext_lazy("Action"),
}


@dataclass(frozen=True)
class Clock:
    """One deadline. `days` counts working days from today, below zero when it has passed; `decision` is its key or None."""

    kind: str
    what: str
    decision: int | None
    due_on: date
    days: int
    owner: str
    url: str

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def is_overdue(self) -> bool:
        return self.days < 0

    @property
    def days_in_words(self) -> str:
        """`3 working days left`, `today`, `2 working days overdue`."""
        if self.days == 0:
            return _("today")
        if self.days == 1:
            return _("1 working day left")
        if self.days == -1:
            return _("1 working day overdue")
        return _("{days} working days left").format(days=self.days) if self.days > 0 else _("{days} working days overdue").format(days=-self.days)


def clocks_for(user, today: date, *, most: int = MOST_CLOCKS) -> list[Clock]:
    """Deadlines of what the person may see, training examples left out, soonest first. One query."""
    first, *others = (rows for _kind, rows in _sources(Decision.objects.visible_to(user).current().real(), user, PartnerReport.objects.all()))
    rows = first.union(*others, all=True).order_by("clock_due", "clock", "clock_key")[:most]
    return [_clock(row, today) for row in rows]


def clocks_between(decisions: QuerySet[Decision], user, first: date, last: date, today: date, *, reports: QuerySet, kinds: Iterable[str]) -> list[Clock]:
    """Deadlines of some kinds that fall into a span, both days in it, soonest first. One query.

    Args:
        decisions, reports: Whose deadlines; what the person may not see of these is left out.
    """
    kept = [rows.filter(clock_due__range=(first, last)) for kind, rows in _sources(decisions, user, reports) if kind in kinds]
    if not kept:
        return []
    rows = kept[0].union(*kept[1:], all=True).order_by("clock_due", "clock", "clock_key")[:MOST_CLOCKS]
    return [_clock(row, today) for row in rows]


def working_days_until(day: date, today: date) -> int:
    """Working days after today up to and with `day`; below zero, those that have passed since."""
    if day >= today:
        return sum(is_working_day(date.fromordinal(number)) for number in range(today.toordinal() + 1, day.toordinal() + 1))
    return -max(1, sum(is_working_day(date.fromordinal(number)) for number in range(day.toordinal() + 1, today.toordinal() + 1)))


def _clock(row: dict, today: date) -> Clock:
    if row["clock"] == "partner_report":
        url = reverse("assurance:partner_report_detail", args=[row["clock_key"]])
    elif row["clock"] == "action" and row["clock_about"] is None:
        url = reverse("assurance:action_list")
    else:
        url = reverse("assurance:decision_detail", args=[row["clock_about"]])
    return Clock(
        row["clock"], row["clock_what"], row["clock_about"], row["clock_due"], working_days_until(row["clock_due"], today), row["clock_who"] or "", url
    )


def _sources(decisions: QuerySet[Decision], user, reports: QuerySet[PartnerReport]) -> Iterator[tuple[str, QuerySet]]:
    """One query a kind, all with the same columns, so that the database joins them."""
    seen = {"decision__in": decisions}
    owner = "decision__owner__name"
    asked = Scrutiny.objects.filter(**seen, replied_on__isnull=True, reply_by__isnull=False)
    yield _rows(asked, "scrutiny", Concat(F("body__name"), Value(": "), F("decision__title")), "reply_by", "decision_id", F(owner))
    raised = Escalation.objects.filter(**seen, answered_on__isnull=True, answer_due_on__isnull=False)
    yield _rows(raised, "escalation", F("decision__title"), "answer_due_on", "decision_id", F(owner))
    newer = InvolvementAssessment.objects.filter(decision=OuterRef("decision"), pk__gt=OuterRef("pk"))
    urgent = InvolvementAssessment.objects.filter(**seen, outcome="urgent-deferred", involve_by__isnull=False).filter(~Exists(newer))
    yield _rows(urgent, "urgent", F("decision__title"), "involve_by", "decision_id", F(owner))
    yield _rows(decisions.filter(deferred_until__isnull=False), "deferred", F("title"), "deferred_until", "id", F("owner__name"))
    later = ImpactAssessment.objects.filter(decision=OuterRef("decision"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    again = ImpactAssessment.objects.filter(**seen, review_on__isnull=False).filter(~Exists(later))
    yield _rows(again, "impact", F("decision__title"), "review_on", "decision_id", F(owner))
    undone = Action.objects.filter(done_on__isnull=True, due_on__isnull=False)
    ours = undone.filter(Q(**seen) | Q(decision__isnull=True)) if user.is_staff_member else undone.filter(**seen)
    yield _rows(ours, "action", F("text"), "due_on", "decision_id", Coalesce(F("owner__name"), F("owner_role")))
    if user.is_staff_member:
        told = Q(decision__isnull=True) | Q(decision__in=Decision.objects.visible_to(user))  # its title may tell of a hidden decision
        received = reports.filter(told, is_training=False, replied_on__isnull=True, reply_due_on__isnull=False)
        yield _rows(received, "partner_report", Concat(F("organisation__name"), Value(": "), F("title")), "reply_due_on", "decision_id", F("owner__name"))


def _rows(queryset: QuerySet, kind: str, what: Any, due: str, about: str, who: Any) -> tuple[str, QuerySet]:
    words = CharField()
    columns = {"clock_key": F("pk"), "clock_what": Cast(what, words), "clock_due": F(due), "clock_about": F(about), "clock_who": Cast(who, words)}
    return kind, queryset.order_by().values(clock=Value(kind, output_field=words), **columns)

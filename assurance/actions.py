"""The list of actions: what follows from checks, reviews and gaps, whose it is, by when."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assurance import policies
from assurance.models import Action, Decision
from crm.core.forms import ListFilterSet, WordsFilter
from crm.core.tables import Column, RecordList, register

DONE, OVERDUE, NOT_DONE = "Done", "Overdue", "To do"


def actions_seen_by(user) -> QuerySet[Action]:
    """Actions of decisions that `user` sees, and of years for those who read frameworks as staff; with `is_done`. One query."""
    seen = Q(decision__in=Decision.objects.visible_to(user).current())
    if user.is_staff_member and policies.can_read_frameworks(user):
        seen |= Q(framework_year__isnull=False)
    is_done = Case(When(done_on__isnull=False, then=Value(True)), default=Value(False), output_field=BooleanField())
    return Action.objects.filter(seen).select_related("decision", "framework_year__framework", "owner").annotate(is_done=is_done)


def state_of(action: Action, today: date | None = None) -> str:
    """`Done`, `Overdue` or `To do`. Due today is not overdue."""
    if action.done_on:
        return DONE
    return OVERDUE if action.due_on and action.due_on < (today or timezone.localdate()) else NOT_DONE


class ActionFilter(ListFilterSet):
    """Filters of the list of actions."""

    q = WordsFilter(("text",))
    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=[("me", _("Mine"))], method="of_mine", empty_label=_("Everybody’s"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("open", _("To do")), ("overdue", _("Overdue")), ("done", _("Done"))], method="of_state", empty_label=_("Any")
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def of_mine(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(owner=self.user)

    def of_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "done":
            return queryset.filter(done_on__isnull=False)
        undone = queryset.filter(done_on__isnull=True)
        return undone.filter(due_on__lt=timezone.localdate()) if value == "overdue" else undone


def _belongs_to(action: Action) -> str:
    if action.decision:
        return f"{action.decision} ({action.decision.reference})"
    return str(action.framework_year)


def _where(action: Action) -> str:
    return reverse("assurance:check_list", args=[action.decision_id]) if action.decision_id else action.framework_year.get_absolute_url()


def whose(action: Action) -> str:
    """The owner's name and role, once where they are the same."""
    return ", ".join(dict.fromkeys(str(part) for part in (action.owner, action.owner_role) if part))


RAISED_BY = {
    "cover": _("Review of the cover"),
    "gunning": _("Gunning principle {number}"),
    "brown": _("Brown principle {number}"),
    "five-tests": _("Test of service change {number}"),
    "feedback": _("Feedback given"),
}


def raised_by(action: Action) -> str:
    """What the action came from: `Gunning principle 3`, `Review of the cover`; the code of a framework's criterion as it is, `pcei:D1`."""
    family, _colon, number = action.raised_by_code.partition(":")
    return str(RAISED_BY[family]).format(number=number) if family in RAISED_BY else action.raised_by_code


def shown(action: Action, today: date | None = None) -> dict[str, Any]:
    """An action as pages and desks list it. No query."""
    address = reverse("assurance:action_detail", args=[action.pk])
    return {"action": action, "state": state_of(action, today), "whose": whose(action), "raised_by": raised_by(action), "href": address}


def _training(action: Action) -> str:
    return gettext("Training example, not real") if action.decision and action.decision.is_training else ""


action_records = register(
    RecordList(
        kind="action",
        title=_("Actions"),
        noun=("action", "actions"),
        queryset=actions_seen_by,
        columns=(
            Column("text", _("What is to be done"), value=str, link=lambda action: reverse("assurance:action_detail", args=[action.pk]), note=_training),
            Column("state", _("State"), value=state_of, sort=("is_done", "due_on"), is_tag=True),
            Column("due", _("By"), value="due_on", sort=("due_on",)),
            Column("owner", _("Owner"), value=whose),
            Column("of", _("Follows from"), value=_belongs_to, link=_where),
            Column("check", _("Check"), value=raised_by),
        ),
        filterset_class=ActionFilter,
        default_sort="state",
        template="assurance/list.html",
        empty_text=_("An action says what is to be done about what is missing, who does it and by when. A review of a check makes one."),
        may_open=policies.can_open,
    )
)

"""Planned changes on people's desks: waiting for the engagement team, and a colleague's own."""

from django.urls import reverse

from assurance.models import Decision, PlannedChange
from crm.core.registries import Panel

MOST_ROWS = 5


def changes_waiting(user, reader) -> Panel | None:
    """Announced and taken up by nobody yet, oldest first. One query."""
    seen = PlannedChange.objects.filter(taken_up_at__isnull=True, decision__in=Decision.objects.visible_to(reader).current())
    rows = list(seen.select_related("decision").order_by("pk")[: MOST_ROWS + 1])
    if not rows:
        return None
    context = {"changes": rows[:MOST_ROWS], "more": len(rows) > MOST_ROWS, "address": reverse("assurance:change_list")}
    return Panel("Planned changes that wait for somebody", "assurance/panels/changes.html", context, position=20)


def own_changes(user, reader) -> Panel | None:
    """For a colleague: the way in, and what they announced before. One query."""
    rows = list(PlannedChange.objects.filter(announced_by=reader, decision__archived_at__isnull=True).select_related("decision", "taken_up_by")[:MOST_ROWS])
    context = {"changes": rows, "address": reverse("assurance:change_list"), "new_address": reverse("assurance:change_new")}
    return Panel("Are you planning a change?", "assurance/panels/changes.html", context, position=0)

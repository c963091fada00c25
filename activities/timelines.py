"""What pages of partners, people and projects show of activities, and of the promises made to them."""

from datetime import date

from django.utils import timezone

from activities.models import Activity, Commitment
from activities.querysets import newest_of_organisation, newest_of_person, newest_of_project
from activities.rules import date_text, state_words
from crm.core.registries import Panel, TimelineEntry

MOST_PROMISES = 10
QUOTED = 280


def entry_of(activity: Activity, user) -> TimelineEntry:
    """One line of a timeline. Partner users read the summary, never the raw note."""
    label = activity.type.label if activity.status == Activity.Status.HELD else f"{activity.type.label}, {activity.get_status_display().lower()}"
    text = activity.summary or ("" if user.is_partner_user else activity.heard)
    return TimelineEntry(
        on=activity.date_from,
        date_text=date_text(activity),
        label=label,
        title=activity.title,
        url=activity.get_absolute_url(),
        reference=activity.reference,
        text=text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…",
        is_training=activity.is_training,
    )


def of_organisation(organisation, user, limit: int) -> list[TimelineEntry]:
    return [entry_of(activity, user) for activity in newest_of_organisation(user, organisation, limit)]


def of_person(person, user, limit: int) -> list[TimelineEntry]:
    return [entry_of(activity, user) for activity in newest_of_person(user, person, limit)]


def of_project(project, user, limit: int) -> list[TimelineEntry]:
    return [entry_of(activity, user) for activity in newest_of_project(user, project, limit)]


def promises_to(organisation, user) -> Panel | None:
    """Open promises made to an organisation, overdue ones first. One query."""
    open_ones = Commitment.objects.visible_to(user).current().filter(organisation=organisation, state=Commitment.State.OPEN)
    return _promises(list(open_ones.order_by("due_on", "pk")[:MOST_PROMISES]), organisation.pk, user)


def _promises(commitments: list[Commitment], organisation_id: int, user) -> Panel | None:
    may_promise = user.has_right("log_activities")
    if not commitments and not may_promise:
        return None
    rows = [{"commitment": item, "state": state_words(item)} for item in commitments]
    context = {"rows": rows, "new_address": f"/desk/commitments/new/?partner={organisation_id}" if may_promise else ""}
    return Panel("Promises", "activities/promises_panel.html", context, beside=True)


def promises_of_desk(user, reader) -> Panel | None:
    """The person's own open promises: how many are overdue and due within a week, and the first of them. One query."""
    today = timezone.localdate()
    mine = Commitment.objects.visible_to(user).current().filter(owner=user, state=Commitment.State.OPEN, due_on__isnull=False)
    rows = list(mine.order_by("due_on", "pk")[: MOST_PROMISES * 5])
    overdue = [item for item in rows if item.due_on < today]
    soon = [item for item in rows if today <= item.due_on <= date.fromordinal(today.toordinal() + 7)]
    shown = [{"commitment": item, "state": state_words(item)} for item in (overdue + soon)[:MOST_PROMISES]]
    address = "/desk/commitments/?keeper=me"
    figures = [
        {"figure": len(overdue), "figure_label": "overdue", "href": f"{address}&state=overdue", "tone": "red" if overdue else ""},
        {"figure": len(soon), "figure_label": "due within a week", "href": f"{address}&state=open"},
    ]
    return Panel("Promises", "activities/promises_desk.html", {"figures": figures, "rows": shown})


def coming_up(user, reader) -> Panel | None:
    """What is planned for the next seven days, and drafts that want a note. Two queries."""
    today = timezone.localdate()
    visible = Activity.objects.visible_to(user).current().select_related("type")
    planned = visible.filter(status=Activity.Status.PLANNED)
    soon = planned.filter(date_from__gte=today, date_from__lte=date.fromordinal(today.toordinal() + 7)).order_by("date_from", "starts_at", "pk")[:10]
    late = planned.filter(owner=user, date_from__lt=today).order_by("date_from", "pk")[:10]
    context = {"entries": [entry_of(activity, user) for activity in soon], "late": [entry_of(activity, user) for activity in late]}
    return Panel("Coming up", "activities/coming_up.html", context)

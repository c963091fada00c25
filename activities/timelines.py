"""What pages of partners, people and projects show of activities, and of the promises made to them."""

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

"""What activities put on people's desks: what is planned, and promises."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity, Commitment
from activities.rules import date_text, state_words, time_text
from crm.core.models import Visibility
from crm.core.registries import Panel
from crm.core.templatetags.kit import long_date

SHOWN = 6
DAYS = 7
"""Today and the six days after it."""
OPEN_TO_STAFF = (Visibility.ORGANISATION, Visibility.SHARED)


def is_kept(record) -> bool:
    """Whether a record is kept to some people, so that no mail names it."""
    return record.visibility not in OPEN_TO_STAFF


def _week(today: date) -> tuple[date, date]:
    return today, today + timedelta(days=DAYS - 1)


def _address(path: str, **query: object) -> str:
    return f"{path}?{urlencode(query)}"


def coming_up(user, _reader) -> Panel:
    """What is planned for the next seven days, with who is going, and what was planned and nobody said whether it was held. Three queries."""
    today = timezone.localdate()
    first, last = _week(today)
    planned = Activity.objects.visible_to(user).current().filter(status=Activity.Status.PLANNED)
    soon, late = Q(date_from__range=(first, last)), Q(owner=user, date_from__lt=today)
    counts = planned.filter(soon | late).aggregate(soon=Count("pk", filter=soon), mine=Count("pk", filter=soon & Q(owner=user)), late=Count("pk", filter=late))
    week = {"status": "planned", "since": first.isoformat(), "until": last.isoformat(), "sort": "date"}
    figures = [
        {"figure": counts["soon"], "label": _("in the next seven days"), "href": _address("/desk/activities/", **week)},
        {"figure": counts["mine"], "label": _("of them yours"), "href": _address("/desk/activities/", **week, keeper="me")},
    ]
    if counts["late"]:
        before = {"status": "planned", "until": (today - timedelta(days=1)).isoformat(), "keeper": "me"}
        label = _("yours, past their day: held or cancelled?")
        figures.append({"figure": counts["late"], "label": label, "href": _address("/desk/activities/", **before), "tone": "red"})
    whose = Case(When(Q(owner=user), then=0), When(team_id=user.team_id, team_id__isnull=False, then=1), default=2)
    rows = planned.filter(soon).select_related("type", "owner").prefetch_related("staff").order_by(whose, "date_from", "starts_at", "pk")[:SHOWN]
    context = {
        "figures": figures,
        "hint": _("Yours first, then your team’s, then everybody’s.") if counts["soon"] > SHOWN else "",
        "rows": [_planned_row(activity) for activity in rows],
        "empty": _("Nothing is planned for the next seven days. Log an activity with a day to come, and it appears here."),
        "more_href": figures[0]["href"] if counts["soon"] > SHOWN else "",
        "more_text": _("All of the next seven days"),
    }
    return Panel(_("Coming up"), "desk/panels/work.html", context, position=20)


def _planned_row(activity: Activity) -> dict:
    going = ", ".join(str(person) for person in activity.staff.all()) or str(activity.owner or "")
    when = " ".join(filter(None, [date_text(activity), time_text(activity)]))
    who = _("Going: {names}").format(names=going) if going else _("Nobody is down to go")
    return {
        "text": activity.title,
        "href": activity.get_absolute_url(),
        "note": " · ".join([when, activity.type.label, who]),
        "reference": activity.reference,
        "is_kept": is_kept(activity),
        "is_training": activity.is_training,
        "hold_href": reverse("activities:activity_hold", args=[activity.pk]) if activity.date_from <= timezone.localdate() else "",
    }


def promises_of_desk(user, _reader) -> Panel:
    """The person's own open promises: how many are due this week and overdue, and the first of them. Two queries."""
    today = timezone.localdate()
    first, last = _week(today)
    mine = Commitment.objects.visible_to(user).current().filter(owner=user, state=Commitment.State.OPEN)
    this_week, overdue = Q(due_on__range=(first, last)), Q(due_on__lt=today)
    counts = mine.filter(this_week | overdue).aggregate(soon=Count("pk", filter=this_week), overdue=Count("pk", filter=overdue))
    path, tone = "/desk/commitments/", "red" if counts["overdue"] else ""
    due = {"keeper": "me", "state": "open", "due_since": first.isoformat(), "due_until": last.isoformat()}
    figures = [
        {"figure": counts["soon"], "label": _("due in the next seven days"), "href": _address(path, **due)},
        {"figure": counts["overdue"], "label": _("overdue"), "href": _address(path, keeper="me", state="overdue"), "tone": tone},
    ]
    rows = [
        {
            "text": str(promise),
            "href": promise.get_absolute_url(),
            "tag": state_words(promise),
            "note": _("due {day}").format(day=long_date(promise.due_on)),
            "reference": promise.reference,
            "is_kept": is_kept(promise),
            "is_training": promise.is_training,
        }
        for promise in mine.filter(this_week | overdue).order_by("due_on", "pk")[:SHOWN]
    ]
    empty = _("No promise of yours is due this week. What you promise while logging an activity appears here before it is due.")
    return Panel(_("Promises"), "desk/panels/work.html", {"figures": figures, "rows": rows, "empty": empty}, position=30)

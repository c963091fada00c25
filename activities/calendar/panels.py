"""What the page of an activity shows of the calendar."""

from django.utils.translation import gettext as _

from activities.calendar.clashes import clashes_of
from activities.models import Activity
from activities.policies import can_open_calendar
from crm.core.registries import Panel


def clashes_of_activity(activity: Activity, user) -> Panel | None:
    """What a planned activity is too close to. Nothing for others; at most four queries."""
    found = clashes_of(activity, user) if can_open_calendar(user) else []
    return Panel(_("Before you fix the day"), "desk/calendar/clashes_panel.html", {"clashes": found}, beside=True) if found else None

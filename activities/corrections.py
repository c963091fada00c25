"""What pages show of notes that partners check: how it stands in words, who corrected what, and what waits for whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import policies
from activities.models import Activity, Correction
from activities.rules import date_text
from activities.services.corrections import is_locked
from crm.core.registries import Panel
from crm.core.visibility import partner_organisation_ids
from partners.models import Organisation

MOST_SHOWN = 8


@dataclass(frozen=True)
class NoteCheck:
    """How the checking of a note stands.

    Attributes:
        until: The last day for corrections; None where nobody is asked.
        locked_since: The day after it, once it has passed.
        corrections: Those that the reader may see, the oldest first.
        waiting: How many of them wait for our answer.
        partners: Whom it is shared with, as far as the reader sees them.
        can_ask, can_unlock, can_correct: What the reader may press.
    """

    until: date | None
    locked_since: date | None
    corrections: tuple[Correction, ...]
    waiting: int
    partners: tuple[Organisation, ...]
    can_ask: bool
    can_unlock: bool
    can_correct: bool


def note_check_of(activity: Activity, user, today: date) -> NoteCheck | None:
    """None where there is nothing to say. One query, another where the activity is shared."""
    is_shared = activity.visibility == "shared"
    may_change = policies.can_change(user, activity) and activity.archived_at is None
    can_ask = may_change and is_shared and activity.status == Activity.Status.HELD and bool(activity.heard)
    corrections = tuple(_corrections_for(user).filter(activity=activity)) if is_shared or policies.can_read_notes(user) else ()
    if activity.corrections_until is None and not corrections and not can_ask:
        return None
    locked = is_locked(activity, today)
    partners = tuple(Organisation.objects.visible_to(user).filter(pk__in=activity.shared_with_ids).order_by("name", "pk")) if is_shared else ()
    return NoteCheck(
        until=activity.corrections_until,
        locked_since=activity.corrections_until + timedelta(days=1) if locked else None,
        corrections=corrections,
        waiting=sum(item.state == Correction.State.OPEN for item in corrections),
        partners=() if user.is_partner_user else partners,
        can_ask=can_ask and not locked,
        can_unlock=may_change and locked,
        can_correct=policies.may_correct(user, activity, today),
    )


def _corrections_for(user) -> QuerySet[Correction]:
    """Corrections of partners that the reader sees; partner users read those of their own organisations."""
    if user.is_partner_user:
        return Correction.objects.filter(organisation__in=partner_organisation_ids(user)).select_related("organisation")
    return Correction.objects.filter(organisation__in=Organisation.objects.visible_to(user)).select_related("organisation", "answered_by")


def corrections_waiting(user) -> QuerySet[Correction]:
    """Corrections that wait for an answer, of activities and partners that `user` may see, the oldest first."""
    seen = Activity.objects.visible_to(user).current()
    return _corrections_for(user).filter(state=Correction.State.OPEN, activity__in=seen).order_by("sent_at", "pk")


def speaks_for(user, activity: Activity) -> list[Organisation]:
    """Organisations that a partner user speaks for and with which the activity is shared. One query."""
    mine = set(partner_organisation_ids(user)) & set(activity.shared_with_ids)
    return list(Organisation.objects.filter(pk__in=mine).order_by("name", "pk"))


def notes_to_check(user, _reader) -> Panel | None:
    """On the desk of a partner user: notes they are asked to check, the day that comes first at the top. Two queries."""
    today = timezone.localdate()
    rows = Activity.objects.visible_to(user).current().filter(corrections_until__gte=today).order_by("corrections_until", "pk")
    found = [
        {"text": item.title, "href": item.get_absolute_url(), "note": _("{held} · until {day}").format(held=date_text(item), day=_day(item.corrections_until))}
        for item in rows[:MOST_SHOWN]
    ]
    return Panel(_("Please check these notes"), "desk/panels/rows.html", {"rows": found, "empty": ""}) if found else None


def corrections_to_answer(user, _reader) -> Panel | None:
    """On the desk of staff who log: what partners corrected and nobody has answered, in activities of theirs. One query."""
    rows = corrections_waiting(user).filter(activity__owner=user).select_related("activity")[:MOST_SHOWN]
    found = [
        {"text": str(item), "href": item.activity.get_absolute_url(), "note": f"{item.organisation} · {item.activity} · {_day(item.sent_at)}"} for item in rows
    ]
    return Panel(_("Corrections from partners"), "desk/panels/rows.html", {"rows": found, "empty": ""}) if found else None


def _day(day: date | datetime) -> str:
    from crm.core.templatetags.kit import long_date

    return long_date(day)

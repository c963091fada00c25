"""A feed as calendar programs read it (RFC 5545). What leaves the house here is little: no people, no notes, nothing kept to some."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BigIntegerField, Max, Prefetch, Q, QuerySet
from django.db.models.functions import Cast
from icalendar import Calendar, Event, Timezone

from activities.calendar.rows import mine
from activities.models import Activity, ActivityPerson, CalendarFeed, DatePrecision
from crm.core.models import AuditEvent, Visibility

DAYS_BACK, DAYS_AHEAD = 90, 400
MOST_AHEAD, MOST_BACK = 1_500, 500
"""More than a person's calendar can hold to any use; the nearest ones are kept."""
NAMESPACE = UUID("6f0c1a4e-6f1e-5d0a-9a5c-2f6a6f4f6c11")
"""Ours for identifiers of events; drawn once, never changed."""
LONDON = ZoneInfo("Europe/London")
STATUS = {Activity.Status.PLANNED: "CONFIRMED", Activity.Status.HELD: "CONFIRMED", Activity.Status.CANCELLED: "CANCELLED"}

VTIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def activities_of(feed: CalendarFeed, today: date) -> list[Activity]:
    """What the feed holds today, as far as its person may see it now: the last 90 days and the next 400, nearest first. At most six queries.

    Activities kept to a team or to named people are left out whoever asks: a feed is copied to servers that are not ours.
    """
    user = feed.user
    rows = Activity.objects.visible_to(user).current().filter(visibility__in=[Visibility.ORGANISATION, Visibility.SHARED])
    rows = rows.filter(_in_scope(feed), date_precision=DatePrecision.DAY)
    if not settings.EXAMPLE_MODE:
        rows = rows.real()
    rows = rows.select_related("type", "place").prefetch_related(Prefetch("person_links", ActivityPerson.objects.select_related("person")))
    ahead = _short(rows.filter(date_from__gte=today, date_from__lte=today + timedelta(days=DAYS_AHEAD))).order_by("date_from", "pk")
    back = _short(rows.filter(date_from__gte=today - timedelta(days=DAYS_BACK), date_from__lt=today)).order_by("-date_from", "-pk")
    return [*ahead[:MOST_AHEAD], *back[:MOST_BACK]]


def _short(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    return rows.only(
        "title", "type__label", "status", "date_from", "date_to", "starts_at", "ends_at", "how", "venue", "place__name", "version", "created_at", "is_training"
    )


def _in_scope(feed: CalendarFeed) -> Q:
    if feed.scope == CalendarFeed.Scope.MINE:
        return mine(feed.user)
    if feed.scope == CalendarFeed.Scope.TEAM:
        return Q(team=feed.user.team_id, team__isnull=False)
    return Q()


def last_changes(activities: Iterable[Activity]) -> dict[int, datetime]:
    """When each was last changed, from its history. One query."""
    keys = [str(activity.pk) for activity in activities]
    events = AuditEvent.objects.filter(table_name=Activity._meta.db_table, record_key__in=keys).order_by()
    found = events.annotate(key=Cast("record_key", BigIntegerField())).values("key").annotate(at_last=Max("at"))
    return dict(found.values_list("key", "at_last"))


def as_calendar(name: str, activities: Iterable[Activity], *, changed: dict[int, datetime], address_of: Callable[[Activity], str]) -> bytes:
    """The file, the same bytes for the same rows, so that a program that has it already is told so.

    Args:
        changed: When each was last changed, by key.
        address_of: The whole address of an activity's page, which asks for a sign-in.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Listening Post//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("refresh-interval;value=duration", "PT1H")
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(Timezone.from_ical(VTIMEZONE))
    for activity in sorted(activities, key=lambda item: (item.date_from, item.pk)):
        calendar.add_component(event_of(activity, changed.get(activity.pk, activity.created_at), address_of(activity)))
    return calendar.to_ical()


def event_of(activity: Activity, changed_at: datetime, address: str) -> Event:
    """One activity. Its person links are prefetched: nobody who was there is named."""
    people = [link.person.name for link in activity.person_links.all()]
    title = without_people(activity.title, people) or activity.type.label
    event = Event()
    event.add("uid", identifier_of(activity))
    event.add("dtstamp", changed_at.astimezone(ZoneInfo("UTC")).replace(microsecond=0))
    event.add("last-modified", changed_at.astimezone(ZoneInfo("UTC")).replace(microsecond=0))
    event.add("sequence", activity.version)
    event.add("summary", f"Training example: {title}" if activity.is_training else title)
    event.add("status", STATUS[activity.status])
    event.add("categories", [activity.type.label])
    place = ", ".join(filter(None, [without_people(activity.venue, people), activity.place.name if activity.place else ""]))
    if place or activity.how:
        event.add("location", place or str(activity.get_how_display()))
    event.add("description", f"{activity.type.label}, {str(activity.get_status_display()).lower()}. {activity.reference} in Listening Post: {address}")
    event.add("url", address)
    for name, value in times_of(activity).items():
        event.add(name, value)
    return event


def times_of(activity: Activity) -> dict[str, date | datetime]:
    """Start and end. Without a time, or of several days whose end has none, it takes whole days; no length is made up."""
    first, last = activity.date_from, activity.date_to or activity.date_from
    if activity.starts_at is None or (last > first and activity.ends_at is None):
        return {"dtstart": first, "dtend": last + timedelta(days=1)}
    times = {"dtstart": datetime.combine(first, activity.starts_at, LONDON)}
    if activity.ends_at is not None and (last, activity.ends_at) > (first, activity.starts_at):
        times["dtend"] = datetime.combine(last, activity.ends_at, LONDON)
    return times


def identifier_of(activity: Activity) -> str:
    """The same for one activity for ever, whatever the host is called, and another in every installation."""
    return f"{uuid5(NAMESPACE, f'{activity.pk} {activity.created_at:%Y-%m-%dT%H:%M:%S.%f}')}@listening-post.invalid"


def without_people(text: str, names: Iterable[str]) -> str:
    """`text`, or "" where it names one of the people: a title is often proposed from who was there."""
    lowered = " ".join(text.lower().split())
    return "" if any(re.search(rf"(?<!\w){re.escape(' '.join(name.lower().split()))}(?!\w)", lowered) for name in names if name.strip()) else text

"""The secret address of a calendar feed: who reads what there, and for how long."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from activities.models import Activity, CalendarFeed
from crm.core.models import AuditEvent, Team
from partners.models import Place
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory
from tests.desk.feeds import made, read
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
HOSTILE = ["X\r\nATTENDEE:mailto:a@example.org", "a;b,c\\d", "x" * 250, "Ärzte 🙂 \u2028 line", "END:VEVENT\nBEGIN:VEVENT", '"; DROP TABLE', "\t tab"]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def events(path: str) -> list:
    response = read(path)
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def titles(path: str) -> set[str]:
    return {str(event["SUMMARY"]) for event in events(path)}


# The address


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 400, "%00", "..%2f..%2fetc", "é" * 43])
def test_an_unknown_token_finds_nothing(db, token):
    assert read(f"/calendar/{token}.ics").status_code == 404


def test_it_needs_no_session_and_leaves_no_cookie(officer):  # noqa: F811
    response = read(made(officer))
    assert response.status_code == 200 and not response.cookies
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex, nofollow" and response["Cache-Control"].startswith("private")


@pytest.mark.parametrize("loss", ["switched off", "no role", "partner user"])
def test_it_dies_with_the_account_and_with_the_role(officer, loss):  # noqa: F811
    path, user = made(officer), officer.user
    user.is_active = loss != "switched off"
    user.save()
    if loss != "switched off":
        user.groups.set(Group.objects.filter(name="partner") if loss == "partner user" else [])
    assert read(path).status_code == 404


def test_it_is_only_read(officer):  # noqa: F811
    path = made(officer)
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200


def test_the_day_of_reading_is_kept_once_a_day(officer, today):  # noqa: F811
    path = made(officer)
    read(path)
    assert CalendarFeed.objects.get().last_read_on == today
    before = AuditEvent.objects.count()
    CalendarFeed.objects.update(last_read_on=today - timedelta(days=1))
    read(path)
    assert CalendarFeed.objects.get().last_read_on == today and AuditEvent.objects.count() == before
    with CaptureQueriesContext(connection) as queries:
        read(path)
    assert [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))] == []


def test_a_program_that_has_it_is_told_so(officer, today):  # noqa: F811
    path = made(officer)
    activity = ActivityFactory(date_from=today)
    first = read(path)
    same = read(path, **{"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    Activity.objects.filter(pk=activity.pk).update(title="Changed")
    assert read(path, **{"if-none-match": first["ETag"]}).status_code == 200
    Activity.objects.all().update(archived_at=timezone.now(), archived_reason="Over")
    assert read(path)["ETag"] != first["ETag"] and titles(path) == set()


# What it holds


def test_scopes_hold_what_they_say(officer, today):  # noqa: F811
    user, team = officer.user, Team.objects.create(name="Our team")
    user.team = team
    user.save()
    ActivityFactory(title="Mine", date_from=today, owner=user)
    ActivityFactory(title="I go", date_from=today).staff.add(user)
    ActivityFactory(title="Team’s", date_from=today, team=team)
    ActivityFactory(title="Another’s", date_from=today)
    assert titles(made(officer, "mine")) == {"Mine", "I go"}
    assert titles(made(officer, "team")) == {"Team’s"}
    assert titles(made(officer, "all")) == {"Mine", "I go", "Team’s", "Another’s"}


def test_who_loses_the_team_loses_its_activities(officer, today):  # noqa: F811
    officer.user.team = team = Team.objects.create(name="Our team")
    officer.user.save()
    path = made(officer, "team")
    ActivityFactory(title="Team’s", date_from=today, team=team)
    ActivityFactory(title="Of no team", date_from=today)
    assert titles(path) == {"Team’s"}
    officer.user.team = None
    officer.user.save()
    assert titles(path) == set()


def test_what_is_kept_to_some_is_left_out_even_for_them(officer, today):  # noqa: F811
    user, team = officer.user, Team.objects.create(name="Our team")
    user.team = team
    user.save()
    ActivityFactory(title="Canary", date_from=today, owner=user, visibility="restricted", named_user_ids=[user.pk])
    ActivityFactory(title="Canary", date_from=today, owner=user, visibility="team", team=team)
    for scope in CalendarFeed.Scope.values:
        assert "Canary" not in read(made(officer, scope)).content.decode() and events(made(officer, scope)) == []


def test_a_colleagues_feed_holds_what_the_colleague_may_see(as_role, today):  # noqa: F811
    colleague = as_role("colleague")
    ActivityFactory(title="Canary", date_from=today)
    ActivityFactory(title="Own", date_from=today, owner=colleague.user)
    assert titles(made(colleague)) == {"Own"}


def test_it_reaches_ninety_days_back_and_four_hundred_ahead(officer, today):  # noqa: F811
    for days in (-91, -90, 0, 400, 401):
        ActivityFactory(title=f"At {days}", date_from=today + timedelta(days=days))
    ActivityFactory(title="Some month", date_from=today.replace(day=1), date_precision="month")
    ActivityFactory(title="Undated", date_from=None, date_precision="unknown")
    ActivityFactory(title="Archived", date_from=today, archived_at=timezone.now(), archived_reason="Over")
    assert titles(made(officer)) == {"At -90", "At 0", "At 400"}


def test_training_examples_leave_only_an_example_installation(officer, today, settings):  # noqa: F811
    ActivityFactory(title="Exercise", date_from=today, is_training=True)
    settings.EXAMPLE_MODE = False
    assert titles(made(officer)) == set()
    settings.EXAMPLE_MODE = True
    assert titles(made(officer)) == {"Training example: Exercise"}


def test_no_people_no_notes(officer, today):  # noqa: F811
    person, partner = PersonFactory(name="Canary Person"), OrganisationFactory(name="Carers first")
    activity = ActivityFactory(
        title="Meeting with Canary  person", venue="Home of Canary Person", date_from=today, heard="zqnotes", summary="zqnotes", next_steps="zqnotes",
        purpose="zqnotes", audience="zqnotes", lead_text="zqnotes", notes_by="zqnotes", owner=officer.user,
    )  # fmt: skip
    activity.person_links.create(person=person)
    activity.organisation_links.create(organisation=partner)
    activity.staff.add(officer.user)
    text = read(made(officer)).content.decode().lower()
    assert "canary" not in text and "zqnotes" not in text and "attendee" not in text and "organizer" not in text
    assert officer.user.name.lower() not in text and officer.user.email not in text
    assert titles(made(officer)) == {activity.type.label}


def test_an_event_says_what_calendars_need(officer, today):  # noqa: F811
    place = Place.objects.filter(kind="district").first() or Place.objects.create(name="Medway", kind="district", code="E06000035")
    times = {"date_from": today + timedelta(days=3), "starts_at": time(14), "ends_at": time(15, 30)}
    activity = ActivityFactory(title="Round table", status="planned", venue="Town hall", place=place, version=4, **times)
    (event,) = events(made(officer))
    assert str(event["SUMMARY"]) == "Round table" and int(event["SEQUENCE"]) == 4 and str(event["STATUS"]) == "CONFIRMED"
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTSTART").replace(tzinfo=None) == datetime.combine(activity.date_from, time(14))
    assert event.decoded("DTEND").replace(tzinfo=None) == datetime.combine(activity.date_from, time(15, 30))
    assert event.decoded("DTSTAMP") <= timezone.now() + timedelta(seconds=1)
    assert str(event["LOCATION"]) == f"Town hall, {place.name}"
    assert str(event["URL"]) == f"http://testserver{activity.get_absolute_url()}" and activity.reference in str(event["DESCRIPTION"])


@pytest.mark.parametrize("month", [1, 7])
def test_the_time_zone_is_told_for_summer_and_winter(officer, today, month):  # noqa: F811
    year = today.year + (1 if today.month >= month else 0)
    ActivityFactory(date_from=date(year, month, 14), starts_at=time(14))
    path = made(officer)
    assert b"BEGIN:VTIMEZONE" in read(path).content
    (event,) = events(path)
    assert event.decoded("DTSTART").utcoffset() == timedelta(hours=1 if month == 7 else 0)
    assert "DTEND" not in event  # nobody said how long


def test_days_without_a_time_are_whole_days(officer, today):  # noqa: F811
    ActivityFactory(title="One", date_from=today)
    ActivityFactory(title="Three", date_from=today, date_to=today + timedelta(days=2), starts_at=time(9))
    found = {str(event["SUMMARY"]): (event.decoded("DTSTART"), event.decoded("DTEND")) for event in events(made(officer))}
    assert found == {"One": (today, today + timedelta(days=1)), "Three": (today, today + timedelta(days=3))}


def test_cancelled_ones_are_said_to_be_cancelled(officer, today):  # noqa: F811
    for status in Activity.Status.values:
        ActivityFactory(title=status, status=status, date_from=today)
    found = {str(event["SUMMARY"]): str(event["STATUS"]) for event in events(made(officer))}
    assert found == {"planned": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def test_identifiers_stay_whatever_changes_and_whoever_asks(officer, as_role, today):  # noqa: F811
    activity = ActivityFactory(date_from=today)
    other = ActivityFactory(date_from=today)
    before = {str(event["UID"]) for event in events(made(officer))}
    Activity.objects.filter(pk=activity.pk).update(title="Another", date_from=today + timedelta(days=1), version=7)
    assert {str(event["UID"]) for event in events(made(as_role("auditor")))} == before
    assert len(before) == 2 and all("testserver" not in identifier for identifier in before) and activity.pk != other.pk


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_out_of_its_line(officer, today, text):  # noqa: F811
    ActivityFactory(title=text, venue=text[:200], date_from=today)
    path = made(officer)
    content = read(path).content
    lines = re.split(rb"\r\n|\r|\n", content)
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 1 == len(events(path))
    assert not any(line.startswith((b"ATTENDEE", b"DROP")) for line in lines)
    assert all(len(line) <= 75 for line in lines)


def test_as_many_events_are_read_back_as_there_are(officer, today):  # noqa: F811
    for number in range(40):
        ActivityFactory(date_from=today + timedelta(days=number), starts_at=time(10) if number % 2 else None)
    assert len(events(made(officer))) == 40


def test_cost_does_not_grow(officer, today):  # noqa: F811
    def cost(path: str) -> int:
        read(path)
        with CaptureQueriesContext(connection) as queries:
            assert read(path).status_code == 200
        return len(queries)

    path = made(officer)
    ActivityFactory(date_from=today).person_links.create(person=PersonFactory())
    ActivityFactory(date_from=today - timedelta(days=1)).person_links.create(person=PersonFactory())
    one = cost(path)
    for number in range(10):
        ActivityFactory(date_from=today + timedelta(days=number - 5)).person_links.create(person=PersonFactory())
    assert cost(path) == one <= 12

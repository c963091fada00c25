"""Series: on which days they come again, what the next meeting takes over, and what changes together."""

import threading
import uuid
from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from activities import services
from activities.models import Activity, Series
from activities.occurrences import Occurrence, occurrences
from activities.working_days import after_working_days, is_working_day, working_day_from
from crm.core import history
from crm.core.models import AuditEvent, User
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, ProjectFactory
from tests.partners.factories import AgreementFactory, OrganisationFactory, PersonFactory


@pytest.fixture
def actor(make_user):
    return make_user(role="engagement_officer")


def days(*args, **more) -> list[date]:
    return [item.on for item in occurrences(*args, **more)]


# Days


def test_weeks_keep_the_weekday():
    assert days(date(2026, 9, 2), "week", how_many=3) == [date(2026, 9, 9), date(2026, 9, 16), date(2026, 9, 23)]
    assert days(date(2026, 9, 2), "fortnight", how_many=2) == [date(2026, 9, 16), date(2026, 9, 30)]


def test_the_last_of_a_month_stays_the_last_and_comes_back_to_the_31st():
    found = days(date(2029, 1, 31), "month", how_many=3)
    assert found == [date(2029, 2, 28), date(2029, 4, 3), date(2029, 4, 30)]  # 31 March 2029 is a Saturday at Easter: the Tuesday after


def test_a_leap_year_has_the_29th():
    assert days(date(2028, 1, 31), "month", how_many=1) == [date(2028, 2, 29)]


def test_a_bank_holiday_moves_to_the_next_working_day_and_says_so():
    found = occurrences(date(2026, 12, 11), "fortnight", how_many=1)
    assert found == [Occurrence(date(2026, 12, 29), date(2026, 12, 25), "bank holiday: Christmas Day")]  # the 28th is a substitute day


def test_a_month_day_on_a_weekend_moves_unless_weekends_are_meant():
    assert occurrences(date(2026, 7, 15), "month", how_many=1)[0].on == date(2026, 8, 17)
    assert "weekend" in occurrences(date(2026, 7, 15), "month", how_many=1)[0].why
    assert days(date(2026, 7, 18), "week", how_many=1) == [date(2026, 7, 25)]  # a Saturday group


def test_the_same_weekday_of_the_month():
    assert days(date(2026, 9, 8), "month", how_many=2, same_weekday=True) == [date(2026, 10, 13), date(2026, 11, 10)]
    fifth = days(date(2026, 9, 30), "month", how_many=3, same_weekday=True)
    assert fifth == [date(2026, 10, 28), date(2026, 11, 25), date(2026, 12, 30)]
    assert days(date(2026, 9, 8), "quarter", how_many=1, same_weekday=True) == [date(2026, 12, 8)]


def test_it_ends_on_a_day_after_a_number_or_at_sixty():
    assert days(date(2026, 9, 2), "week", until=date(2026, 9, 16)) == [date(2026, 9, 9), date(2026, 9, 16)]
    assert len(days(date(2026, 9, 2), "week")) == 60
    assert len(days(date(2026, 9, 2), "week", how_many=1000)) == 60
    assert days(date(2026, 9, 2), "other") == []


def test_days_that_have_passed_do_not_count():
    assert days(date(2020, 1, 1), "month", how_many=1, not_before=date(2026, 7, 2)) == [date(2026, 8, 3)]


def test_a_moved_day_is_not_past_the_last_day():
    assert days(date(2026, 12, 11), "fortnight", until=date(2026, 12, 26)) == []


def test_working_days_leave_weekends_and_bank_holidays_out():
    assert after_working_days(date(2026, 12, 18), 10) == date(2027, 1, 6)
    assert working_day_from(date(2026, 8, 29)) == date(2026, 9, 1)  # Saturday, Sunday, summer bank holiday
    assert is_working_day(date(2026, 9, 1)) and not is_working_day(date(2026, 8, 31))


# Planning

NEXT = [date(2026, 12, 2), date(2026, 12, 9)]


@pytest.fixture
def source(db):
    activity = ActivityFactory(
        title="Carers’ forum", date_from=date(2026, 10, 21), starts_at=time(14), ends_at=time(15, 30), venue="Library", how="in_person", next_steps="Private",
        summary="Sum", purpose="This once", adjustments_offered="Loop", project=ProjectFactory(), notes_by="Their secretary",
    )  # fmt: skip
    closed = OrganisationFactory(name="Gone", archived_at=timezone.now(), archived_reason="Closed")
    activity.organisations.add(OrganisationFactory(name="Carers’ group"), closed)
    activity.people.add(PersonFactory())
    activity.counts.create(number=12)
    return activity


def test_the_next_meetings_take_people_and_place_but_no_notes_and_no_counts(actor, source):
    source.staff.add(actor)
    series = services.plan_series(source, name="Forum", every="week", dates=NEXT, actor=actor)
    source.refresh_from_db()
    assert (source.series, series.name, series.every) == (series, "Forum", "week")
    made = list(series.activities.filter(status="planned").order_by("date_from"))
    assert [item.date_from for item in made] == NEXT
    for item in made:
        assert (item.title, item.venue, item.how, item.project) == ("Carers’ forum", "Library", "in_person", source.project)
        assert (item.starts_at, item.ends_at) == (time(14), time(15, 30))  # the same clock time in summer and in winter
        assert [str(partner) for partner in item.organisations.all()] == ["Carers’ group"]
        assert list(item.people.all()) == list(source.people.all()) and list(item.staff.all()) == [actor]
        assert not any((item.heard, item.next_steps, item.summary, item.purpose, item.adjustments_offered, item.notes_by)) and not item.counts.exists()
    event = AuditEvent.objects.filter(table_name="activities_activity", record_key=str(made[0].pk)).get()
    assert (event.actor, event.action, event.operation) == (f"user:{actor.pk}", "plan_series", "insert")


def test_sixty_cost_as_many_queries_as_one(actor, source, django_assert_num_queries):
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(database) as one:
        services.plan_series(source, name="Forum", dates=[date(2027, 1, 4)], actor=actor)
    with CaptureQueriesContext(database) as again:
        services.plan_series(source, dates=[date(2027, 2, 1) + timedelta(days=number) for number in range(60)], actor=actor)
    assert len(again) <= len(one)


def test_days_that_have_a_meeting_are_left_out_and_none_left_is_said(actor, source):
    services.plan_series(source, name="Forum", dates=NEXT, actor=actor)
    services.plan_series(source, dates=[*NEXT, date(2026, 12, 16)], actor=actor)
    assert Activity.objects.filter(status="planned").count() == 3
    with pytest.raises(ValidationError, match="already"):
        services.plan_series(source, dates=NEXT, actor=actor)


@pytest.mark.parametrize("broken", [{"archived_at": timezone.now(), "archived_reason": "Over"}, {"status": "cancelled"}])
def test_what_is_over_does_not_come_again(actor, broken):
    with pytest.raises(ValidationError, match="cannot come again"):
        services.plan_series(ActivityFactory(**broken), dates=NEXT, actor=actor)


def test_more_than_sixty_are_refused_and_nothing_is_stored(actor, source):
    with pytest.raises(ValidationError, match="at most 60"):
        services.plan_series(source, dates=[date(2027, 1, 1) + timedelta(days=number) for number in range(61)], actor=actor)
    assert not Series.objects.exists()


def test_a_lapsed_agreement_stops_a_shared_series(actor):
    agreement = AgreementFactory(ends_on="2026-02-01")
    shared = ActivityFactory(visibility="shared", shared_with_ids=[agreement.organisation_id])
    with pytest.raises(ValidationError, match="agreement"):
        services.plan_series(shared, dates=NEXT, actor=actor)
    assert not Series.objects.exists() and Activity.objects.count() == 1


def test_restricted_and_training_meetings_stay_so(actor):
    source = ActivityFactory(visibility="restricted", named_user_ids=[actor.pk], is_training=True)
    series = services.plan_series(source, dates=NEXT, actor=actor)
    assert {(item.visibility, tuple(item.named_user_ids), item.is_training) for item in series.activities.all()} == {("restricted", (actor.pk,), True)}


def test_two_presses_plan_the_series_once(own_database, django_db_blocker):
    with django_db_blocker.unblock(), history.acting("system:tests"):
        person = User.objects.create_user(email="officer@example.nhs.uk", name="Engagement officer")
        person.groups.add(Group.objects.get(name="engagement_officer"))
        source, key = ActivityFactory(type=ActivityTypeFactory()), uuid.uuid4()
        made, start = [], threading.Barrier(2)

        def press():
            try:
                with history.acting_as(person):
                    start.wait(timeout=30)
                    made.append(services.plan_series(source, dates=NEXT, actor=person, key=key).pk)
            finally:
                connection.close()

        presses = [threading.Thread(target=press) for _number in range(2)]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert len(made) == 2 and len(set(made)) == 1
        assert Activity.objects.filter(status="planned").count() == 2


# Changing and cancelling together


@pytest.fixture
def planned(actor, source) -> list[Activity]:
    """Three planned meetings; the last one has a venue of its own."""
    services.plan_series(source, name="Forum", dates=[*NEXT, date(2026, 12, 16)], actor=actor)
    found = list(Activity.objects.filter(status="planned").order_by("date_from"))
    Activity.objects.filter(pk=found[2].pk).update(how="hybrid")
    return found


def test_later_ones_follow_in_what_changed_and_keep_the_rest(actor, planned):
    new, kept = OrganisationFactory(), planned[0].organisations.get()
    stored, count = services.change_with_later(
        planned[1], version=1, values={"venue": "Town hall", "starts_at": time(10), "ends_at": time(11)}, organisations=[new], actor=actor, reason="Moved"
    )
    first, second, third = (Activity.objects.get(pk=item.pk) for item in planned)
    assert count == 1 and stored.pk == second.pk
    assert (first.venue, first.starts_at, list(first.organisations.all())) == ("Library", time(14), [kept])
    assert (third.venue, third.starts_at, third.ends_at, third.how, third.date_from) == ("Town hall", time(10), time(11), "hybrid", date(2026, 12, 16))
    assert list(third.organisations.all()) == [new] and third.version == 2
    event = AuditEvent.objects.filter(table_name="activities_activity", record_key=str(third.pk)).latest("pk")
    assert (event.action, event.reason) == ("change_series", "Moved")


def test_later_ones_that_the_editor_cannot_see_stay_as_they_are(actor, planned):
    Activity.objects.filter(pk=planned[2].pk).update(visibility="restricted", named_user_ids=[0])
    _stored, count = services.change_with_later(planned[0], version=1, values={"venue": "Town hall"}, actor=actor)
    assert count == 1 and Activity.objects.get(pk=planned[2].pk).venue == "Library"


def test_later_ones_are_cancelled_with_the_same_reason(actor, planned):
    assert services.cancel_with_later(planned[1], reason="The group ended", actor=actor) == [planned[1].pk, planned[2].pk]
    states = [Activity.objects.get(pk=item.pk).status for item in planned]
    assert states == ["planned", "cancelled", "cancelled"]
    event = AuditEvent.objects.filter(table_name="activities_activity", record_key=str(planned[2].pk)).latest("pk")
    assert (event.action, event.reason) == ("cancel", "The group ended")


def test_a_blank_reason_cancels_nothing(actor, planned):
    with pytest.raises(ValidationError):
        services.cancel_with_later(planned[0], reason=" ", actor=actor)
    assert Activity.objects.filter(status="planned").count() == 3

"""New versions and cancellations of invitations, before and after they became an activity."""

from datetime import UTC, date, datetime, time

import pytest

from activities.capture.times import times_of
from activities.models import Activity, CapturedMessage
from tests.activities.factories import ActivityFactory
from tests.capture.letters import invitation

pytestmark = pytest.mark.django_db
LATER = {"sequence": 1, "start": "20260310T140000Z", "end": "20260310T150000Z", "place": "Library"}


@pytest.fixture
def waiting(capture):
    """An invitation that waits."""
    return capture(invitation())


@pytest.fixture
def planned(waiting):
    """The planned activity that it became."""
    activity = ActivityFactory(status="planned", venue=waiting.place, **times_of(waiting))
    CapturedMessage.objects.filter(pk=waiting.pk).update(state="made", activity=activity)
    return activity


def test_a_new_version_changes_the_one_that_waits(capture, waiting):
    update = capture(invitation(**LATER))
    assert (update.state, update.replaces) == ("update", waiting)
    assert update.reason == f"Changes {waiting.reference}, which is waiting: now Tuesday 10 March 2026, 14:00."
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sequence, waiting.place) == ("waiting", 1, "Library")
    assert waiting.starts_at == datetime(2026, 3, 10, 14, tzinfo=UTC)
    assert waiting.addresses.count() == 2


def test_people_left_out_stay_left_out(capture, waiting):
    waiting.addresses.filter(part="attendee").update(is_ignored=True)
    capture(invitation(**LATER))
    assert waiting.addresses.get(part="attendee").is_ignored


def test_an_older_version_is_a_duplicate(capture):
    first = capture(invitation(sequence=3))
    older = capture(invitation(sequence=2, place="Library"))
    assert (older.state, older.reason) == ("duplicate", f"This is an older version of {first.reference}.")


def test_the_same_version_is_a_duplicate_whoever_sends_it(capture, waiting):
    again = capture(invitation(attendees=("chair@example.org",)))
    assert (again.state, again.replaces) == ("duplicate", waiting)


def test_a_calendar_that_does_not_count_versions_is_understood(capture, waiting):
    update = capture(invitation(**{**LATER, "sequence": 0}))
    assert (update.state, update.replaces) == ("update", waiting)


def test_a_cancellation_sets_the_waiting_one_aside(capture, waiting):
    cancelled = capture(invitation(method="CANCEL", sequence=1))
    waiting.refresh_from_db()
    assert (cancelled.state, waiting.state, waiting.reason) == ("update", "dismissed", "Cancelled by the organiser.")


def test_a_new_version_moves_the_planned_activity(capture, planned):
    update = capture(invitation(**LATER))
    planned.refresh_from_db()
    assert (update.state, update.activity) == ("update", planned)
    assert (planned.date_from, planned.starts_at, planned.ends_at, planned.venue) == (date(2026, 3, 10), time(14), time(15), "Library")
    third = capture(invitation(**{**LATER, "sequence": 2, "place": "Town hall"}))
    planned.refresh_from_db()
    assert (third.state, planned.venue) == ("update", "Town hall")


def test_a_cancellation_cancels_the_planned_activity(capture, planned):
    assert capture(invitation(method="CANCEL")).reason == f"Cancels {planned.reference}."
    planned.refresh_from_db()
    assert planned.status == "cancelled"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_from": "2026-03-04"}, "was changed by hand. The new invitation says Tuesday 10 March 2026, 14:00."),
        ({"status": "held"}, "which is held already."),
        ({"archived_at": datetime(2026, 2, 1, tzinfo=UTC), "archived_reason": "Twice."}, "which is archived already."),
    ],
)
def test_what_people_decided_stays_and_the_new_version_needs_them(capture, planned, change, reason):
    Activity.objects.filter(pk=planned.pk).update(**change)
    before = Activity.objects.filter(pk=planned.pk).values().get()
    update = capture(invitation(**LATER))
    assert update.state == "waiting"
    assert update.reason.startswith("Needs you: ")
    assert update.reason.endswith(reason)
    assert Activity.objects.filter(pk=planned.pk).values().get() == before


def test_hours_changed_by_hand_count_as_well(capture, planned):
    Activity.objects.filter(pk=planned.pk).update(starts_at=time(9))
    assert capture(invitation(**LATER)).state == "waiting"


def test_a_restricted_activity_is_neither_changed_nor_named(capture, planned, make_user):
    Activity.objects.filter(pk=planned.pk).update(visibility="restricted", named_user_ids=[make_user().pk])
    update = capture(invitation(**LATER))
    assert (update.state, planned.reference in update.reason) == ("waiting", False)
    planned.refresh_from_db()
    assert planned.date_from == date(2026, 3, 3)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_another_organiser_changes_nothing(capture, planned, method):
    update = capture(invitation(**LATER, organiser="mallory@example.net", method=method))
    assert (update.state, "comes from another organiser" in update.reason) == ("waiting", True)
    planned.refresh_from_db()
    assert (planned.status, planned.date_from) == ("planned", date(2026, 3, 3))


def test_a_new_version_of_what_was_set_aside_waits_anew(capture, waiting):
    CapturedMessage.objects.filter(pk=waiting.pk).update(state="dismissed", reason="Not for us.")
    assert capture(invitation(**LATER)).state == "waiting"


def test_one_day_of_a_series_is_a_meeting_of_its_own(capture, waiting):
    assert capture(invitation(extra="RECURRENCE-ID:20260303T100000Z\r\n", **{**LATER, "sequence": 0})).state == "waiting"

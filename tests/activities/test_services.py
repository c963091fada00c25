"""Changes of activities, projects, points and promises."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from activities import services
from activities.models import Activity, Commitment, Insight
from crm.core import history
from crm.core.models import AuditEvent, Team, User
from crm.core.services import StaleRecord
from tests.activities.factories import (
    ActivityFactory,
    ActivityTypeFactory,
    CommitmentFactory,
    InsightFactory,
    MissingFactFactory,
    ProjectFactory,
)
from tests.partners.factories import OrganisationFactory


@pytest.fixture
def actor(make_user):
    return make_user(role="engagement_officer", team=Team.objects.create(name="West Kent team"))


def values(**more) -> dict:
    return {"type": ActivityTypeFactory(label="Meeting"), "date_from": date(2026, 7, 14), "heard": "No plan.", **more}


# Logging


def test_a_plain_log_costs_at_most_fifteen_queries(actor, django_assert_max_num_queries):
    given, partner = values(), OrganisationFactory()
    with django_assert_max_num_queries(15) as queries:
        services.log_activity(
            values=given, organisations=[partner], staff=[actor], counts=[("Members of the public", 3, "register")], actor=actor, key=uuid.uuid4()
        )
    plain = [query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(plain) <= 13


def test_the_history_says_who_logged_it(actor):
    activity = services.log_activity(values=values(), actor=actor)
    event = AuditEvent.objects.get(table_name="activities_activity", record_key=str(activity.pk))
    assert (event.actor, event.action, event.operation) == (f"user:{actor.pk}", "log", "insert")
    assert (activity.owner, activity.team) == (actor, actor.team)


@pytest.mark.parametrize(
    "broken",
    [{"date_to": date(2026, 7, 13)}, {"date_from": date(1066, 10, 14)}, {"date_from": None}, {"title": "x" * 300}, {"visibility": "team", "team": None}],
)
def test_a_broken_rule_is_said_in_words_and_nothing_is_stored(actor, broken):
    with pytest.raises(ValidationError) as error:
        services.log_activity(values=values(**broken), new_organisations=["A new group"], actor=actor)
    assert all(message.endswith((".", ").")) for message in error.value.messages)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "column", ["date_from='1066-10-14'", "date_to='2026-07-01'", "date_from=NULL", "date_precision='unknown'", "title=''", "starts_at='15:00', ends_at='14:00'"]
)
def test_the_database_refuses_it_too(db, column):
    activity = ActivityFactory(date_from=date(2026, 7, 14))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE activities_activity SET {column} WHERE id = %s", [activity.pk])


def test_the_writer_of_a_restricted_activity_keeps_seeing_it(actor, make_user):
    other = make_user(role="engagement_officer")
    activity = services.log_activity(values=values(visibility="restricted", named_user_ids=[other.pk]), actor=actor)
    assert set(activity.named_user_ids) == {actor.pk, other.pk}


def test_sharing_needs_an_agreement(actor):
    with pytest.raises(ValidationError, match="agreement"):
        services.log_activity(values=values(visibility="shared", shared_with_ids=[OrganisationFactory().pk]), actor=actor)


def test_two_presses_at_the_same_moment_make_one_record(own_database, django_db_blocker):
    with django_db_blocker.unblock(), history.acting("system:tests"):
        person = User.objects.create_user(email="officer@example.nhs.uk", name="Engagement officer")
        person.groups.add(Group.objects.get(name="engagement_officer"))
        given, key = values(), uuid.uuid4()
        made, start = [], threading.Barrier(2)

        def press():
            try:
                with history.acting_as(person):
                    start.wait(timeout=30)
                    made.append(services.log_activity(values=given, actor=person, key=key).pk)
            finally:
                connection.close()

        presses = [threading.Thread(target=press) for _number in range(2)]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert len(made) == 2 and len(set(made)) == 1
        assert Activity.objects.count() == 1


# Changing


def test_the_second_editor_learns_of_the_first(actor):
    activity = ActivityFactory()
    services.change_activity(activity, version=1, values={"venue": "Town hall"}, actor=actor)
    with pytest.raises(StaleRecord) as stale:
        services.change_activity(activity, version=1, values={"venue": "Library"}, actor=actor)
    assert stale.value.current.venue == "Town hall"


def test_links_that_the_editor_cannot_see_stay(actor):
    seen, hidden, new = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    activity = ActivityFactory()
    activity.organisations.add(seen, hidden)
    services.change_activity(activity, version=1, values={}, organisations=[new], hidden_organisation_ids=[hidden.pk], actor=actor)
    assert set(activity.organisations.all()) == {hidden, new}


def test_points_and_promises_follow_the_visibility_of_their_activity(actor):
    activity = ActivityFactory()
    point, promise = InsightFactory(activity=activity), CommitmentFactory(activity=activity)
    services.change_activity(activity, version=1, values={"visibility": "restricted", "named_user_ids": [actor.pk]}, actor=actor)
    for record in (point, promise):
        record.refresh_from_db()
        assert (record.visibility, record.named_user_ids, record.version) == ("restricted", [actor.pk], 2)
    services.change_activity(activity, version=2, values={"visibility": "organisation"}, actor=actor)
    point.refresh_from_db()
    assert (point.visibility, point.named_user_ids) == ("organisation", [])


def test_a_point_of_a_restricted_activity_cannot_be_opened_by_itself(actor):
    activity = ActivityFactory(visibility="restricted", named_user_ids=[actor.pk])
    point = services.add_insight(values={"paraphrase": "A point.", "visibility": "organisation"}, activity=activity, actor=actor)
    assert point.visibility == "restricted"
    assert services.change_insight(point, version=1, values={"visibility": "organisation"}, actor=actor).visibility == "restricted"


def test_training_and_real_records_stay_apart(actor):
    with pytest.raises(ValidationError, match="training"):
        services.change_activity(ActivityFactory(), version=1, values={"project": ProjectFactory(is_training=True)}, actor=actor)


def test_a_planned_activity_is_held_once_its_day_has_come(actor):
    ahead = ActivityFactory(status="planned", date_from=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="later day"):
        services.hold_activity(ahead, actor=actor)
    held = services.hold_activity(ActivityFactory(status="planned"), actor=actor)
    assert held.status == "held"
    with pytest.raises(ValidationError, match="planned"):
        services.hold_activity(held, actor=actor)


def test_cancelling_needs_a_reason_and_takes_it_off_the_public_pages(actor):
    activity = ActivityFactory(status="planned", published_at=timezone.now(), summary="A walk-in.")
    with pytest.raises(ValidationError, match="why"):
        services.cancel_activity(activity, reason=" ", actor=actor)
    cancelled = services.cancel_activity(activity, reason="Snow", actor=actor)
    assert (cancelled.status, cancelled.published_at) == ("cancelled", None)


def test_publishing_needs_a_summary_and_an_open_record(actor):
    with pytest.raises(ValidationError, match="summary"):
        services.publish_activity(ActivityFactory(), actor=actor)
    kept = ActivityFactory(summary="A walk-in.", visibility="restricted", named_user_ids=[actor.pk])
    with pytest.raises(ValidationError, match="kept to some people"):
        services.publish_activity(kept, actor=actor)
    published = services.publish_activity(ActivityFactory(summary="A walk-in."), actor=actor)
    assert Activity.objects.public().get() == published
    services.withdraw_from_public(published, reason="Wrong date", actor=actor)
    assert not Activity.objects.public().exists()


def test_a_published_activity_cannot_be_restricted_unseen(actor):
    activity = ActivityFactory(summary="A walk-in.", published_at=timezone.now())
    with pytest.raises(ValidationError, match="Open it to all staff"):
        services.change_activity(activity, version=1, values={"visibility": "restricted", "named_user_ids": [actor.pk]}, actor=actor)


def test_a_gap_closed_by_hand_says_why(actor):
    missing = MissingFactFactory(fact="other")
    with pytest.raises(ValidationError, match="Say where"):
        services.close_missing_fact(missing, on=date(2026, 1, 1), reason="", actor=actor)
    assert services.close_missing_fact(missing, on=date(2026, 1, 1), reason="In the annual report", actor=actor).closed_on == date(2026, 1, 1)


# Points


def test_new_wording_has_to_be_checked_again(actor, make_user):
    point = services.add_insight(values={"paraphrase": "The bus is late."}, actor=actor)
    checked = services.check_insight(point, version=1, may_publish=True, actor=make_user(role="engagement_officer"))
    assert checked.state == Insight.State.PUBLISHABLE
    same = services.change_insight(checked, version=2, values={"sentiment": "negative"}, actor=actor)
    assert same.state == Insight.State.PUBLISHABLE
    changed = services.change_insight(checked, version=3, values={"paraphrase": "The bus is early."}, actor=actor)
    assert (changed.state, changed.checked_by) == (Insight.State.DRAFT, None)


def test_wording_that_changed_meanwhile_is_not_checked_unseen(actor):
    point = services.add_insight(values={"paraphrase": "The bus is late."}, actor=actor)
    services.change_insight(point, version=1, values={"paraphrase": "My neighbour is late."}, actor=actor)
    with pytest.raises(StaleRecord):
        services.check_insight(point, version=1, may_publish=False, actor=actor)


def test_a_quote_needs_consent(actor):
    with pytest.raises(ValidationError, match="consent"):
        services.add_insight(values={"paraphrase": "Late.", "quote": "It is late"}, actor=actor)


# Promises


def test_a_promise_is_closed_with_proof_once(actor):
    promise = CommitmentFactory()
    with pytest.raises(ValidationError, match="how the promise was kept"):
        services.close_commitment(promise, state="kept", proof=" ", on=date(2026, 7, 1), actor=actor)
    closed = services.close_commitment(promise, state="kept", proof="Letter of 1 July", on=date(2026, 7, 1), actor=actor)
    assert closed.state == "kept"
    with pytest.raises(ValidationError, match="already closed"):
        services.close_commitment(promise, state="kept", proof="x", on=date(2026, 7, 1), actor=actor)
    assert services.reopen_commitment(promise, reason="It came back", actor=actor).state == "open"


def test_a_promise_is_due_after_it_was_made(actor):
    with pytest.raises(ValidationError, match="on or after the day it was made"):
        services.make_commitment(values={"text": "x", "made_on": date(2026, 7, 2), "due_on": date(2026, 7, 1)}, actor=actor)


def test_promises_of_an_activity_move_with_its_project(actor):
    old, new = ProjectFactory(), ProjectFactory()
    activity = ActivityFactory(project=old)
    promise = services.make_commitment(values={"text": "x"}, activity=activity, actor=actor)
    assert promise.project == old
    services.change_activity(activity, version=1, values={"project": new}, actor=actor)
    assert Commitment.objects.get().project == new


# Projects


def test_a_project_keeps_one_row_a_stage(actor):
    project = services.create_project(
        values={"title": "Stroke"}, stages=[{"stage": "idea", "actual_from": date(2026, 1, 1)}, {"stage": "options"}], actor=actor
    )
    assert [stage.stage for stage in project.stages.all()] == ["idea"]
    services.change_project(
        project, version=1, values={}, stages=[{"stage": "idea", "actual_from": None}, {"stage": "options", "skipped_because": "None"}], actor=actor
    )
    assert [stage.stage for stage in project.stages.all()] == ["options"]


def test_a_project_is_not_its_own_programme(actor):
    project = ProjectFactory()
    with pytest.raises(ValidationError, match="itself"):
        services.change_project(project, version=1, values={"programme": project}, actor=actor)


def test_publishing_a_project_needs_a_purpose(actor):
    with pytest.raises(ValidationError, match="purpose"):
        services.publish_project(ProjectFactory(), actor=actor)

"""Setting apart: the words leave the record at once and come back only by its opener."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from activities.models import Activity, Commitment, Insight
from activities.services import change_activity, change_insight, log_activity, put_back, set_apart, set_apart_message
from crm.core.models import CareCase, SearchEntry, Team
from crm.core.services.care import add_step, cases_of, close_case, kept_apart, open_case
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, CommitmentFactory, InsightFactory
from tests.desk.factories import CapturedMessageFactory

WORD = "zqcanaryqz"


@pytest.fixture
def opener(make_user):
    return make_user("engagement_officer", team=Team.objects.create(name="West"))


def history_after() -> str:
    """Everything that history holds after a change, of all tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(values -> 'after' #>> '{}', ' '), '') FROM audit.event")
        return cursor.fetchone()[0]


def test_a_case_is_seen_by_its_opener_their_lead_and_who_handles_care(opener, make_user):
    lead, colleague = make_user("engagement_officer"), make_user("engagement_officer", team=opener.team)
    opener.team.lead = lead
    opener.team.save()
    case = open_case(matter="complaint", texts={"quote": WORD}, actor=opener)
    seeing = {who.pk for who in [opener, lead, colleague, make_user("ig_lead"), make_user("auditor"), make_user("administrator"), make_user("partner")]
              if CareCase.objects.visible_to(who).filter(pk=case.pk).exists()}  # fmt: skip
    assert len(seeing) == 3 and {opener.pk, lead.pk} < seeing and colleague.pk not in seeing


def test_an_unknown_matter_is_refused(opener):
    with pytest.raises(ValidationError):
        open_case(matter="gossip", texts={}, actor=opener)


def test_history_of_a_case_has_no_words(opener):
    open_case(matter="complaint", texts={"quote": WORD}, actor=opener)
    assert WORD not in history_after()


def test_a_logged_activity_never_holds_its_words(opener):
    values = {name: f"{WORD} {name}" for name in ("title", "heard", "next_steps", "venue", "purpose", "audience", "source", "summary", "notes_by")}
    activity = log_activity(
        values={"type": ActivityTypeFactory(label="Meeting"), "date_from": date(2026, 7, 14), **values},
        new_people=[f"{WORD} person"],
        commitments=[{"text": WORD, "made_to": WORD}],
        insights=[{"paraphrase": WORD, "quote": WORD, "quote_consent": True}],
        care="safeguarding",
        actor=opener,
    )
    activity = Activity.objects.get(pk=activity.pk)
    case = cases_of(activity).get()
    assert activity.heard == kept_apart(case) and activity.visibility == "restricted" and activity.named_user_ids == [opener.pk]
    for model in (Activity, Insight, Commitment):
        assert WORD not in json.dumps(list(model.objects.values()), default=str)
    assert WORD not in history_after()
    assert not SearchEntry.objects.filter(title__icontains=WORD).exists()
    assert json.dumps(case.texts).count(WORD) == len(values) + 5


def test_put_back_restores_words_and_visibility(opener):
    activity = ActivityFactory(title="Forum", heard="Buses stop", next_steps="Write", visibility="team", team=opener.team)
    point = InsightFactory(activity=activity, paraphrase="Too early", state="validated", checked_by=opener)
    promise = CommitmentFactory(activity=activity, text="We will ask", state="kept", closed_on="2026-07-20", proof="A letter")
    case = set_apart(activity, matter="private", actor=opener)
    for record in (activity, point, promise):
        record.refresh_from_db()
        assert record.visibility == "restricted"
    assert (activity.heard, activity.next_steps, point.paraphrase, promise.text) == (kept_apart(case), "", kept_apart(case), kept_apart(case))
    put_back(case, reason="It was about a bus stop", actor=opener)
    for record in (activity, point, promise, case):
        record.refresh_from_db()
    assert (activity.title, activity.heard, activity.next_steps, activity.visibility) == ("Forum", "Buses stop", "Write", "team")
    assert (point.paraphrase, point.state, promise.text, promise.proof) == ("Too early", "validated", "We will ask", "A letter")
    assert case.texts == {} and case.closed_at is not None


def test_only_the_opener_puts_back_and_only_once(opener, make_user):
    case = set_apart(ActivityFactory(), matter="private", actor=opener)
    with pytest.raises(ValidationError):
        put_back(case, reason="No", actor=make_user("ig_lead"))
    put_back(case, reason="No need", actor=opener)
    with pytest.raises(ValidationError):
        put_back(case, reason="No need", actor=opener)


def test_it_cannot_be_set_apart_twice_and_does_not_change_meanwhile(opener):
    activity, point = ActivityFactory(), InsightFactory()
    set_apart(activity, matter="private", actor=opener)
    set_apart(point, matter="private", actor=opener)
    activity.refresh_from_db()
    point.refresh_from_db()
    with pytest.raises(ValidationError):
        set_apart(activity, matter="private", actor=opener)
    with pytest.raises(ValidationError):
        change_activity(activity, version=activity.version, values={"heard": "More"}, actor=opener)
    with pytest.raises(ValidationError):
        change_insight(point, version=point.version, values={"paraphrase": "More"}, actor=opener)


def test_a_message_and_the_activity_made_of_it_move_together(opener):
    activity = ActivityFactory(heard=WORD)
    message = CapturedMessageFactory(captured_by=opener, subject=WORD, text=WORD, activity=activity, state="made")
    case = set_apart_message(message, matter="complaint", actor=opener)
    message.refresh_from_db()
    activity.refresh_from_db()
    assert message.needs_care and message.text == "" and kept_apart(case) == message.subject == activity.heard
    put_back(case, reason="A newsletter", actor=opener)
    message.refresh_from_db()
    assert (message.needs_care, message.subject, message.text) == (False, WORD, WORD)


def test_steps_name_whom_and_end_with_the_case(opener):
    from django.utils import timezone

    case = open_case(matter="complaint", texts={"quote": WORD}, actor=opener)
    with pytest.raises(ValidationError):
        add_step(case, "rung", "", "", timezone.now(), opener)
    add_step(case, "rung", "Complaints team", "They ring back", timezone.now(), opener)
    close_case(case, "Handed over", opener)
    with pytest.raises(ValidationError):
        add_step(case, "note", "", "More", timezone.now(), opener)
    assert [step.kind for step in case.steps.all()] == ["rung", "closed"]

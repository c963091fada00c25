"""One press says that a meeting was held; then what was heard, or later; and one press back."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from activities import services
from activities.models import Activity, ContactDay
from crm.core import history
from crm.core.models import AuditEvent, CareCase, User
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, InsightFactory
from tests.partners.factories import OrganisationFactory

EMPTY_ROWS = {"promises-TOTAL_FORMS": "2", "promises-INITIAL_FORMS": "0"}


def url(verb: str, activity: Activity) -> str:
    return reverse(f"activities:activity_{verb}", args=[activity.pk])


@pytest.fixture
def planned(db) -> Activity:
    return ActivityFactory(status="planned", date_from=timezone.localdate(), heard="")


def state(activity: Activity) -> str:
    return Activity.objects.get(pk=activity.pk).status


def test_one_press_holds_it_and_asks_what_was_heard(officer, planned):
    answer = officer.post(url("hold", planned), headers={"referer": "http://testserver/desk/today/?day=2026-07-14"}, follow=True)
    page = answer.content.decode()
    assert state(planned) == "held" and answer.redirect_chain[0][0].startswith(url("finish", planned))
    assert "What was heard?" in page and "Undo" in page and 'href="/desk/today/?day=2026-07-14">Later' in page


def test_a_second_press_changes_nothing_and_asks_the_same(officer, planned):
    for _number in range(2):
        answer = officer.post(url("hold", planned))
        assert answer.url.startswith(url("finish", planned))
    events = AuditEvent.objects.filter(table_name="activities_activity", record_key=str(planned.pk), action="hold")
    assert events.count() == 1


def test_two_presses_at_the_same_moment_hold_it_once(own_database, django_db_blocker):
    with django_db_blocker.unblock(), history.acting("system:tests"):
        person = User.objects.create_user(email="officer@example.nhs.uk", name="Engagement officer")
        person.groups.add(Group.objects.get(name="engagement_officer"))
        activity = ActivityFactory(status="planned", type=ActivityTypeFactory(), heard="")
        answers, start = [], threading.Barrier(2)

        def press():
            try:
                with history.acting_as(person):
                    start.wait(timeout=30)
                    answers.append(services.hold_activity(activity, actor=person).status)
            except ValidationError as error:
                answers.append(error.code)
            finally:
                connection.close()

        presses = [threading.Thread(target=press) for _number in range(2)]
        for thread in presses:
            thread.start()
        for thread in presses:
            thread.join()
        assert sorted(answers) == ["held", "not_planned"]
        assert Activity.objects.get(pk=activity.pk).version == 2


def test_tomorrow_was_not_held_yet(officer, planned):
    Activity.objects.filter(pk=planned.pk).update(date_from=timezone.localdate() + timedelta(days=1))
    page = officer.post(url("hold", planned), follow=True).content.decode()
    assert state(planned) == "planned" and "planned for a later day" in page and "It was held" not in page


def test_undo_plans_it_again_and_it_is_no_contact_any_more(officer, planned):
    planned.organisations.add(OrganisationFactory())
    officer.post(url("hold", planned))
    assert ContactDay.objects.filter(activity_id=planned.pk).exists()
    assert "It is planned again." in officer.post(url("unhold", planned), follow=True).content.decode()
    assert state(planned) == "planned" and not ContactDay.objects.filter(activity_id=planned.pk).exists()
    assert AuditEvent.objects.filter(record_key=str(planned.pk), action="unhold").count() == 1


@pytest.mark.parametrize("written", ["note", "point", "published", "minutes"])
def test_what_says_something_stays_held(officer, written):
    activity = ActivityFactory(heard="Said." if written == "note" else "", heard_in_minutes=written == "minutes")
    if written == "point":
        InsightFactory(activity=activity)
    if written == "published":
        Activity.objects.filter(pk=activity.pk).update(published_at=timezone.now())
    page = officer.post(url("unhold", activity), follow=True).content.decode()
    assert state(activity) == "held" and "so it stays held" in page


def finish(activity: Activity, **fields) -> dict:
    return {**EMPTY_ROWS, "version": Activity.objects.get(pk=activity.pk).version, "heard": "They said the bus is late.", **fields}


def test_the_short_page_writes_note_steps_promises_and_number(officer):
    activity = ActivityFactory(heard="")
    activity.counts.create(what="Carers", number=4)
    data = finish(
        activity, next_steps="Ring them", public_number="12", public_method="estimate",
        **{"promises-0-text": "We will ask the bus company", "promises-0-made_to": "The chair"},
    )  # fmt: skip
    assert officer.post(url("finish", activity), data).url == reverse("desk:activity_logged", args=[activity.pk])
    activity.refresh_from_db()
    assert (activity.heard, activity.next_steps) == ("They said the bus is late.", "Ring them")
    promise = activity.commitments.get()
    assert (promise.text, promise.made_to, promise.made_on) == ("We will ask the bus company", "The chair", activity.date_from)
    assert sorted(activity.counts.values_list("what", "number", "method")) == [("Carers", 4, "register"), ("Members of the public", 12, "estimate")]


def test_sent_twice_it_promises_once(officer):
    activity = ActivityFactory(heard="")
    data = finish(activity, submission_key=str(uuid.uuid4()), **{"promises-0-text": "We will ask"})
    for _number in range(2):
        assert officer.post(url("finish", activity), data).status_code == 302
    assert activity.commitments.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"heard": " "}, "Enter what was heard"),
        ({"heard": "x" * 50_001}, "50000 characters or fewer"),
        ({"public_number": "-1"}, "must be 0 or more"),
        ({"promises-0-due_on_day": "31", "promises-0-due_on_month": "2", "promises-0-due_on_year": "2027", "promises-0-text": "x"}, "real date"),
        ({"promises-0-made_to": "The chair"}, "Enter what we promised"),
    ],
)
def test_bad_answers_are_said_and_nothing_is_half_saved(officer, fields, words):
    activity = ActivityFactory(heard="")
    response = officer.post(url("finish", activity), finish(activity, next_steps="Typed long", **fields) | fields)
    page = response.content.decode()
    assert response.status_code == 200 and words in page and "Typed long" in page
    activity.refresh_from_db()
    assert activity.heard == "" and not activity.commitments.exists()


def test_the_second_writer_sees_what_the_first_wrote(officer):
    activity = ActivityFactory(heard="")
    data = finish(activity)
    officer.post(url("finish", activity), data | {"heard": "The first note"})
    page = officer.post(url("finish", activity), data | {"heard": "The second note"}).content.decode()
    assert "Somebody else changed this" in page and "The first note" in page and "The second note" in page


def test_what_is_planned_is_held_first(officer, planned):
    answer = officer.get(url("finish", planned), follow=True)
    assert "Say first that it was held." in answer.content.decode()


def test_later_never_leads_to_another_site(officer):
    activity = ActivityFactory(heard="")
    for asked in ("https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"):
        page = officer.get(url("finish", activity), {"back": asked}).content.decode()
        assert f'href="{activity.get_absolute_url()}">Later' in page, asked


def test_a_held_one_without_a_note_asks_for_it(officer):
    page = officer.get(ActivityFactory(heard="").get_absolute_url()).content.decode()
    assert "Write what was heard" in page
    assert "Write what was heard" not in officer.get(ActivityFactory().get_absolute_url()).content.decode()


def test_what_needs_care_goes_to_a_case_and_makes_no_promise(officer):
    activity = ActivityFactory(heard="", owner=officer.user)
    data = finish(activity, heard="A zqcanaryqz at risk", next_steps="Ring", care="safeguarding", **{"promises-0-text": "We help zqcanaryqz"})
    answer = officer.post(url("finish", activity), data)
    case = CareCase.objects.get()
    assert answer.url == case.get_absolute_url()
    activity.refresh_from_db()
    assert "zqcanaryqz" not in activity.heard + activity.next_steps and not activity.commitments.exists()
    assert "A zqcanaryqz at risk" in str(case.texts) and "We help zqcanaryqz" in str(case.texts)
    assert not AuditEvent.objects.filter(table_name="activities_activity", values__icontains="zqcanaryqz").exists()


def test_the_list_offers_it_for_what_is_due_only(officer, as_role, planned):
    ahead = ActivityFactory(status="planned", date_from=timezone.localdate() + timedelta(days=1))
    held = ActivityFactory()
    address = reverse("activities:activity_list")
    page = officer.get(address).content.decode()
    assert f'formaction="{url("hold", planned)}"' in page and '<form id="hold" method="post">' in page
    assert url("hold", ahead) not in page and url("hold", held) not in page
    assert url("hold", planned) not in as_role("auditor").get(address).content.decode()

"""Finish these: what would complete one's own activities, answered one by one or waved away for good."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import CompletionWaiver
from crm.core.models import AuditEvent
from crm.desk.finishing import finishing_of
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory, ProjectFactory

pytestmark = pytest.mark.django_db
FINISH = "/desk/finish/"


@pytest.fixture
def activity(officer):  # noqa: F811
    return ActivityFactory(
        owner=officer.user, date_from=timezone.localdate(), title="Meeting about buses", project=ProjectFactory(), adjustments_offered="None"
    )


def answer(client, activity, prompt, text):
    return client.post(reverse("desk:finish_answer", args=[activity.pk, prompt]), {"answer": text}, follow=True)


def test_strangers_sign_in_and_others_may_not(client, as_role):  # noqa: F811
    assert client.get(FINISH).url.startswith("/accounts/login/")
    assert as_role("colleague").get(FINISH).status_code == 403


def test_it_asks_what_a_decision_or_report_needs_of_my_own_activities(officer, activity):  # noqa: F811
    ActivityFactory(title="Of somebody else", date_from=timezone.localdate())
    ActivityFactory(title="Long ago", owner=officer.user, date_from=timezone.localdate() - timedelta(days=400))
    page = officer.get(FINISH).content.decode()
    assert "Meeting about buses" in page and "Add what people could influence" in page and "Add a summary for packs" in page
    assert "Of somebody else" not in page and "Long ago" not in page


def test_an_answer_is_stored_with_history_and_asked_no_more(officer, activity):  # noqa: F811
    page = answer(officer, activity, "influence", "The times of the buses.").content.decode()
    activity.refresh_from_db()
    assert activity.could_influence == "The times of the buses." and activity.version == 2
    assert "Added to Meeting about buses" in page and "Add what people could influence" not in page
    assert AuditEvent.objects.filter(reason="Completed from the list", actor=f"user:{officer.user.pk}").exists()


def test_a_project_is_chosen_from_those_that_one_sees(officer):  # noqa: F811
    bare, project = ActivityFactory(owner=officer.user, date_from=timezone.localdate(), could_influence="x", summary="x", venue="x"), ProjectFactory()
    hidden = ProjectFactory(visibility="restricted", named_user_ids=[0])
    assert "Choose the project it belongs to from the list" in answer(officer, bare, "project", str(hidden.pk)).content.decode()
    answer(officer, bare, "project", str(project.pk))
    bare.refresh_from_db()
    assert bare.project == project


def test_an_empty_or_overlong_answer_is_explained_and_stays(officer, activity):  # noqa: F811
    page = answer(officer, activity, "place", "x" * 201).content.decode()
    assert "200 characters or fewer" in page and "x" * 201 in page
    assert "There is a problem" in answer(officer, activity, "place", "").content.decode()


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(officer, activity):  # noqa: F811
    answer(officer, activity, "influence", "First")
    page = answer(officer, activity, "influence", "Second")
    activity.refresh_from_db()
    assert activity.could_influence == "First" and page.status_code == 200


def test_not_needed_waves_it_away_for_good_and_can_be_undone(officer, activity):  # noqa: F811
    waive = reverse("desk:finish_waive", args=[activity.pk, "influence"])
    page = officer.post(waive, follow=True).content.decode()
    officer.post(waive)
    assert "will not be asked for what people could influence again" in page and "Add what people could influence" not in page
    assert CompletionWaiver.objects.get().by == officer.user
    assert AuditEvent.objects.filter(table_name="activities_completionwaiver", actor=f"user:{officer.user.pk}").exists()
    officer.get(FINISH)  # shows what the second press said
    assert "what people could influence" not in officer.get(reverse("desk:activity_logged", args=[activity.pk])).content.decode()
    officer.post(reverse("desk:finish_unwaive", args=[activity.pk, "influence"]))
    assert "Add what people could influence" in officer.get(FINISH).content.decode()


def test_hidden_activities_and_unknown_questions_do_not_exist(officer, activity, as_role):  # noqa: F811
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    assert officer.post(reverse("desk:finish_waive", args=[hidden.pk, "influence"])).status_code == 404
    assert officer.post(reverse("desk:finish_waive", args=[activity.pk, "weather"])).status_code == 404
    assert as_role("auditor").post(reverse("desk:finish_waive", args=[activity.pk, "influence"])).status_code == 403
    assert not CompletionWaiver.objects.exists()


def test_an_empty_list_offers_the_first_step(officer):  # noqa: F811
    assert "Nothing to finish" in officer.get(FINISH).content.decode()


def test_the_desk_gets_counts_and_first_rows(officer, activity):  # noqa: F811
    found = finishing_of(officer.user)
    assert (found.drafts.count, found.messages_waiting.count, found.incomplete.count, found.count) == (0, 0, 1, 1)
    assert found.incomplete.rows[0]["text"] == "Meeting about buses" and "still asks for" in found.incomplete.rows[0]["note"]


def test_cost_does_not_grow_with_rows(officer, activity, count_queries):  # noqa: F811
    one = count_queries(officer, "desk:finish_list")
    ActivityFactory.create_batch(30, owner=officer.user, date_from=timezone.localdate(), type=activity.type)
    assert count_queries(officer, "desk:finish_list") == one

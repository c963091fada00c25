"""A colleague says at the start that they plan a change; the engagement team is told and takes it up."""

import pytest
from django.core import mail
from django.urls import reverse

from assurance.models import Decision, PlannedChange
from assurance.services.announcing import announce_change, take_up

pytestmark = pytest.mark.django_db
CHANGE = {"title": "Evening clinics", "proposal": "Two clinics would open in the evening.", "role": "Commissioning manager", "wants": "Whom to ask first"}
TEST = {"arranged_by_us": "yes", "limb": "proposal", "affects_manner": "yes", "affects_range": "no", "outcome": "applies", "reason": "People would notice."}


@pytest.fixture
def colleague(make_user):
    return make_user(role="colleague")


@pytest.fixture
def as_colleague(client, colleague):
    client.force_login(colleague)
    return client


@pytest.fixture
def change(colleague):
    values = {"title": "Evening clinics", "proposal": "Two clinics.", "duty_as_at": "2026-11-01"}
    return announce_change(values=values, role="Commissioning manager", wants="", actor=colleague)


def test_doors(closed_door, decision, hidden, change):
    closed_door("assurance:change_detail", change.decision, hidden)
    closed_door("assurance:change_test", change.decision, hidden, forbidden="auditor")
    closed_door("assurance:change_take_up", change.decision, hidden, forbidden="auditor", method="post")
    closed_door("assurance:change_plan", change.decision, hidden, forbidden="board_secretary", method="post")


def test_announcing_opens_a_decision_of_ones_own_and_tells_the_engagement_team_at_once(as_colleague, colleague, make_user, django_capture_on_commit_callbacks):
    officer, other = make_user(role="engagement_officer"), make_user(role="board_secretary")
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_colleague.post(reverse("assurance:change_new"), CHANGE)
    decision = Decision.objects.get(title="Evening clinics")
    assert answer["Location"] == reverse("assurance:change_test", args=[decision.pk])
    assert (decision.owner, decision.state, decision.announcement.role) == (colleague, "anticipated", "Commissioning manager")
    sent = mail.outbox[-1]
    assert officer.email in sent.bcc and other.email not in sent.bcc and sent.to == []
    assert decision.reference in sent.subject and reverse("assurance:change_detail", args=[decision.pk]) in sent.body


def test_a_second_press_makes_no_second_change(as_colleague):
    page = as_colleague.get(reverse("assurance:change_new"))
    key = page.context["form"]["submission_key"].value()
    for _press in range(2):
        as_colleague.post(reverse("assurance:change_new"), CHANGE | {"submission_key": key})
    assert PlannedChange.objects.count() == Decision.objects.filter(title="Evening clinics").count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(as_colleague):
    page = as_colleague.post(reverse("assurance:change_new"), CHANGE | {"title": ""}).content.decode()
    assert "Two clinics would open in the evening." in page and "error-summary" in page
    assert not PlannedChange.objects.exists()


def test_the_eight_questions_lead_to_duties_and_a_plan(as_colleague, change):
    pk = change.decision_id
    answer = as_colleague.post(reverse("assurance:change_test", args=[pk]), TEST, follow=True)
    page = answer.content.decode()
    assert answer.request["PATH_INFO"] == reverse("assurance:change_detail", args=[pk])
    assert "ICB public involvement" in page and "A focused plan" in page
    assert "There are no days because the day of the decision is not known yet." in page


def test_the_plan_becomes_a_project_of_the_decision_once(as_colleague, change):
    pk = change.decision_id
    as_colleague.post(reverse("assurance:change_test", args=[pk]), TEST)
    as_colleague.post(reverse("assurance:change_plan", args=[pk]))
    as_colleague.post(reverse("assurance:change_plan", args=[pk]))
    decision = Decision.objects.get(pk=pk)
    assert decision.project.title == "Evening clinics" and "Ask Healthwatch" in decision.project.methods
    assert type(decision.project).objects.filter(title="Evening clinics").count() == 1


def test_before_the_questions_there_is_no_plan_to_make(as_colleague, change):
    page = as_colleague.post(reverse("assurance:change_plan", args=[change.decision_id]), follow=True)
    assert "Answer the eight questions first" in page.content.decode()
    assert Decision.objects.get(pk=change.decision_id).project is None


def test_it_waits_on_the_engagement_teams_desk_until_somebody_takes_it_up(client, officer, change):
    client.force_login(officer)
    assert "Evening clinics" in client.get("/desk/").content.decode()
    client.post(reverse("assurance:change_take_up", args=[change.decision_id]))
    change.refresh_from_db()
    assert change.taken_up_by == officer
    assert "Planned changes that wait" not in client.get("/desk/").content.decode()


def test_the_planner_sees_who_helps(as_colleague, officer, change):
    take_up(change, actor=officer)
    assert f"{officer.name} of the engagement team helps." in as_colleague.get(reverse("assurance:change_detail", args=[change.decision_id])).content.decode()


def test_a_colleague_sees_only_their_own(as_colleague, lead):
    announce_change(values={"title": "Somebody else’s", "duty_as_at": "2026-11-01"}, role="Manager", wants="", actor=lead)
    assert "Somebody else’s" not in as_colleague.get(reverse("assurance:change_list")).content.decode()


def test_a_decision_that_nobody_announced_has_no_such_page(as_lead, decision):
    assert as_lead.get(reverse("assurance:change_detail", args=[decision.pk])).status_code == 404


def test_cost_does_not_grow_with_rows(as_lead, lead, count_queries):
    def announce(number):
        announce_change(values={"title": f"Change {number}", "duty_as_at": "2026-11-01"}, role="Manager", wants="", actor=lead)

    announce(0)
    one = count_queries(as_lead, "assurance:change_list")
    for number in range(1, 20):
        announce(number)
    assert count_queries(as_lead, "assurance:change_list") == one

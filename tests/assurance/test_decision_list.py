from datetime import date

import pytest
from django.urls import reverse

from assurance.models import InvolvementAssessment
from tests.activities.factories import ProjectFactory
from tests.assurance.factories import ActivityFactory, DecisionFactory, ResponseFactory, criterion, link

pytestmark = pytest.mark.django_db
LIST = "/desk/decisions/"


def test_stranger_is_sent_to_sign_in(client):
    assert client.get(LIST).status_code == 302


def test_partner_user_may_not_open_it(client, make_user):
    client.force_login(make_user(role="partner"))
    assert client.get(LIST).status_code == 403


def test_hidden_decisions_are_not_listed_or_exported(as_lead, hidden):
    page = as_lead.get(LIST)
    assert "CANARY" not in page.content.decode()
    export = as_lead.post(reverse("core:export_new"), {"kind": "decision", "query": "", "file_format": "csv"})
    assert b"CANARY" not in b"".join(export.streaming_content)


def test_row_says_readiness_and_assessment(as_lead, decision):
    link(decision, ActivityFactory(), "duty-to-involve:2", "duty-to-involve:3")
    page = as_lead.get(LIST).content.decode()
    assert "2 of 8" in page and "No assessment" in page and decision.reference in page


def test_colleague_sees_only_own_decisions(client, make_user):
    colleague = make_user(role="colleague")
    DecisionFactory(title="Theirs", owner=colleague)
    DecisionFactory(title="Somebody else’s")
    client.force_login(colleague)
    page = client.get(LIST).content.decode()
    assert "Theirs" in page and "Somebody else" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=stroke", {"Stroke care"}),
        ("state=taken", {"Dental access"}),
        ("assessment=none", {"Dental access"}),
        ("assessment=applies", {"Stroke care"}),
        ("feedback=given", {"Dental access"}),
        ("feedback=none", {"Stroke care"}),
        ("due_from=2026-09-01", {"Stroke care"}),
        ("due_to=1066-10-14", set()),
        ("owner=nonsense&project=%00", {"Stroke care", "Dental access"}),
        ("project=no such work", set()),
    ],
)
def test_filters(as_lead, lead, query, found):
    stroke = DecisionFactory(title="Stroke care", expected_on=date(2026, 9, 3))
    dental = DecisionFactory(title="Dental access", state="taken", expected_on=date(2026, 2, 1))
    InvolvementAssessment.objects.create(decision=stroke, arranged_by_us="yes", outcome="applies", reason="It does.")
    ResponseFactory(decision=dental, approved_by=lead, approved_on=date(2026, 3, 1), published_at="2026-03-01T10:00:00Z")
    page = as_lead.get(f"{LIST}?{query}").content.decode()
    assert {title for title in ("Stroke care", "Dental access") if title in page} == found


@pytest.mark.parametrize("asked", ["{project.pk}", "{project.reference}", "prj-{project.pk}", "stroke path"])
def test_decisions_of_a_project_by_its_name_or_reference(as_lead, asked):
    project = ProjectFactory(title="Stroke pathway")
    DecisionFactory(title="Stroke care", project=project)
    DecisionFactory(title="Dental access", project=ProjectFactory())
    page = as_lead.get(LIST, {"project": asked.format(project=project)}).content.decode()
    assert "Stroke care" in page and "Dental access" not in page


def test_hidden_projects_filter_to_nothing(as_lead):
    hidden = ProjectFactory(title="Hidden work", visibility="restricted", named_user_ids=[0])
    DecisionFactory(title="Stroke care", project=hidden)
    assert "Stroke care" not in as_lead.get(LIST, {"project": "hidden"}).content.decode()


def test_cost_does_not_grow_with_rows(as_lead, count_queries, lead):
    DecisionFactory(owner=lead)
    one = count_queries(as_lead, "assurance:decision_list")
    for made in DecisionFactory.create_batch(19, owner=lead):
        link(made, ActivityFactory(), "duty-to-involve:1")
    assert count_queries(as_lead, "assurance:decision_list") == one
    assert criterion("duty-to-involve:1").framework.key == "duty-to-involve"

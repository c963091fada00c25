"""The engagement plan: written by sections, shown with its gaps, printed, and taken over by another project."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from activities.models import Project, ProjectStage
from activities.rules_projects import PLAN_COLUMNS, shifted_stages
from tests.activities.factories import ActivityFactory, ProjectFactory

pytestmark = pytest.mark.django_db
COPY = "/desk/projects/new/from-plan/"


@pytest.fixture
def earlier() -> Project:
    """A project whose plan is written and half carried out."""
    texts = {column: f"The {column} of long ago." for column in PLAN_COLUMNS}
    project = ProjectFactory(title="Earlier work", purpose="Its own purpose", context="Its own background", published_at="2026-01-01T00:00Z", **texts)
    rows = [
        ("scoping", date(2025, 1, 6), date(2025, 1, 31), date(2025, 1, 9), ""),
        ("engagement", date(2025, 2, 3), date(2025, 4, 30), None, ""),
        ("options", None, None, None, "One site only"),
    ]
    for stage, first, last, started, skipped in rows:
        ProjectStage.objects.create(project=project, stage=stage, planned_from=first, planned_to=last, actual_from=started, skipped_because=skipped)
    return project


def sent(source: Project, **more) -> dict:
    day = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2027"}
    return {"source": f"project:{source.pk}", "title": "New work", "submission_key": str(uuid.uuid4()), **day, **more}


def test_a_plan_is_written_by_sections_and_its_gaps_are_named(officer):
    officer.post(
        reverse("activities:project_new"),
        {"title": "New work", "stage": "idea", "visibility": "organisation", "aims": "To know what stops people", "feedback_plan": "A letter in May"},
    )
    project = Project.objects.get()
    page = officer.get(project.get_absolute_url()).content.decode()
    assert "To know what stops people" in page and "A letter in May" in page
    assert "Not written yet in the engagement plan" in page and "methods · who does the work · budget · risks" in page
    Project.objects.update(**dict.fromkeys(PLAN_COLUMNS, "Written"))
    assert "Not written yet" not in officer.get(project.get_absolute_url()).content.decode()


def test_the_texts_and_planned_stages_come_over_and_nothing_that_happened(officer, earlier):
    ActivityFactory(project=earlier)
    data = sent(earlier)
    for _press in range(2):
        assert officer.post(COPY, data).status_code == 302
    project = Project.objects.get(title="New work")
    assert [getattr(project, column) for column in PLAN_COLUMNS] == [getattr(earlier, column) for column in PLAN_COLUMNS]
    assert (project.copied_from, project.owner, project.stage) == (earlier, officer.user, "idea")
    assert (project.purpose, project.context, project.published_at, project.activities.count()) == ("", "", None, 0)
    rows = list(project.stages.values_list("stage", "planned_from", "planned_to", "actual_from", "skipped_because"))
    assert rows == [
        ("scoping", date(2027, 3, 1), date(2027, 3, 26), None, ""),
        ("engagement", date(2027, 3, 29), date(2027, 6, 23), None, ""),
    ]
    assert "Plan copied from" in officer.get(project.get_absolute_url()).content.decode()


def test_without_a_first_day_the_stages_are_left_to_be_planned(officer, earlier):
    officer.post(COPY, sent(earlier, starts_on_day="", starts_on_month="", starts_on_year=""))
    assert not Project.objects.get(title="New work").stages.exists()
    assert shifted_stages([], date(2027, 3, 1)) == []


def test_what_is_kept_to_some_people_stays_kept_in_a_copy(officer, earlier):
    Project.objects.update(visibility="restricted", named_user_ids=[officer.user.pk, 77], published_at=None)
    officer.post(COPY, sent(earlier))
    copy = Project.objects.get(title="New work")
    assert (copy.visibility, set(copy.named_user_ids)) == ("restricted", {officer.user.pk, 77})


def test_a_copy_of_a_training_example_is_one(officer, earlier):
    Project.objects.update(is_training=True)
    officer.post(COPY, sent(earlier))
    assert Project.objects.get(title="New work").is_training


def test_a_hidden_plan_cannot_be_copied_and_its_name_is_not_told(officer, earlier):
    Project.objects.update(visibility="restricted", named_user_ids=[0], published_at=None)
    assert "Earlier work" not in officer.get(COPY, {"from": earlier.pk}).content.decode()
    assert officer.post(COPY, sent(earlier)).status_code == 200
    assert Project.objects.count() == 1


def test_only_those_who_start_projects_copy_plans(client, as_role, earlier):
    assert client.get(COPY).url.startswith("/accounts/login/")
    assert as_role("auditor").get(COPY).status_code == 403
    assert "Earlier work" in as_role("engagement_officer").get(COPY, {"from": earlier.pk}).content.decode()


def test_the_printed_plan_names_every_gap(client, officer):
    project = ProjectFactory(aims="To know more")
    address = reverse("activities:project_plan", args=[project.pk])
    assert client.get(address).url.startswith("/accounts/login/")
    page = officer.get(address).content.decode()
    assert "To know more" in page and page.count("Not written yet") == len(PLAN_COLUMNS) - 1 + 3  # and purpose, background, stages
    Project.objects.update(visibility="restricted", named_user_ids=[0])
    assert officer.get(address).status_code == 404


def test_partners_read_no_methods_money_or_risks(as_role, earlier):
    from tests.partners.factories import AgreementFactory

    partner, host = as_role("partner"), AgreementFactory().organisation
    host.partner_memberships.create(user=partner.user)
    Project.objects.update(visibility="shared", shared_with_ids=[host.pk])
    for address in (earlier.get_absolute_url(), reverse("activities:project_plan", args=[earlier.pk])):
        page = partner.get(address).content.decode()
        assert "The aims of long ago." in page and "Not written yet" not in page
        assert not [column for column in ("methods", "budget", "risks", "who_does_it") if f"The {column} of long ago." in page]

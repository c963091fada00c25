"""Pages of projects."""

import uuid

import pytest
from django.urls import reverse

from activities.models import Project
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def url(verb: str, project: Project) -> str:
    return reverse(f"activities:project_{verb}", args=[project.pk])


def test_a_project_is_started_with_its_plan_and_stages_once(officer):
    data = {
        "title": "Stroke rehabilitation at home", "purpose": "To decide where.", "can_influence": "The times.",
        "stage": "scoping", "visibility": "organisation",
        "stage-scoping-actual_from_day": "1", "stage-scoping-actual_from_month": "2", "stage-scoping-actual_from_year": "2026",
        "stage-options-skipped_because": "Only one site", "submission_key": str(uuid.uuid4()),
    }  # fmt: skip
    for _press in range(2):
        officer.post(reverse("activities:project_new"), data)
    project = Project.objects.get()
    assert {stage.stage for stage in project.stages.all()} == {"scoping", "options"}
    page = officer.get(project.get_absolute_url()).content.decode()
    assert "The times." in page and "Only one site" in page and "1 Feb 2026" in page


def test_a_stage_ends_after_it_starts(officer):
    data = {"title": "x", "stage": "idea", "visibility": "organisation"}
    for end, day in (("from", 2), ("to", 1)):
        data |= {f"stage-idea-actual_{end}_day": day, f"stage-idea-actual_{end}_month": 2, f"stage-idea-actual_{end}_year": 2026}
    page = officer.post(reverse("activities:project_new"), data).content.decode()
    assert "A stage must end on or after the day it starts" in page and not Project.objects.exists()


def test_the_page_has_activities_promises_and_points_of_the_project_only(officer):
    project, other = ProjectFactory(), ProjectFactory()
    activity, stranger = ActivityFactory(project=project), ActivityFactory(project=other)
    hidden = ActivityFactory(project=project, visibility="restricted", named_user_ids=[0])
    InsightFactory(activity=activity)
    promise = CommitmentFactory(project=project)
    page = officer.get(project.get_absolute_url()).content.decode()
    assert activity.reference in page and promise.text in page and "1 point of what people said" in page
    assert stranger.reference not in page and hidden.reference not in page


def test_the_page_costs_the_same_with_more_on_it(officer, count_queries):
    project = ProjectFactory()
    ActivityFactory(project=project)
    CommitmentFactory(project=project, owner=officer.user)
    one = count_queries(officer, "activities:project_detail", project.pk)
    ActivityFactory.create_batch(19, project=project)
    CommitmentFactory.create_batch(9, project=project, owner=officer.user)
    assert count_queries(officer, "activities:project_detail", project.pk) == one


def test_an_edit_and_the_second_editor(officer):
    project = ProjectFactory(title="Before")
    data = {"title": "First", "stage": "idea", "visibility": "organisation", "version": 1}
    assert officer.post(url("edit", project), data).status_code == 302
    page = officer.post(url("edit", project), data | {"title": "Second"}).content.decode()
    assert "First" in page and "Second" in page and "Somebody else changed this" in page


def test_publishing_asks_for_a_purpose_and_can_be_undone(officer, as_role):
    editor, project = as_role("communications_editor"), ProjectFactory()
    assert "Write the purpose first" in editor.post(url("publish", project), follow=True).content.decode()
    Project.objects.update(purpose="To decide where.")
    assert "Undo" in editor.post(url("publish", project), follow=True).content.decode()
    assert Project.objects.public().get() == project
    editor.post(url("withdraw", project), {"reason": "Too early"})
    assert not Project.objects.public().exists()


def test_archive_and_restore(officer):
    project = ProjectFactory()
    officer.post(url("archive", project), {"reason": "Merged"})
    assert "Merged" in officer.get(project.get_absolute_url()).content.decode()
    officer.post(url("restore", project), {"reason": "Not merged"})
    project.refresh_from_db()
    assert project.archived_at is None

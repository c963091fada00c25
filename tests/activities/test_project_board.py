"""The board over all projects: where each stands against its plan, and the load of each team."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activities.board import bars_of, board_records, board_rows, finding_of, load_of_teams
from activities.models import Project, ProjectStage
from activities.rules_projects import closings_of, slip_of
from crm.core.models import Team
from tests.activities.factories import ActivityFactory, CommitmentFactory, ProjectFactory

BOARD = "/desk/projects/board/"
TODAY = date(2026, 7, 14)


def stage(code: str, first=None, last=None, started=None, ended=None, skipped="") -> ProjectStage:
    """A stage whose dates are days from TODAY."""
    days = [None if day is None else TODAY + timedelta(days=day) for day in (first, last, started, ended)]
    return ProjectStage(stage=code, planned_from=days[0], planned_to=days[1], actual_from=days[2], actual_to=days[3], skipped_because=skipped)


@pytest.mark.parametrize(
    ("current", "stages", "words", "why"),
    [
        ("idea", [], None, None),
        ("scoping", [stage("scoping", -9, 5, -9)], "On time", "Scoping was to start Sun 5 July 2026"),
        ("scoping", [stage("scoping", -9, 5, -6)], "3 days late", "Scoping was to start Sun 5 July 2026"),
        ("scoping", [stage("scoping", -9, 5, -10)], "1 day early", "Scoping was to start Sun 5 July 2026"),
        ("scoping", [stage("scoping", -30, -1, -30)], "1 day late", "Scoping should have ended Mon 13 July 2026"),
        ("scoping", [stage("scoping", -30, 0, -30)], "On time", "Scoping was to start Sun 14 June 2026"),
        ("scoping", [stage("scoping", -30, 3, -30), stage("options", -4, 9)], "4 days late", "Options should have started Fri 10 July 2026"),
        ("scoping", [stage("scoping", -30, 3, -30), stage("options", -4, 9, skipped="One site")], "On time", "Scoping was to start Sun 14 June 2026"),
        ("options", [stage("scoping", -90, -60), stage("options", -4, 9, -2)], "2 days late", "Options was to start Fri 10 July 2026"),
        ("options", [stage("scoping", -90, -60)], None, None),
        ("closed", [stage("closed", -9, -2), stage("options", -90, -60)], None, None),
        ("closed", [stage("options", -90, -60, -90, -50)], "10 days late", "Options was to end Fri 15 May 2026"),
    ],
)
def test_how_late_a_project_is(current, stages, words, why):
    slip = slip_of(current, stages, TODAY)
    assert (slip and slip.words, slip and slip.why) == (words, why)


def test_what_closes_next():
    stages = [stage("engagement", -5, 9, -5), stage("consultation", 20, 60), stage("analysis", 61, 80)]
    assert [(closing.label, closing.on) for closing in closings_of("engagement", stages)] == [
        ("Engagement", TODAY + timedelta(days=9)),
        ("Consultation", TODAY + timedelta(days=60)),
    ]
    assert closings_of("closed", stages) == [] and closings_of("analysis", stages)[0].label == "Analysis"


@pytest.mark.django_db
def test_the_database_knows_the_same_lateness_as_the_rule(officer):
    today = timezone.localdate()
    for current in ("scoping", "options", "consultation", "closed"):
        for first, last, started, ended in ((-20, -10, None, None), (-20, 10, None, None), (-20, -10, -20, None), (-20, -10, -20, -5), (5, 10, None, None)):
            project = ProjectFactory(stage=current)
            for code in ("scoping", "consultation", "closed"):
                row = stage(code, first, last, started, ended)
                for column in ("planned_from", "planned_to", "actual_from", "actual_to"):
                    day = getattr(row, column)
                    setattr(row, column, day and day + (today - TODAY))
                row.project = project
                row.save()
    checked = 0
    for project in board_rows(officer.user):
        slip = slip_of(project.stage, project.stages.all(), today)
        assert project.late_since == (slip.planned if slip and slip.is_open else None)
        closings = closings_of(project.stage, project.stages.all())
        assert project.closes_on == (closings[0].on if closings else None)
        checked += 1
    assert checked == 20


@pytest.mark.django_db
def test_a_row_says_stage_slippage_closing_next_and_promises(officer):
    today = timezone.localdate()
    project = ProjectFactory(title="Stroke care", stage="engagement", owner=officer.user)
    ProjectStage.objects.create(project=project, stage="engagement", planned_to=today - timedelta(days=12), actual_from=today - timedelta(days=40))
    ActivityFactory(project=project, title="Listening event", status="planned", date_from=today + timedelta(days=3))
    ActivityFactory(project=project, title="Secret event", status="planned", date_from=today + timedelta(days=1), visibility="restricted", named_user_ids=[0])
    for days in (-3, -1, 1):
        CommitmentFactory(project=project, due_on=today + timedelta(days=days))
    ProjectFactory(title="Over and done", stage="closed")
    ProjectFactory(title="Canary", visibility="restricted", named_user_ids=[0])
    page = officer.get(BOARD).content.decode()
    assert "Stroke care" in page and "12 days late" in page and "Engagement should have ended" in page and "Listening event" in page
    assert "Secret" not in page and "Canary" not in page and "Over and done" not in page
    assert f'href="/desk/commitments/?project={project.reference}&amp;state=overdue">2<' in page
    behind = officer.get(f"/desk/commitments/?project={project.reference}&state=overdue").content.decode()
    assert "2 promises" in behind
    assert "Over and done" in officer.get(f"{BOARD}?stage=closed").content.decode()


@pytest.mark.django_db
def test_filters_by_team_owner_stage_and_lateness(officer, make_user):
    team = Team.objects.create(name="West team")
    other = make_user(role="engagement_officer")
    ProjectFactory(title="First", team=team, stage="options")
    ProjectFactory(title="Second", owner=other)
    late = ProjectFactory(title="Third", stage="scoping")
    ProjectStage.objects.create(project=late, stage="scoping", planned_to=timezone.localdate() - timedelta(days=1))
    for query, title in ((f"keeper={team.pk}", "First"), (f"owner={other.pk}", "Second"), ("stage=scoping", "Third"), ("late=yes", "Third")):
        response = officer.get(f"{BOARD}?{query}")
        assert [row["cells"][0].text for row in response.context["rows"]] == [title], query


@pytest.mark.django_db
def test_the_load_of_teams_opens_its_rows(officer):
    west, east, today = Team.objects.create(name="West team"), Team.objects.create(name="East team"), timezone.localdate()
    ProjectFactory.create_batch(3, team=west)
    ProjectFactory(team=west, stage="closed")
    ProjectFactory(team=east)
    for days in (0, 27, 28, -1):
        ActivityFactory(team=east, status="planned", date_from=today + timedelta(days=days))
    ActivityFactory(status="planned", date_from=today)
    ActivityFactory(team=east, status="planned", date_from=today, visibility="restricted", named_user_ids=[0])
    loads = load_of_teams(officer.user)
    assert [(load.team, load.projects, load.planned) for load in loads] == [("East team", 1, 2), ("No team", 0, 1), ("West team", 3, 0)]
    for load in loads:
        for number, address in ((load.projects, load.projects_address), (load.planned, load.planned_address)):
            assert not address or len(officer.get(address).context["rows"]) == number
    page = officer.get(BOARD).content.decode()
    assert "East team has most in the next four weeks: 2 of 3 planned activities" in page
    assert [bar["width"] for bar in bars_of(loads)] == [300, 150, 0]
    assert finding_of([]) == "No activity is planned in the next four weeks"


@pytest.mark.django_db
def test_who_may_open_the_board(client, as_role):
    assert client.get(BOARD).url.startswith("/accounts/login/")
    assert as_role("partner").get(BOARD).status_code == 403
    colleague = as_role("colleague")
    ProjectFactory(title="My own", owner=colleague.user)
    ProjectFactory(title="Not mine")
    page = colleague.get(BOARD).content.decode()
    assert "My own" in page and "Not mine" not in page


@pytest.mark.django_db
def test_five_hundred_projects_ask_no_more_than_sixty(officer, count_queries):
    def projects(number: int) -> None:
        made = Project.objects.bulk_create([Project(title=f"Project {index}", stage="options", team=team) for index in range(number)])
        ProjectStage.objects.bulk_create([ProjectStage(project=project, stage="options", planned_to="2026-01-31") for project in made])
        for project in made[:3]:
            ActivityFactory(project=project, team=team, status="planned", date_from=timezone.localdate())
            CommitmentFactory(project=project, due_on="2026-01-31")

    team = Team.objects.create(name="West team")
    projects(60)  # two pages, which are counted
    sixty = count_queries(officer, "activities:project_board")
    projects(440)
    assert count_queries(officer, "activities:project_board") == sixty
    assert board_records.rows(officer.user, {}).count() == 500

"""The desk of an engagement officer: what to finish, what is coming, promises, decisions, partners gone quiet. Each number opens its rows."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import LogDraft
from assurance.models import EvidenceItem, EvidenceUse, InvolvementAssessment, PaperCover
from crm.core.models import Team
from tests.activities.factories import ActivityFactory, CommitmentFactory, ProjectFactory
from tests.assurance.factories import DecisionFactory
from tests.desk.factories import CapturedMessageFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.user = make_user(role="engagement_officer", team=Team.objects.create(name="West team"))
    client.force_login(client.user)
    return client


def panels(client) -> dict[str, dict]:
    """Panels of the desk by title: their values."""
    context = client.get("/desk/").context
    return {panel.title: panel.context for panel in [*context["panels"], *context["panels_beside"]]}


def numbers(panel: dict) -> list[int]:
    return [item["figure"] for item in panel["figures"]]


def rows_behind(client, address: str) -> int:
    """How many rows the page of a number lists."""
    response = client.get(address)
    assert response.status_code == 200
    return len(response.context["rows"])


def test_the_order_of_the_desk_and_what_an_empty_one_says(officer):
    found = panels(officer)
    assert list(found) == ["Finish these", "Coming up", "Promises", "Decisions that need us", "Gone quiet"]
    page = officer.get("/desk/").content.decode()
    for words in ("Nothing waits to be finished", "Nothing is planned", "No promise of yours is due", "No decision of yours", "Every partner that you"):
        assert words in page


def test_coming_up_says_who_is_going_and_opens_its_rows(officer, make_user, today):
    colleague = make_user(role="assurance_lead", name="Colleague of the lead")
    meeting = ActivityFactory(title="Meeting with carers", status="planned", date_from=today, starts_at="14:00", owner=officer.user)
    meeting.staff.add(colleague)
    ActivityFactory(title="Stall in the market", status="planned", date_from=today + 6 * DAY)
    ActivityFactory(title="Too late", status="planned", date_from=today + 7 * DAY)
    ActivityFactory(title="Canary", status="planned", date_from=today, visibility="restricted", named_user_ids=[0])
    ActivityFactory(title="Was it held", status="planned", date_from=today - DAY, owner=officer.user)
    panel = panels(officer)["Coming up"]
    assert numbers(panel) == [2, 1, 1]
    assert [(row["text"], row["note"].split(" · ")[-1]) for row in panel["rows"]] == [
        ("Meeting with carers", "Going: Colleague of the lead"),
        ("Stall in the market", "Nobody is down to go"),
    ]
    assert [rows_behind(officer, item["href"]) for item in panel["figures"]] == [2, 1, 1]


def test_in_a_busy_week_ones_own_come_first(officer, today):
    ActivityFactory.create_batch(6, status="planned", date_from=today)
    ActivityFactory(title="Of the team", status="planned", date_from=today + DAY, team=officer.user.team)
    ActivityFactory(title="My own", status="planned", date_from=today + 2 * DAY, owner=officer.user)
    panel = panels(officer)["Coming up"]
    assert [row["text"] for row in panel["rows"]][:2] == ["My own", "Of the team"] and len(panel["rows"]) == 6
    assert rows_behind(officer, panel["more_href"]) == 8
    assert "Yours first" in officer.get("/desk/").content.decode()


def test_promises_due_this_week_and_overdue(officer, today):
    for days in (-2, -1, 0, 6, 7):
        CommitmentFactory(owner=officer.user, due_on=today + days * DAY)
    CommitmentFactory(due_on=today)
    CommitmentFactory(owner=officer.user, due_on=today, state="kept", closed_on=today, proof="Minutes")
    panel = panels(officer)["Promises"]
    assert numbers(panel) == [2, 2] and len(panel["rows"]) == 4
    assert [rows_behind(officer, item["href"]) for item in panel["figures"]] == [2, 2]


def test_more_promises_than_the_panel_shows_are_counted(officer, today):
    CommitmentFactory.create_batch(60, owner=officer.user, due_on=today - DAY)
    assert numbers(panels(officer)["Promises"]) == [0, 60]


def test_decisions_that_need_us(officer, make_user, today):
    def assessed(decision):
        InvolvementAssessment.objects.create(
            decision=decision, arranged_by_us="yes", limb="planning", outcome="applies", reason="Planning", assessed_by=make_user(role="assurance_lead")
        )
        return decision

    team_project = ProjectFactory(team=officer.user.team)
    lacking = DecisionFactory(title="No assessment yet", project=team_project, owner=None, team=None)
    paper = assessed(DecisionFactory(title="Paper is due", owner=officer.user, paper_due_on=today + 14 * DAY))
    waits = assessed(DecisionFactory(title="Evidence to review", team=officer.user.team))
    EvidenceUse.objects.create(decision=waits, item=EvidenceItem.objects.create(kind="activity", activity=ActivityFactory()), proposed_by=officer.user)
    assessed(DecisionFactory(title="Nothing lacks", owner=officer.user, paper_due_on=today + 15 * DAY))
    DecisionFactory(title="Of somebody else", owner=None, team=None)
    DecisionFactory(title="Over", owner=officer.user, state="taken")
    DecisionFactory(title="Canary", owner=officer.user, visibility="restricted", named_user_ids=[0])
    panel = panels(officer)["Decisions that need us"]
    assert numbers(panel) == [1, 1, 1]
    assert {row["text"] for row in panel["rows"]} == {lacking.title, paper.title, waits.title}
    assert [rows_behind(officer, item["href"]) for item in panel["figures"]] == [1, 1, 1]
    assert rows_behind(officer, "/desk/decisions/?needs=us") == 3
    PaperCover.objects.create(decision=paper, number=1, text="Considered", sha256="0" * 64, written_by=officer.user)
    assert numbers(panels(officer)["Decisions that need us"]) == [1, 0, 1]


def test_partners_past_their_rhythm_never_met_first(officer, today):
    mine = {"owner": officer.user}
    OrganisationFactory(name="A never met", **mine, contact_every_days=30)
    OrganisationFactory(name="NHS Kent and Medway", **mine)  # ourselves
    for name, rhythm, days in (("Monthly, late", 30, 31), ("Monthly, in time", 30, 29), ("No rhythm, late", None, 184), ("No rhythm, in time", None, 31)):
        partner = OrganisationFactory(name=name, **mine, contact_every_days=rhythm)
        ActivityFactory(date_from=today - days * DAY).organisation_links.create(organisation=partner)
    OrganisationFactory(name="Of the team", team=officer.user.team)
    OrganisationFactory(name="Of somebody else", contact_every_days=7)
    OrganisationFactory(name="Closed", **mine, closed_on=today)
    OrganisationFactory(name="Canary", **mine, visibility="restricted", named_user_ids=[0])
    panel = panels(officer)["Gone quiet"]
    assert [(row["text"], row["tag"]) for row in panel["rows"]] == [
        ("A never met", "Never met"), ("Of the team", "Never met"), ("No rhythm, late", ""), ("Monthly, late", ""),
    ]  # fmt: skip
    assert numbers(panel) == [4] and rows_behind(officer, panel["figures"][0]["href"]) == 4


def test_what_to_finish_opens_where_it_waits(officer, today):
    LogDraft.objects.create(user=officer.user, key=uuid.uuid4(), title="Half a meeting")
    ActivityFactory(owner=officer.user, title="Lacks a summary", date_from=today - DAY)
    CapturedMessageFactory(captured_by=officer.user, subject="An invitation")
    panel = panels(officer)["Finish these"]
    assert numbers(panel) == [1, 1, 1] and {row["text"] for row in panel["rows"]} == {"Half a meeting", "An invitation", "Lacks a summary"}
    drafts, messages, incomplete = (officer.get(urlsplit(item["href"]).path).context for item in panel["figures"])
    assert [len(drafts["drafts"]), len(messages["rows"]), incomplete["total"]] == [1, 1, 1]


def test_a_busy_desk_asks_at_most_25_queries_and_no_more_than_a_calm_one(officer, today, count_queries):
    def work(number: int) -> None:
        for _each in range(number):
            meeting = ActivityFactory(status="planned", date_from=today, owner=officer.user)
            meeting.staff.add(officer.user)
            ActivityFactory(owner=officer.user, date_from=today)
            CommitmentFactory(owner=officer.user, due_on=today)
            DecisionFactory(owner=officer.user)
            OrganisationFactory(owner=officer.user)
            LogDraft.objects.create(user=officer.user, key=uuid.uuid4())

    work(1)
    one = count_queries(officer, "desk:home")
    work(15)
    assert count_queries(officer, "desk:home") <= one <= 25

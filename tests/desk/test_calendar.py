"""The calendar: a month, a list, a day; what stands on it and for whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ProjectStage
from assurance.models import BodyMeeting, Decision
from crm.core.models import RestrictedPeriod, Team
from partners.models import Body
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, ProjectFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE = "/desk/calendar/"
JULY = {"month": "2026-07"}
VIEWS = [JULY, JULY | {"view": "list"}, {"day": "2026-07-14"}]


def page(client, **query) -> str:
    response = client.get(PAGE, query or JULY)
    assert response.status_code == 200
    return response.content.decode()


def titles(client, **query) -> set[str]:
    """Titles that stand on any day of the page."""
    context = client.get(PAGE, JULY | query).context
    days = [day for week in context["weeks"] for day in week["days"]] or context["days"]
    return {entry.title for day in days for entry in day.entries}


# Who may


def test_strangers_are_led_to_the_sign_in(client):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_partner_users_have_no_calendar(as_role):  # noqa: F811
    assert as_role("partner").get(PAGE).status_code == 403
    assert "/desk/calendar/" not in as_role("partner").get("/desk/").content.decode()


@pytest.mark.parametrize("query", VIEWS)
def test_hidden_records_are_neither_shown_nor_counted(officer, query):  # noqa: F811
    hidden = {"visibility": "restricted", "named_user_ids": [0]}
    project = ProjectFactory(title="Canary project", **hidden)
    ProjectStage.objects.create(project=project, stage="consultation", planned_to="2026-07-14")
    Decision.objects.create(title="Canary decision", duty_as_at="2026-01-01", expected_on="2026-07-14", **hidden)
    for _number in range(6):
        ActivityFactory(title="Canary activity", **hidden)
    ActivityFactory(title="Canary month", date_from="2026-07-01", date_precision="month", **hidden)
    assert "Canary" not in page(officer, **query) and " more" not in page(officer, **query)


def test_a_colleague_sees_their_own(as_role):  # noqa: F811
    colleague = as_role("colleague")
    ActivityFactory(title="Of staff")
    ActivityFactory(title="Of the colleague", owner=colleague.user)
    assert titles(colleague) == {"Of the colleague"}
    assert "?when=" not in page(colleague)


# It works


@pytest.mark.parametrize("query", VIEWS)
def test_planned_held_and_cancelled_stand_on_their_day_in_words(officer, query):  # noqa: F811
    meeting = ActivityTypeFactory(label="Round table")
    for status in Activity.Status.values:
        ActivityFactory(title=f"One {status}", type=meeting, status=status, starts_at="14:30")
    html = page(officer, **query)
    for status in Activity.Status.values:
        assert f"One {status}" in html and f"Round table, {status}" in html
    assert "14:30" in html


def test_a_month_is_a_table_of_weeks_from_monday(officer):  # noqa: F811
    html = page(officer)
    assert html.index("Monday") < html.index("Sunday") < html.index("Mon 29 June 2026") < html.index("Sun 2 August 2026")
    assert '<table class="lp-month ' in html and html.count('role="cell"') == 35
    assert 'href="?month=2026-06"' in html and 'href="?month=2026-08"' in html


def test_today_is_said_in_words(officer):  # noqa: F811
    assert '<strong class="lp-month__today" id="today">Today</strong>' in page(officer, month=f"{timezone.localdate():%Y-%m}")
    assert 'id="today"' not in page(officer, month="1999-01")


def test_several_days_are_shown_on_each_also_from_the_month_before(officer):  # noqa: F811
    ActivityFactory(title="Long show", date_from="2025-06-28", date_to="2026-07-03")
    days = [day.on for day in officer.get(PAGE, JULY | {"view": "list"}).context["days"]]
    assert days == [date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 3)]


def test_dates_that_are_not_known_are_never_made_up(officer):  # noqa: F811
    ActivityFactory(title="Some month", date_from="2026-07-01", date_precision="month")
    ActivityFactory(title="Some year", date_from="2026-01-01", date_precision="year", status="planned")
    ActivityFactory(title="No date", date_from=None, date_precision="unknown", status="planned")
    ActivityFactory(title="Held long ago", date_from=None, date_precision="unknown")
    assert titles(officer) == set()
    html = page(officer)
    assert "Some time in July 2026: <a" in html and "Some time in 2026: <a" in html and "Planned, date not known: <a" in html
    assert "Held long ago" not in html
    assert "Some month" not in page(officer, month="2026-08")
    assert titles(officer, month="2026-01") == set()


def test_a_busy_day_shows_four_and_leads_to_the_others(officer):  # noqa: F811
    for number in range(9):
        ActivityFactory(title=f"Meeting {number}")
    ActivityFactory(title="Long show", date_from="2026-07-13", date_to="2026-07-15")
    html = page(officer)
    assert "6 more" in html and 'href="?day=2026-07-14"' in html
    assert len(titles(officer, day="2026-07-14")) == 10


@pytest.mark.parametrize("month", ["1947-12", "2999-01", "nonsense", "2026-13", "٢٠٢٦-٠٧"])
def test_a_month_that_is_not_there_becomes_the_nearest_with_a_word(officer, month):  # noqa: F811
    assert "There is no such month here. The calendar goes from January 1948" in page(officer, month=month)


@pytest.mark.parametrize("day", ["2026-02-30", "nonsense", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_not_there_breaks_nothing(officer, day):  # noqa: F811
    page(officer, day=day)


def test_the_first_and_the_last_month_open_and_lead_no_further(officer):  # noqa: F811
    last = f"{timezone.localdate().year + 10}-12"
    assert 'rel="prev"' not in page(officer, month="1948-01") and 'rel="next"' in page(officer, month="1948-01")
    assert 'rel="next"' not in page(officer, month=last) and 'rel="prev"' in page(officer, month=last)


def test_stages_decisions_and_papers_stand_beside_the_activities(officer):  # noqa: F811
    project = ProjectFactory(title="Urgent care")
    ProjectStage.objects.create(project=project, stage="consultation", planned_to="2026-07-10")
    ProjectStage.objects.create(project=project, stage="options", planned_to="2026-07-11", actual_to="2026-07-12")
    ProjectStage.objects.create(project=project, stage="idea", planned_to="2026-07-13", skipped_because="Known")
    meeting = BodyMeeting.objects.create(body=Body.objects.create(name="A board"), on="2026-07-30", paper_due_on="2026-07-20")
    Decision.objects.create(title="Beds", duty_as_at="2026-01-01", meeting=meeting)
    Decision.objects.create(title="Taken", duty_as_at="2026-01-01", state="taken", decided_on="2026-07-02")
    Decision.objects.create(title="Withdrawn", duty_as_at="2026-01-01", state="withdrawn", expected_on="2026-07-02")
    found = {day.on.day: [(entry.title, entry.label) for entry in day.entries] for day in officer.get(PAGE, JULY | {"view": "list"}).context["days"]}
    assert found == {
        2: [("Taken", "Decision taken")], 10: [("Urgent care", "Consultation ends")], 12: [("Urgent care", "Options ends")],
        20: [("Beds", "Paper due")], 30: [("Beds", "Decision expected")],
    }  # fmt: skip


def test_filters_narrow_what_is_shown(officer):  # noqa: F811
    team, other = Team.objects.create(name="Our team"), ActivityTypeFactory(code="walk", label="Walk")
    officer.user.team = team
    officer.user.save()
    project, partner = ProjectFactory(title="Stroke at home"), OrganisationFactory(name="Carers first")
    ActivityFactory(title="Mine", owner=officer.user)
    ActivityFactory(title="I go").staff.add(officer.user)
    ActivityFactory(title="Team’s", team=team)
    ActivityFactory(title="Of the project", project=project)
    ActivityFactory(title="With the partner", date_from="2026-07-15").organisation_links.create(organisation=partner)
    ActivityFactory(title="Led by the partner", date_from="2026-07-15", lead_organisation=partner)
    ActivityFactory(title="A walk", type=other, date_from="2026-07-16")
    ActivityFactory(title="To come", status="planned", date_from="2026-07-16")
    ProjectStage.objects.create(project=project, stage="consultation", planned_to="2026-07-10")
    assert titles(officer, whose="me") == {"Mine", "I go"}
    assert titles(officer, whose="team") == {"Team’s"}
    assert titles(officer, project="stroke") == titles(officer, project=project.reference) == {"Of the project", "Stroke at home"}
    assert titles(officer, organisation="carers") == {"With the partner", "Led by the partner"}
    assert titles(officer, type="walk") == {"A walk"}
    assert titles(officer, planned="on") == {"To come", "Stroke at home"}
    assert titles(officer, project="nothing of that name") == set()


def test_filters_are_named_and_can_be_dropped(officer):  # noqa: F811
    html = page(officer, month="2026-07", whose="me", planned="on", view="list")
    assert 'href="?month=2026-07&amp;planned=on&amp;view=list"' in html and "Clear all" in html
    assert "Nothing in this month passes the filters" in html
    assert 'href="?whose=me&amp;planned=on&amp;month=2026-06&amp;view=list"' in html


@pytest.mark.parametrize("query", [{"type": "nonsense"}, {"whose": "x"}, {"project": "\x00'"}, {"organisation": "9" * 300}, {"project": "PRJ-" + "9" * 30}])
def test_nothing_typed_into_filters_breaks_the_page(officer, query):  # noqa: F811
    page(officer, **JULY | query)


def test_holidays_and_restricted_periods_are_said(officer):  # noqa: F811
    RestrictedPeriod.objects.create(name="Pre-election period", starts_on="2026-12-20", ends_on="2027-01-05", note="Nothing new starts.")
    html = page(officer, month="2026-12")
    assert "Bank holiday: Christmas Day" in html
    assert "Restricted period: Pre-election period, Sun 20 December 2026" in html and "Nothing new starts." in html
    assert "Pre-election" not in page(officer, month="2026-10")


def test_a_day_leads_to_the_log_form_with_its_date(officer):  # noqa: F811
    day = timezone.localdate() + timedelta(days=40)
    address = f"/desk/activities/log/?when={day:%Y-%m-%d}"
    assert address in page(officer, month=f"{day:%Y-%m}") and "+ Plan" in page(officer, month=f"{day:%Y-%m}")
    boxes = str(officer.get(address).context["form"]["when"])
    assert all(f'value="{part}"' in boxes for part in (day.day, day.month, day.year))
    assert officer.get("/desk/activities/log/?when=nonsense").status_code == 200


def test_a_planned_one_is_held_with_one_press(officer):  # noqa: F811
    today = timezone.localdate()
    due = ActivityFactory(title="Today’s", status="planned", date_from=today)
    ahead = ActivityFactory(title="Tomorrow’s", status="planned", date_from=today + timedelta(days=1))
    for query in ({"month": f"{today:%Y-%m}", "view": "list"}, {"day": f"{today}"}):
        html = page(officer, **query)
        assert f'action="{reverse("activities:activity_hold", args=[due.pk])}"' in html
        assert reverse("activities:activity_hold", args=[ahead.pk]) not in html
    officer.post(reverse("activities:activity_hold", args=[due.pk]))
    due.refresh_from_db()
    assert due.status == "held"


def test_only_those_who_log_may_hold_and_plan(as_role):  # noqa: F811
    ActivityFactory(status="planned")
    html = page(as_role("auditor"), day="2026-07-14")
    assert "Mark as held" not in html and "+ " not in html


def test_planned_ones_that_are_close_to_another_are_marked(officer):  # noqa: F811
    partner = OrganisationFactory()
    for title, day, status in (("Close", "2026-07-14", "planned"), ("Held before", "2026-07-10", "held"), ("Far", "2026-07-31", "planned")):
        ActivityFactory(title=title, date_from=day, status=status).organisation_links.create(organisation=partner)
    days = officer.get(PAGE, JULY | {"view": "list"}).context["days"]
    assert {entry.title: entry.is_close for day in days for entry in day.entries} == {"Close": True, "Held before": False, "Far": False}
    assert page(officer).count("Close to another") == 1


# What planning is warned of


CLASHES = "/desk/calendar/clashes/"


def test_the_form_asks_what_a_day_is_too_close_to(officer):  # noqa: F811
    partner = OrganisationFactory(name="Carers first")
    ActivityFactory(title="Focus group", date_from="2026-07-10").organisation_links.create(organisation=partner)
    html = officer.get(CLASHES, {"when": "2026-07-14", "who": f"organisation:{partner.pk}"}).content.decode()
    assert "Carers first: already something 4 days before" in html and "Focus group" in html
    assert officer.get(CLASHES, {"when": "2026-07-14", "who": "person:1"}).content.decode().strip() == ""


@pytest.mark.parametrize("query", [{}, {"when": "x"}, {"when": "0001-01-01"}, {"when": "9999-12-31"}, {"when": "2026-07-14", "until": "9999-12-31"},
                                   {"when": "2026-07-14", "who": ["organisation:\x00", "organisation:99999999999999999999"]}])  # fmt: skip
def test_nothing_asked_breaks_it(officer, query):  # noqa: F811
    assert officer.get(CLASHES, query).status_code == 200


# Cost


@pytest.mark.parametrize("query", VIEWS)
def test_cost_does_not_grow(officer, count_queries, query):  # noqa: F811
    def fill(many: int) -> None:
        project, partner = ProjectFactory(), OrganisationFactory()
        for number in range(many):
            ActivityFactory(project=project, status="planned", date_from=date(2026, 7, 14) + timedelta(days=number % 3)).organisation_links.create(
                organisation=partner
            )
            ActivityFactory(date_from="2026-07-12", date_to="2026-07-15")
            ActivityFactory(date_from="2026-07-01", date_precision="month")
            stage = ["idea", "scoping", "options"][number % 3]
            ProjectStage.objects.create(project=ProjectFactory(), stage=stage, planned_to="2026-07-14")
            Decision.objects.create(title="Beds", duty_as_at="2026-01-01", expected_on="2026-07-14")

    fill(1)
    one = count_queries(officer, "desk:calendar", **query)
    fill(7)
    assert count_queries(officer, "desk:calendar", **query) == one
    assert one <= 16

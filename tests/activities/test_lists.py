"""The four lists: what they show, find, and cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, CommitmentFactory, InsightFactory, ProjectFactory, ThemeFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
MOST = 12
FACTORIES = {"activity": ActivityFactory, "project": ProjectFactory, "insight": InsightFactory, "commitment": CommitmentFactory}


def shown(client, name: str, **query) -> str:
    response = client.get(reverse(f"activities:{name}_list"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", FACTORIES)
def test_cost_does_not_grow_with_rows(officer, count_queries, kind):
    def fill():
        record = FACTORIES[kind](owner=officer.user)
        if kind == "activity":
            record.project = ProjectFactory()
            record.save()
            record.organisations.add(OrganisationFactory(), OrganisationFactory())
        if kind == "insight":
            record.activity = ActivityFactory()
            record.save()
            record.themes.add(ThemeFactory())
        if kind == "commitment":
            record.organisation = OrganisationFactory()
            record.save()

    fill()
    one = count_queries(officer, f"activities:{kind}_list")
    for _number in range(19):
        fill()
    assert count_queries(officer, f"activities:{kind}_list") == one
    assert one <= MOST


@pytest.mark.parametrize("kind", FACTORIES)
def test_an_empty_list_says_what_it_is_for(officer, kind):
    assert "yet" in shown(officer, kind)


@pytest.mark.parametrize("kind", FACTORIES)
def test_hidden_and_archived_records_are_not_listed(officer, kind):
    FACTORIES[kind](visibility="restricted", named_user_ids=[0])
    archived = FACTORIES[kind](archived_at=timezone.now(), archived_reason="Old")
    assert archived.reference not in shown(officer, kind)
    assert archived.reference in shown(officer, kind, archived="archived")


@pytest.mark.parametrize("kind", FACTORIES)
@pytest.mark.parametrize(
    "query", [{"q": "':*&|!<>"}, {"sort": "nothing"}, {"project": "x"}, {"since": "31-31-31"}, {"q": "\x00"}, {"page": "0"}, {"keeper": "7x"}]
)
def test_unknown_parameters_break_nothing(officer, kind, query):
    FACTORIES[kind]()
    shown(officer, kind, **query)


def test_activities_come_newest_first_and_unknown_dates_last(officer):
    old, new = ActivityFactory(date_from="2020-06-01"), ActivityFactory(date_from="2026-06-01")
    undated = ActivityFactory(date_from=None, date_precision="unknown")
    page = shown(officer, "activity")
    order = [page.index(record.reference) for record in (new, old, undated)]
    assert order == sorted(order)


def test_activities_are_found_by_what_they_are(officer):
    kind, project, partner = ActivityTypeFactory(code="stakeholder-walk"), ProjectFactory(), OrganisationFactory(name="Healthwatch Kent")
    wanted = ActivityFactory(
        title="Stroke pathway", type=kind, project=project, status="planned", level="consult", date_from=date(2026, 3, 1), owner=officer.user, venue="Town hall"
    )
    wanted.organisations.add(partner)
    other = ActivityFactory(title="Falls clinic")
    for query in (
        {"q": "stroke"}, {"q": "town strok"}, {"q": "healthwatch"}, {"type": "stakeholder-walk"}, {"status": "planned"}, {"level": "consult"},
        {"project": project.reference},
        {"organisation": "healthwatch"}, {"organisation": partner.reference}, {"keeper": "me"}, {"since": "2026-02-28", "until": "2026-03-01"},
    ):  # fmt: skip
        page = shown(officer, "activity", **query)
        assert wanted.reference in page and other.reference not in page, query


def test_raw_notes_are_not_found_in_the_list(officer):
    record = ActivityFactory(heard="unmistakable")
    assert record.reference not in shown(officer, "activity", q="unmistakable")


def test_a_hidden_partner_or_project_is_not_named(officer):
    partner, project = (
        OrganisationFactory(name="Hidden body", visibility="restricted", named_user_ids=[0]),
        ProjectFactory(title="Hidden work", visibility="restricted", named_user_ids=[0]),
    )
    activity = ActivityFactory(project=project, lead_organisation=partner)
    activity.organisations.add(partner)
    CommitmentFactory(organisation=partner, project=project)
    InsightFactory(activity=ActivityFactory(visibility="restricted", named_user_ids=[0], title="Hidden meeting"))
    for address in (
        reverse("activities:activity_list"),
        reverse("activities:commitment_list"),
        reverse("activities:insight_list"),
        activity.get_absolute_url(),
    ):
        page = officer.get(address).content.decode()
        assert "Hidden" not in page, address
    assert activity.reference not in shown(officer, "activity", organisation="Hidden")


def test_overdue_promises_say_so(officer):
    late = CommitmentFactory(due_on=timezone.localdate() - timedelta(days=1))
    open_one = CommitmentFactory(due_on=timezone.localdate() + timedelta(days=1))
    page = shown(officer, "commitment", state="overdue")
    assert late.reference in page and open_one.reference not in page and "Overdue" in page
    assert shown(officer, "commitment").index(late.reference) < shown(officer, "commitment").index(open_one.reference)


def test_points_are_found_by_theme_and_project(officer):
    theme, project = ThemeFactory(), ProjectFactory()
    wanted, other = InsightFactory(activity=ActivityFactory(project=project)), InsightFactory()
    wanted.themes.add(theme)
    for query in ({"theme": theme.pk}, {"project": project.reference}, {"q": "appointments", "theme": theme.pk}):
        page = shown(officer, "insight", **query)
        assert wanted.reference in page and other.reference not in page


def test_the_export_has_what_the_page_shows(officer):
    record = ActivityFactory(title="=cmd|calc")
    response = officer.post(reverse("core:export_new"), {"kind": "activity", "query": "", "file_format": "csv"})
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "'=cmd|calc" in body and len(body.splitlines()) == 1 + Activity.objects.count() and record.reference in body

"""The morning's meetings, and what to know before each: everything the reader may see, nothing else, at the same cost for many."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Correction
from crm.core.models import Team
from partners.models import Organisation
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, ProjectFactory
from tests.assurance.factories import DecisionFactory, ResponseFactory, link
from tests.partners.factories import OrganisationFactory, PersonFactory, RoleFactory

pytestmark = pytest.mark.django_db
BEFORE, TODAY = reverse("desk:before"), reverse("desk:today")
HIDDEN = {"visibility": "restricted", "named_user_ids": [0]}


@pytest.fixture
def client_of(make_user, client):
    def sign_in(role: str, **fields):
        client.user = make_user(role=role, **fields)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def officer(client_of):
    return client_of("engagement_officer")


@pytest.fixture
def day() -> date:
    return timezone.localdate()


def met(partner: Organisation, **fields) -> Activity:
    activity = ActivityFactory(**fields)
    activity.organisations.add(partner)
    return activity


def full_partner(officer, day: date, name: str) -> Organisation:
    """A partner with something in every part of the page."""
    partner = OrganisationFactory(name=name)
    for number in range(7):
        held = met(partner, title=f"{name} meeting {number}", date_from=day - timedelta(days=number + 1), next_steps=f"{name} step {number}")
    said = InsightFactory(activity=held, paraphrase=f"{name} said", heard_on=day)
    decision = DecisionFactory(title=f"{name} decision")
    response = ResponseFactory(decision=decision, we_did=f"{name} answer", approved_by=officer.user, approved_on=day)
    response.insights.add(said)
    link(decision, said, "pcei:D1")
    link(DecisionFactory(title=f"{name} other decision"), Activity.objects.get(title=f"{name} meeting 0"), "pcei:D1")
    CommitmentFactory(organisation=partner, text=f"{name} promise", due_on=day - timedelta(days=3))
    RoleFactory(organisation=partner, person=PersonFactory(name=f"{name} chair", note=f"{name} note"), role="Chair")
    met(partner, title=f"{name} next", status="planned", date_from=day + timedelta(days=30))
    Correction.objects.create(activity=held, organisation=partner, text=f"{name} wrong", sent_by=officer.user)
    return partner


def test_a_page_says_everything_that_matters(officer, day):
    partner = full_partner(officer, day, "Alpha")
    page = officer.get(BEFORE, {"partner": partner.pk}).content.decode()
    for words in ("meeting 0", "meeting 4", "step 0", "said", "answer", "decision", "other decision", "promise", "chair", "note", "next", "wrong"):
        assert f"Alpha {words}" in page, words
    assert "Alpha meeting 5" not in page and "Alpha step 1" not in page  # five contacts; next steps of the last
    assert "Overdue" in page and "3 days ago" in page


def test_several_partners_come_one_page_each(officer, day):
    partners = [full_partner(officer, day, name) for name in ("Alpha", "Beta")]
    response = officer.get(BEFORE, {"partner": [item.pk for item in partners]})
    page = response.content.decode()
    assert page.count('class="lp-brief"') == 2
    assert [brief.subject for brief in response.context["briefs"]] == partners
    alpha, beta = page[page.index('id="brief-1"') : page.index('id="brief-2"')], page[page.index('id="brief-2"') :]
    assert "Beta" not in alpha and "Alpha" not in beta


def test_twenty_partners_cost_as_much_as_one(officer, day, count_queries):
    first = full_partner(officer, day, "Alpha")
    one = count_queries(officer, "desk:before", partner=first.pk)
    others = [full_partner(officer, day, f"Partner {number}") for number in range(9)]
    assert count_queries(officer, "desk:before", partner=[first.pk, *(item.pk for item in others)]) == one
    assert one <= 24


def test_what_is_hidden_is_left_out_and_not_hinted_at(officer, day):
    partner = OrganisationFactory(name="Alpha")
    meeting = met(partner, title="Secret meeting", heard="secret note", next_steps="secret step", **HIDDEN)
    InsightFactory(activity=meeting, paraphrase="secret point", **HIDDEN)
    CommitmentFactory(organisation=partner, text="secret promise", **HIDDEN)
    RoleFactory(organisation=partner, person=PersonFactory(name="Secret person", **HIDDEN), role="Secret role")
    met(partner, title="Secret plan", status="planned", date_from=day + timedelta(days=3), **HIDDEN)
    Correction.objects.create(activity=meeting, organisation=partner, text="secret correction", sent_by=officer.user)
    said = InsightFactory(activity=met(partner), paraphrase="Open point")
    ResponseFactory(
        decision=DecisionFactory(title="Secret decision", **HIDDEN), we_did="secret answer", approved_by=officer.user, approved_on=day
    ).insights.add(said)
    link(DecisionFactory(title="Secret use", **HIDDEN), said, "pcei:D1")
    page = officer.get(BEFORE, {"partner": partner.pk}).content.decode()
    assert "Open point" in page and "secret" not in page.lower()
    assert "No open promise." in page and "No answer yet." in page


def test_hidden_and_unknown_partners_are_the_same(officer):
    hidden, seen = OrganisationFactory(**HIDDEN), OrganisationFactory(name="Seen")
    person, meeting = PersonFactory(**HIDDEN), ActivityFactory(**HIDDEN)
    for query in ({"partner": hidden.pk}, {"partner": 987654}, {"partner": "x"}, {"person": person.pk}, {"activity": meeting.pk}, {"activity": "ACT-"}):
        assert officer.get(BEFORE, query).status_code == 404, query
    response = officer.get(BEFORE, {"partner": [hidden.pk, seen.pk]})
    assert response.status_code == 200 and [brief.subject for brief in response.context["briefs"]] == [seen]


def test_a_meeting_brings_its_partners_its_people_and_the_last_of_its_series(officer, day):
    from activities.services import plan_series

    partner, chair = OrganisationFactory(name="Alpha"), PersonFactory(name="Chair")
    RoleFactory(organisation=partner, person=chair)
    alone = PersonFactory(name="Campaigner", note="Prefers to be rung")
    held = met(partner, title="Forum", date_from=day - timedelta(days=7), next_steps="Bring the map")
    held.people.add(chair, alone)
    hidden = OrganisationFactory(name="Hidden partner", **HIDDEN)
    held.organisations.add(hidden)
    plan_series(held, name="Forum", dates=[day + timedelta(days=7)], actor=officer.user)
    planned = Activity.objects.get(status="planned")
    response = officer.get(BEFORE, {"activity": planned.pk})
    page = response.content.decode()
    assert [str(brief.subject) for brief in response.context["briefs"]] == ["Alpha", "Campaigner"]  # the chair stands on Alpha's page
    assert "Bring the map" in page and "Expected" in page and "Prefers to be rung" in page and "Hidden partner" not in page
    assert response.context["briefs"][0].coming == ()  # the meeting itself is not "next"


def test_the_picker_finds_partners_without_scripts(officer):
    OrganisationFactory(name="Alpha group")
    page = officer.get(BEFORE, {"who_text": "Alpha group"})
    assert [str(brief.subject) for brief in page.context["briefs"]] == ["Alpha group"]
    assert officer.get(BEFORE).status_code == 200
    assert "Choose who or what you mean" in officer.get(BEFORE, {"who_text": "Zeppelin"}).content.decode()


def test_more_than_twenty_are_said(officer):
    keys = [OrganisationFactory().pk for _number in range(22)]
    response = officer.get(BEFORE, {"partner": keys})
    assert len(response.context["briefs"]) == 20 and "2 more are left out" in response.content.decode()


@pytest.mark.parametrize(("role", "status"), [("colleague", 403), ("partner", 403), ("auditor", 200), ("administrator", 200), ("board_secretary", 200)])
def test_staff_prepare_others_do_not(client_of, role, status):
    client = client_of(role)
    assert client.get(TODAY).status_code == status
    assert client.get(BEFORE, {"partner": OrganisationFactory().pk}).status_code == status


def test_strangers_sign_in(client):
    for address in (TODAY, BEFORE):
        assert client.get(address).url.startswith("/accounts/login/")


# The meetings of a day


def titles(response) -> list[str]:
    return [str(row["activity"]) for row in response.context["meetings"]]


def test_the_day_shows_mine_in_the_order_of_the_clock(officer, day, make_user):
    other = make_user(role="engagement_officer")
    ActivityFactory(title="Late", status="planned", date_from=day, starts_at="16:00", owner=officer.user)
    early = met(
        OrganisationFactory(name="Alpha"), title="Early", status="planned", date_from=day, starts_at="09:00", ends_at="10:00", owner=other, venue="Library"
    )
    early.staff.add(officer.user)
    ActivityFactory(title="Third day of three", status="planned", date_from=day - timedelta(days=2), date_to=day, owner=officer.user)
    ActivityFactory(title="Somebody else's", status="planned", date_from=day, owner=other)
    ActivityFactory(title="Some time this month", status="planned", date_from=day.replace(day=1), date_precision="month", owner=officer.user)
    ActivityFactory(title="Hidden", status="planned", date_from=day, owner=officer.user, **HIDDEN)
    ActivityFactory(title="Tomorrow", status="planned", date_from=day + timedelta(days=1), owner=officer.user)
    response = officer.get(TODAY)
    assert titles(response) == ["Third day of three", "Early", "Late"]
    page = response.content.decode()
    assert "09:00 to 10:00" in page and "Library" in page and "Alpha" in page and "It was held" in page
    assert f"activity={early.pk}" in page and "Before all of them" in page
    assert titles(officer.get(TODAY, {"day": (day + timedelta(days=1)).isoformat()})) == ["Tomorrow"]


def test_a_future_day_offers_no_holding(officer, day):
    ActivityFactory(status="planned", date_from=day + timedelta(days=1), owner=officer.user)
    assert "It was held" not in officer.get(TODAY, {"day": (day + timedelta(days=1)).isoformat()}).content.decode()


def test_a_team_sees_its_own(officer, day, make_user):
    team = Team.objects.create(name="Swale team")
    member = make_user(role="engagement_officer", team=team)
    ActivityFactory(title="Owned by the team", status="planned", date_from=day, team=team)
    ActivityFactory(title="Of a member", status="planned", date_from=day, owner=member)
    ActivityFactory(title="A member goes").staff.add(member)
    Activity.objects.filter(title="A member goes").update(date_from=day, status="planned")
    ActivityFactory(title="Mine", status="planned", date_from=day, owner=officer.user)
    assert sorted(titles(officer.get(TODAY, {"team": team.pk}))) == ["A member goes", "Of a member", "Owned by the team"]


@pytest.mark.parametrize("query", [{"day": "yesterday"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"team": "x"}, {"team": "987654"}, {"team": "9" * 30}])
def test_bad_addresses_are_no_errors(officer, query):
    assert officer.get(TODAY, query).status_code == 200


def test_many_meetings_cost_as_much_as_one(officer, day, count_queries):
    def plan():
        activity = met(OrganisationFactory(), status="planned", date_from=day, owner=officer.user, project=ProjectFactory())
        activity.people.add(PersonFactory())
        activity.staff.add(officer.user)

    plan()
    one = count_queries(officer, "desk:today")
    for _number in range(9):
        plan()
    assert count_queries(officer, "desk:today") == one


def test_an_empty_day_says_what_to_do(officer):
    page = officer.get(TODAY).content.decode()
    assert "Nothing is on for this day" in page and "Plan one" in page


def test_the_desk_holds_what_is_on_today_with_one_press(officer, day):
    planned = ActivityFactory(title="Tea", status="planned", date_from=day, owner=officer.user)
    later = ActivityFactory(title="Lunch", status="planned", date_from=day + timedelta(days=2), owner=officer.user)
    page = officer.get(reverse("desk:home")).content.decode()
    assert f'form="hold" formaction="{reverse("activities:activity_hold", args=[planned.pk])}"' in page and '<form id="hold" method="post">' in page
    assert reverse("activities:activity_hold", args=[later.pk]) not in page and TODAY in page


def test_partners_and_people_lead_here(officer):
    partner, person = OrganisationFactory(), PersonFactory()
    assert f"{BEFORE}?partner={partner.pk}" in officer.get(partner.get_absolute_url()).content.decode()
    assert f"{BEFORE}?person={person.pk}" in officer.get(person.get_absolute_url()).content.decode()

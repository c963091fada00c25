"""The numbers of the assurance desk against five decisions worked out by hand, and each number against the rows it opens."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from activities.models import ParticipationCount
from assurance import standing
from assurance.models import Decision
from crm.core.financial_year import FinancialYear
from tests.assurance.factories import ActivityFactory, DecisionFactory, ResponseFactory

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2026)
DESK = {"quarter": "2026/27 Q3"}


@pytest.fixture
def as_lead(client, make_user):
    client.force_login(make_user(role="assurance_lead"))
    return client


@pytest.fixture
def taken(make_user):
    """Waits by hand: 10 days, 20 days, 35 days, unknown, and one of which nobody was told."""

    def decide(title, decided_on, **fields):
        return DecisionFactory(title=title, state="taken", decided_on=decided_on, **fields)

    def publish(decision, *day):
        at = datetime(*day, 12, tzinfo=UTC)
        ResponseFactory(decision=decision, published_at=at, approved_on=at.date(), approved_by=approver)

    approver = make_user(role="assurance_lead")

    decide("Ten", date(2026, 5, 1), told_on=date(2026, 5, 11))
    twenty = decide("Twenty", date(2026, 6, 10))
    publish(twenty, 2026, 7, 1)
    publish(twenty, 2026, 6, 30)
    thirty_five = decide("Thirty-five", date(2026, 8, 3), told_on=date(2026, 9, 7))
    publish(thirty_five, 2026, 8, 5)  # the day written down goes first
    decide("Day unknown", None, expected_on=date(2026, 10, 1), told_on=date(2026, 10, 2))
    silent = decide("Nobody told", date(2027, 3, 31))
    ResponseFactory(decision=silent)  # a draft tells nobody
    decide("The year before", date(2026, 3, 31), told_on=date(2026, 4, 5))
    decide("Training", date(2026, 6, 1), told_on=date(2026, 6, 2), is_training=True)
    DecisionFactory(title="Ahead", expected_on=date(2026, 12, 1))


@pytest.fixture
def held():
    """Three that involve people, two of them counted; four that are none of this number."""

    def hold(title, **fields):
        return ActivityFactory(**{"title": title, "status": "held", "date_from": date(2026, 4, 1)} | fields)

    for title, level in (("First day", "consult"), ("Nothing said", "")):
        ParticipationCount.objects.create(activity=hold(title, level=level), number=12)
    hold("Last day", date_from=date(2027, 3, 31))
    ParticipationCount.objects.create(activity=hold("Leaflet", level="inform"), number=900)
    hold("Next year", date_from=date(2027, 4, 1))
    hold("Planned", status="planned")
    hold("Training", is_training=True)


def opened(client, page, words):
    """Titles of the rows that the link with these words opens."""
    link = next(link for link in BeautifulSoup(page.content, "html.parser").select("main a") if words in " ".join(link.text.split()))
    rows = BeautifulSoup(client.get(link["href"]).content, "html.parser").select("main table tbody tr")
    return sorted(row.find("a").text for row in rows)


def test_days_to_feedback_by_hand(taken):
    assert standing.feedback_of(Decision.objects.real(), YEAR) == standing.Feedback(days=20, timed=3, told=4, not_told=1)


def test_feedback_opens_its_rows(as_lead, taken):
    page = as_lead.get(reverse("desk:assurance_desk"), DESK)
    assert "20, the median of 3 decisions with both days recorded" in page.content.decode()
    assert opened(as_lead, page, "people were told of 4 decisions") == ["Day unknown", "Ten", "Thirty-five", "Twenty"]
    assert opened(as_lead, page, "nobody yet of 1 decision") == ["Nobody told"]


def test_reach_opens_its_rows(as_lead, held):
    page = as_lead.get(reverse("desk:assurance_desk"), DESK)
    assert opened(as_lead, page, "3 activities held") == ["First day", "Last day", "Nothing said"]
    assert opened(as_lead, page, "2 with a count of people") == ["First day", "Nothing said"]


def test_decisions_without_a_day_are_named_and_open(as_lead, taken):
    DecisionFactory(title="No day")
    DecisionFactory(title="No day, taken", state="taken")
    DecisionFactory(title="No day, training", is_training=True)
    page = as_lead.get(reverse("desk:assurance_desk"), DESK)
    assert opened(as_lead, page, "2 decisions have no day recorded") == ["No day", "No day, taken"]


def test_without_any_record_nothing_is_said_to_be_late(as_lead):
    text = as_lead.get(reverse("desk:assurance_desk"), DESK).content.decode()
    assert "No decision was taken" in text
    assert "0 activities held" in text
    assert "no day recorded" not in text

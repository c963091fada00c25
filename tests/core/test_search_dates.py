"""Search names no date that the record does not have, and keeps its order."""

from datetime import date

import pytest
from django.test import Client

from activities.models import Commitment, Insight
from assurance.models import Decision
from crm.core.search import search
from partners.models import Organisation
from tests.activities.factories import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user):
    return make_user(role="engagement_officer")


def dates(user, words: str) -> dict[str, str]:
    return {hit.title: hit.date_text for hit in search(user, words).hits}


def test_what_has_no_date_is_said_to_have_none(officer):
    ActivityFactory(title="Stroke undated", date_from=None, date_precision="unknown")
    ActivityFactory(title="Stroke by note", date_from=None, date_precision="unknown", date_note="In the spring")
    ActivityFactory(title="Stroke in a month", date_from="2020-06-01", date_precision="month")
    ActivityFactory(title="Stroke in a year", date_from="2020-01-01", date_precision="year")
    ActivityFactory(title="Stroke on a day", date_from="2026-07-14")
    Insight.objects.create(paraphrase="Stroke said")
    Insight.objects.create(paraphrase="Stroke said then", heard_on="2026-07-14")
    Commitment.objects.create(text="Stroke promise")
    Commitment.objects.create(text="Stroke promise made", made_on="2026-07-14")
    Decision.objects.create(title="Stroke decision", duty_as_at="2026-01-01")
    assert dates(officer, "stroke") == {
        "Stroke undated": "Date not known", "Stroke by note": "In the spring", "Stroke in a month": "June 2020", "Stroke in a year": "2020",
        "Stroke on a day": "Tue 14 July 2026", "Stroke said": "Date not known", "Stroke said then": "Tue 14 July 2026", "Stroke promise": "Date not known",
        "Stroke promise made": "Tue 14 July 2026", "Stroke decision": "Date not known",
    }  # fmt: skip


def test_the_page_says_it_and_the_order_stays(officer):
    ActivityFactory(title="Stroke of old", date_from="2020-06-01")
    ActivityFactory(title="Stroke undated", date_from=None, date_precision="unknown")
    hits = search(officer, "stroke").hits
    assert [(hit.title, hit.on) for hit in hits] == [("Stroke undated", None), ("Stroke of old", date(2020, 6, 1))]
    client = Client()
    client.force_login(officer)
    html = client.get("/desk/search/", {"q": "stroke"}).content.decode()
    assert "Activity · Date not known" in html and "Activity · Mon 1 June 2020" in html


def test_at_most_one_query_a_kind_among_the_hits(officer, django_assert_max_num_queries):
    Organisation.objects.create(name="Stroke group")
    assert officer.is_staff_member and not officer.led_team_ids
    with django_assert_max_num_queries(20) as plain:
        search(officer, "stroke")
    for number in range(5):
        ActivityFactory(title=f"Stroke {number}", date_from=None, date_precision="unknown")
        Insight.objects.create(paraphrase=f"Stroke {number}")
    with django_assert_max_num_queries(len(plain) + 2):
        assert len(search(officer, "stroke").hits) == 11

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.core import paging
from crm.core.paging import bounded_count, read_page
from crm.core.views.lists import count_words
from partners.models import Organisation

pytestmark = pytest.mark.django_db


def rows(count: int):
    Organisation.objects.bulk_create(Organisation(name=f"Partner {number:05}") for number in range(count))
    return Organisation.objects.order_by("name", "pk")


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 400)
    monkeypatch.setattr(paging, "OFFERED_UNCOUNTED", 200)
    monkeypatch.setattr(paging, "DEEP", 60)
    monkeypatch.setattr(bounded_count, "__defaults__", (400,))


def test_counting_stops_at_the_limit():
    assert bounded_count(rows(12), 10) == (10, True)
    assert bounded_count(Organisation.objects.all(), 12) == (12, False)


def test_every_page_of_a_counted_list_is_right_from_either_end(small_limits):
    queryset = rows(330)
    expected = [f"Partner {number:05}" for number in range(330)]
    found = [record.name for number in range(1, 8) for record in read_page(queryset, number).rows]
    assert found == expected


def test_no_page_of_a_counted_list_skips_more_than_half(small_limits):
    queryset = rows(330)
    with CaptureQueriesContext(connection) as queries:
        read_page(queryset, 7)
    assert not [query["sql"] for query in queries if "OFFSET 300" in query["sql"]]


def test_a_list_without_known_end_offers_a_bounded_depth(small_limits):
    queryset = rows(420)
    part = read_page(queryset, 1)
    assert (part.pages, part.count, part.is_more) == (4, 400, True)
    assert read_page(queryset, 400).number == 4
    assert read_page(queryset, 4).is_last_offered
    assert count_words(part, ("partner", "partners")) == "1–50 of more than 400 partners"


def test_one_page_needs_no_count():
    with CaptureQueriesContext(connection) as queries:
        part = read_page(rows(50), 1)
    assert part.pages == 1 and len([query for query in queries if "SELECT" in query["sql"] and "COUNT" in query["sql"]]) == 0
    assert count_words(part, ("partner", "partners")) == "50 partners"


def test_a_counted_list_reads_on_in_words():
    part = read_page(rows(51), 2)
    assert count_words(part, ("partner", "partners")) == "51–51 of 51 partners"

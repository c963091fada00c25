"""Public search."""

import pytest

from tests.pages.conftest import ActivityFactory, ProjectFactory, ResponseFactory, page_of


def test_pages_and_records_are_found(home, stranger, published, approved):
    ProjectFactory(title="Physiotherapy in Swale", **published())
    activity = ActivityFactory(title="Talking about physiotherapy", **published())
    answer = ResponseFactory(you_said="More physiotherapy, please.", **approved())
    body = page_of(stranger, "/search/?q=physiotherapy")
    assert "3 results" in body
    for address in ("/our-involvement-work/PRJ-", f"/our-involvement-work/ACT-{activity.pk}/", f"/you-said-we-did/#{answer.reference}"):
        assert address in body
    assert "/our-approach-to-involvement/" in page_of(stranger, "/search/?q=Gunning")


def test_the_raw_note_is_no_way_to_find_a_record(home, stranger, published):
    ActivityFactory(title="An evening", heard="somebody said asparagus", **published())
    assert "0 results" in page_of(stranger, "/search/?q=asparagus")


@pytest.mark.parametrize("words", ["%00", "%27%22%3Cscript%3E", "a" * 3000, "%26%7C!()", "%F0%9F%A9%BA", "-", "%22open"])
def test_any_words_get_a_page(home, stranger, words):
    assert "<script>" not in page_of(stranger, f"/search/?q={words}")


def test_an_empty_search_offers_the_box(home, stranger):
    assert "results" not in page_of(stranger, "/search/")


def test_search_costs_the_same_for_many_rows(home, stranger, published, count_queries):
    ActivityFactory(title="Kneecaps", **published())
    page_of(stranger, "/search/?q=warm")  # the first page of a process asks once which sites there are
    one = count_queries(stranger, "public_search", q="kneecaps")
    ActivityFactory.create_batch(19, title="Kneecaps", **published())
    assert count_queries(stranger, "public_search", q="kneecaps") == one

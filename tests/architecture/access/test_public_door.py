"""What strangers can reach, and whether anything of it shows what is not published."""

import pytest

from tests.architecture.access.words import KINDS, VARIETIES, canary

PAGES = (
    "/", "/get-involved/", "/get-involved/tell-us/", "/our-approach-to-involvement/", "/our-involvement-work/", "/events/", "/you-said-we-did/", "/privacy/",
    "/accessibility/", "/search/", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_show_nothing_unpublished(walk, address):
    answer = walk.ask("s", address)
    assert answer.status == 200 and not answer.written
    assert walk.reads_too_much("s", answer) == []


def test_published_records_are_there(walk):
    assert canary("activity", "published") in walk.ask("s", "/our-involvement-work/").text
    assert canary("response", "published") in walk.ask("s", "/you-said-we-did/").text
    assert f"ACT-{walk.records.of('activity', 'published').pk}/" in walk.ask("s", "/sitemap.xml").text


@pytest.mark.parametrize("kind", ["project", "activity"])
def test_a_record_has_a_public_page_only_while_published(walk, kind):
    for variety in VARIETIES:
        record = walk.records.of(kind, variety)
        answer = walk.ask("s", f"/our-involvement-work/{record.reference}/")
        assert answer.status == (200 if variety == "published" else 404), variety
        assert walk.reads_too_much("s", answer) == []
        assert (f"/{record.reference}/" in walk.ask("s", "/sitemap.xml").text) == (variety == "published"), variety


def test_public_search_finds_nothing_unpublished(walk):
    for kind in (*KINDS, "notes", "contact", "file", "draft"):
        for variety in VARIETIES:
            answer = walk.ask("s", f"/search/?q={canary(kind, variety)[:-2]}")
            assert answer.status == 200
            assert walk.reads_too_much("s", answer) == [], f"{kind} {variety}"


def test_files_of_records_have_no_public_address(walk):
    for variety in VARIETIES:
        name = walk.records.of("file", variety).file.name
        for address in (f"/files/{name}", f"/files/images/{name}", f"/media/{name}", f"/documents/{walk.records.of('file', variety).pk}/{name}"):
            answer = walk.ask("s", address)
            assert answer.status in (302, 404) and walk.reads_too_much("s", answer) == [], address

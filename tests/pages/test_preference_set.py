"""Text size and contrast: kept by a cookie, without JavaScript and without an account."""

import pytest

from tests.pages.conftest import page_of


def test_the_choice_shows_on_every_page(home, stranger):
    response = stranger.post("/preferences/", {"text": "largest", "next": "/events/"})
    assert response.status_code == 302
    assert response["Location"] == "/events/"
    assert response.cookies["lp_text"]["httponly"] and response.cookies["lp_text"]["samesite"] == "Lax"
    stranger.post("/preferences/", {"contrast": "high", "next": "/events/"})
    for address in ("/events/", "/", "/search/?q=events"):
        assert 'class="lp-text-largest lp-contrast"' in page_of(stranger, address)
    stranger.post("/preferences/", {"text": "normal"})
    assert 'class="lp-contrast"' in page_of(stranger, "/")


@pytest.mark.parametrize("cookie", ["gigantic", '"><script>', ""])
def test_a_made_up_cookie_counts_as_none(home, stranger, cookie):
    stranger.cookies["lp_text"] = cookie
    assert 'lang="en-GB" class=""' in page_of(stranger, "/")


def test_a_made_up_choice_sets_nothing(home, stranger):
    assert not stranger.post("/preferences/", {"text": "gigantic", "next": "/"}).cookies


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", "events", ""])
def test_it_leads_nowhere_else(home, stranger, away):
    assert stranger.post("/preferences/", {"text": "large", "next": away})["Location"] == "/"


def test_a_link_cannot_change_it(home, stranger):
    assert stranger.get("/preferences/?text=large").status_code == 405

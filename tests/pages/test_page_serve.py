"""Public pages as a stranger gets them."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from pages.models import EventsPage, StandardPage
from tests.pages.conftest import ADDRESSES, ActivityFactory, ProjectFactory, ResponseFactory, page_of


def test_strangers_read_every_page_in_nhs_markup(home, stranger):
    for address in ADDRESSES:
        body = page_of(stranger, address)
        for part in ("nhsuk-header", "nhsuk-footer", 'id="maincontent"', "nhsuk-skip-link", 'lang="en-GB"', 'href="/privacy/"', 'role="search"'):
            assert part in body, (address, part)
        assert "style=" not in body, address
        assert body.count("<h1") == 1, address


def test_titles_name_the_organisation_not_the_software(home, stranger):
    for address in ADDRESSES:
        title = page_of(stranger, address).partition("<title>")[2].partition("</title>")[0]
        assert "NHS Kent and Medway" in title and "Listening Post" not in title, address


def test_no_page_sets_a_cookie(home, stranger):
    for address in ADDRESSES:
        response = stranger.get(address)
        assert not response.cookies, address
        assert response["Cache-Control"] == "no-cache", address
        assert "Cookie" in response["Vary"], address


def test_only_reading_is_possible(home, stranger):
    assert stranger.post("/").status_code == 405
    assert stranger.head("/").status_code == 200


def test_a_draft_is_not_there(home, stranger):
    home.add_child(instance=StandardPage(title="Not yet", slug="not-yet", live=False))
    assert stranger.get("/not-yet/").status_code == 404


def test_an_unpublished_page_leaves_and_its_draft_words_never_show(home, stranger):
    page = StandardPage.objects.get(slug="privacy")
    page.intro = "Words of a draft"
    page.save_revision()
    assert "Words of a draft" not in page_of(stranger, "/privacy/")
    page.unpublish()
    assert stranger.get("/privacy/").status_code == 404


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS, PageViewRestriction.PASSWORD])
def test_a_private_page_does_not_exist_for_strangers(home, stranger, kind):
    page = StandardPage.objects.get(slug="privacy")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="not a secret")
    restriction.groups.add(Group.objects.get(name="communications_editor"))
    assert stranger.get("/privacy/").status_code == 404
    assert "/privacy/</loc>" not in stranger.get("/sitemap.xml").content.decode()


def test_the_page_says_so_where_contact_details_are_missing(home, stranger):
    assert "Contact details are set by the organisation" in page_of(stranger, "/get-involved/tell-us/")


def test_what_the_law_asks_and_the_historic_rating_are_told(home, stranger):
    body = page_of(stranger, "/our-approach-to-involvement/")
    for words in ("14Z45", "front cover", "Green, with 11 points", "2019/20", "assesses integrated care boards each year in words"):
        assert words in body, words


def test_involvement_work_lists_published_activities_of_the_project(home, stranger, published):
    project = ProjectFactory(title="Learning from the pandemic", purpose="To learn what works.", **published())
    ActivityFactory(title="Interviews with clinicians", project=project, date_from=None, date_precision="unknown", date_note="June", **published())
    body = page_of(stranger, "/our-involvement-work/")
    assert "Interviews with clinicians" in body
    assert "Learning from the pandemic" in body
    page = page_of(stranger, f"/our-involvement-work/{project.reference}/")
    assert "To learn what works." in page
    assert "Interviews with clinicians" in page
    assert "June" in page
    assert "This is not written down yet." in page


def test_a_reference_in_small_letters_leads_to_the_page(home, stranger, published):
    project = ProjectFactory(**published())
    response = stranger.get(f"/our-involvement-work/prj-{project.pk}/")
    assert response.status_code == 301
    assert response["Location"] == f"/our-involvement-work/PRJ-{project.pk}/"


def test_what_is_not_a_public_record_is_not_found(home, stranger):
    for reference in ("PRJ-999999999", "PRJ-0", "ORG-1", "PRJ-1-2", "ACT-9999999999999", "DEC-1"):
        assert stranger.get(f"/our-involvement-work/{reference}/").status_code == 404, reference


def test_events_leave_the_list_when_they_are_over(home, stranger, published):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    for title, start, end, status in (
        ("Runs until today", today - 3 * day, today, "planned"),
        ("Was yesterday", today - day, None, "planned"),
        ("Is tomorrow", today + day, None, "planned"),
        ("Was called off", today + day, None, "cancelled"),
    ):
        ActivityFactory(title=title, date_from=start, date_to=end, status=status, **published())
    body = page_of(stranger, "/events/")
    assert "Runs until today" in body
    assert "Is tomorrow" in body
    assert "Was yesterday" not in body
    assert "Was called off" not in body


def test_answers_show_with_their_label_and_a_cannot_is_shown_too(home, stranger, approved):
    project = ProjectFactory(title="Phones", published_at=timezone.now())
    ResponseFactory(
        you_said="The phone was always busy.",
        answer="cannot",
        we_did="We cannot add lines.",
        considered_by="A committee",
        decision__project=project,
        **approved(),
    )
    body = page_of(stranger, "/you-said-we-did/")
    for words in ("The phone was always busy.", "We cannot, because", "We cannot add lines.", "Considered by A committee", "Phones"):
        assert words in body, words


def test_cost_does_not_grow_with_rows(home, stranger, published, approved):
    project = ProjectFactory(**published())
    ActivityFactory(project=project, **published())
    ResponseFactory(decision__project=project, **approved())
    addresses = ["/", "/our-involvement-work/", "/you-said-we-did/", "/events/", f"/our-involvement-work/PRJ-{project.pk}/"]
    before = [_cost(stranger, address) for address in addresses]
    ActivityFactory.create_batch(19, project=project, status="planned", date_from=timezone.localdate(), **published())
    for _number in range(19):
        ResponseFactory(decision__project=project, **approved())
    after = [_cost(stranger, address) for address in addresses]
    allowed = [cost + 3 for cost in before]  # lists that were empty ask once more for what their rows name
    assert all(now <= most for now, most in zip(after, allowed, strict=True)), (before, after)
    assert max(after) <= 50


def _cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        page_of(client, address)
    return len(queries)


def test_lists_are_paged_and_a_wrong_page_number_is_forgiven(home, stranger, approved):
    values = approved()
    for number in range(25):
        ResponseFactory(you_said=f"Said number {number:02}", **values)
    first, last = page_of(stranger, "/you-said-we-did/"), page_of(stranger, "/you-said-we-did/?page=2")
    assert "Said number 24" in first and "Said number 04" not in first
    assert "Said number 04" in last
    assert "Said number 24" in page_of(stranger, "/you-said-we-did/?page=nonsense")


def test_sitemap_and_robots(home, stranger, published):
    activity = ActivityFactory(**published())
    addresses = stranger.get("/sitemap.xml").content.decode()
    assert "http://testserver/our-approach-to-involvement/" in addresses
    assert f"http://testserver/our-involvement-work/ACT-{activity.pk}/" in addresses
    assert "Disallow: /cms/" in stranger.get("/robots.txt").content.decode()


def test_every_page_type_has_its_template(home):
    assert {page.specific_class for page in Page.objects.descendant_of(home)} >= {EventsPage, StandardPage}

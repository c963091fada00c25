"""Before a page goes that evidence cites, its editor is told what rests on it."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.own_sites import moved, own_sites
from pages.citing import cited_by
from pages.services import build_site
from tests.assurance.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db) -> Page:
    build_site()
    return Page.objects.get(slug="our-approach-to-involvement")


@pytest.fixture
def as_editor(client, make_user):
    client.force_login(make_user(role="communications_editor"))
    return client


@pytest.fixture
def cited(page, make_user):
    """The page is evidence of an open decision, of a restricted one and of a year."""
    other = make_user(role="assurance_lead")
    item = EvidenceItem.objects.create(kind="web", title="Our approach", url=f"{own_sites()[0]}{page.url.rstrip('/')}")
    hidden = DecisionFactory(title="CANARY", visibility="restricted", named_user_ids=[other.pk])
    year = FrameworkYear.objects.create(framework=Framework.objects.get(key="pcei"), year="2019/20", starts_on="2019-04-01", ends_on="2020-03-31")
    for decision in (DecisionFactory(title="Hours of the service"), hidden):
        EvidenceUse.objects.create(decision=decision, item=item)
    EvidenceUse.objects.create(framework_year=year, item=item)
    return page


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_what_rests_on_the_page_is_named_and_it_stays_until_it_is_confirmed(as_editor, cited, name):
    address = reverse(f"wagtailadmin_pages:{name}", args=[cited.pk])
    answers = [as_editor.post(address)] if name == "unpublish" else [as_editor.get(address), as_editor.post(address)]  # Wagtail asks on its own first
    for text in (answer.content.decode() for answer in answers):
        assert "Hours of the service" in text and "2019/20" in text and "1 decision that you may not open" in text
        assert "CANARY" not in text and "No copy of it is kept" in text
    cited.refresh_from_db()
    assert cited.live
    as_editor.post(address, {"evidence_considered": "1"})
    assert not Page.objects.filter(pk=cited.pk, live=True).exists()


def test_a_page_that_leads_to_a_partners_page_is_cited_too(as_editor, page):
    item = EvidenceItem.objects.create(kind="web", title="Theirs", url="https://partner.example/report", own_page_url=f"{own_sites()[0]}{page.url}")
    EvidenceUse.objects.create(decision=DecisionFactory(title="Hours of the service"), item=item)
    assert "Hours of the service" in as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()


def test_a_page_that_goes_takes_the_pages_below_along(page, make_user):
    """Deleting the page above is asked about the cited page below it."""
    item = EvidenceItem.objects.create(kind="web", title="Our approach", url=f"{own_sites()[0]}{page.url}")
    EvidenceUse.objects.create(decision=DecisionFactory(title="Hours of the service"), item=item)
    below = page.get_parent().get_descendants(inclusive=True)
    assert [citation.page.pk for citation in cited_by(make_user(role="communications_editor"), below)] == [page.pk]


def test_a_copy_of_the_partners_page_is_no_copy_of_ours(page, make_user):
    """What is kept is dated; the copies of an item count for its own page only."""
    item = EvidenceItem.objects.create(kind="web", title="Theirs", url="https://partner.example/report", own_page_url=f"{own_sites()[0]}{page.url}")
    item.snapshots.create(url=item.url, sha256="a" * 64)
    editor = make_user(role="communications_editor")
    assert [citation.kept_on for citation in cited_by(editor, [page])] == [None]
    ours = EvidenceItem.objects.create(kind="web", title="Ours", url=f"{own_sites()[0]}{page.url}")
    ours.snapshots.create(url=ours.url, problem="The page was not found (answer 404).")
    assert [citation.kept_on for citation in cited_by(editor, [page])] == [None]
    ours.snapshots.create(url=ours.url, sha256="a" * 64)
    assert [citation.kept_on for citation in cited_by(editor, [page])] == [timezone.localdate()]


@pytest.mark.parametrize("written", ["{site}{path}?from=mail#top", "{other}{path}", "{site}{bare}"])
def test_the_same_page_written_differently_is_the_same_page(page, make_user, written):
    site = own_sites()[0]
    other = site.replace("http://", "https://") if site.startswith("http://") and site.count(":") == 1 else site.replace("localhost", "LOCALHOST")
    EvidenceItem.objects.create(kind="web", title="Ours", url=written.format(site=site, other=other, path=page.url, bare=page.url.rstrip("/")))
    EvidenceItem.objects.create(kind="web", title="Not ours", url=f"https://elsewhere.example{page.url}")
    EvidenceItem.objects.create(kind="web", title="Another of ours", url=f"{site}{page.url}below/")
    found = cited_by(make_user(role="communications_editor"), [page])
    assert [[title for title, _address in citation.evidence] for citation in found] == [["Ours"]]


def test_the_page_of_a_record_goes_with_the_page_that_serves_it(page, make_user):
    """`/our-involvement-work/PRJ-1/` is no page of the tree: the page of involvement work answers for it."""
    work = Page.objects.get(slug="our-involvement-work")
    EvidenceItem.objects.create(kind="web", title="A project", url=f"{own_sites()[0]}{work.url}PRJ-1/")
    assert [citation.page.pk for citation in cited_by(make_user(role="communications_editor"), [work, page])] == [work.pk]


def published(page, **changes) -> dict:
    """What the form of the CMS sends when a page is published."""
    none = {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")} | {"comments-MAX_NUM_FORMS": ""}
    return {"title": page.title, "slug": page.slug, "intro": "", "body-count": "0", "action-publish": "action-publish"} | none | changes


def fields(body: str, number: int) -> dict:
    """What a form of the question sends back, by its place on the page."""
    form = [part for part in body.split("<form") if 'name="evidence_considered"' in part or "save the rest" in part][number]
    return {unescape(name): unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form) if "csrf" not in name}


def test_another_address_is_asked_about_before_anything_is_saved(as_editor, cited, django_capture_on_commit_callbacks):
    address, old, revisions = reverse("wagtailadmin_pages:edit", args=[cited.pk]), cited.url, cited.revisions.count()
    body = as_editor.post(address, published(cited, title="A new title", slug="elsewhere")).content.decode()
    assert "Its address will change" in body and "Hours of the service" in body and "CANARY" not in body and "/desk/evidence/" in body
    assert f"<p>{old}</p>" in body
    cited.refresh_from_db()
    assert (cited.slug, cited.revisions.count()) == ("our-approach-to-involvement", revisions)
    with django_capture_on_commit_callbacks(execute=True):
        assert as_editor.post(address, fields(body, 0)).status_code == 302
    moved_page = Page.objects.get(pk=cited.pk)
    assert (moved_page.slug, moved_page.title) == ("elsewhere", "A new title")
    assert moved(f"{own_sites()[0]}{old}").address == f"{own_sites()[0]}{moved_page.url}"


def test_the_address_can_be_kept_and_the_rest_waits_as_a_draft(as_editor, cited):
    address = reverse("wagtailadmin_pages:edit", args=[cited.pk])
    body = as_editor.post(address, published(cited, title="A new title", slug="elsewhere")).content.decode()
    as_editor.post(address, fields(body, 1))
    cited.refresh_from_db()
    draft = cited.get_latest_revision_as_object()
    assert (cited.title != "A new title", cited.slug, draft.title, draft.slug) == (True, "our-approach-to-involvement", "A new title", cited.slug)


def test_publishing_under_the_same_address_or_saving_a_draft_asks_nothing(as_editor, cited):
    address = reverse("wagtailadmin_pages:edit", args=[cited.pk])
    assert as_editor.post(address, published(cited, title="A new title")).status_code == 302
    draft = published(cited, slug="elsewhere")
    draft.pop("action-publish")
    assert "Evidence rests on" not in as_editor.post(address, draft).content.decode()
    cited.refresh_from_db()
    assert (cited.title, cited.slug) == ("A new title", "our-approach-to-involvement")


def test_another_address_of_the_page_above_is_asked_about_too(as_editor, cited):
    above = Page.objects.get(slug="get-involved")
    cited.move(above, pos="last-child")
    body = as_editor.post(reverse("wagtailadmin_pages:edit", args=[above.pk]), published(above, slug="take-part")).content.decode()
    assert "Hours of the service" in body and Page.objects.get(pk=above.pk).slug == "get-involved"


def test_a_move_to_another_place_is_asked_about(as_editor, cited):
    there = Page.objects.get(slug="get-involved")
    address, old = reverse("wagtailadmin_pages:move_confirm", args=[cited.pk, there.pk]), cited.url
    for answer in (as_editor.get(address), as_editor.post(address)):
        assert "Its address will change" in answer.content.decode() and "Hours of the service" in answer.content.decode()
    assert Page.objects.get(pk=cited.pk).get_parent().pk != there.pk
    assert as_editor.post(address, {"evidence_considered": "1"}).status_code == 302
    assert moved(f"{own_sites()[0]}{old}").address.endswith("/get-involved/our-approach-to-involvement/")


def test_what_moved_once_is_still_cited_by_its_old_address(as_editor, cited):
    cited.move(Page.objects.get(slug="get-involved"), pos="last-child")
    page = Page.objects.get(pk=cited.pk)
    assert "Hours of the service" in as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).content.decode()


def test_where_a_page_went_is_said_only_where_it_is_known(page):
    old, site = page.url, own_sites()[0]
    assert moved(f"{site}{old}") is None and moved("https://elsewhere.example/") is None
    page.move(Page.objects.get(slug="get-involved"), pos="last-child")
    page = Page.objects.get(pk=page.pk)
    assert moved(f"{site}{old}?a=1").address == f"{site}{page.url}"
    page.unpublish()
    assert moved(f"{site}{old}").address == ""
    there = Page.objects.get(slug="accessibility")
    there.slug = "our-approach-to-involvement"
    there.save()
    assert moved(f"{site}{old}") is None


@pytest.mark.parametrize("name", ["unpublish", "delete", "move"])
def test_many_at_once_are_asked_about_and_done_when_confirmed(as_editor, cited, name):
    other, there = Page.objects.get(slug="privacy"), Page.objects.get(slug="get-involved")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name]) + f"?id={cited.pk}&id={other.pk}&next=/cms/"
    said = {"chooser": there.pk} if name == "move" else {}
    body = as_editor.post(address, said).content.decode()
    assert "Hours of the service" in body and "CANARY" not in body and "Privacy" not in body.partition("<h1")[2]
    assert Page.objects.filter(pk__in=[cited.pk, other.pk], live=True, depth=cited.depth).count() == 2
    assert as_editor.post(address, fields(body, 0)).status_code == 302
    pages = Page.objects.filter(pk__in=[cited.pk, other.pk], live=True)
    assert pages.count() == (2 if name == "move" else 0) and all(page.get_parent().pk == there.pk for page in pages)


def test_publishing_many_drafts_at_once_asks_about_new_addresses(as_editor, cited):
    draft = cited.specific
    draft.slug = "elsewhere"
    draft.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={cited.pk}&next=/cms/"
    body = as_editor.post(address).content.decode()
    assert "Its address will change" in body and Page.objects.get(pk=cited.pk).slug != "elsewhere"
    as_editor.post(address, fields(body, 0))
    assert Page.objects.get(pk=cited.pk).slug == "elsewhere"


def test_pages_below_that_stay_public_are_not_asked_about(as_editor, cited):
    above = Page.objects.get(slug="get-involved")
    cited.move(above, pos="last-child")
    address = reverse("wagtailadmin_pages:unpublish", args=[above.pk])
    assert "Hours of the service" in as_editor.post(address, {"include_descendants": "on"}).content.decode()
    assert as_editor.post(address).status_code == 302
    assert not Page.objects.get(pk=above.pk).live and Page.objects.get(pk=cited.pk).live


def test_asking_costs_no_more_for_many_pages(page, make_user, django_assert_max_num_queries):
    editor, home = make_user(role="communications_editor"), page.get_parent()
    EvidenceItem.objects.create(kind="web", title="Ours", url=f"{own_sites()[0]}{page.url}")
    pages = list(home.get_descendants(inclusive=True))
    assert len(pages) > 6
    with django_assert_max_num_queries(12):
        assert len(cited_by(editor, pages)) == 1


def test_a_page_that_nothing_cites_asks_nothing_more(as_editor, page):
    assert as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code == 302
    page.refresh_from_db()
    assert not page.live

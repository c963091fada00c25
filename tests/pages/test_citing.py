"""Before a page goes that evidence cites, its editor is told what rests on it."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear
from assurance.own_sites import own_sites
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


def test_a_page_that_nothing_cites_asks_nothing_more(as_editor, page):
    assert as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code == 302
    page.refresh_from_db()
    assert not page.live

"""Kept pages: quick for readers, never out of date. These tests commit, so each has a database of its own."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Activity, Project
from assurance.services.responses import approve_response, withdraw_response
from crm.core import history
from crm.core.models import User
from pages.models import PublicVersion, StandardPage
from pages.services import build_site
from tests.assurance.factories import ActivityFactory, ProjectFactory, ResponseFactory
from tests.pages.conftest import page_of


@pytest.fixture
def kept(own_database: str, settings) -> Iterator[None]:
    """The public site in a database of its own, with pages kept in memory."""
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": own_database}}
    caches["pages"].clear()
    build_site()
    yield
    caches["pages"].clear()


def cost(client, address: str) -> int:
    """Queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        page_of(client, address)
    return len(queries)


def test_a_kept_page_costs_one_query(kept, stranger):
    assert cost(stranger, "/our-involvement-work/") > 10
    assert cost(stranger, "/our-involvement-work/") == 1


def test_publishing_and_withdrawing_a_record_show_on_the_next_request(kept, stranger):
    activity = ActivityFactory(title="A walk in Whitstable")
    address = "/our-involvement-work/"
    assert "A walk in Whitstable" not in page_of(stranger, address)
    Activity.objects.filter(pk=activity.pk).update(published_at=timezone.now())
    assert "A walk in Whitstable" in page_of(stranger, address)
    Activity.objects.filter(pk=activity.pk).update(published_at=None)
    assert "A walk in Whitstable" not in page_of(stranger, address)


def test_an_approved_response_shows_on_the_next_request_and_leaves_when_it_is_withdrawn(kept, stranger):
    response = ResponseFactory(you_said="The signs were hard to find.")
    lead = User.objects.create_user("lead@example.nhs.uk", "Assurance lead")
    lead.groups.add(Group.objects.get(name="assurance_lead"))
    assert "The signs were hard to find." not in page_of(stranger, "/you-said-we-did/")
    response = approve_response(response, on=timezone.localdate(), actor=lead)
    assert "The signs were hard to find." in page_of(stranger, "/you-said-we-did/")
    withdraw_response(response, reason="Names a ward.", actor=lead)
    assert "The signs were hard to find." not in page_of(stranger, "/you-said-we-did/")


def test_a_published_record_changed_by_plain_sql_shows_too(kept, stranger):
    project = ProjectFactory(title="Before", published_at=timezone.now())
    assert "Before" in page_of(stranger, "/our-involvement-work/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_project SET title = 'Afterwards' WHERE id = %s", [project.pk])
    assert "Afterwards" in page_of(stranger, "/our-involvement-work/")


def test_a_published_page_shows_on_the_next_request(kept, stranger):
    page_of(stranger, "/privacy/")
    page = StandardPage.objects.get(slug="privacy")
    page.intro = "New words on privacy"
    revision = page.save_revision()
    assert "New words on privacy" not in page_of(stranger, "/privacy/")
    revision.publish()
    assert "New words on privacy" in page_of(stranger, "/privacy/")
    page.unpublish()
    assert stranger.get("/privacy/").status_code == 404


def test_work_on_records_that_are_not_public_leaves_kept_pages_alone(kept, stranger):
    page_of(stranger, "/")
    before = PublicVersion.objects.get().number
    with history.acting("system:tests"):
        ActivityFactory.create_batch(3)
        Project.objects.create(title="A plan")
    assert PublicVersion.objects.get().number == before
    assert cost(stranger, "/") == 1


def test_a_page_made_while_somebody_publishes_is_not_kept_beyond_the_publishing(kept, stranger, own_database):
    """The change is in the database before it is committed; a reader in between must not leave the old page behind."""
    activity = ActivityFactory(title="Overtaken")
    with transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(published_at=timezone.now())
        seen: list[str] = []
        reader = threading.Thread(target=lambda: (seen.append(page_of(stranger, "/our-involvement-work/")), connection.close()))
        reader.start()
        reader.join()
        assert "Overtaken" not in seen[0]
    assert "Overtaken" in page_of(stranger, "/our-involvement-work/")


def test_each_preference_has_its_own_page(kept, stranger):
    assert 'class=""' in page_of(stranger, "/")
    stranger.cookies["lp_contrast"] = "high"
    assert 'class="lp-contrast"' in page_of(stranger, "/")
    assert cost(stranger, "/") == 1


def test_readers_who_are_signed_in_get_a_page_of_their_own(kept, client):
    page_of(client, "/")
    client.force_login(User.objects.create_user("somebody@example.nhs.uk", "Somebody"))
    assert cost(client, "/") > 10


def test_queries_are_not_kept(kept, stranger):
    page_of(stranger, "/events/?page=1")
    assert cost(stranger, "/events/?page=1") > 10


def test_a_browser_that_has_the_page_is_told_so(kept, stranger):
    tag = stranger.get("/")["ETag"]
    assert stranger.get("/", headers={"if-none-match": tag}).status_code == 304
    Project.objects.create(title="Something new", published_at=timezone.now())
    ResponseFactory(answer="done")
    assert stranger.get("/our-involvement-work/", headers={"if-none-match": tag}).status_code == 200

"""Kept pages are given out before Django begins: the same answer as Django's, to strangers only, never an old one."""

import datetime
import io
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from activities.models import Activity
from crm.core.models import User
from pages import front as front_module
from pages.caching import MOMENT, Moment
from pages.front import Front, Memory, Page
from pages.models import PublicVersion, StandardPage
from pages.services import build_site
from tests.assurance.factories import ActivityFactory
from tests.support import databases

WORK = "/our-involvement-work/"


class Reader:
    """Sends requests to a front and counts those that reach Django.

    Attributes:
        asked: How many requests Django answered.
    """

    def __init__(self, django) -> None:
        self.asked = 0
        self.django = django
        self.front = Front(self._counted)

    def _counted(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def get(self, path: str, method: str = "GET", **environ: str) -> HttpResponse:
        """One request; the answer as a response with the headers that were sent."""
        surroundings = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "QUERY_STRING": "",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            **environ,
        }
        begun: list = []
        answer = self.front(surroundings, lambda *parts: begun.extend(parts))
        status, headers = begun
        response = HttpResponse(b"".join(answer), status=int(status[:3]))
        response.headers = dict(headers)
        if hasattr(answer, "close"):
            answer.close()
        return response


@pytest.fixture
def reader(own_database: str, settings) -> Iterator[Reader]:
    """The public site in a database of its own, with a front before it."""
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": own_database}}
    caches["pages"].clear()
    build_site()
    reading = Reader(WSGIHandler())
    yield reading
    reading.front.versions.close()
    caches["pages"].clear()


def test_a_kept_page_is_djangos_answer_without_django(reader):
    made = reader.get(WORK)
    given = reader.get(WORK)
    assert reader.asked == 1
    assert (given.status_code, given.headers, given.content) == (200, made.headers, made.content)
    assert {"Content-Security-Policy", "ETag", "Vary", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} <= set(given.headers)


def test_head_has_the_headers_and_no_body(reader):
    made = reader.get(WORK)
    given = reader.get(WORK, method="HEAD")
    assert (reader.asked, given.status_code, given.headers, given.content) == (1, 200, made.headers, b"")


def test_head_and_other_methods_fill_nothing(reader):
    for method in ("HEAD", "POST", "OPTIONS"):
        reader.get(WORK, method=method)
        reader.get(WORK, method=method)
    assert (reader.asked, reader.front.memory.bytes) == (6, 0)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_browser_that_has_the_page_is_told_so_as_django_says_it(reader, form):
    asked = form.format(reader.get(WORK)["ETag"])
    given = reader.get(WORK, HTTP_IF_NONE_MATCH=asked)
    assert (reader.asked, given.status_code, given.content) == (1, 304, b"")
    reader.front.memory = Memory(0)
    said = reader.get(WORK, HTTP_IF_NONE_MATCH=asked)
    said.headers.pop("Content-Length", None)
    assert (reader.asked, said.status_code, given.headers) == (2, 304, said.headers)


def test_a_browser_that_has_another_page_gets_this_one(reader):
    reader.get(WORK)
    assert reader.get(WORK, HTTP_IF_NONE_MATCH='"other"').status_code == 200
    assert reader.get(WORK, HTTP_IF_MATCH='"other"').status_code == 412


def test_publishing_and_withdrawing_show_on_the_next_request(reader):
    activity = ActivityFactory(title="A walk in Whitstable")
    for published_at in (timezone.now(), None):
        reader.get(WORK)
        Activity.objects.filter(pk=activity.pk).update(published_at=published_at)
        assert (b"A walk in Whitstable" in reader.get(WORK).content) is (published_at is not None)


def test_a_page_made_while_somebody_publishes_is_not_given_out_again(reader):
    activity = ActivityFactory(title="Overtaken")
    django = reader.django

    def overtaken(environ, start_response):
        response = django(environ, start_response)
        Activity.objects.filter(pk=activity.pk).update(published_at=timezone.now())
        return response

    reader.django = overtaken
    assert b"Overtaken" not in reader.get(WORK).content
    reader.django = django
    assert b"Overtaken" in reader.get(WORK).content


def test_tomorrow_pages_are_made_anew(reader, monkeypatch):
    reader.get("/events/")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(front_module, "timezone", SimpleNamespace(localdate=lambda: tomorrow))
    reader.get("/events/")
    assert reader.asked == 2


def test_signed_in_readers_neither_get_nor_fill_kept_pages(reader, settings):
    client = Client()
    client.force_login(User.objects.create_user("somebody@example.nhs.uk", "Somebody"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    for _time in range(2):
        reader.get(WORK, HTTP_COOKIE=cookie)
    assert (reader.asked, reader.front.memory.bytes) == (2, 0)
    reader.get(WORK)
    assert reader.front.memory.bytes > 0
    reader.get(WORK, HTTP_COOKIE=cookie)
    reader.get(WORK, HTTP_COOKIE=f"lp_text=large; {cookie}")
    assert reader.asked == 5


def test_a_preview_is_never_kept(reader):
    page = StandardPage.objects.get(slug="privacy")
    page.intro = "A draft that nobody approved"
    page.save_revision()
    preview = page.get_latest_revision_as_object().make_preview_request()
    assert b"A draft that nobody approved" in preview.content
    for _time in range(3):
        assert b"A draft that nobody approved" not in reader.get("/privacy/").content


def test_each_preference_has_its_own_page(reader):
    pages = {reader.get("/", HTTP_COOKIE=cookie).content for cookie in ("", "lp_text=large", "lp_contrast=high", "lp_contrast=high; lp_text=large")}
    assert (len(pages), reader.asked) == (4, 4)
    assert b'class="lp-contrast"' in reader.get("/", HTTP_COOKIE="other=1; lp_contrast=high; lp_text=unknown").content
    assert reader.asked == 4


def test_addresses_with_a_query_and_pages_that_are_not_there_are_djangos(reader):
    for _time in range(2):
        reader.get("/events/", QUERY_STRING="page=1")
        assert reader.get("/nothing-here/").status_code == 404
        assert reader.get("/accounts/login/").status_code == 200
        assert reader.get("/search/").status_code == 200
    assert (reader.asked, reader.front.memory.bytes) == (8, 0)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_hosts_and_schemes_that_django_refuses_are_refused_beside_kept_pages(reader, settings):
    reader.get(WORK)
    assert reader.get(WORK, HTTP_HOST="elsewhere.example.org").status_code == 400
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert reader.get(WORK, HTTP_X_FORWARDED_PROTO="https").status_code == 200
    assert reader.asked == 3


def test_when_the_database_drops_the_connection_django_answers_and_the_next_page_is_kept_again(reader, own_database):
    reader.get(WORK)
    reader.get(WORK)
    assert reader.asked == 1
    with databases.owner_of("postgres") as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE '%%FROM pages_publicversion'", [own_database])
        assert cursor.rowcount >= 1
    connection.close()
    assert reader.get(WORK).status_code == 200
    assert reader.asked == 2
    reader.get(WORK)
    assert reader.asked == 2


def test_when_the_database_is_away_django_answers(reader, monkeypatch):
    reader.get(WORK)
    reader.django = lambda environ, start_response: start_response("503 Service Unavailable", []) or [b"Sorry"]
    monkeypatch.setattr(connection, "get_connection_params", lambda: {"dbname": "nothing", "host": "/nowhere"})
    given = reader.get(WORK)
    assert (given.status_code, given.content) == (503, b"Sorry")


def test_a_lost_version_row_is_djangos_affair(reader):
    reader.get(WORK)
    PublicVersion.objects.all().delete()
    reader.get(WORK)
    assert reader.asked == 2


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"headers": {"ETag": '"1"', "Set-Cookie": "a=b"}}, True),
        ({"headers": {"ETag": '"1"', "Cache-Control": "private"}}, True),
        ({"headers": {"ETag": '"1"', "Cache-Control": "no-store"}}, True),
        ({"headers": {"ETag": '"1"', "Vary": "Cookie, User-Agent"}}, True),
        ({"headers": {}}, True),
        ({"headers": {"ETag": '"1"'}, "status": 404}, True),
        ({"headers": {"ETag": '"1"'}}, False),
    ],
)
def test_answers_for_one_reader_are_not_remembered(fields, marked):
    def django(environ, start_response):
        if marked:
            environ[MOMENT] = Moment(1, timezone.localdate())
        response = HttpResponse("for one", **fields)
        start_response(f"{response.status_code} …", list(response.items()))
        return response

    reading = Reader(django)
    reading.front.versions = SimpleNamespace(number=lambda: 1)
    reading.get("/")
    reading.get("/")
    assert (reading.asked, reading.front.memory.bytes) == (2, 0)


def test_memory_forgets_what_was_read_longest_ago():
    memory = Memory(100)
    for name in ("a", "b"):
        memory.put((name,), page(40))
    memory.get(("a",))
    memory.put(("c",), page(40))
    assert [memory.get((name,)) is not None for name in ("a", "b", "c")] == [True, False, True]
    memory.put(("a",), page(50))
    assert memory.bytes == 90
    memory.put(("d",), page(101))
    assert memory.bytes == 0


def page(size: int) -> Page:
    """A page of so many bytes."""
    return Page(Moment(1, datetime.date(2026, 7, 14)), [], '"1"', b"x" * size)


def test_kept_pages_are_counted_in_the_log(reader, monkeypatch):
    monkeypatch.setattr(front_module, "COUNTED_FOR", 0)
    reader.get(WORK)
    with capture_logs() as lines:
        reader.get(WORK)
    assert lines == [{"event": "kept_pages_answered", "count": 1, "log_level": "info"}]

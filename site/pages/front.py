"""Kept public pages, answered before Django begins: its middleware alone costs several times what a kept page does.

Each worker remembers whole responses as Django sent them, after all middleware, for readers who are not signed in. What may
be remembered is for `pages.views.page_serve` to say, by writing the page's moment into the request's surroundings. Before
a page is given out the database is asked for the number in `PublicVersion`, so that a publish shows on the next request
in every worker. On any doubt (no page, another moment, no answer from the database) the request is Django's.

No line is logged for such a request: that would cost as much as the answer. Each worker logs how many it gave, once a minute.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import psycopg2
import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, parse_cookie
from django.utils import timezone
from django.utils.http import parse_etags

from pages import preferences
from pages.caching import MOMENT, Moment

MOST_BYTES = 32 * 1024 * 1024
"""Of bodies that one worker remembers; those read longest ago go first."""
COUNTED_FOR = 60
"""Seconds between two log lines."""
NEEDS_DJANGO = ("QUERY_STRING", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Requests with one of these are not answered here."""
VARIES_BY = {"cookie", "accept-language"}
"""What a response may say that it depends on. The cookies that matter are in the key; there is one language."""
NOT_IN_304 = {"content-type", "content-length"}

Headers = list[tuple[str, str]]
log = structlog.get_logger(__name__)


class Page(NamedTuple):
    """A response of status 200 as Django sent it."""

    moment: Moment
    headers: Headers
    etag: str
    body: bytes


class Memory:
    """Pages by key, in at most so many bytes of bodies. Safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[tuple, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple) -> Page | None:
        """The page under `key`, which thereby is the one read last."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple, page: Page) -> None:
        """Remember a page in place of an older one, and forget as many as are needed for it."""
        with self._lock:
            before = self._pages.pop(key, None)
            self.bytes += len(page.body) - (len(before.body) if before else 0)
            self._pages[key] = page
            while self.bytes > self.most_bytes:
                _key, oldest = self._pages.popitem(last=False)
                self.bytes -= len(oldest.body)


class Versions:
    """Asks the database for the number of the public version, on one connection a thread that stays open."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def number(self) -> int | None:
        """The committed number; None when the database does not say, and the next call connects anew."""
        try:
            cursor = getattr(self._of_thread, "cursor", None) or self._connect()
            cursor.execute("SELECT number FROM pages_publicversion")
            row = cursor.fetchone()
        except psycopg2.Error:
            self.close()
            return None
        return row[0] if row else None

    def close(self) -> None:
        """Close this thread's connection, if it has one."""
        cursor = getattr(self._of_thread, "cursor", None)
        if cursor is not None:
            self._of_thread.cursor = None
            cursor.connection.close()

    def _connect(self) -> Any:
        """As Django connects, but impatient: two seconds, then the request is Django's."""
        parameters = connection.get_connection_params()
        options = f"{parameters.pop('options', '')} -c statement_timeout=2s -c default_transaction_read_only=on".strip()
        raw = psycopg2.connect(**{**parameters, "connect_timeout": 2, "cursor_factory": None, "options": options})
        raw.autocommit = True
        self._of_thread.cursor = raw.cursor()
        return self._of_thread.cursor


class Front:
    """The WSGI application: kept pages first, then Django.

    Args:
        django: Django's application.
    """

    def __init__(self, django: Callable[..., Iterable[bytes]]) -> None:
        self.django = django
        self.memory = Memory(MOST_BYTES)
        self.versions = Versions()
        self._answered = 0
        self._counted = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        key = key_of(environ)
        if key is None:
            return self.django(environ, start_response)
        page = self.memory.get(key)
        if page is None or page.moment.day != timezone.localdate() or page.moment.number != self.versions.number():
            return self._ask_django(key, environ, start_response)
        self._count()
        if _has(environ, page):
            start_response("304 Not Modified", [(name, value) for name, value in page.headers if name.lower() not in NOT_IN_304])
            return []
        start_response("200 OK", page.headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]

    def _ask_django(self, key: tuple, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Django's answer, remembered if it is one for everybody."""
        sent: list[Headers] = []

        def remember(status: str, headers: Headers, *rest: Any) -> Any:
            sent.append(headers)
            return start_response(status, headers, *rest)

        response = self.django(environ, remember)
        moment = environ.get(MOMENT)
        if moment is not None and environ["REQUEST_METHOD"] == "GET" and isinstance(response, HttpResponse) and is_for_everybody(response, sent[0]):
            self.memory.put(key, Page(moment, list(sent[0]), response["ETag"], response.content))
        return response

    def _count(self) -> None:
        with self._lock:
            self._answered += 1
            if time.monotonic() - self._counted < COUNTED_FOR:
                return
            count, self._answered, self._counted = self._answered, 0, time.monotonic()
        log.info("kept_pages_answered", count=count)


def key_of(environ: dict[str, Any]) -> tuple | None:
    """All that the answer may depend on besides the moment; None if the request is not for a kept page.

    Host and scheme are in it because Django refuses hosts that are not ours and leads plain HTTP to HTTPS: only what it has
    answered under the same host and scheme is given out again.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(environ.get(name) for name in NEEDS_DJANGO):
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    if settings.SESSION_COOKIE_NAME in cookies:
        return None
    proxy_header = settings.SECURE_PROXY_SSL_HEADER[0] if settings.SECURE_PROXY_SSL_HEADER else ""
    where = (environ["wsgi.url_scheme"], environ.get(proxy_header), environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME"), environ.get("PATH_INFO"))
    return (*where, preferences.of(cookies))


def is_for_everybody(response: HttpResponse, headers: Headers) -> bool:
    """Whether a finished response holds nothing of one reader: middleware may have added a cookie or made it private."""
    cache_control = response.get("Cache-Control", "").lower()
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    return (
        response.status_code == 200
        and response.has_header("ETag")
        and "private" not in cache_control
        and "no-store" not in cache_control
        and varies <= VARIES_BY
        and all(name.lower() != "set-cookie" for name, _value in headers)
    )


def _has(environ: dict[str, Any], page: Page) -> bool:
    """Whether the browser has this page already, as Django decides it: tags are compared weakly, `*` is any."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not asked:
        return False
    tags = parse_etags(asked)
    return tags == ["*"] or page.etag.removeprefix("W/") in (tag.removeprefix("W/") for tag in tags)

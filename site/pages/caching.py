"""Rendered public pages, kept for readers who are not signed in.

A kept page is found by its path, the reader's preferences, the day (past events leave at midnight) and the number in
`PublicVersion`, which the database raises in the transaction that changes something public. So a publish shows on the
next request in every worker, at the price of one small query a request. `pages.front` answers most readers ahead of Django
from what this module let pass.
"""

import datetime
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from pages import preferences
from pages.models import PublicVersion

KEPT_FOR = 24 * 60 * 60  # seconds; a new version or a new day ends it sooner


@dataclass(frozen=True)
class Kept:
    """A rendered page: its bytes and the tag by which browsers ask whether it has changed."""

    content: bytes
    etag: str


MOMENT = "pages.moment"
"""Where `page_serve` writes, for `pages.front`, the moment of a response that is the same for every reader who is not signed in."""


class Moment(NamedTuple):
    """What a page is as old as: the number in `PublicVersion` and the local day, both from before the page was made."""

    number: int | None
    day: datetime.date


def moment_for(request: HttpRequest) -> Moment | None:
    """The moment that a kept page must be of; None if the page must be made anew: signed-in readers, queries, anything but reading."""
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return Moment(PublicVersion.objects.values_list("number", flat=True).first(), timezone.localdate())


def key_of(request: HttpRequest, moment: Moment) -> str:
    """Where this request's page of that moment is kept."""
    chosen = preferences.of(request.COOKIES)
    parts = (request.path, chosen.text, chosen.contrast, moment.day.isoformat(), str(moment.number), release())
    return "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def kept(key: str) -> Kept | None:
    """The page kept under `key`, if any."""
    found = caches["pages"].get(key)
    return Kept(*found) if found else None


def keep(key: str, response: HttpResponse) -> Kept:
    """Keep a rendered page."""
    page = Kept(response.content, f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
    caches["pages"].set(key, (page.content, page.etag), KEPT_FOR)
    return page


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the response is the same for everybody: a whole HTML page that sets no cookie and asked for none."""
    html = response.get("Content-Type", "").startswith("text/html")
    plain = not response.cookies and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and "no-store" not in response.get("Cache-Control", "")
    return response.status_code == 200 and not response.streaming and html and plain


def answer(request: HttpRequest, page: Kept) -> HttpResponse:
    """A kept page as a response; 304 to a browser that has it. Browsers and proxies ask each time, so a withdrawal shows at once."""
    response = HttpResponse(page.content)
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=page.etag, response=response) or response


@lru_cache(maxsize=1)
def release() -> str:
    """Stands for the templates and settings that pages were made with: those of another release are not served."""
    folders = (settings.PROJECT / "templates", settings.PROJECT / "site", settings.PROJECT / "static")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".py", ".css", ".js"})
    digest = hashlib.sha256(f"{settings.ORGANISATION_NAME}\n{settings.EXAMPLE_MODE}".encode())
    for path in files:
        digest.update(f"{path}:{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()

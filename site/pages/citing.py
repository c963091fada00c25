"""Which evidence, decisions and years rest on a public page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from django.db.models import Max, Q
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page

from assurance.models import Decision, EvidenceItem, EvidenceUse, PageSnapshot
from assurance.own_sites import own_path, own_sites
from assurance.register import visible_items


@dataclass(frozen=True)
class Citation:
    """One page that evidence cites: what the reader may name of it, how many other decisions there are, and since when a copy is kept."""

    page: Page
    path: str
    evidence: tuple[tuple[str, str], ...]
    """Title and address of the items."""
    named: tuple[str, ...]
    """Decisions and framework years."""
    others: int
    kept_on: date | None
    """The day of the newest copy of this page; a copy of a partner's page that it leads to is none."""


def cited_by(user, pages: Iterable[Page]) -> list[Citation]:
    """Of these pages those that are evidence, or lead to a partner's page that is; the addresses they had before count as theirs.

    Two queries, and four for each page that is cited.
    """
    once = get_dummy_request()  # it remembers where sites begin
    sites, wanted = own_sites(), {page.pk: (page, url) for page in pages if (url := page.get_url(once))}
    hosts = [urlsplit(site).hostname or "" for site in sites]
    ours = reduce(or_, [Q(url__icontains=host) | Q(own_page_url__icontains=host) for host in hosts])
    rows = EvidenceItem.objects.filter(ours, kind=EvidenceItem.Kind.WEB).order_by("pk").values_list("pk", "url", "own_page_url")
    items = [(pk, own_path(url, sites), own_path(leads, sites)) for pk, url, leads in rows] if wanted else []
    before: dict[int, set[str]] = {}
    if items:
        for pk, path in Redirect.objects.filter(redirect_page__in=wanted).values_list("redirect_page", "old_path"):
            before.setdefault(pk, set()).add(path.rstrip("/"))
    found = []
    for page, url in wanted.values():
        paths = {urlsplit(url).path.rstrip("/"), *before.get(page.pk, ())}
        below = issubclass(page.specific_class or Page, RoutablePageMixin)
        shown = {pk for pk, path, _leads in items if _is_at(path, paths, below)}
        leading = {pk for pk, _path, leads in items if _is_at(leads, paths, below)}
        if shown or leading:
            found.append(_citation(user, page, urlsplit(url).path, shown, shown | leading))
    return found


def _is_at(path: str | None, paths: set[str], below: bool) -> bool:
    """Whether a path is one of these, or an address that the page itself serves below one."""
    return path is not None and (path in paths or (below and any(path.startswith(f"{own}/") for own in paths)))


def _citation(user, page: Page, path: str, shown: set[int], items: set[int]) -> Citation:
    uses = EvidenceUse.objects.filter(item__in=items).exclude(state=EvidenceUse.State.DECLINED).select_related("decision", "framework_year__framework")
    seen = set(Decision.objects.visible_to(user).filter(evidence_uses__item__in=items).values_list("pk", flat=True))
    named: dict[str, None] = {}
    others: set[int] = set()
    for use in uses.order_by("pk"):
        if use.framework_year is not None:
            named[str(use.framework_year)] = None
        elif use.decision_id in seen:
            named[f"{use.decision.reference} {use.decision}"] = None
        else:
            others.add(use.decision_id)
    evidence = tuple((item.title, item.get_absolute_url()) for item in visible_items(user).filter(pk__in=items))
    kept = PageSnapshot.objects.filter(item__in=shown, problem="").aggregate(newest=Max("taken_at"))["newest"]
    return Citation(page, path, evidence, tuple(named), len(others), timezone.localdate(kept) if kept else None)

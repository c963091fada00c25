"""Which decisions and years rest on a public page."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from wagtail.models import Page

from assurance.models import Decision, EvidenceItem, EvidenceUse
from assurance.own_sites import own_sites


@dataclass(frozen=True)
class Citation:
    """One page that evidence cites: which decisions and years the reader may name, and how many others there are."""

    page: Page
    named: tuple[str, ...]
    others: int
    has_snapshot: bool


def cited_by(user, pages: Iterable[Page]) -> list[Citation]:
    """Of these pages those that are evidence, or lead to a partner's page that is. A query a page, and two for each that is cited."""
    sites, found = own_sites(), []
    for page in pages:
        items = list(EvidenceItem.objects.filter(_at(page, sites)).values_list("pk", flat=True)) if page.url else []
        if items:
            found.append(_citation(user, page, items))
    return found


def _at(page: Page, sites: Iterable[str]) -> Q:
    """Items whose address, or whose page of ours, is this page: on any of our sites, with a slash at the end or without."""
    path = urlsplit(page.url).path.rstrip("/")
    addresses = [f"{site}{path}{end}" for site in sites for end in ("", "/")]
    return Q(url__in=addresses) | Q(own_page_url__in=addresses)


def _citation(user, page: Page, items: list[int]) -> Citation:
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
    kept = EvidenceItem.objects.filter(pk__in=items, snapshots__problem="", snapshots__isnull=False).exists()
    return Citation(page, tuple(named), len(others), kept)

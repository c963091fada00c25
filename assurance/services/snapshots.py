"""Testing links of evidence, and keeping each page as it was."""

import hashlib
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.utils import timezone
from django_tasks import task

from assurance.fetching import PDF, Fetched, Refused, fetch, plain
from assurance.models import Decision, EvidenceItem, EvidenceUse, PageSnapshot
from assurance.own_sites import own_sites
from assurance.rules.year_evidence import is_own
from crm.core import history
from crm.core.attachments import keep_file
from crm.core.models import User


def check_link(item: EvidenceItem, *, actor: User | None) -> PageSnapshot:
    """Ask the page of a web item, keep what it says, and look whether our page that leads there still does.

    The page is fetched outside of any transaction; only what came of it is written in one.

    Args:
        actor: None for the clock's job, whose actor is in force already.
    """
    sites = own_sites()
    page = _ask(item.url, sites)
    signpost = _ask(item.own_page_url, sites) if item.own_page_url else None
    if signpost is None:
        links = None
    else:
        links = isinstance(signpost, Fetched) and plain(item.url) in signpost.links
    with transaction.atomic(), history.because(actor, "check_link"):
        return _keep(item, page, is_own_site=is_own(item.url, sites), links=links, actor=actor)


def _ask(url: str, sites: tuple[str, ...]) -> Fetched | Refused:
    try:
        page = fetch(url, may_be_private=lambda address: is_own(address, sites))
    except Refused as refused:
        return refused
    if is_own(page.final_url, sites) and urlsplit(page.final_url).path.startswith(resolve_url(settings.LOGIN_URL)):
        return Refused("The page asks people to sign in.", page.status, page.final_url[:500])
    return page


def _keep(item: EvidenceItem, page: Fetched | Refused, *, is_own_site: bool, links: bool | None, actor: User | None) -> PageSnapshot:
    snapshot = PageSnapshot(item=item, url=item.url, status=page.status, final_url=page.final_url[:500], is_own_site=is_own_site, links_to_item=links)
    snapshot.taken_by = actor
    if isinstance(page, Refused):
        snapshot.problem = page.words[:300]
    else:
        # A web page is kept as plain text, byte for byte: whoever downloads it reads its source, and no browser runs it.
        kind = "pdf" if page.kind == PDF else "txt"
        name = f"page-{item.pk}-{timezone.localdate():%Y-%m-%d}.{'pdf' if kind == 'pdf' else 'html.txt'}"
        snapshot.attachment = keep_file(page.content, name, kind, actor)
        snapshot.title, snapshot.text, snapshot.sha256 = page.title, page.text, hashlib.sha256(page.content).hexdigest()
    snapshot.save()
    return snapshot


def links_in_use(today: date) -> list[EvidenceItem]:
    """Web items of decisions not yet taken, and of framework years not sent in that ended a year ago at most. One query."""
    undecided = EvidenceUse.objects.filter(decision__state__in=[Decision.State.ANTICIPATED, Decision.State.UNDER_WAY], decision__archived_at=None)
    open_years = EvidenceUse.objects.filter(framework_year__submitted_on=None, framework_year__ends_on__gte=today - timedelta(days=365))
    in_use = (undecided | open_years).exclude(state=EvidenceUse.State.DECLINED)
    return list(EvidenceItem.objects.filter(kind=EvidenceItem.Kind.WEB, pk__in=in_use.order_by().values("item")).order_by("pk"))


@task()
def check_link_task(item_id: int, actor_id: int | None) -> None:
    """Background task: test one link."""
    item = EvidenceItem.objects.filter(pk=item_id, kind=EvidenceItem.Kind.WEB).first()
    if item is not None:
        actor = User.objects.filter(pk=actor_id).first() if actor_id else None
        with history.acting("system:check_link"):
            check_link(item, actor=actor)


def check_links_in_use(today: date) -> int:
    """The clock's job: test every link that an open year or a decision still ahead rests on. Returns how many do not work."""
    return sum(bool(check_link(item, actor=None).problem) for item in links_in_use(today))

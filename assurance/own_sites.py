"""Where our own public pages are, and where a page has gone since."""

from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from assurance.rules.year_evidence import is_own


def own_sites() -> tuple[str, ...]:
    """Base addresses of our public site: the installation's own, and every site of the CMS. One query.

    A site of the CMS that is called localhost only stands for the installation itself.
    """
    named = [site.root_url for site in Site.objects.all() if site.hostname != "localhost"]
    return tuple(dict.fromkeys([settings.WAGTAILADMIN_BASE_URL.rstrip("/"), *named]))


def own_path(address: str, sites: tuple[str, ...]) -> str | None:
    """The path of an address on one of our sites, without a slash at the end; None when it is elsewhere or there is none."""
    return unquote(urlsplit(address).path).rstrip("/") if is_own(address, sites) else None


@dataclass(frozen=True)
class Moved:
    """A page of ours that has another address now; `address` is empty when that is not public any more."""

    address: str


def moved(url: str) -> Moved | None:
    """Where a page of our own site has gone, as far as the CMS noted it; None when it did not move or nobody can tell.

    A page that stands at the old address by now hides the move: who follows the link sees that page. At most five queries.
    """
    path = own_path(url, own_sites())
    if path is None:
        return None
    noted = Redirect.objects.filter(old_path=Redirect.normalise_path(path)).select_related("redirect_page", "site").order_by("-pk")
    for redirect in noted:
        if redirect.site is not None and redirect.site.hostname != "localhost" and not is_own(url, [redirect.site.root_url]):
            continue
        if _stands_at(path):
            return None
        is_public = redirect.redirect_page is None or (redirect.redirect_page.live and not redirect.redirect_page.get_view_restrictions().exists())
        return Moved(urljoin(url, redirect.link) if redirect.link and is_public else "")
    return None


def _stands_at(path: str) -> bool:
    """Whether a live page of the CMS has this path."""
    roots = {place.root_path for place in Site.get_site_root_paths()}
    return Page.objects.live().filter(url_path__in=[f"{root.rstrip('/')}{path}/" for root in roots]).exists()

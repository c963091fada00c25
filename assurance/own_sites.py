"""Where our own public pages are."""

from django.conf import settings
from wagtail.models import Site


def own_sites() -> tuple[str, ...]:
    """Base addresses of our public site: the installation's own, and every site of the CMS. One query.

    A site of the CMS that is called localhost only stands for the installation itself.
    """
    named = [site.root_url for site in Site.objects.all() if site.hostname != "localhost"]
    return tuple(dict.fromkeys([settings.WAGTAILADMIN_BASE_URL.rstrip("/"), *named]))

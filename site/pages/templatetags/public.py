"""What every public page shows around its content."""

from django import template
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page, Site

from pages import preferences
from pages.models import ContactDetails

register = template.Library()


@register.simple_tag(takes_context=True)
def reader_preferences(context) -> dict:
    """The reader's choices with the words of each, for the controls and the root element."""
    chosen = preferences.of(context["request"].COOKIES)
    return {
        "html_class": chosen.html_class,
        "text": [(value, words, value == chosen.text) for value, words in preferences.TEXT_SIZES.items()],
        "contrast": [(value, words, value == chosen.contrast) for value, words in preferences.CONTRASTS.items()],
    }


@register.simple_tag(takes_context=True)
def public_navigation(context) -> list[tuple[str, str, bool]]:
    """Address, text and whether we are there, of the pages in the menu. Three queries."""
    request: HttpRequest = context["request"]
    home = _home(request)
    if home is None:
        return []
    pages = home.get_children().live().public().in_menu()
    links = [(page.get_url(request), page.title) for page in pages]
    return [(address, title, request.path.startswith(address)) for address, title in links]


@register.simple_tag(takes_context=True)
def contact_details(context) -> ContactDetails:
    """How to reach the team; empty fields until the organisation has filled them in."""
    return ContactDetails.for_request(context["request"])


@register.simple_tag
def on_example() -> bool:
    """Whether training examples may be on this site."""
    return settings.EXAMPLE_MODE


def _home(request: HttpRequest) -> Page | None:
    site = Site.find_for_request(request)
    return site.root_page if site else None

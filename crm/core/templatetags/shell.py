"""What every page shows around its content; none of it asks the database beyond the person's roles."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from crm.core import roles

register = template.Library()

# Address, text, roles that do not see it. Addresses are stable, whichever app serves them.
DESK_NAVIGATION = (
    ("/desk/", _("Desk"), frozenset()),
    ("/desk/partners/", _("Partners"), frozenset()),
    ("/desk/people/", _("People"), frozenset({roles.COLLEAGUE, roles.PARTNER})),
    ("/desk/projects/", _("Projects"), frozenset({roles.PARTNER})),
    ("/desk/activities/", _("Activities"), frozenset()),
    ("/desk/calendar/", _("Calendar"), frozenset({roles.PARTNER})),
    ("/desk/insight/", _("What people said"), frozenset({roles.PARTNER})),
    ("/desk/commitments/", _("Promises"), frozenset({roles.PARTNER})),
    ("/desk/decisions/", _("Decisions"), frozenset({roles.PARTNER})),
)
# Behind "Reports", in three groups: address, text, the right that opens it.
REPORTS_NAVIGATION = (
    ("/desk/assurance/", _("Assurance now"), "read_assurance"),
    ("/desk/changes/", _("Planned changes"), "announce_changes"),
    ("/desk/forward-plan/", _("Forward plan"), "read_assurance"),
    ("/desk/meetings/", _("Meetings"), "read_assurance"),
    ("/desk/covers/", _("Covers of papers"), "read_assurance"),
    ("/desk/packs/", _("Evidence packs"), "read_assurance"),
    ("/desk/packs/check/", _("Check a pack"), "read_assurance"),
    ("/desk/evidence/", _("Evidence"), "read_assurance"),
    ("/desk/responses/", _("You said, we did"), "read_assurance"),
    ("/desk/partner-reports/", _("Reports received"), "read_assurance"),
    ("/desk/questions/", _("Seven questions about a year"), "read_assurance"),
    ("/desk/frameworks/years/", _("Years of frameworks"), "read_assurance"),
    ("/desk/frameworks/", _("Frameworks"), "read_frameworks"),
    ("/desk/duties/", _("Duties"), "read_frameworks"),
    ("/desk/strategy/", _("Involvement strategy"), "read_assurance"),
    ("/desk/annual-reports/", _("Annual report"), "read_assurance"),
    ("/desk/requests/", _("Information requests"), "read_requests"),
    ("/desk/views/", _("Who viewed what is restricted"), "read_view_log"),
)
THUMB_NAVIGATION = (("/desk/", _("Desk")), ("/desk/search/", _("Search")), ("/desk/activities/log/", _("Log")), ("/desk/commitments/", _("Promises")))
ACCOUNT_NAVIGATION = (
    ("/desk/settings/", _("Your settings"), ""),
    ("/desk/messages/", _("E-mails and invitations"), "log_activities"),
    ("/desk/shortcuts/", _("Keyboard shortcuts"), ""),
    ("/accounts/password/change/", _("Change password"), ""),
    ("/accounts/2fa/", _("Second factor"), ""),
    ("/desk/exports/", _("Your exports"), "export_lists"),
    ("/desk/imports/", _("Imports"), "import_records"),
    ("/desk/care/", _("What needs care"), "open_care_register"),
    ("/desk/staff/", _("People and roles"), "manage_people"),
    ("/cms/", _("Public pages"), "edit_public_pages"),
)


# Addresses that papers and bookmarks rely on, and pages of the CMS, which have no route of their own.
ADDRESSES = {
    "home": "/",
    "desk": "/desk/",
    "search": "/desk/search/",
    "log": "/desk/activities/log/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}


@register.simple_tag
def address(name: str) -> str:
    """One of the fixed addresses, by its name."""
    return ADDRESSES[name]


@lru_cache(maxsize=64)
def served(address: str) -> bool:
    """Whether this installation serves the address, so that no link leads nowhere; pages of the CMS do not count."""
    try:
        return resolve(address).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _is_current(path: str, address: str) -> bool:
    return path == address if address == "/desk/" else path.startswith(address)


@register.simple_tag
def organisation_name(short: bool = False) -> str:
    """The board's name; `short` leaves out what stands beside the NHS logo already."""
    name = getattr(settings, "ORGANISATION_NAME", "NHS Kent and Medway")
    return name.removeprefix("NHS ") if short else name


@register.simple_tag
def example_mode() -> bool:
    """Whether the installation shows example records, training cases included."""
    return bool(getattr(settings, "EXAMPLE_MODE", False))


@register.simple_tag(takes_context=True)
def desk_navigation(context) -> list[dict]:
    """Main navigation: what is served and open to at least one of the person's roles."""
    user, path = _user_and_path(context)
    held = getattr(user, "roles", frozenset())
    return [
        {"address": address, "text": text, "current": _is_current(path, address)}
        for address, text, closed in DESK_NAVIGATION
        if served(address) and (held - closed or not held)
    ]


@register.simple_tag(takes_context=True)
def reports_navigation(context) -> list[dict]:
    """Links behind "Reports" that are served and open to the person."""
    user, path = _user_and_path(context)
    return [
        {"address": address, "text": text, "current": path == address}
        for address, text, right in REPORTS_NAVIGATION
        if served(address) and hasattr(user, "has_right") and user.has_right(right)
    ]


@register.simple_tag(takes_context=True)
def thumb_navigation(context) -> list[dict]:
    """The bar at the thumb on a phone."""
    _user, path = _user_and_path(context)
    may_log = desk_may_log(context)
    return [
        {"address": address, "text": text, "current": path == address, "main": address.endswith("/log/")}
        for address, text in THUMB_NAVIGATION
        if served(address) and (may_log or not address.endswith("/log/"))
    ]


@register.simple_tag(takes_context=True)
def account_navigation(context) -> list[dict]:
    """Links under "Account" that the person may use."""
    user, _path = _user_and_path(context)
    return [
        {"address": address, "text": text}
        for address, text, right in ACCOUNT_NAVIGATION
        if served(address) and (not right or (hasattr(user, "has_right") and user.has_right(right)))
    ]


@register.simple_tag(takes_context=True)
def desk_may_log(context) -> bool:
    """Whether "Log an activity" is shown: only to people who may."""
    user, _path = _user_and_path(context)
    return hasattr(user, "has_right") and user.has_right("log_activities")


@register.simple_tag(takes_context=True)
def role_words(context) -> list[str]:
    """The person's roles in words."""
    user, _path = _user_and_path(context)
    return [label for role, label in roles.ROLE_LABELS.items() if role in getattr(user, "roles", ())]


def _user_and_path(context) -> tuple[object, str]:
    request = context.get("request")
    return getattr(request, "user", None), getattr(request, "path", "")

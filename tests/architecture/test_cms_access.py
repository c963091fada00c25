"""Addresses that libraries bring, by namespace: sign-in (allauth) and the CMS (Wagtail) with all its side routes.

In the CMS nobody but the communications editor gets anything but the sign-in page, 403 or 404; the editor gets no error and
cannot touch people, groups, rights or sites. A route that no line here matches fails.
"""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, GroupPagePermission, Site

from crm.core import roles
from crm.core.models import User
from pages.models import StandardPage
from pages.services import build_site
from tests.architecture.access.table import PUBLIC
from tests.architecture.access.walking import OURS, routes

EDITOR, NOBODY, ACCOUNT, OPEN, CLOSED = "editor", "nobody", "one's own account", "everybody", "not there"

NAMESPACES = {
    "pages": EDITOR,  # the CMS's own interface for its explorer and choosers; Wagtail's public API is off
    "documents": EDITOR,
    "images": EDITOR,
    "wagtailadmin_pages": EDITOR,
    "wagtailadmin_collections": EDITOR,
    "wagtailadmin_workflows": EDITOR,
    "wagtailadmin_reports": EDITOR,
    "wagtailadmin_editing_sessions": EDITOR,
    "wagtailforms": EDITOR,
    "wagtailredirects": EDITOR,
    "wagtailsettings": EDITOR,
    "wagtailembeds": EDITOR,
    "wagtailsnippets": EDITOR,
    "wagtaildocs": EDITOR,
    "wagtaildocs_chooser": EDITOR,
    "wagtailimages": EDITOR,
    "wagtailimages_chooser": EDITOR,
    "wagtailsites": NOBODY,
    "wagtailusers_users": NOBODY,
    "wagtailusers_groups": NOBODY,
}
# Routes without a namespace, by the beginning of their name; the first that matches counts.
NAMES = (
    ("wagtailadmin_password_reset", NOBODY),
    ("wagtailadmin_error_test", NOBODY),  # shows the error page on purpose
    ("wagtailadmin_login", OPEN),  # leads to our sign-in, as cms_login
    ("wagtailadmin_", EDITOR),
    ("wagtail_bulk_action", EDITOR),
    ("wagtailcore_login", OPEN),
    ("wagtailcore_authenticate_with_password", CLOSED),
    ("wagtaildocs_authenticate_with_password", CLOSED),
    ("account_", ACCOUNT),
    ("mfa_", ACCOUNT),
)
UNNAMED = {"cms/account/": EDITOR, "cms/test404/": EDITOR, "cms/^.*/$": EDITOR}
# What a stranger needs to sign in. Signing up is closed; the page says so.
FOR_STRANGERS = (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code", "account_confirm_email",
    "account_email_verification_sent", "mfa_authenticate",
)  # fmt: skip


def rule(namespace: str, name: str, pattern: str) -> str:
    """Whose a route is; "" when no line matches."""
    if namespace:
        return NAMESPACES.get(namespace, "")
    if name in PUBLIC:
        return OPEN
    if not name:
        return UNNAMED.get(pattern, "")
    return next((whose for start, whose in NAMES if name.startswith(start)), "")


FOREIGN = [(namespace, name, pattern) for namespace, name, _arguments, pattern in routes() if namespace not in OURS]


def test_every_foreign_route_matches_a_line():
    assert [route for route in FOREIGN if not rule(*route)] == [], "say in tests/architecture/test_cms_access.py whose these are"


@pytest.fixture
def site(db, role_clients):
    """The public site with a draft, a document and a redirect; arguments for addresses by name."""
    home = build_site()
    page = StandardPage.objects.get(slug="privacy")
    revision = page.save_revision()
    document = Document.objects.create(title="Report", file=ContentFile(b"words", name="report.txt"), collection=Collection.objects.last())
    redirect = Redirect.objects.create(old_path="/old", redirect_link="/privacy/")
    other = User.objects.filter(groups__name=roles.AUDITOR).get()
    group = Group.objects.get(name=roles.AUDITOR)
    keys = {"documents": document, "pages": page, "wagtaildocs_chooser": document, "wagtailadmin_collections": Collection.objects.last()}
    keys |= {"wagtailusers_users": other, "wagtailusers_groups": group, "wagtailsites": Site.objects.get()}
    return {
        "namespaces": {name: item.pk for name, item in keys.items()},
        "page_id": page.pk, "parent_page_id": home.pk, "page_to_move_id": page.pk, "destination_id": home.pk, "page_pk": page.pk, "object_id": page.pk,
        "revision_id": revision.pk, "document_id": document.pk, "doc_id": document.pk, "redirect_id": redirect.pk,
        "collection_id": Collection.objects.last().pk, "action_name": "publish", "content_type_app_name": "pages", "content_type_model_name": "standardpage",
        "app_label": "pages", "model_name": "standardpage", "app_name": "pages", "action": "delete", "filter_spec": "width-100",
        "uidb64": "MQ", "token": "a-b", "uidb36": "1", "key": "a-b",
    }  # fmt: skip


def address(namespace: str, pattern: str, site: dict) -> str:
    """A plausible address for a pattern."""
    values = {**site, "pk": site["namespaces"].get(namespace, 1)}
    if namespace == "wagtailsettings":
        values["model_name"] = "contactdetails"
    found = pattern.replace("cms/^.*/$", "cms/nothing-here/").replace("(live|earliest|\\d+)", "live").replace("(live|latest|\\d+)", str(site["revision_id"]))
    found = found.replace("(\\d+)", str(site["page_id"])).replace("(.*)", "name.txt").replace("((?:[\\w\\-]+/)*)", "privacy/").replace("\\.", ".")
    found = re.sub(r"\(\?P<(\w+)>[^()]*(?:\[[^\]]*\])?[^()]*\)", lambda match: str(values.get(match[1], 1)), found)
    found = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values.get(match[1], 1)), found)
    return "/" + found.replace("^", "").replace("$", "")


def kept() -> tuple:
    """What no editor may touch: who signs in, with which rights, and where the site is."""
    return (
        sorted(User.objects.values_list("pk", "email", "is_active", "is_superuser", "password")),
        sorted(User.groups.through.objects.values_list("user", "group")),
        sorted(Group.objects.values_list("pk", "name")), sorted(Group.permissions.through.objects.values_list("group", "permission")),
        sorted(GroupPagePermission.objects.values_list("group", "page", "permission")), Permission.objects.count(),
        sorted(Site.objects.values_list("pk", "hostname", "root_page")),
    )  # fmt: skip


def answers(client: Client, where: str) -> list:
    client.raise_request_exception = False
    mine = {"is_superuser": "on", "name": "Mine", "email": "mine@example.org", "username": "mine"}
    sent = {**mine, "body-count": "0", "external-link-chooser-url": "/privacy/"}  # Wagtail's own forms always send the last two
    return [client.get(where), client.post(where, sent)]


def groups_of(*whose: str) -> list[str]:
    return sorted({namespace or "" for namespace, name, pattern in FOREIGN if rule(namespace, name, pattern) in whose})


@pytest.mark.parametrize("namespace", groups_of(EDITOR, NOBODY))
def test_the_cms_is_for_its_editor(namespace, site, role_clients):
    problems, before = [], kept()
    for found, name, pattern in FOREIGN:
        whose = rule(found, name, pattern)
        if found != namespace or whose not in (EDITOR, NOBODY):
            continue
        where = address(found, pattern, site)
        for role, client in role_clients.items():
            for response in answers(client, where):
                status, to_sign_in = response.status_code, "/login/" in response.get("Location", "")
                if role == "anonymous":
                    right = status == 404 or (status == 302 and to_sign_in)
                elif role == roles.COMMUNICATIONS_EDITOR and whose == EDITOR:
                    right = status < 500
                else:
                    right = status in (403, 404) or (status == 302 and where == "/cms/account/")
                if name == "wagtailadmin_logout" and status == 302 and role != "anonymous":
                    client.force_login(User.objects.get(groups__name=role))
                if not right:
                    problems.append(f"{role} {where}: {status} {response.get('Location', '')}")
    assert not problems, "\n".join(problems)
    assert kept() == before


def test_one_signs_in_and_keeps_only_the_own_account(site, role_clients):
    problems, before = [], kept()
    for namespace, name, pattern in FOREIGN:
        if rule(namespace, name, pattern) != ACCOUNT:
            continue
        where = address(namespace, pattern, site)
        response = Client(raise_request_exception=False).get(where)
        to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
        if response.status_code >= 500 or not (name in FOR_STRANGERS or to_sign_in):
            problems.append(f"stranger {where}: {response.status_code}")
        for role, client in role_clients.items():
            client.raise_request_exception = False
            if role != "anonymous" and (status := client.get(where).status_code) >= 500:
                problems.append(f"{role} {where}: {status}")
    assert not problems, "\n".join(problems)
    assert kept() == before


def test_nobody_signs_up(site):
    people = User.objects.count()
    answer = Client().post("/accounts/signup/", {"email": "new@example.org", "password1": "a long enough password", "password2": "a long enough password"})
    assert answer.status_code < 500
    assert User.objects.count() == people


@pytest.mark.parametrize("role", ["anonymous", *roles.ROLE_LABELS])
def test_addresses_that_wagtail_wants_and_nobody_uses_are_not_there(role, site, role_clients):
    for namespace, name, pattern in FOREIGN:
        if rule(namespace, name, pattern) == CLOSED:
            where = address(namespace, pattern, site)
            statuses = [response.status_code for response in answers(role_clients[role], where)]
            assert statuses == ([302, 302] if role == "anonymous" else [404, 404]), where

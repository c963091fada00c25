"""Every address of ours, GET and POST, as a stranger and as each role, with records of every variety.

The table is written by hand (`table.py`); who may see which record too (`records.py`). Everything that comes back is searched
for words of records that the reader may not see. A POST that is refused leaves no line of history.
"""

import re
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from crm.core.models import AuditEvent
from tests.architecture.access.records import KINDS, VARIETIES, canary, make_records, sees
from tests.architecture.access.table import ROLES, ROUTES

OURS = ("core", "desk", "partners", "activities", "assurance")


@cache
def addresses() -> dict[str, list[str]]:
    """Names of every route of ours with the names of its arguments."""
    found = {}

    def walk(resolver, namespace, arguments):
        for entry in resolver.url_patterns:
            names = [*arguments, *entry.pattern.converters]
            if isinstance(entry, URLPattern):
                if namespace in OURS:
                    found[f"{namespace}:{entry.name}"] = names
            else:
                walk(entry, entry.namespace or namespace, names)

    walk(get_resolver(), "", [])
    return found


@pytest.fixture
def users(make_user):
    return {letter: make_user(role=role) for letter, role in ROLES.items()}


@pytest.fixture
def records(users):
    return make_records(users)


def answer(client, method, address):
    """Status, headers and body of one request, which leaves nothing behind."""
    with transaction.atomic():
        before = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
        response = getattr(client, method)(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        written = AuditEvent.objects.filter(id__gt=before or 0).exists()
        transaction.set_rollback(True)
    return response.status_code, str(response.headers) + body.decode("utf-8", "replace"), written


def test_every_address_stands_in_the_table():
    assert set(addresses()) - set(ROUTES) == set(), "name who may open these in tests/architecture/access/table.py"
    assert set(ROUTES) - set(addresses()) == set(), "these stand in the table but are no addresses"


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_route(name, users, records, client):
    route, arguments = ROUTES[name], addresses()[name]
    clients = {}
    for letter, user in users.items():
        clients[letter] = Client()
        clients[letter].force_login(user)
    problems = []
    for variety in VARIETIES if route.kind else ("",):
        args = [records[route.kind, variety].pk if number == 0 and route.kind else records.nested.get((name, argument), 1)
                for number, argument in enumerate(arguments)]  # fmt: skip
        address = reverse(name, args=args)
        for method, allowed in (("get", route.get), ("post", route.post)):
            status, _, written = answer(Client(), method, address)
            if written or not (status == 302 or status == 403 and method == "post"):
                problems.append(f"stranger {method} {variety}: {status}")
            for letter, client in clients.items():
                status, body, written = answer(client, method, address)
                hidden = bool(route.kind) and not sees(letter, route.kind, variety)
                if expected := wrong(status, letter in allowed, hidden, bool(allowed)):
                    problems.append(f"{ROLES[letter]} {method} {variety}: {status}, expected {expected}")
                if status >= 400 and written:
                    problems.append(f"{ROLES[letter]} {method} {variety}: refused with {status}, but something was written")
                seen = {word for word in re.findall(r"zq[a-z]+qz", body) if word in hidden_words(letter)}
                if seen:
                    problems.append(f"{ROLES[letter]} {method} {variety}: reads {sorted(seen)}")
    assert problems == []


def wrong(status: int, allowed: bool, hidden: bool, exists: bool) -> str:
    """Empty when the status is right, else what was expected."""
    if not exists:
        return "" if status in (403, 404, 405) else "403, 404 or 405"
    if hidden:
        return "" if status == 404 or (status == 403 and not allowed) else "404"
    if not allowed:
        return "" if status == 403 else "403"
    return "" if status < 400 else "an answer"


@cache
def hidden_words(letter: str) -> frozenset[str]:
    """Canary words that this role must not read anywhere."""
    return frozenset(canary(kind, variety) for kind in KINDS for variety in VARIETIES if not sees(letter, kind, variety))

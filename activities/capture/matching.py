"""Whose an address is, among all that we keep. What of it somebody may see is asked where it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from crm.core.models import User
from partners.models import Organisation, Person, RoleHolding


@dataclass
class Match:
    """Keys of who is behind an address. All empty: nobody we know, and nobody is made."""

    person_id: int | None = None
    organisation_id: int | None = None
    user_id: int | None = None


def match(addresses: Iterable[str]) -> dict[str, Match]:
    """Who is behind each address, in lower case. Four queries for any number.

    A person brings the organisation of their role when they hold roles at one only. A role mailbox is its
    organisation's; one that several organisations gave is left open, because only a person can say which is meant.
    """
    found = {address: Match() for address in addresses}
    wanted = {address.upper(): address for address in found if address}
    if not wanted:
        return found
    for key, email in User.objects.filter(is_active=True).annotate(in_capitals=Upper("email")).filter(in_capitals__in=wanted).values_list("pk", "in_capitals"):
        found[wanted[email]].user_id = key
    people = dict(_current(Person, wanted))
    for key, email in people.items():
        found[wanted[email]].person_id = key
    today = timezone.localdate()
    held = RoleHolding.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), person__in=people, organisation__archived_at__isnull=True)
    of_person: dict[int, set[int]] = {}
    for key, organisation in held.values_list("person_id", "organisation_id"):
        of_person.setdefault(key, set()).add(organisation)
    for key, organisations in of_person.items():
        if len(organisations) == 1:
            found[wanted[people[key]]].organisation_id = next(iter(organisations))
    of_address: dict[str, set[int]] = {}
    for key, email in _current(Organisation, wanted):
        of_address.setdefault(email, set()).add(key)
    for email, organisations in of_address.items():
        if len(organisations) == 1:
            found[wanted[email]].organisation_id = next(iter(organisations))
    return found


def _current(model, wanted: Iterable[str]):
    rows = model.objects.filter(archived_at__isnull=True).exclude(email="").annotate(in_capitals=Upper("email"))
    return rows.filter(in_capitals__in=wanted).order_by("pk").values_list("pk", "in_capitals")


def is_our_mailbox(address: str) -> bool:
    """Whether an address is the mailbox itself, with or without a tag (`capture+PRJ-3@…`)."""
    ours = settings.MAILBOX_ADDRESS.lower()
    local, _at, domain = address.lower().rpartition("@")
    return bool(ours) and f"{local.partition('+')[0]}@{domain}" == ours

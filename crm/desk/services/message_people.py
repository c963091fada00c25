"""Whom the addresses of captured messages belong to. A person says so; nobody is made by a machine."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activities.models import CapturedAddress, CapturedMessage
from crm.core import history
from crm.core.services import locked, save_record
from crm.desk.services.messages import waiting
from partners.models import Organisation, Person
from partners.services import create_organisation, create_person

SOURCE = "Made from a captured message"
USUAL_ROLE = "Contact"


@transaction.atomic
def name_address(address: CapturedAddress, *, who: Person | Organisation, remembers: bool, actor) -> int:
    """Say whom an address belongs to, here and in every other message that waits for the same people.

    Args:
        who: A stored person, or an organisation whose shared mailbox it is. The caller found it through `visible_to`.
        remembers: Write the address down with them where they have none, so that the next message finds them.

    Returns:
        How many messages now name them.

    Raises:
        ValidationError: Somebody else has this address, or the message does not wait any more.
    """
    waiting(address.message)
    named = {"person": who, "organisation": organisation_of(who)} if isinstance(who, Person) else {"person": None, "organisation": who}
    return _settle(address, {**named, "is_ignored": False}, who if remembers else None, actor)


def organisation_of(person: Person) -> Organisation | None:
    """Where a person holds a role, if it is one organisation only. One query."""
    current = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    held = Organisation.objects.filter(pk__in=person.roles.filter(current).values("organisation"), archived_at__isnull=True)[:2]
    return held[0] if len(held) == 1 else None


@transaction.atomic
def add_person(address: CapturedAddress, *, name: str, organisation: Organisation | str | None, role: str, actor) -> Person:
    """Add the person of an unknown address, with a name and an organisation that somebody confirmed.

    Args:
        organisation: A stored one, or the name of a new one, or None.
        role: What they are there; "Contact" where nothing is said.

    Raises:
        ValidationError: Somebody with this address is here already, by field; or the message does not wait any more.
    """
    waiting(address.message)
    if isinstance(organisation, str):
        organisation = create_organisation(values={"name": organisation, "source": SOURCE}, actor=actor)
    rows = [{"organisation": organisation, "role": role.strip() or USUAL_ROLE, "valid_from": None, "valid_to": None}] if organisation else []
    person = create_person(values={"name": name, "email": address.address, "source": SOURCE}, roles=rows, actor=actor)
    _settle(address, {"person": person, "organisation": organisation, "is_ignored": False}, None, actor)
    return person


@transaction.atomic
def leave_out(address: CapturedAddress, *, actor) -> None:
    """Leave an address out of the activity that its message becomes."""
    _ignore(address, True, "leave_out", actor)


@transaction.atomic
def bring_back(address: CapturedAddress, *, actor) -> None:
    """Take "leave out" back."""
    _ignore(address, False, "bring_back", actor)


def _ignore(address: CapturedAddress, is_ignored: bool, action: str, actor) -> None:
    waiting(address.message)
    with history.because(actor, action):
        CapturedAddress.objects.filter(message=address.message_id, address__iexact=address.address).update(is_ignored=is_ignored)


def _settle(address: CapturedAddress, values: dict[str, Any], remembers: Person | Organisation | None, actor) -> int:
    """Write `values` on the address in its message, and where it waits unknown in messages that `actor` sees."""
    elsewhere = CapturedMessage.objects.visible_to(actor).filter(state=CapturedMessage.State.WAITING).exclude(pk=address.message_id)
    same = CapturedAddress.objects.filter(address__iexact=address.address, is_ours=False)
    with history.because(actor, "name_address"):
        if remembers is not None and not remembers.email:
            stored = locked(type(remembers), remembers.pk)
            stored.email = address.address
            save_record(stored, fields=["email"])
        same.filter(message=address.message_id).update(**values)
        others = same.filter(message__in=elsewhere, person__isnull=True, organisation__isnull=True, user__isnull=True, is_ignored=False)
        return 1 + others.update(**values)

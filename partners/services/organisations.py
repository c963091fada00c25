"""Changes of organisations: each one verb, one transaction, one line of reason."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from crm.core import history
from crm.core.services import explained, locked, save_record, submission
from partners.geography import place_organisation
from partners.models import ExternalIdentifier, Organisation, Relationship, Succession
from partners.services.rows import keep_rows
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = (
    "name", "description", "address", "postcode", "email", "phone", "website", "contact_every_days", "opened_on", "closed_on", "source",
    "visibility", "team", "owner", "named_user_ids", "shared_with_ids",
)  # fmt: skip
LINKS = ("types", "places_served", "communities")
IDENTIFIER_FIELDS = ("scheme", "value", "valid_from", "valid_to")
NAME_FIELDS = ("name", "valid_from", "valid_to")


@transaction.atomic
def create_organisation(*, values: dict[str, Any], actor, identifiers=(), other_names=(), key: UUID | None = None, is_training: bool = False) -> Organisation:
    """Add an organisation. The caller has asked `policies.can_create`.

    Args:
        values: Columns and links by name; only `name` is needed. Without `team` and `owner` the record is the writer's.
        identifiers: Rows with scheme, value, valid_from, valid_to.
        other_names: Rows with name, valid_from, valid_to.
        key: Of the form that was sent: a second press answers with the organisation of the first.
        is_training: A training example, kept out of totals.

    Raises:
        ValidationError: A rule of the table is broken, by field; a number that another organisation has is `value`.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Organisation.objects.get(pk=press.object_id)
    values = {"owner": actor, "team": actor.team} | values
    organisation = Organisation(created_by=actor, is_training=is_training)
    _take(organisation, values)
    with history.because(actor, "create"):
        place_organisation(organisation)
        save_record(organisation)
        _link(organisation, values)
        keep_rows(organisation, "identifiers", identifiers, fields=IDENTIFIER_FIELDS)
        keep_rows(organisation, "other_names", other_names, fields=NAME_FIELDS)
    if press:
        press.object_id = organisation.pk
        press.save(update_fields=["object_id"])
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, version: int, values: dict[str, Any], actor, identifiers=(), other_names=(), reason: str = ""
) -> Organisation:
    """Change what the form holds; a new name keeps the old one among the other names. The caller has asked `policies.can_change`.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field.
    """
    stored = locked(Organisation, organisation.pk, version=version)
    name_before = stored.name
    _take(stored, values)
    with history.because(actor, "change", reason=reason):
        place_organisation(stored)
        save_record(stored)
        _link(stored, values)
        keep_rows(stored, "identifiers", identifiers, fields=IDENTIFIER_FIELDS)
        keep_rows(stored, "other_names", other_names, fields=NAME_FIELDS)
        if stored.name.casefold() != name_before.casefold() and not stored.other_names.filter(name__iexact=name_before).exists():
            stored.other_names.create(name=name_before, valid_to=timezone.localdate())
    return stored


def _take(organisation: Organisation, values: dict[str, Any]) -> None:
    shared_before = set(organisation.shared_with_ids)
    for column in COLUMNS:
        if column in values:
            setattr(organisation, column, values[column])
    refuse_sharing_without_agreement(organisation, already=shared_before)


def _link(organisation: Organisation, values: dict[str, Any]) -> None:
    for link in LINKS:
        if link in values:
            getattr(organisation, link).set(values[link])


@transaction.atomic
def add_identifier(organisation: Organisation, *, scheme: str, value: str, actor, source: str = "", checked_on: date | None = None) -> ExternalIdentifier:
    """Add a number that a register gives the organisation.

    Raises:
        ValidationError: Another organisation has it.
    """
    identifier = ExternalIdentifier(organisation=organisation, scheme=scheme, value=value.strip(), source=source, checked_on=checked_on)
    identifier.clean_fields()
    with history.because(actor, "add_identifier"), explained():
        identifier.save()
    return identifier


@transaction.atomic
def close_identifier(identifier: ExternalIdentifier, *, on: date, actor, reason: str = "") -> ExternalIdentifier:
    """Say that a number is no longer the organisation's; it stays on record."""
    identifier = ExternalIdentifier.objects.select_for_update().get(pk=identifier.pk)
    identifier.valid_to = on
    with history.because(actor, "close_identifier", reason=reason), explained():
        identifier.save(update_fields=["valid_to"])
    return identifier


@transaction.atomic
def succeed(predecessor: Organisation, *, successor: Organisation, on: date, actor, note: str = "") -> Succession:
    """Record that `successor` followed `predecessor` on a day; the predecessor is closed that day if it was open.

    Raises:
        ValidationError: They are the same, it is recorded already, or the successor came before.
    """
    if predecessor.pk == successor.pk:
        raise ValidationError({"successor": "Choose another organisation."}, code="same")
    stored = locked(Organisation, predecessor.pk)
    if Succession.objects.filter(predecessor=successor, successor=predecessor).exists():
        raise ValidationError({"successor": f"{successor} came before {predecessor}."}, code="circle")
    succession = Succession(predecessor=stored, successor=successor, on=on, note=note.strip())
    succession.clean_fields()
    with history.because(actor, "succeed", reason=note), explained():
        succession.save()
        if stored.closed_on is None:
            stored.closed_on = on
            save_record(stored, fields=["closed_on"])
    return succession


@transaction.atomic
def add_relationship(organisation: Organisation, *, other: Organisation, kind: str, actor, valid_from: date | None = None) -> Relationship:
    """Record what one organisation is to another.

    Raises:
        ValidationError: To itself, or recorded already for these dates.
    """
    relationship = Relationship(organisation=organisation, other=other, kind=kind, valid_from=valid_from)
    relationship.clean_fields()
    with history.because(actor, "add_relationship"), explained():
        relationship.save()
    return relationship


@transaction.atomic
def end_relationship(relationship: Relationship, *, on: date, actor) -> Relationship:
    """Say when a relation ended; it stays on record."""
    relationship = Relationship.objects.select_for_update().get(pk=relationship.pk)
    if relationship.valid_from and on < relationship.valid_from:
        raise ValidationError({"valid_to": "The end must be on or after the start."}, code="ends_before_start")
    relationship.valid_to = on
    with history.because(actor, "end_relationship"), explained():
        relationship.save(update_fields=["valid_to"])
    return relationship

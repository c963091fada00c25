"""Changes of people: who they are to us, which roles they hold, why we may write to them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from crm.core import history
from crm.core.services import explained, locked, save_record, submission
from partners.models import ContactPermission, Person
from partners.services.rows import keep_rows
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = ("name", "email", "phone", "note", "source", "visibility", "team", "owner", "named_user_ids", "shared_with_ids")
ROLE_FIELDS = ("organisation", "role", "valid_from", "valid_to")


@transaction.atomic
def create_person(*, values: dict[str, Any], actor, roles=(), key: UUID | None = None, is_training: bool = False) -> Person:
    """Add a person, or a role where the name is not needed. The caller has asked `policies.can_create`.

    Args:
        values: Columns by name; only `name` is needed. Without `team` and `owner` the record is the writer's.
        roles: Rows with organisation, role, valid_from, valid_to.
        key: Of the form that was sent: a second press answers with the person of the first.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Person.objects.get(pk=press.object_id)
    person = Person(created_by=actor, is_training=is_training)
    _take(person, {"owner": actor, "team": actor.team} | values)
    with history.because(actor, "create"):
        save_record(person)
        keep_rows(person, "roles", roles, fields=ROLE_FIELDS)
    if press:
        press.object_id = person.pk
        press.save(update_fields=["object_id"])
    return person


@transaction.atomic
def change_person(person: Person, *, version: int, values: dict[str, Any], actor, roles=(), reason: str = "") -> Person:
    """Change what the form holds. The caller has asked `policies.can_change`.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field.
    """
    stored = locked(Person, person.pk, version=version)
    _take(stored, values)
    with history.because(actor, "change", reason=reason):
        save_record(stored)
        keep_rows(stored, "roles", roles, fields=ROLE_FIELDS)
    return stored


def _take(person: Person, values: dict[str, Any]) -> None:
    shared_before = set(person.shared_with_ids)
    for column in COLUMNS:
        if column in values:
            setattr(person, column, values[column])
    refuse_sharing_without_agreement(person, already=shared_before)


@transaction.atomic
def give_permission(person: Person, *, values: dict[str, Any], actor) -> ContactPermission:
    """Record why, how and under which notice we may write to a person."""
    permission = ContactPermission(person=person, **values)
    permission.clean_fields()
    with history.because(actor, "give_permission"), explained():
        permission.save()
    return permission


@transaction.atomic
def end_permission(permission: ContactPermission, *, actor, on: date | None = None, reason: str = "") -> ContactPermission:
    """Say that a permission has ended (today, if not told otherwise); it stays on record."""
    permission = ContactPermission.objects.select_for_update().get(pk=permission.pk)
    permission.valid_to = on or timezone.localdate()
    with history.because(actor, "end_permission", reason=reason), explained():
        permission.save(update_fields=["valid_to"])
    return permission

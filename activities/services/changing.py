"""Changes of a stored activity: each one verb, one transaction."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities import rules
from activities.models import Activity, MissingFact, ParticipationCount
from activities.services.care import hold_back, set_apart
from activities.services.corrections import note_of, refuse_locked_note
from activities.services.keeping import KEPT, keep_children_in_step, name_the_writer, refuse_mixing
from activities.services.logging import join_organisations, join_people, set_counts, take
from crm.core import history
from crm.core.services import explained, locked, save_record
from crm.core.services.care import refuse_kept_apart
from partners.models import Organisation, Person


@transaction.atomic
def change_activity(
    activity: Activity,
    *,
    version: int,
    values: Mapping[str, Any],
    actor,
    organisations: Iterable[Organisation] | None = None,
    people: Iterable[Person] | None = None,
    staff: Iterable | None = None,
    communities: Iterable | None = None,
    counts: Iterable[tuple[str, int, str]] | None = None,
    hidden_organisation_ids: Iterable[int] = (),
    hidden_person_ids: Iterable[int] = (),
    reason: str = "",
    care: str = "",
) -> Activity:
    """Change what the form holds. The caller has asked `policies.can_change`. A relation that is None stays as it is.

    Args:
        hidden_organisation_ids, hidden_person_ids: Links that the editor could not see and therefore does not take away.
        care: What needs care about it (`Matter`): the words, stored and typed, go to a case (`activities.services.care`).

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field; or the note is locked and would change.
    """
    stored = locked(Activity, activity.pk, version=version)
    refuse_kept_apart(stored.heard)
    if care:
        values, typed = hold_back(Activity, values, reason)
        reason = ""
    kept_before = [getattr(stored, column) for column in KEPT]
    note_before = note_of(stored)
    project_before = stored.project_id
    take(stored, values)
    if note_of(stored) != note_before:
        refuse_locked_note(stored)
    name_the_writer(stored, actor)
    refuse_mixing(stored, stored.project)
    with history.because(actor, "change", reason=reason), explained():
        save_record(stored)
        if organisations is not None:
            _keep_links(stored.organisation_links, "organisation_id", organisations, hidden_organisation_ids, lambda new: join_organisations(stored, new))
        if people is not None:
            _keep_links(stored.person_links, "person_id", people, hidden_person_ids, lambda new: join_people(stored, new))
        if staff is not None:
            stored.staff.set(staff)
        if communities is not None:
            stored.communities.set(communities)
        if counts is not None:
            _keep_counts(stored, list(counts))
        if kept_before != [getattr(stored, column) for column in KEPT]:
            keep_children_in_step(stored)
        if stored.project_id != project_before:
            stored.commitments.filter(project=project_before).update(project=stored.project)
    if care:
        set_apart(stored, matter=care, typed=typed, actor=actor)
    return stored


def _keep_links(links, column: str, wanted: Iterable, hidden: Iterable[int], join) -> None:
    """Add and take away links so that those of `wanted` remain; those that stay keep their part and history."""
    wanted = {record.pk: record for record in wanted}
    there = set(links.values_list(column, flat=True))
    gone = there - set(wanted) - set(hidden)
    if gone:
        links.filter(**{f"{column}__in": gone}).delete()
    join([record for key, record in wanted.items() if key not in there])


def _keep_counts(activity: Activity, counts: list[tuple[str, int, str]]) -> None:
    """The number of members of the public that the form holds; counts by group, which it does not show, stay."""
    public = activity.counts.filter(what=ParticipationCount._meta.get_field("what").default)
    if [(row.what, row.number, row.method) for row in public] != counts:
        public.delete()
        set_counts(activity, counts)


@transaction.atomic
def hold_activity(activity: Activity, *, actor) -> Activity:
    """Say that a planned activity took place.

    Raises:
        ValidationError: `not_planned` (a second press finds it held), or it lies in the future.
    """
    stored = locked(Activity, activity.pk)
    if stored.status != Activity.Status.PLANNED:
        raise ValidationError("Only a planned activity can be marked as held.", code="not_planned")
    if stored.date_from and stored.date_from > timezone.localdate():
        raise ValidationError("This is planned for a later day. Change the date first if it was held already.", code="in_future")
    stored.status = Activity.Status.HELD
    with history.because(actor, "hold"):
        return save_record(stored, fields=["status"])


@transaction.atomic
def unhold_activity(activity: Activity, *, actor) -> Activity:
    """Take back that a planned activity took place, as long as nothing was written down about it.

    Raises:
        ValidationError: It is not held, is published, or says by now what was heard.
    """
    stored = locked(Activity, activity.pk)
    if stored.status != Activity.Status.HELD:
        raise ValidationError("Only a held activity can be planned again.", code="not_held")
    if stored.published_at is not None or rules.has_notes(stored) or stored.heard_in_minutes:
        raise ValidationError("It says by now what was heard, or is published, so it stays held.", code="has_notes")
    stored.status = Activity.Status.PLANNED
    with history.because(actor, "unhold"):
        return save_record(stored, fields=["status"])


@transaction.atomic
def cancel_activity(activity: Activity, *, reason: str, actor) -> Activity:
    """Say that a planned activity will not take place; a published one leaves the public pages.

    Raises:
        ValidationError: It is not planned, or the reason is blank.
    """
    stored = locked(Activity, activity.pk)
    if stored.status != Activity.Status.PLANNED:
        raise ValidationError("Only a planned activity can be cancelled.", code="not_planned")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is cancelled."}, code="required")
    stored.status, stored.published_at = Activity.Status.CANCELLED, None
    with history.because(actor, "cancel", reason=reason):
        return save_record(stored, fields=["status", "published_at"])


@transaction.atomic
def publish_activity(activity: Activity, *, actor) -> Activity:
    """Show title, date, place and summary of an activity on the public pages. The caller has asked `policies.can_publish`.

    What was heard is never shown there.

    Raises:
        ValidationError: No summary, archived, cancelled, or kept to some people.
    """
    stored = locked(Activity, activity.pk)
    refuse_kept_apart(stored.heard)
    if stored.archived_at is not None or stored.status == Activity.Status.CANCELLED:
        raise ValidationError("An archived or cancelled activity cannot be published.", code="not_current")
    if not stored.summary.strip():
        raise ValidationError({"summary": "Write the summary first: it is what the public reads."}, code="summary")
    stored.published_at = stored.published_at or timezone.now()
    with history.because(actor, "publish"):
        return save_record(stored, fields=["published_at"])


@transaction.atomic
def withdraw_from_public(activity: Activity, *, reason: str, actor) -> Activity:
    """Take an activity off the public pages.

    Raises:
        ValidationError: It is not published.
    """
    stored = locked(Activity, activity.pk)
    if stored.published_at is None:
        raise ValidationError("This is not published.", code="not_published")
    stored.published_at = None
    with history.because(actor, "withdraw", reason=reason):
        return save_record(stored, fields=["published_at"])


@transaction.atomic
def close_missing_fact(missing: MissingFact, *, on: date, reason: str, actor) -> MissingFact:
    """Say by hand that something missing is no longer asked for, or is known elsewhere.

    Raises:
        ValidationError: It is closed already, or the reason is blank.
    """
    missing = MissingFact.objects.select_for_update(of=("self",)).get(pk=missing.pk)
    if missing.closed_on is not None:
        raise ValidationError("This is closed already.", code="closed")
    if not reason.strip():
        raise ValidationError({"reason": "Say where it is known, or why it is no longer needed."}, code="required")
    missing.closed_on = on
    with history.because(actor, "close_gap", reason=reason), explained():
        missing.save(update_fields=["closed_on"])
    return missing

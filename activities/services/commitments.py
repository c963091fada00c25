"""Promises made to people outside: made, changed, closed with proof, opened again with a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from activities.models import Activity, Commitment
from activities.services.apart import Apart
from activities.services.care import hold_back, set_apart
from activities.services.keeping import keep_like, name_the_writer, refuse_mixing
from crm.core import history
from crm.core.services import locked, save_record, submission
from crm.core.services.care import refuse_kept_apart
from partners.services.sharing import refuse_sharing_without_agreement

COLUMNS = (
    "text", "made_to", "organisation", "project", "made_in_public", "made_on", "due_on", "owner", "source", "visibility", "team", "named_user_ids",
    "shared_with_ids",
)  # fmt: skip


@transaction.atomic
def make_commitment(*, values: Mapping[str, Any], actor, activity: Activity | None = None, key: UUID | None = None, care: str = "") -> Commitment:
    """Write down a promise. The caller has asked `policies.can_log`.

    Args:
        values: Columns by name; only `text` is needed. Without an owner it is the writer's.
        activity: Where it was made; the promise takes over its visibility, and its project unless another is given.
        care: What needs care about it (`Matter`): the words go to a case at once (`activities.services.care`).
        key: Of the form that was sent: a second press answers with the promise of the first.

    Raises:
        ValidationError: A rule of the table is broken, by field.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Commitment.objects.get(pk=press.object_id)
    source = locked(Activity, activity.pk) if activity else None
    apart = Apart(matter=care, actor=actor, team=actor.team, is_training=bool(source and source.is_training)) if care else None
    if apart:
        values, words = apart.split(Commitment, values)
    commitment = Commitment(activity=source, created_by=actor, owner=actor, team=actor.team)
    if source is not None:
        commitment.project, commitment.made_on = source.project, source.date_from
    _take(commitment, values)
    if commitment.project is not None and source is None:
        commitment.is_training = commitment.project.is_training
    _keep(commitment, actor, shared_before=set())
    with history.because(actor, "promise"):
        save_record(commitment)
    if apart:
        apart.one(commitment, words)
    if press:
        press.object_id = commitment.pk
        press.save(update_fields=["object_id"])
    return commitment


@transaction.atomic
def change_commitment(commitment: Commitment, *, version: int, values: Mapping[str, Any], actor, reason: str = "", care: str = "") -> Commitment:
    """Change a promise.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: A rule of the table is broken, by field.
    """
    stored = locked(Commitment, commitment.pk, version=version)
    refuse_kept_apart(stored.text)
    if care:
        values, typed = hold_back(Commitment, values, reason)
        reason = ""
    shared_before = set(stored.shared_with_ids)
    _take(stored, values)
    _keep(stored, actor, shared_before=shared_before)
    with history.because(actor, "change", reason=reason):
        save_record(stored)
    if care:
        set_apart(stored, matter=care, typed=typed, actor=actor)
    return stored


@transaction.atomic
def close_commitment(commitment: Commitment, *, state: str, proof: str, on: date, actor) -> Commitment:
    """Say that a promise was kept, or not, with the proof or the reason.

    Raises:
        ValidationError: `already_closed`, a blank proof, or `state` is `open`.
    """
    stored = locked(Commitment, commitment.pk)
    if stored.state != Commitment.State.OPEN:
        raise ValidationError("This promise is already closed.", code="already_closed")
    if state == Commitment.State.OPEN:
        raise ValidationError({"state": "Say whether the promise was kept."}, code="state")
    stored.state, stored.proof, stored.closed_on = state, proof.strip(), on
    with history.because(actor, "close"):
        return save_record(stored, fields=["state", "proof", "closed_on"])


@transaction.atomic
def reopen_commitment(commitment: Commitment, *, reason: str, actor) -> Commitment:
    """Open a closed promise again; what was said of its end stays in the history.

    Raises:
        ValidationError: `not_closed`.
    """
    stored = locked(Commitment, commitment.pk)
    if stored.state == Commitment.State.OPEN:
        raise ValidationError("This promise is open.", code="not_closed")
    stored.state, stored.proof, stored.closed_on = Commitment.State.OPEN, "", None
    with history.because(actor, "reopen", reason=reason):
        return save_record(stored, fields=["state", "proof", "closed_on"])


def _take(commitment: Commitment, values: Mapping[str, Any]) -> None:
    for column in COLUMNS:
        if column in values:
            setattr(commitment, column, values[column])


def _keep(commitment: Commitment, actor, *, shared_before: set[int]) -> None:
    if commitment.activity is not None:
        keep_like(commitment, commitment.activity)
    else:
        name_the_writer(commitment, actor)
        refuse_sharing_without_agreement(commitment, already=shared_before)
    refuse_mixing(commitment, commitment.project)

"""You said, we did: drafting, approving, withdrawing, telling."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Insight
from assurance import policies
from assurance.models import Decision, Response
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User, Visibility
from crm.core.services import locked, save_record

COLUMNS = ("you_said", "answer", "we_did", "considered_by", "considered_on", "will_do_by", "channel", "told_on", "owner", "team")


@transaction.atomic
def draft_response(decision: Decision, *, values: dict[str, Any], insights: list[Insight], actor: User, key: UUID | None = None) -> Response:
    """Write a response to what people said. The caller has asked `policies.can_draft_responses`.

    Raises:
        ValidationError: No insight, or a rule of the table is broken, by field.
    """
    press, made = earlier_press(Response, key, actor)
    if made:
        return made
    if not insights:
        raise ValidationError({"insights": "Choose what people said that this answers."})
    response = Response(decision=decision, created_by=actor, owner=actor, team=actor.team, is_training=decision.is_training)
    _take(response, values)
    if decision.visibility in (Visibility.TEAM, Visibility.RESTRICTED):
        response.visibility, response.team, response.named_user_ids = decision.visibility, decision.team, decision.named_user_ids
    with history.because(actor, "create"):
        save_record(response)
        response.insights.set(insights)
    remember(press, response)
    return response


@transaction.atomic
def change_response(response: Response, *, version: int, values: dict[str, Any], insights: list[Insight], actor: User) -> Response:
    """Change a response that is not published.

    Raises:
        StaleRecord: Somebody else saved it since `version`.
        ValidationError: `published`, no insight, or a rule of the table.
    """
    stored = locked(Response, response.pk, version=version)
    if stored.published_at is not None:
        raise ValidationError("This is on the public page. Withdraw it before you change it.", code="published")
    if not insights:
        raise ValidationError({"insights": "Choose what people said that this answers."})
    _take(stored, values)
    with history.because(actor, "change"):
        save_record(stored)
        stored.insights.set(insights)
    return stored


def _take(response: Response, values: dict[str, Any]) -> None:
    for column in COLUMNS:
        if column in values:
            setattr(response, column, values[column])


@transaction.atomic
def approve_response(response: Response, *, on: date, actor: User) -> Response:
    """Approve the words and put them on the public page.

    Raises:
        PermissionDenied: The person may not approve it, or wrote it without being an assurance lead.
        ValidationError: `already_published`; it is archived; or it is kept to some people.
    """
    response = locked(Response, response.pk)
    if not policies.can_approve_response(actor, response):
        raise PermissionDenied
    if response.published_at is not None:
        raise ValidationError("This response is already published.", code="already_published")
    if response.archived_at is not None:
        raise ValidationError("This response is archived. Restore it first.", code="archived")
    if response.decision.visibility in (Visibility.TEAM, Visibility.RESTRICTED):
        raise ValidationError("The decision is kept to some people. Open it to all staff before you publish a response to it.", code="visibility")
    response.approved_by, response.approved_on, response.published_at = actor, on, timezone.now()
    with history.because(actor, "approve_response"):
        return save_record(response, fields=["approved_by", "approved_on", "published_at"])


@transaction.atomic
def withdraw_response(response: Response, *, reason: str, actor: User) -> Response:
    """Take a response off the public page, and its approval with it.

    Raises:
        ValidationError: `not_published`, or a blank reason.
    """
    response = locked(Response, response.pk)
    if response.published_at is None:
        raise ValidationError("This response is not published.", code="not_published")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is withdrawn."})
    response.published_at = response.approved_on = response.approved_by = None
    with history.because(actor, "withdraw_response", reason=reason):
        return save_record(response, fields=["published_at", "approved_on", "approved_by"])


@transaction.atomic
def tell_contributors(response: Response, *, told_on: date, channel: str, actor: User) -> Response:
    """Write down when and how the people who contributed were told.

    Raises:
        ValidationError: Nobody can be told before the words are approved; no channel.
    """
    response = locked(Response, response.pk)
    if response.approved_on is None:
        raise ValidationError("Approve the response before contributors are told.", code="not_approved")
    if not channel.strip():
        raise ValidationError({"channel": "Say how they were told."})
    response.told_on, response.channel = told_on, channel.strip()
    with history.because(actor, "tell_contributors"):
        return save_record(response, fields=["told_on", "channel"])

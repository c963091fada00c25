"""What a person makes of a captured message: an activity, a part of one that is here, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Activity, ActivityFile, ActivityType, CapturedMessage
from activities.services import log_activity
from crm.core import history
from crm.core.services import archive, explained
from crm.desk.messages_reading import people_of, source_of, values_of

State = CapturedMessage.State
TYPES: dict[str, str] = {CapturedMessage.Kind.MAIL: "email", CapturedMessage.Kind.INVITATION: "meeting"}
"""Letters and enquiries that came by e-mail are told apart by a person, in the log form."""


@transaction.atomic
def make_activity(
    message: CapturedMessage, *, actor, overrides: Mapping[str, Any] | None = None, keeps_file: bool = False, now: datetime | None = None
) -> Activity:
    """Make the activity that a message speaks of. The caller has asked `activities.policies.can_log`.

    Args:
        message: Its row is locked: of two people pressing at once, the second is answered with the activity of the first.
        overrides: Columns that a person changed.
        keeps_file: Tie the file as it came to the activity too. It names everybody who was written to, so nobody is asked to.

    Returns:
        A planned activity for an invitation to come, otherwise a held one; with the partners, people and colleagues known
        to `actor`. Unknown addresses are left in the message.

    Raises:
        ValidationError: Nobody in it is known, it does not wait any more, or a rule of the activity is broken.
    """
    message = _locked(message)
    if message.state == State.MADE and message.activity is not None:
        return message.activity
    _refuse_unless_waiting(message)
    people = people_of([message], actor)[message.pk]
    if not people.organisations and not people.people:
        raise ValidationError("Say first who it was with: nobody in this message is known here.", code="nobody_known")
    activity = log_activity(
        values={"type": ActivityType.objects.get(code=TYPES[message.kind]), **values_of(message, actor, now or timezone.now()), **(overrides or {})},
        organisations=people.organisations,
        people=people.people,
        staff=[user for _address, user in people.colleagues if user.is_active] or [actor],
        actor=actor,
    )
    return became(message, activity, keeps_file=keeps_file, actor=actor)


@transaction.atomic
def became(message: CapturedMessage, activity: Activity, *, actor, keeps_file: bool = False) -> Activity:
    """Say which activity a message belongs to: one just logged from it, or one that was here already.

    Raises:
        ValidationError: It belongs to another activity, or does not wait.
    """
    message = _locked(message)
    if message.state == State.MADE and message.activity_id == activity.pk:
        return activity
    _refuse_unless_waiting(message)
    message.state, message.activity, message.reason = State.MADE, activity, f"Belongs to {activity.reference}"
    with history.because(actor, "make_activity"), explained():
        message.save(update_fields=["state", "activity", "reason"])
        if keeps_file and message.attachment_id:
            whose = (message.sender_name or message.sender_address)[:150]
            ActivityFile.objects.get_or_create(activity=activity, attachment_id=message.attachment_id, defaults={"whose": whose})
    return activity


@transaction.atomic
def undo_making(message: CapturedMessage, *, actor) -> Activity | None:
    """Let a message wait again. The activity that one press made of it is archived; one that people wrote stays as it is.

    Returns:
        The activity that was archived, or None.

    Raises:
        ValidationError: The message belongs to no activity, or `actor` may not see that activity.
    """
    message = _locked(message)
    activity = Activity.objects.visible_to(actor).filter(captured_messages=message).first()
    if message.state != State.MADE or activity is None:
        raise ValidationError("This message belongs to no activity that you can see.", code="not_made")
    message.state, message.activity, message.reason = State.WAITING, None, ""
    with history.because(actor, "undo_making"), explained():
        message.save(update_fields=["state", "activity", "reason"])
    if activity.source != source_of(message) or activity.archived_at is not None:
        return None
    return archive(activity, reason=f"Made from {message.reference} by mistake", actor=actor)


@transaction.atomic
def set_aside(message: CapturedMessage, *, reason: str, actor) -> CapturedMessage:
    """Take a waiting message out of the tray; it stays on record with the reason.

    Raises:
        ValidationError: It does not wait, or the reason is blank.
    """
    message = waiting(message)
    message.state, message.reason = State.DISMISSED, reason.strip()
    return _saved(message, "set_aside", actor, reason)


@transaction.atomic
def take_back(message: CapturedMessage, *, actor) -> CapturedMessage:
    """Put a message that was set aside back into the tray.

    Raises:
        ValidationError: It was not set aside, or the same message came again meanwhile.
    """
    message = _locked(message)
    if message.state != State.DISMISSED:
        raise ValidationError("This message is not set aside.", code="not_set_aside")
    message.state, message.reason = State.WAITING, ""
    return _saved(message, "take_back", actor)


@transaction.atomic
def tag_new(messages: list[CapturedMessage], tag: str, *, actor) -> None:
    """Name the project that messages were added from, on those that wait and name none themselves."""
    with history.because(actor, "tag"):
        CapturedMessage.objects.filter(pk__in=[message.pk for message in messages], state=State.WAITING, tag="").update(tag=tag)


def waiting(message: CapturedMessage) -> CapturedMessage:
    """The message, locked until the end of the transaction.

    Raises:
        ValidationError: It does not wait any more, or is kept apart.
    """
    message = _locked(message)
    _refuse_unless_waiting(message)
    return message


def _locked(message: CapturedMessage) -> CapturedMessage:
    return CapturedMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)


def _refuse_unless_waiting(message: CapturedMessage) -> None:
    if message.needs_care:
        raise ValidationError("This message is kept apart because it needs care.", code="needs_care")
    if message.state != State.WAITING:
        raise ValidationError(f"This message does not wait any more: {message.get_state_display().lower()}.", code="not_waiting")


def _saved(message: CapturedMessage, action: str, actor, reason: str = "") -> CapturedMessage:
    message.clean_fields(exclude=["attachment", "activity", "replaces", "captured_by", "team"])
    with history.because(actor, action, reason=reason), explained():
        message.save(update_fields=["state", "reason"])
    return message

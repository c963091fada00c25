"""What is to be done about what is missing: raised by a check, a review or a gap, closed with what was done."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from assurance.models import Action, Criterion, Decision, FrameworkYear
from assurance.services.decisions import first_role
from crm.core import history
from crm.core.models import User
from crm.core.services import explained


@transaction.atomic
def raise_action(
    *,
    decision: Decision | None = None,
    framework_year: FrameworkYear | None = None,
    criterion: Criterion | None = None,
    code: str = "",
    text: str,
    owner: User | None = None,
    owner_role: str = "",
    due_on: date | None = None,
    actor: User,
) -> Action:
    """Write down what is recommended, with who does it and by when. The caller has asked `policies.can_raise_action`.

    Args:
        decision: What it belongs to; or `framework_year`, never both.
        code: What it came from (`gunning:3`, `pcei:D1`); "" where somebody thought of it.
        owner: A sign-in; their first role is taken where `owner_role` is blank. A role alone will do for somebody without one.

    Raises:
        ValidationError: No words, neither owner nor role, or both or neither of decision and year.
    """
    action = Action(
        decision=decision, framework_year=framework_year, criterion=criterion, raised_by_code=code, text=text.strip(), owner=owner,
        owner_role=owner_role.strip() or (first_role(owner) if owner else ""), due_on=due_on, created_by=actor,
    )  # fmt: skip
    action.clean_fields(exclude=["created_by"])
    with history.because(actor, "raise_action"), explained():
        action.save()
    return action


@transaction.atomic
def close_action(action: Action, *, done_note: str, on: date, actor: User) -> Action:
    """Say that it is done, and what was done. The caller has asked `policies.can_close_action`.

    Raises:
        ValidationError: `already_done`, or no words.
    """
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.done_on is not None:
        raise ValidationError("This is already marked as done.", code="already_done")
    action.done_on, action.done_note = on, done_note.strip()
    action.clean_fields(exclude=["created_by"])
    with history.because(actor, "close_action", reason=done_note), explained():
        action.save(update_fields=["done_on", "done_note"])
    return action


@transaction.atomic
def reopen_action(action: Action, *, reason: str, actor: User) -> Action:
    """Take the mark "done" off again; what was said then stays in the history. The caller has asked `policies.can_close_action`.

    Raises:
        ValidationError: `not_done`, or no reason.
    """
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.done_on is None:
        raise ValidationError("This is not marked as done.", code="not_done")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is opened again."})
    action.done_on, action.done_note = None, ""
    with history.because(actor, "reopen_action", reason=reason):
        action.save(update_fields=["done_on", "done_note"])
    return action

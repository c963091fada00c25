"""The note of a meeting, checked by the partners it is shared with: asked until a day, corrected, answered, then locked."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from activities.models import Activity, Correction
from activities.working_days import after_working_days
from crm.core import history
from crm.core.models import Visibility
from crm.core.services import explained, locked, save_record, submission
from crm.core.services.care import refuse_kept_apart
from partners.models import Organisation

NOTE = ("heard", "summary", "heard_in_minutes")
"""What partners check, and what is locked afterwards."""
WORKING_DAYS = 10
LONGEST = timedelta(days=92)


def note_of(activity: Activity) -> list:
    return [getattr(activity, column) for column in NOTE]


def usual_last_day(today: date) -> date:
    """Ten working days from `today`, bank holidays left out."""
    return after_working_days(today, WORKING_DAYS)


def is_locked(activity: Activity, today: date) -> bool:
    """Whether the day for corrections has passed: the note changes no more, unless somebody unlocks it with a reason."""
    return activity.corrections_until is not None and activity.corrections_until < today


def refuse_locked_note(activity: Activity) -> None:
    """
    Raises:
        ValidationError: Its note is locked today.
    """
    if is_locked(activity, timezone.localdate()):
        raise ValidationError("The note is locked: partners could check it and the day has passed. Unlock it with a reason first.", code="locked")


@transaction.atomic
def ask_to_check(activity: Activity, *, until: date, actor) -> Activity:
    """Let the partners with whom an activity is shared read its note and send corrections until a day. The day can be changed while it is ahead.

    Raises:
        ValidationError: Not held, not shared, nothing written down, the note is locked, or the day is past or too far away.
    """
    stored = locked(Activity, activity.pk)
    today = timezone.localdate()
    refuse_locked_note(stored)
    if stored.status != Activity.Status.HELD or stored.archived_at is not None:
        raise ValidationError("Only the note of a held activity can be checked.", code="not_held")
    if stored.visibility != Visibility.SHARED or not stored.shared_with_ids:
        raise ValidationError("Share the activity with a partner first.", code="not_shared")
    if not stored.heard.strip():
        raise ValidationError("Write down what was heard first: that is what the partner checks.", code="no_note")
    if until < today:
        raise ValidationError({"until": "Choose today or a later day."}, code="past")
    if until > today + LONGEST:
        raise ValidationError({"until": "Choose a day within three months."}, code="too_far")
    stored.corrections_until = until
    with history.because(actor, "ask_to_check"):
        return save_record(stored, fields=["corrections_until"])


@transaction.atomic
def send_correction(activity: Activity, *, organisation: Organisation, text: str, actor, key: UUID | None = None) -> Correction:
    """What a partner says is wrong in the note. The caller has asked `policies.may_correct`.

    Args:
        organisation: One that `actor` speaks for and with which the activity is shared.
        key: Of the form that was sent: a second press answers with the correction of the first.

    Raises:
        ValidationError: The day has passed, the activity is not shared with the organisation any more, or nothing is written.
    """
    press = submission(key, actor) if key else None
    if press and press.object_id:
        return Correction.objects.get(pk=press.object_id)
    stored = locked(Activity, activity.pk)
    if stored.corrections_until is None or stored.corrections_until < timezone.localdate():
        raise ValidationError("The day until which the note could be corrected has passed. Tell your contact instead.", code="closed")
    if stored.visibility != Visibility.SHARED or organisation.pk not in stored.shared_with_ids:
        raise ValidationError("This note is not shared with your organisation any more.", code="not_shared")
    correction = Correction(activity=stored, organisation=organisation, text=text.strip(), sent_by=actor)
    correction.clean_fields(exclude=["activity", "organisation", "sent_by"])
    with history.because(actor, "correct"), explained():
        correction.save()
    if press:
        press.object_id = correction.pk
        press.save(update_fields=["object_id"])
    return correction


@transaction.atomic
def answer_correction(correction: Correction, *, is_taken_up: bool, answer: str, actor, heard: str | None = None, version: int | None = None) -> Correction:
    """Take a correction up, with the note as it reads from now on, or say why not; the partner reads the answer.

    A correction that came in time may change the note after the day too: that is what the partner was asked for.

    Args:
        heard: The note as it will read; None leaves it. Only with `is_taken_up`.
        version: Of the activity as the writer read it, when the note changes.

    Raises:
        StaleRecord: Somebody else changed the activity since `version`.
        ValidationError: It is answered already, not taken up without a reason, or the words are kept apart.
    """
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if correction.state != Correction.State.OPEN:
        raise ValidationError("This correction is answered already.", code="answered")
    correction.state = Correction.State.TAKEN_UP if is_taken_up else Correction.State.NOT_TAKEN_UP
    correction.answer, correction.answered_by, correction.answered_at = answer.strip(), actor, timezone.now()
    correction.clean_fields(exclude=["activity", "organisation", "sent_by", "answered_by"])
    with history.because(actor, "take_up" if is_taken_up else "not_take_up", reason=answer), explained():
        correction.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        if is_taken_up and heard is not None:
            stored = locked(Activity, correction.activity_id, version=version)
            refuse_kept_apart(stored.heard)
            if heard.strip() != stored.heard:
                stored.heard = heard.strip()
                save_record(stored, fields=["heard"])
    return correction


@transaction.atomic
def unlock_note(activity: Activity, *, reason: str, actor) -> Activity:
    """Make a locked note changeable again. Partners read it no more until they are asked to check it anew.

    Raises:
        ValidationError: It is not locked, or the reason is blank.
    """
    stored = locked(Activity, activity.pk)
    if not is_locked(stored, timezone.localdate()):
        raise ValidationError("This note is not locked.", code="not_locked")
    if not reason.strip():
        raise ValidationError({"reason": "Say why a note that partners could check is changed."}, code="required")
    stored.corrections_until = None
    with history.because(actor, "unlock_note", reason=reason):
        return save_record(stored, fields=["corrections_until"])


@transaction.atomic
def stop_checking(activity: Activity, *, reason: str, actor) -> Activity:
    """End the asking before its day: partners read the note no more, and it stays changeable.

    Raises:
        ValidationError: Nobody is asked at the moment, or the reason is blank.
    """
    stored = locked(Activity, activity.pk)
    if stored.corrections_until is None or is_locked(stored, timezone.localdate()):
        raise ValidationError("Nobody is asked to check this note at the moment.", code="not_asked")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the partners need not check it any more."}, code="required")
    stored.corrections_until = None
    with history.because(actor, "stop_checking", reason=reason):
        return save_record(stored, fields=["corrections_until"])

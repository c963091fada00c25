"""New versions and cancellations of meetings that are here already.

The row of the first invitation always holds the newest version that was taken; what comes later points at it.
"""

from dataclasses import dataclass

from activities import policies
from activities.capture.message import Entry
from activities.capture.times import in_words, is_as_invited, times_of
from activities.models import Activity, CapturedAddress, CapturedMessage
from activities.services.changing import cancel_activity, change_activity
from crm.core.models import Visibility

State = CapturedMessage.State
TAKEN_OVER = ("subject", "sequence", "sent_at", "starts_at", "ends_at", "is_all_day", "place", "text", "attachment")
BY_ORGANISER = "Cancelled by the organiser."


@dataclass
class Outcome:
    """What becomes of a message: its state and why. `first` is the row it repeats or changes."""

    state: str
    reason: str = ""
    first: CapturedMessage | None = None
    activity: Activity | None = None
    takes_over: bool = False
    needs_you: bool = False


def revise(message: CapturedMessage, entry: Entry, *, actor, is_trusted: bool) -> Outcome | None:
    """What an invitation does to an earlier one of the same meeting and team; None when there is none and it is new.

    Args:
        message: The row to be, with day, place and number of its version.
        actor: In whose name an activity is changed; None for the machine.
        is_trusted: Its sender is confirmed, or somebody signed in brought it. Others change no activity and cancel nothing.
    """
    first = _first(message)
    if first is None:
        if entry.is_cancelled:
            return Outcome(State.REFUSED, "This cancels a meeting that is not here.")
        return None
    if entry.sequence < first.sequence:
        return Outcome(State.DUPLICATE, f"This is an older version of {first.reference}.", first)
    if entry.sequence == first.sequence and not entry.is_cancelled:
        if all(getattr(message, name) == getattr(first, name) for name in ("starts_at", "ends_at", "place", "subject")):
            return Outcome(State.DUPLICATE, f"Already here as {first.reference}.", first)
        if first.sent_at and message.sent_at and message.sent_at < first.sent_at:
            return Outcome(State.DUPLICATE, f"This is an older version of {first.reference}.", first)
    if not _same_organiser(first, entry):
        return _needs_you(first, f"it changes {first.reference}, but comes from another organiser.")
    if not is_trusted and (entry.is_cancelled or first.state == State.MADE):
        return _needs_you(first, f"it {'cancels' if entry.is_cancelled else 'changes'} {_what(first)}, but its sender is not confirmed.")
    if first.state == State.WAITING:
        return _revise_waiting(message, first, entry)
    return _revise_activity(message, first, entry, actor)


def _first(message: CapturedMessage) -> CapturedMessage | None:
    if not message.uid:
        return None
    rows = CapturedMessage.objects.select_for_update(of=("self",)).filter(team=message.team, kind=message.kind, uid=message.uid)
    return rows.filter(state__in=[State.WAITING, State.MADE]).order_by("-sequence", "-pk").first()


def _same_organiser(first: CapturedMessage, entry: Entry) -> bool:
    before = set(first.addresses.filter(part=CapturedAddress.Part.ORGANISER).values_list("address", flat=True))
    after = {one.address for one in entry.addresses if one.part == CapturedAddress.Part.ORGANISER}
    return not before or before == after


def _what(first: CapturedMessage) -> str:
    return first.activity.reference if first.activity is not None else first.reference


def _needs_you(first: CapturedMessage, why: str) -> Outcome:
    return Outcome(State.WAITING, f"Needs you: {why}", first, needs_you=True)


def _revise_waiting(message: CapturedMessage, first: CapturedMessage, entry: Entry) -> Outcome:
    if entry.is_cancelled:
        first.state, first.reason = State.DISMISSED, BY_ORGANISER
        first.save(update_fields=["state", "reason"])
        return Outcome(State.UPDATE, f"Cancels {first.reference}, which was waiting.", first)
    return Outcome(State.UPDATE, f"Changes {first.reference}, which is waiting: now {in_words(message)}.", first, takes_over=True)


def _revise_activity(message: CapturedMessage, first: CapturedMessage, entry: Entry, actor) -> Outcome:
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=first.activity_id)
    word = "cancels" if entry.is_cancelled else "changes"
    if not _may_change(activity, actor):
        return _needs_you(first, f"it {word} a meeting that only some people may change.")
    if activity.archived_at is not None or activity.status != Activity.Status.PLANNED:
        state = "archived" if activity.archived_at is not None else str(activity.get_status_display()).lower()
        return _needs_you(first, f"it {word} {activity.reference}, which is {state} already.")
    if entry.is_cancelled:
        cancel_activity(activity, reason=BY_ORGANISER, actor=actor)
        first.sequence = message.sequence
        first.save(update_fields=["sequence"])
        return Outcome(State.UPDATE, f"Cancels {activity.reference}.", first, activity)
    if not is_as_invited(activity, first):
        return _needs_you(first, f"{activity.reference} was changed by hand. The new invitation says {in_words(message)}.")
    values = dict(times_of(message))
    if activity.venue == first.place[:200]:
        values["venue"] = message.place[:200]  # type: ignore[assignment]
    change_activity(activity, version=activity.version, values=values, actor=actor, reason="The invitation was updated.")
    return Outcome(State.UPDATE, f"Changes {activity.reference}: now {in_words(message)}.", first, activity, takes_over=True)


def _may_change(activity: Activity, actor) -> bool:
    if actor is None:
        return activity.visibility != Visibility.RESTRICTED
    return Activity.objects.visible_to(actor).filter(pk=activity.pk).exists() and policies.can_change(actor, activity)

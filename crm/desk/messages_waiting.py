"""Captured e-mails and invitations that wait for a person, for the desk and for "Finish these"."""

from activities.models import CapturedMessage
from crm.core.paging import bounded_count

SHOWN = 5


def waiting_for(user, shown: int = SHOWN) -> tuple[int, list[CapturedMessage]]:
    """How many messages wait for this person or their team, and the newest of them. Two queries; none for those who log nothing.

    The rows behind the number are `/desk/messages/`.
    """
    if not user.has_right("log_activities"):
        return 0, []
    waiting = CapturedMessage.objects.visible_to(user).filter(state=CapturedMessage.State.WAITING, needs_care=False)
    rows = list(waiting.order_by("-pk")[:shown])
    return (bounded_count(waiting)[0] if len(rows) == shown else len(rows)), rows

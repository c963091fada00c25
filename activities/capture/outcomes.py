"""What became of a message, in one word and one line."""

from activities.models import CapturedMessage

State = CapturedMessage.State
WORDS = {State.WAITING: "draft", State.MADE: "draft", State.DISMISSED: "draft", State.UPDATE: "update", State.DUPLICATE: "duplicate", State.REFUSED: "refused"}
NEEDS_YOU = "Needs you:"


def word_of(message: CapturedMessage) -> str:
    """`draft`, `update`, `duplicate` or `refused`."""
    return WORDS[State(message.state)]


def needs_you(message: CapturedMessage) -> bool:
    """Whether it waits because the machine could not decide."""
    return message.state == State.WAITING and message.reason.startswith(NEEDS_YOU)


def line_of(message: CapturedMessage) -> str:
    """`draft MSG-12. Needs you: …`."""
    return f"{word_of(message)} {message.reference}. {message.reason or 'Waiting for somebody to say what it is.'}"

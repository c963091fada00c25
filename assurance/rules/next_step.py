"""The one next thing to do for a decision, so that its page can say it first. It names a step and judges nothing."""

from dataclasses import dataclass

NOTHING = ""
TAKE_UP_AGAIN = "take_up_again"
RECORD = "record"
ASSESS = "assess"
APPROVE = "approve"
ACCEPT = "accept"
PLAN = "plan"
INVOLVE = "involve"
HEAR = "hear"
WRITE_COVER = "write_cover"
SIGN_COVER = "sign_cover"
WAIT = "wait"
RESPOND = "respond"
PUBLISH = "publish"
TELL = "tell"
PACK = "pack"


@dataclass(frozen=True)
class Standing:
    """Where a decision stands, as far as the next step needs it.

    Attributes:
        is_over: Archived, or withdrawn: nothing is prepared any more.
        is_put_off: Put off, whatever the day; `is_due` says whether that day has come.
        is_due: The day on which it is expected, or until which it is put off, is here or past.
        is_decided_on_the_duty: The newest assessment has an outcome that somebody can act on.
        people_are_involved: The duty, as assessed, asks for people to be involved.
        proposed: Items of evidence that wait to be accepted or declined.
        unpublished: Responses whose words are not public.
        untold: Published responses whose contributors have not been told.
    """

    is_over: bool = False
    is_put_off: bool = False
    is_taken: bool = False
    is_due: bool = False
    is_assessed: bool = False
    is_decided_on_the_duty: bool = False
    is_approved: bool = False
    people_are_involved: bool = True
    has_project: bool = False
    activities: int = 0
    insight: int = 0
    proposed: int = 0
    covers: int = 0
    is_signed: bool = False
    responses: int = 0
    unpublished: int = 0
    untold: int = 0


def next_step(standing: Standing) -> str:
    """The first step of the chain that is open. After the decision, people are told before anything else is tidied up.

    An answer to people rests on what they said, so that is written down first.

    Source:
        docs/how-to/read-the-gap-list.md for what is missing; the order is that of the chain from assessment to feedback.
    """
    if standing.is_over:
        return NOTHING
    if standing.is_put_off:
        return TAKE_UP_AGAIN if standing.is_due else WAIT
    return _first(_after(standing) if standing.is_taken else _before(standing))


def _first(steps: list[tuple[bool, str]]) -> str:
    return next(code for is_open, code in steps if is_open)


def _before(standing: Standing) -> list[tuple[bool, str]]:
    involves = standing.people_are_involved
    return [
        (standing.is_due, RECORD),
        (not standing.is_assessed or not standing.is_decided_on_the_duty, ASSESS),
        (not standing.is_approved, APPROVE),
        (standing.proposed > 0, ACCEPT),
        (involves and not standing.has_project, PLAN),
        (involves and standing.activities == 0, INVOLVE),
        (involves and standing.insight == 0, HEAR),
        (standing.covers == 0, WRITE_COVER),
        (not standing.is_signed, SIGN_COVER),
        (True, RECORD),
    ]


def _after(standing: Standing) -> list[tuple[bool, str]]:
    unanswered = standing.responses == 0
    return [
        (unanswered and standing.insight > 0, RESPOND),
        (unanswered and standing.activities > 0, HEAR),
        (standing.unpublished > 0, PUBLISH),
        (standing.untold > 0, TELL),
        (standing.proposed > 0, ACCEPT),
        (not standing.is_assessed, ASSESS),
        (True, PACK),
    ]

"""Answers to the questions that scrutiny asks about a year (Q1 to Q7), in sentences that name what they count.

`answer(code, year, user)` reads the records and writes one frozen `Answer`: pages show it, packs freeze it, the annual report
takes its figures.
"""

from collections.abc import Callable

from assurance.answers import duty, feedback, partners, practice, reach, service_changes, what_changed
from assurance.answers.reader import Reader
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.models import EvidencePack
from crm.core.financial_year import FinancialYear
from crm.core.models import User

__all__ = ["QUESTIONS", "Answer", "Figure", "Row", "Sentence", "Table", "answer"]

QUESTIONS: dict[str, str] = {str(code): str(words) for code, words in EvidencePack.Question.choices}
_ANSWERS: dict[str, Callable[[Reader], Answer]] = {
    "Q1": duty.answer,
    "Q2": what_changed.answer,
    "Q3": reach.answer,
    "Q4": partners.answer,
    "Q5": feedback.answer,
    "Q6": service_changes.answer,
    "Q7": practice.answer,
}


def answer(code: str, year: FinancialYear, user: User, *, leaves_the_room: bool = False) -> Answer:
    """What the records that `user` may see say to one question about a year. Training examples and archived records are left out.

    Args:
        code: `Q1` to `Q7`.
        leaves_the_room: For packs and the annual report: nothing that is kept to a team or to named people is read.

    Raises:
        KeyError: There is no such question.

    Source:
        Questions condensed from guidance on the annual assessment of integrated care boards and practice; wording ours.
    """
    return _ANSWERS[code](Reader(user=user, year=year, leaves_the_room=leaves_the_room))

"""From the answer to a question about a year to the frozen report of its pack."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from assurance.filling.report import Choices
from assurance.models import EvidencePack
from assurance.packs.archive import PackRefused
from assurance.reports_base import Claim, Gap
from assurance.reports_years import AnswerTable, QuestionReport


@dataclass(frozen=True)
class Answer:
    """What a pack needs of an answer: sentences with sources, tables of text, gaps."""

    sentences: tuple[Claim, ...] = ()
    tables: tuple[AnswerTable, ...] = ()
    gaps: tuple[Gap, ...] = ()


def ask(code: str, year: str) -> Answer:
    raise PackRefused("Questions cannot be answered yet.")


def question_gaps(answer: Answer, code: str, year: str) -> list[Gap]:
    return list(answer.gaps)


def fill_question(answer: Any, code: str, year: str, *, reference: str, choices: Choices, now: datetime) -> QuestionReport:
    """The report of the pack of a question. No query."""
    return QuestionReport(
        reference=reference,
        organisation=settings.ORGANISATION_NAME,
        is_training=False,
        status="draft" if choices.is_draft else "final",
        generated_at=now,
        generated_by=choices.generated_by,
        edition=choices.edition,
        gaps=tuple(question_gaps(answer, code, year)),
        code=code,
        question=str(EvidencePack.Question(code).label),
        year=year,
        sentences=answer.sentences,
        tables=answer.tables,
    )

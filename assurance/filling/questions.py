"""From the answer to a question about a year to the frozen report of its pack."""

from datetime import datetime

from django.conf import settings

from assurance.answers import Answer, answer
from assurance.filling.report import Choices
from assurance.reports_base import Claim, Gap
from assurance.reports_years import AnswerTable, QuestionReport, Row
from crm.core.financial_year import FinancialYear
from crm.core.models import User


def ask(code: str, year: str, user: User) -> Answer:
    """The answer as it may leave the room: nothing kept to a team or to named people is read, whoever asks."""
    return answer(code, FinancialYear.parse(year), user, leaves_the_room=True)


def question_gaps(answered: Answer, section: int) -> list[Gap]:
    """The gaps of an answer, in the section of the pack that lists them."""
    return [Gap(**{**gap.to_data(), "section": section}) for gap in answered.gaps]


def fill_question(answered: Answer, *, reference: str, choices: Choices, now: datetime) -> QuestionReport:
    """The report of the pack of a question. No query."""
    method = [Claim(label="How it was counted", text=answered.method, source=f"records as on {answered.as_at}")] if answered.method else []
    return QuestionReport(
        reference=reference,
        organisation=settings.ORGANISATION_NAME,
        is_training=False,
        status="draft" if choices.is_draft else "final",
        generated_at=now,
        generated_by=choices.generated_by,
        edition=choices.edition,
        gaps=tuple(question_gaps(answered, len(answered.tables) + 3)),
        code=answered.code,
        question=answered.question,
        year=answered.year,
        sentences=(*(Claim(text=sentence.text, source=sentence.source) for sentence in answered.sentences), *method),
        tables=tuple(
            AnswerTable(title=table.title, columns=table.headers, rows=tuple(Row(cells=row.cells) for row in table.rows), note=table.note)
            for table in answered.tables
        ),
    )

"""Whose eyes an answer is read with, and for which year."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.models import Activity
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Decision, EvidencePack, InvolvementAssessment
from assurance.querysets import OPEN_TO_STAFF
from assurance.reports_base import Gap
from assurance.standing import decided_or_due
from crm.core.financial_year import FinancialYear
from crm.core.models import Record, User

DAY_METHOD = (
    "A decision belongs to the year in which it was taken; while that is not recorded, to the year of its meeting, of the day on which it is "
    "expected, or of the day as at which it is judged. Training examples and archived records are left out."
)


@dataclass
class Reader:
    """Reads the records of one year as `user` may see them. Each list is read once."""

    user: User
    year: FinancialYear
    leaves_the_room: bool = False
    today: date = field(default_factory=timezone.localdate)

    @property
    def days(self) -> tuple[date, date]:
        return self.year.starts_on, self.year.ends_on

    def visible(self, model: type[Record]) -> QuerySet[Any]:
        """Records in daily use that are no training examples; what is kept to some people is left out where the answer leaves the room."""
        rows = model._default_manager.visible_to(self.user).current().real()
        return rows.filter(visibility__in=OPEN_TO_STAFF) if self.leaves_the_room else rows

    def heard(self, model: type[Record]) -> QuerySet[Any]:
        """What people said or were promised, as `visible`; what comes from an activity only where the activity is visible too."""
        seen = self.visible(Activity).order_by().values("pk")
        return self.visible(model).filter(Q(activity=None) | Q(activity__in=seen))

    @property
    def decision_rows(self) -> QuerySet[Decision]:
        """Decisions of the year, each with its `day`, the outcome of its newest assessment and whether its day is recorded."""
        newest = InvolvementAssessment.objects.filter(decision=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
        rows = self.visible(Decision).annotate(
            day=Coalesce(decided_or_due(), "duty_as_at"),
            recorded_day=decided_or_due(),
            outcome_code=Coalesce(Subquery(newest), Value("")),
        )
        return rows.filter(day__range=self.days).order_by("day", "pk")

    @cached_property
    def decisions(self) -> list[Any]:
        """The decisions of the year. One query."""
        return list(self.decision_rows.select_related("body", "meeting"))

    @property
    def all_dated(self) -> bool:
        """Whether each decision of the year has a day recorded: then the list of decisions filtered by the year shows the same rows."""
        return all(decision.recorded_day for decision in self.decisions)

    def decisions_address(self, **query: str) -> str:
        """The list of just these decisions, or the table of the answer where the list would miss those without a day."""
        if not self.all_dated:
            return "#decisions"
        asked = {"period": self.year.label, "training": "no", **query}
        return "/desk/decisions/?" + "&".join(f"{name}={value.replace(' ', '+')}" for name, value in asked.items())

    def held(self) -> QuerySet[Activity]:
        """Activities that were held in the year, by their first day."""
        return self.visible(Activity).filter(status=Activity.Status.HELD, date_from__range=self.days).order_by()

    def answered(
        self,
        code: str,
        title: str,
        *,
        sentences: Iterable[Sentence],
        tables: Iterable[Table] = (),
        gaps: Iterable[Gap] = (),
        figures: Iterable[Figure] = (),
        method: str = "",
    ) -> Answer:
        return Answer(
            code=code,
            question=str(EvidencePack.Question(code).label),
            title=title,
            year=self.year.label,
            as_at=words(self.today),
            sentences=tuple(sentences),
            tables=tuple(tables),
            gaps=tuple(gaps),
            figures=tuple(figures),
            method=method,
        )


def flag(rows: QuerySet) -> Case:
    """True where the subquery of the outer row finds something."""
    return Case(When(Exists(rows), then=Value(True)), default=Value(False))


def gap(code: str, text: str, source: str, owner: str = "", due: str = "") -> Gap:
    """Something missing from an answer; a pack of a question shows gaps in one list."""
    return Gap(code=code, text=text, source=source, due=due, **({"owner": owner} if owner else {}))


def number(count: int, one: str, many: str) -> str:
    """`1 decision`, `4 decisions`."""
    return f"{count:,} {one if count == 1 else many}"


def tally(counts: dict[str, int], labels: Iterable[tuple[str, str]], address: Any = None) -> tuple[Row, ...]:
    """One row a label with its count, zero rows kept."""
    return tuple(Row(cells=(str(label), str(counts.get(code, 0))), address=address(code) if address and counts.get(code) else "") for code, label in labels)

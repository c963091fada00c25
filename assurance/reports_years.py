"""What the pack of a framework's year and the pack of a question about a year say, as frozen records."""

from dataclasses import dataclass

from assurance.packs.frozen import Frozen
from assurance.reports_base import Claim, SealedReport

YEAR_SECTIONS = {
    1: "The year and its result",
    2: "Criteria: evidence, verdict, reviewer",
    3: "Last year beside this year",
    4: "Domains",
    5: "The evidence, one by one",
    6: "Files and page snapshots",
    7: "Gaps and who owns them",
}


@dataclass(frozen=True, kw_only=True)
class YearCriterion(Frozen):
    """One criterion of the year. `state` only counts; `verdict` is what a named reviewer gave, in the words of the scale."""

    code: str
    domain: str
    text: str
    state: str
    evidence: tuple[str, ...] = ()
    verdict: str = ""
    reviewer_role: str = ""
    reviewed_on: str = ""
    comment: str = ""
    last_verdict: str = ""
    last_comment: str = ""


@dataclass(frozen=True, kw_only=True)
class YearDomain(Frozen):
    """The verdict on a whole domain, this year and last."""

    name: str
    verdict: str
    reviewer_role: str
    reviewed_on: str
    comment: str = ""
    last_verdict: str = ""


@dataclass(frozen=True, kw_only=True)
class YearEvidence(Frozen):
    """One use of one item for one criterion, as it was judged."""

    reference: str
    criterion: str
    title: str
    kind: str
    shows: str = ""
    address: str = ""
    as_at: str = ""
    credited_to: str = ""
    strength: str = ""
    verdict: str = ""
    reviewer_role: str = ""
    comment: str = ""
    snapshot: str = ""


@dataclass(frozen=True, kw_only=True)
class YearReport(SealedReport):
    """All that the pack of one framework's year says. `facts` are pairs about the year, each with its source."""

    framework_key: str
    framework_name: str
    year: str
    facts: tuple[Claim, ...] = ()
    last_year: str = ""
    criteria: tuple[YearCriterion, ...] = ()
    domains: tuple[YearDomain, ...] = ()
    evidence: tuple[YearEvidence, ...] = ()

    @property
    def kind(self) -> str:
        return "year"

    @property
    def subject(self) -> str:
        return f"{self.framework_key}:{self.year}"

    @property
    def title(self) -> str:
        return f"{self.framework_name}, {self.year}"


@dataclass(frozen=True, kw_only=True)
class Row(Frozen):
    """One row of a table of an answer; as many cells as the table has columns."""

    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerTable(Frozen):
    """A table of an answer: ready text, small numbers suppressed before they come here."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"A row of {self.title!r} has not the {len(self.columns)} cells of its columns.")


@dataclass(frozen=True, kw_only=True)
class QuestionReport(SealedReport):
    """The answer to one question of scrutiny about a year: sentences with sources, tables, gaps."""

    code: str
    question: str
    year: str
    sentences: tuple[Claim, ...] = ()
    tables: tuple[AnswerTable, ...] = ()

    @property
    def kind(self) -> str:
        return "question"

    @property
    def subject(self) -> str:
        return f"{self.code}:{self.year}"

    @property
    def title(self) -> str:
        return f"{self.question} ({self.year})"

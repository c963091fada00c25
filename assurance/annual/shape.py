"""What an annual report says, as frozen records: the page shows them, both files are made of them, a final report stores them."""

from dataclasses import dataclass
from datetime import datetime

from assurance.answers.shape import Sentence, Table
from assurance.packs.frozen import Frozen

CASE_STUDIES = "AR4"
PARTS: tuple[tuple[str, str, str], ...] = (
    ("AR1", "The duty to involve and our arrangements", "Which duty held in the year, and how involvement is arranged."),
    ("AR2", "Governance and assurance", "Which bodies oversee involvement, and how they know."),
    ("AR3", "The year in numbers", "Activities, people and partners, with how they were counted."),
    (CASE_STUDIES, "Case studies", "Why, who was involved, what was heard, and what changed."),
    ("AR5", "Inequalities", "Who was reached, and who was not."),
    ("AR6", "Voluntary groups and Healthwatch", "Work with voluntary, community and social enterprise groups and with Healthwatch."),
    ("AR7", "Service changes and consultations", "Changes of services, with scrutiny."),
    ("AR8", "Feedback given and evaluation", "How people were told what came of it, and how involvement was evaluated."),
    ("AR9", "Plans and lessons", "What was learned, and what comes next."),
    ("AR10", "Accessible versions", "Where the report is, and in which formats."),
)
"""Code, title and what the author is asked. Source: what annual reports say on involvement, condensed from practice; wording ours."""
TITLES = {code: title for code, title, _asks in PARTS}
DRAFT_NOTICE = "Draft: not the final report"


@dataclass(frozen=True, kw_only=True)
class Bar(Frozen):
    """One bar. Never a count of people."""

    label: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Bars(Frozen):
    """A chart; its `title` states the finding, its bars stand in a table below."""

    title: str
    headers: tuple[str, ...]
    bars: tuple[Bar, ...]
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryAnswer(Frozen):
    """One published answer: what people said, and what was done or why not."""

    said: str
    outcome: str
    did: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Story(Frozen):
    """A case study. `text` is the author's; the rest comes from the decision. A blank fact is shown as not recorded."""

    reference: str
    title: str
    address: str
    text: str
    why: str
    who: str
    heard: str
    told: str
    answers: tuple[StoryAnswer, ...] = ()

    @property
    def number(self) -> str:
        """`3` of `DEC-3`."""
        return self.reference.rpartition("-")[2]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Heading and words, in the order of the story; blanks stay blank."""
        return [("Why", self.why), ("Who was involved", self.who), ("What was heard", self.heard), ("How people were told", self.told)]


@dataclass(frozen=True, kw_only=True)
class Part(Frozen):
    """One part of the report: the author's text, then what the records say, then what they do not say."""

    code: str
    title: str
    asks: str
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    charts: tuple[Bars, ...] = ()
    tables: tuple[Table, ...] = ()
    stories: tuple[Story, ...] = ()
    gaps: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return self.code.removeprefix("AR")

    @property
    def paragraphs(self) -> list[str]:
        """The author's text by paragraph."""
        return [line.strip() for line in self.text.split("\n") if line.strip()]

    @property
    def blank(self) -> str:
        """`Nothing is recorded for …` where the author wrote nothing, "" otherwise."""
        return "" if self.text.strip() else f"Nothing is recorded by the author for “{self.title}”."


@dataclass(frozen=True, kw_only=True)
class AnnualFacts(Frozen):
    """The whole report. `status` is `draft` or `final`; `generated_by` is a role, `generated_at` aware UTC."""

    organisation: str
    year: str
    starts: str
    ends: str
    status: str
    generated_at: datetime
    generated_by: str
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> str:
        return f"How people were involved in {self.year}"

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"

    @property
    def notices(self) -> list[str]:
        """What every page of a file says at its top."""
        return [DRAFT_NOTICE] if self.is_draft else []

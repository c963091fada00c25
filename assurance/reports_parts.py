"""The parts of a decision's pack: rows of its lists and statements of its sections, as frozen records."""

from dataclasses import dataclass

from assurance.packs.frozen import Frozen
from assurance.reports_base import NO_OWNER, Claim

# What a pack for one decision holds, in the order in which scrutiny reads it.
SECTION_TITLES = {
    1: "Cover statement and decision timeline",
    2: "Involvement assessment",
    3: "What could be influenced",
    4: "Activity schedule",
    5: "Reach and profile of who was heard",
    6: "Partners and complementary work",
    7: "Materials and evidence files",
    8: "What people said",
    9: "Equality and health inequalities",
    10: "How findings reached the decision-makers",
    11: "Response and feedback",
    12: "Promises made",
    13: "Criteria and evidence",
    14: "Gaps and who owns them",
}


@dataclass(frozen=True, kw_only=True)
class Section(Frozen):
    """Statements of one numbered section; its tables come from the report's own lists."""

    number: int
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.number not in SECTION_TITLES:
            raise ValueError(f"A pack has no section {self.number}.")

    @property
    def title(self) -> str:
        return SECTION_TITLES[self.number]


@dataclass(frozen=True, kw_only=True)
class Duty(Frozen):
    """The duty the decision is judged by: the version in force on the decision's own date."""

    key: str
    name: str
    statute: str
    as_at: str


@dataclass(frozen=True, kw_only=True)
class Assessment(Frozen):
    """The section 14Z45 test as it was answered. `answers`: one claim a question, `label` holding the question."""

    reference: str
    outcome: str
    limb: str
    reason: str
    approver_role: str
    assessed_on: str
    answers: tuple[Claim, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TimelineEntry(Frozen):
    """A milestone of the decision or an activity, in the order of time; entries without a date come last."""

    date_text: str
    title: str
    source: str
    is_milestone: bool = False
    placing: str = ""


@dataclass(frozen=True, kw_only=True)
class Activity(Frozen):
    """One activity. `placing` says in words what was still open; `counts` are ready for readers (suppressed)."""

    reference: str
    title: str
    kind: str
    level: str
    date_text: str
    placing: str
    lead: str
    summary: str
    counts: str = ""
    logged_text: str = ""
    raw_notes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Criterion(Frozen):
    """One criterion. `state` is computed and only counts ("Evidence linked (2)"); a verdict is a person's.

    `judged` says of each item that was judged how strong it is and whether it supports the criterion.
    """

    framework: str
    code: str
    text: str
    state: str
    evidence: tuple[str, ...] = ()
    judged: str = ""
    verdict: str = ""
    reviewer_role: str = ""
    reviewed_on: str = ""
    comment: str = ""

    @property
    def tone(self) -> str:
        """`none`, `linked`, `met`, `partly` or `other`: how the state looks beside its words."""
        words = {"None found": "none", "Reviewed: not met": "none", "Reviewed: met": "met", "Reviewed: partly": "partly"}
        return "linked" if self.state.startswith("Evidence linked") else words.get(self.state, "other")


@dataclass(frozen=True, kw_only=True)
class Insight(Frozen):
    """One thing people said, paraphrased; `quote` only with consent."""

    reference: str
    text: str
    themes: str
    voiced_by: str
    strength: str
    source: str
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Response(Frozen):
    """You said, we did; or cannot, because."""

    reference: str
    you_said: str
    considered_by: str
    answer: str
    outcome: str
    source: str
    published: str = ""
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class Commitment(Frozen):
    """A promise made to somebody outside."""

    reference: str
    text: str
    made_to: str
    state: str
    source: str
    owner: str = NO_OWNER
    due: str = "none set"


@dataclass(frozen=True, kw_only=True)
class Partner(Frozen):
    """An organisation and its part in the work."""

    reference: str
    name: str
    kind: str
    part: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Count(Frozen):
    """One number with its unit, and where its rows are."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Verdict(Frozen):
    """What a reviewer concluded, quoted. The software has no verdict of its own."""

    text: str
    reviewer_role: str
    given_on: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Finding(Frozen):
    """What a check computed from the records, in its words, and what a named reviewer made of it. Never a verdict of the software."""

    code: str
    title: str
    found: str
    sentence: str
    rests_on: str = ""
    view: str = ""
    reviewer: str = ""


@dataclass(frozen=True, kw_only=True)
class FrozenCover(Frozen):
    """The cover of the paper as it was signed: its text and its hash."""

    reference: str
    text: str
    verdict: str
    signed: str
    sha256: str
    unreviewed: str = ""

"""What an evidence pack and a paper's cover say, as frozen records without any database behind them.

`assurance.services` fills them, `assurance.packs` turns them into files, and their `to_data()` is what we store.
People appear as roles ("Engagement lead"), never by name. Dates for readers are text ("Tue 14 July 2026",
"June, year not recorded"), because many are only known to the month or not at all.
Counts are text too: they have been through small-number suppression ("*") before they come here.
"""

from dataclasses import dataclass
from datetime import datetime

from assurance.packs.frozen import Frozen

TRAINING_NOTICE = "Training example, not real"
NO_OWNER = "no owner named"
COVER_WORD_CAP = 150
COVER_FIELDS = (
    "Does the duty to involve apply?",
    "Stage reached",
    "Status",
    "Who was involved, who was not and why",
    "How and when",
    "What people told us",
    "What changed as a result",
    "What is still open",
    "How people will be told",
    "Evidence",
    "Sign-off",
)

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
class Claim(Frozen):
    """One statement and the record or document it rests on (`ACT-4`, `DEC-3, assessment of 2 June 2020`)."""

    text: str
    source: str
    label: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.source.strip():
            raise ValueError(f"This claim names no source: {self.text[:80]!r}.")


@dataclass(frozen=True, kw_only=True)
class Gap(Frozen):
    """Something that is missing. `section` is the pack section (1 to 14) where it would stand."""

    code: str
    text: str
    owner: str = NO_OWNER
    due: str = ""
    section: int = 14
    source: str = ""


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
    """One criterion. `state` is computed and only counts ("Evidence linked (2)"); a verdict is a person's."""

    framework: str
    code: str
    text: str
    state: str
    evidence: tuple[str, ...] = ()
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
class EvidenceFile(Frozen):
    """A file inside the pack. `path` comes from `archive.evidence_path`, never from what the uploader called it."""

    path: str
    title: str
    source: str
    media_type: str
    size: int
    sha256: str


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
class PackReport(Frozen):
    """All that one evidence pack says. `status` is `draft` or `final`; `generated_at` is aware UTC."""

    reference: str
    decision_reference: str
    decision_title: str
    proposal: str
    decision_owner: str
    body: str
    stage: str
    decision_date: str
    options_fixed: str
    paper_due: str
    duty: Duty
    organisation: str
    is_training: bool
    status: str
    generated_at: datetime
    generated_by: str
    raw_notes: bool
    withheld_count: int
    gaps: tuple[Gap, ...] = ()
    sections: tuple[Section, ...] = ()
    assessment: Assessment | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    activities: tuple[Activity, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    insight: tuple[Insight, ...] = ()
    responses: tuple[Response, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    partners: tuple[Partner, ...] = ()
    files: tuple[EvidenceFile, ...] = ()
    counts: tuple[Count, ...] = ()
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.status not in ("draft", "final"):
            raise ValueError("A pack is draft or final.")
        if not self.raw_notes and any(activity.raw_notes for activity in self.activities):
            raise ValueError("This pack was asked for without raw notes, but an activity brings them.")

    def claims(self, number: int) -> tuple[Claim, ...]:
        """Statements of section `number`, none when it has none."""
        return tuple(claim for section in self.sections if section.number == number for claim in section.claims)

    def gaps_in(self, number: int) -> tuple[Gap, ...]:
        """Gaps that belong to section `number`."""
        return tuple(gap for gap in self.gaps if gap.section == number)


@dataclass(frozen=True, kw_only=True)
class CoverReport(Frozen):
    """The box "patient and public engagement considered" of a paper's front cover.

    `statement` is the text to copy, as edited by its author; `fields` are what it rests on, one claim a field,
    `label` being one of `COVER_FIELDS`.
    """

    decision_reference: str
    decision_title: str
    organisation: str
    body: str
    meeting_date: str
    statement: str
    is_training: bool
    generated_at: datetime
    generated_by: str
    version: int = 1
    word_cap: int = COVER_WORD_CAP
    fields: tuple[Claim, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def words(self) -> int:
        return len(self.statement.split())

    @property
    def words_over(self) -> int:
        """How many words must go before the statement fits; zero when it fits."""
        return max(0, self.words - self.word_cap)

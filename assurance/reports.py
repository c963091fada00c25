"""What an evidence pack and a paper's cover say, as frozen records without any database behind them.

`assurance.services` fills them, `assurance.packs` turns them into files, and their `to_data()` is what we store.
People appear as roles ("Engagement lead"), never by name. Dates for readers are text ("Tue 14 July 2026",
"June, year not recorded"), because many are only known to the month or not at all.
Counts are text too: they have been through small-number suppression ("*") before they come here.
"""

from dataclasses import dataclass
from datetime import datetime

from assurance.packs.frozen import Frozen
from assurance.reports_base import NO_OWNER, TRAINING_NOTICE, Claim, EvidenceFile, Gap, SealedReport
from assurance.reports_parts import (
    SECTION_TITLES,
    Activity,
    Assessment,
    Commitment,
    Count,
    Criterion,
    Duty,
    Finding,
    FrozenCover,
    Insight,
    Partner,
    Response,
    Section,
    TimelineEntry,
    Verdict,
)

__all__ = [
    "COVER_FIELDS",
    "COVER_WORD_CAP",
    "NO_OWNER",
    "SECTION_TITLES",
    "TRAINING_NOTICE",
    "Activity",
    "Assessment",
    "Claim",
    "Commitment",
    "Count",
    "CoverReport",
    "Criterion",
    "Duty",
    "EvidenceFile",
    "Finding",
    "FrozenCover",
    "Gap",
    "Insight",
    "PackReport",
    "Partner",
    "Response",
    "Section",
    "TimelineEntry",
    "Verdict",
]
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


@dataclass(frozen=True, kw_only=True)
class PackReport(SealedReport):
    """All that the pack of one decision says."""

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
    sections: tuple[Section, ...] = ()
    assessment: Assessment | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    activities: tuple[Activity, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    insight: tuple[Insight, ...] = ()
    responses: tuple[Response, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    partners: tuple[Partner, ...] = ()
    counts: tuple[Count, ...] = ()
    findings: tuple[Finding, ...] = ()
    cover: FrozenCover | None = None
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.raw_notes and any(activity.raw_notes for activity in self.activities):
            raise ValueError("This pack was asked for without raw notes, but an activity brings them.")

    @property
    def kind(self) -> str:
        return "decision"

    @property
    def subject(self) -> str:
        return self.decision_reference

    @property
    def title(self) -> str:
        return self.decision_title

    def claims(self, number: int) -> tuple[Claim, ...]:
        """Statements of section `number`, none when it has none."""
        return tuple(claim for section in self.sections if section.number == number for claim in section.claims)


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

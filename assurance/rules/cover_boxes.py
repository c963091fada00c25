"""The boxes of a paper's front cover: codes, what they ask, and how many words they take.

Source:
    A composite of Board and committee front covers; an organisation puts its own Word template over it. The box "patient and
    public engagement considered" is `PaperCover.text`, with a limit of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PURPOSES = {"decision": "Decision", "assurance": "Assurance", "discussion": "Discussion", "information": "Information or noting"}


@dataclass(frozen=True)
class Box:
    """One box of the cover.

    Attributes:
        words: Longest length in words that is offered; a template may set another.
        lines: How high the box is on the form; 1 is a single line.
        is_ticked: One or more of `choices` instead of text.
    """

    code: str
    label: str
    hint: str
    words: int
    group: str
    lines: int = 3
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_ticked(self) -> bool:
        return bool(self.choices)


PAPER, CONTENT, CONSIDERED, INVOLVED, AFTER = "The paper", "What it says", "What was considered", "Partners and scrutiny", "What happens next"

BOXES = (
    Box("agenda_item", "Agenda item", "As on the agenda.", 20, PAPER, 1),
    Box("paper_reference", "Paper reference and version", "For example: Paper 7, version 2.", 20, PAPER, 1),
    Box("presented_by", "Presented by (role)", "A role, not a name.", 20, PAPER, 1),
    Box("author", "Author (role)", "A role, not a name.", 20, PAPER, 1),
    Box("sponsor", "Executive sponsor (role)", "A role, not a name.", 20, PAPER, 1),
    Box("purpose", "Purpose", "What the meeting is asked for.", 10, PAPER, 1, tuple(PURPOSES.items())),
    Box("summary", "Executive summary", "What the paper says, for somebody who reads nothing else.", 300, CONTENT, 9),
    Box("recommendations", "Recommendations", "What the meeting is asked to decide, one a line.", 150, CONTENT, 4),
    Box("considered_before", "Previously considered by", "Group, date and outcome.", 100, CONTENT),
    Box("objective", "Strategic objective or core purpose", "Improve outcomes, inequalities, value, or social and economic development.", 60, CONTENT),
    Box("risk", "Risk and assurance", "Reference and score in the risk register.", 80, CONSIDERED),
    Box("finance", "Financial and resource implications", "What it costs, and where the money comes from.", 100, CONSIDERED),
    Box("legal", "Legal and regulatory implications", "Duties that follow for this decision.", 120, CONSIDERED, 4),
    Box("quality", "Quality impact", "Reference, date and outcome of the quality impact assessment (QIA).", 100, CONSIDERED),
    Box("sustainability", "Sustainability", "What it means for the Green Plan.", 80, CONSIDERED),
    Box("equality", "Equality and health inequalities", "Reference, date and outcome of the EHIA; Armed Forces Covenant.", 150, CONSIDERED, 4),
    Box("data_protection", "Data protection", "Reference and date of the data protection impact assessment (DPIA).", 60, CONSIDERED),
    Box("interests", "Conflicts of interest", "What was declared, and how it is managed.", 80, CONSIDERED),
    Box("partners", "Partners and scrutiny", "Scrutiny committee, its view and date; Healthwatch; voluntary groups.", 150, INVOLVED, 4),
    Box("communications", "Communications, publication and freedom of information", "Plan; may it be published; exemption and day of review.", 100, AFTER),
    Box("next_steps", "Next steps, and how people will be told", "What happens, who tells whom, and when.", 120, AFTER, 4),
    Box("appendices", "Appendices", "One a line.", 60, AFTER),
)  # fmt: skip
BY_CODE = {box.code: box for box in BOXES}
GROUPS = (PAPER, CONTENT, CONSIDERED, INVOLVED, AFTER)
ENGAGEMENT = "engagement"
ENGAGEMENT_WORDS = 150
MOST_WORDS = 600

CHECKLIST = (
    ("influence", "Is it clear what people can and cannot influence?"),
    ("left_out", "If some people or groups were not involved, is that explained acceptably?"),
    ("early", "Were people involved while it could still make a difference, or is the reason for not doing so acceptable?"),
    ("heard", "Does it say what people told us, disagreement included?"),
    ("changed", "Does it say what changed, or why nothing did?"),
    ("told", "Does it say how and when people will be told?"),
)
"""What the reviewer answers, yes or no; each "no" raises an action.

Source:
    A commissioner's checklist for plans and reports, which asks the first two and that any "no" produces an action.
"""


def words_in(text: str) -> int:
    return len(text.split())


def caps(own: Mapping[str, int] | None = None) -> dict[str, int]:
    """Longest length of each box in words: those of the template, otherwise ours."""
    own = own or {}
    return {box.code: own.get(box.code, box.words) for box in BOXES} | {ENGAGEMENT: own.get(ENGAGEMENT, ENGAGEMENT_WORDS)}


def too_long(text: str, most: int) -> str:
    """What to say when a text has too many words, "" when it fits."""
    over = words_in(text) - most
    return f"The text has {over + most} words. Take out {over} to fit {most}, or change the limit." if over > 0 else ""


def in_words(box: Box, value: str) -> str:
    """What the cover prints for a box: ticked ones by their words."""
    if not box.is_ticked:
        return value
    chosen = value.split(",")
    return ", ".join(label for code, label in box.choices if code in chosen)

"""What every report of a pack has, whatever it is about: the parts that the seal, the manifest and the comparison rest on."""

from dataclasses import dataclass
from datetime import datetime

from assurance.packs.frozen import Frozen

TRAINING_NOTICE = "Training example, not real"
NO_OWNER = "no owner named"
PUBLIC = "public"
FULL = "full"


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
    """Something that is missing. `section` is the section of the pack where it would stand."""

    code: str
    text: str
    owner: str = NO_OWNER
    due: str = ""
    section: int = 14
    source: str = ""


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
class Change(Frozen):
    """One thing that is not as it was in the pack before. `what` is `new`, `gone`, `changed`, `gap opened` or `gap closed`."""

    what: str
    part: str
    reference: str
    text: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Changes(Frozen):
    """What is new since an earlier pack of the same subject and edition."""

    since: str
    made: str
    rows: tuple[Change, ...] = ()

    @property
    def in_words(self) -> str:
        """`3 new, 1 changed, 2 gaps closed`."""
        numbers: dict[str, int] = {}
        for row in self.rows:
            numbers[row.what] = numbers.get(row.what, 0) + 1
        return ", ".join(f"{number} {_plural(what, number)}" for what, number in numbers.items()) or "nothing that the pack shows has changed"


def _plural(what: str, number: int) -> str:
    return what.replace("gap ", "gaps ") if number != 1 else what


@dataclass(frozen=True, kw_only=True)
class SealedReport(Frozen):
    """What one pack says, whatever it is about.

    `status` is `draft` or `final`, `edition` `full` or `public`; `generated_at` is aware UTC. `withheld_count` are records kept
    to some people; `left_out_count` is what the public edition leaves out besides. A subclass says what the pack is about.
    """

    reference: str
    organisation: str
    is_training: bool
    status: str
    generated_at: datetime
    generated_by: str
    raw_notes: bool = False
    withheld_count: int = 0
    edition: str = FULL
    left_out_count: int = 0
    gaps: tuple[Gap, ...] = ()
    files: tuple[EvidenceFile, ...] = ()
    changes: Changes | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.status not in ("draft", "final"):
            raise ValueError("A pack is draft or final.")
        if self.edition not in (FULL, PUBLIC):
            raise ValueError("An edition is full or public.")
        if self.edition == PUBLIC and self.raw_notes:
            raise ValueError("The public edition never holds raw notes.")

    @property
    def kind(self) -> str:
        """`decision`, `year` or `question`."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What the pack is about, as the manifest says it: `DEC-3`, `pcei:2019/20`, `Q2:2026/27`."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """The subject in words."""
        raise NotImplementedError

    @property
    def is_public(self) -> bool:
        return self.edition == PUBLIC

    @property
    def not_shown(self) -> int:
        """How many things this pack does not show, whatever the reason."""
        return self.withheld_count + self.left_out_count

    def gaps_in(self, number: int) -> tuple[Gap, ...]:
        """Gaps that belong to section `number`."""
        return tuple(gap for gap in self.gaps if gap.section == number)

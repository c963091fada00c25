"""What is missing for a decision, in the order in which a pack is read. docs/how-to/read-the-gap-list.md says it for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from assurance.rules.readiness import CriterionFacts

NO_OWNER = "no owner named"
DUTY_FRAMEWORK = "duty-to-involve"
"""Its criteria are answered by the sections of the pack, so that they are not asked twice in the gap list."""

SECTION_OF_FACT = {
    "date": 4, "number": 4, "other": 4, "profile": 5, "communities": 5, "organisations": 6, "questions": 7, "notes": 8, "report": 8,
}  # fmt: skip


@dataclass(frozen=True)
class MissingFactFacts:
    """Something that the source of an activity does not say, still open."""

    pk: int
    activity: str
    activity_title: str
    fact: str
    text: str


@dataclass(frozen=True)
class PromiseFacts:
    """An open promise."""

    reference: str
    text: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Owner:
    """Who closes a gap, and by when."""

    name: str
    due_on: date | None = None


@dataclass(frozen=True)
class Gap:
    """Something missing. `code` stays the same as long as it is missing; `section` is where a pack would have it."""

    code: str
    text: str
    section: int
    source: str = ""
    owner: str = NO_OWNER
    due_on: date | None = None

    @property
    def has_owner(self) -> bool:
        return self.owner != NO_OWNER


@dataclass(frozen=True)
class GapFacts:
    """What the record of a decision holds, as far as gaps need it.

    Attributes:
        is_assessed: There is an involvement assessment.
        activities: How many activities belong to the decision (its project's, and those linked).
        reach: Evidence is linked, or a review given, for `duty-to-involve:5`.
        insight: How many things people said are on record.
        equality: The assessment says what was considered on equality and on health inequalities.
        findings: Findings reached the decision-maker, before the decision where it is taken.
        responses: How many approved responses there are.
        criteria: Of all frameworks that the decision is read against.
    """

    reference: str
    is_assessed: bool = False
    is_taken: bool = False
    decided_on: date | None = None
    activities: int = 0
    reach: bool = False
    insight: int = 0
    equality: bool = False
    findings: bool = False
    responses: int = 0
    missing: tuple[MissingFactFacts, ...] = ()
    criteria: tuple[CriterionFacts, ...] = ()
    promises: tuple[PromiseFacts, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)


def gaps(facts: GapFacts) -> tuple[Gap, ...]:
    """Everything missing, by section of the pack. Filling one fact closes the one gap that asks for it.

    Source:
        docs/how-to/read-the-gap-list.md.
    """
    found = [*_sections(facts), *_missing_facts(facts), *_criteria(facts), *_promises(facts)]
    found.sort(key=lambda gap: gap.section)
    return tuple(_owned(gap, facts.owners.get(gap.code)) for gap in found)


def _sections(facts: GapFacts) -> list[Gap]:
    wanted = [
        (facts.is_taken and facts.decided_on is None, "decided-on", "The date of the decision", 1),
        (not facts.is_assessed, "assessment", "The involvement assessment: does the duty to involve apply?", 2),
        (facts.activities == 0, "activities", "Any activity: nobody has been involved on record", 4),
        (not facts.reach, "reach", "Reach and profile: who was heard, and who was not", 5),
        (facts.insight == 0, "findings", "Findings: what people said", 8),
        (not facts.equality, "equality", "Equality analysis: equality and health inequalities", 9),
        (not facts.findings, "considered", "How and when findings reached the decision-makers", 10),
        (facts.responses == 0, "feedback", "Response and feedback: what people were told, and what changed", 11),
    ]
    return [Gap(code, text, section, facts.reference) for is_missing, code, text, section in wanted if is_missing]


def _missing_facts(facts: GapFacts) -> list[Gap]:
    return [
        Gap(f"fact-{item.pk}", f"{item.activity_title}: {item.text}", SECTION_OF_FACT[item.fact], item.activity) for item in facts.missing
    ]  # fmt: skip


def _criteria(facts: GapFacts) -> list[Gap]:
    return [
        Gap(f"criterion-{criterion.key}", f"{criterion.key} {criterion.short}: no evidence found", 13, facts.reference)
        for criterion in facts.criteria
        if criterion.is_open and criterion.framework != DUTY_FRAMEWORK
    ]


def _promises(facts: GapFacts) -> list[Gap]:
    found = []
    for promise in facts.promises:
        if not promise.owner:
            found.append(Gap(f"promise-{promise.reference}-owner", f"Who keeps the promise “{promise.text}”", 12, promise.reference))
        if promise.due_on is None:
            gap = Gap(f"promise-{promise.reference}-due", f"When the promise “{promise.text}” is due", 12, promise.reference)
            found.append(replace(gap, owner=promise.owner or NO_OWNER))
    return found


def _owned(gap: Gap, owner: Owner | None) -> Gap:
    return replace(gap, owner=owner.name, due_on=owner.due_on) if owner else gap

"""What the records of a decision hold, as far as checks need it: plain, frozen, read once by `assurance.checking`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from assurance.rules.placing import ActivityDates
from assurance.rules.proportion import scale_of

INFORM = "inform"


@dataclass(frozen=True)
class ActivityFact:
    """One activity that the reader may see.

    Attributes:
        level: Level of participation; "" is not stated, `inform` alone is never involvement.
        with_public: Its type counts towards public involvement: not staff engagement, not a review at a desk.
        when: Its date in words, as far as it is known.
        was_open: What a person corrected on the timeline: whether options were open then. None without a correction.
        told_publicly_on: Day on which its public page was published.
        words: Adjustments offered and met, where formats are looked for.
    """

    pk: int
    reference: str
    title: str
    type_code: str = "meeting"
    level: str = "involve"
    with_public: bool = True
    is_held: bool = True
    date_from: date | None = None
    date_to: date | None = None
    precision: str = "day"
    when: str = ""
    was_open: bool | None = None
    told_publicly_on: date | None = None
    audience: str = ""
    words: str = ""

    @property
    def involves(self) -> bool:
        """People outside could say something: held, with the public, at a stated level above telling."""
        return self.is_held and self.with_public and self.level not in ("", INFORM)

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day on which it may have happened, None when the date is not known."""
        return ActivityDates(self.date_from, self.date_to, self.precision, self.level).span()

    @property
    def latest_start(self) -> date | None:
        """The last day on which it may have begun: its own day, or the end of the month or year that is known."""
        if self.date_from is None or self.precision == "unknown":
            return None
        span = ActivityDates(self.date_from, None, self.precision).span()
        return span[1] if span else None


@dataclass(frozen=True)
class PublishedFact:
    """Something that informed people: a published file of an activity, a published page or document. `on` is None where no day is known."""

    kind: str
    key: str
    title: str
    on: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class ImpactFact:
    """An equality and health inequalities impact assessment."""

    pk: int
    done_on: date | None = None
    not_needed_because: str = ""
    has_outcome: bool = False
    has_mitigations: bool = False
    informed: str = "unknown"
    document: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class CoverFact:
    """A cover that was signed and frozen."""

    pk: int
    number: int
    frozen_on: date
    speaks_of_equality: bool = False


@dataclass(frozen=True)
class ResponseFact:
    """A "you said, we did"."""

    pk: int
    reference: str
    title: str
    approved_on: date | None = None
    published_on: date | None = None
    told_on: date | None = None
    considered_on: date | None = None
    considered_by: str = ""
    will_do_by: date | None = None


@dataclass(frozen=True)
class EvidenceFact:
    """Evidence linked to a criterion (`five-tests:T2`)."""

    criterion: str
    title: str
    kind: str
    key: str
    reference: str = ""


@dataclass(frozen=True)
class Facts:
    """All that the checks of one decision rest on. Dates that are None are not recorded.

    Attributes:
        today: Local day on which the checks are read.
        frameworks: Keys of the frameworks that the decision is read against.
        assessed_as: Outcome of the newest involvement assessment, "" without one.
        says_equality: That assessment says what was considered on equality and on health inequalities.
        periods: Restricted (pre-election) periods as first day, last day, name.
        holidays: Bank holidays by day.
        missing: Codes of open gaps of single activities, by reference and fact (`ACT-1 date` → `fact-12`).
    """

    today: date
    reference: str = "DEC-1"
    pk: int = 1
    text: str = ""
    is_taken: bool = False
    is_urgent: bool = False
    consults: bool = False
    is_reconfiguration: bool = False
    options_open_on: date | None = None
    options_fixed_on: date | None = None
    paper_due_on: date | None = None
    findings_sent_on: date | None = None
    decided_on: date | None = None
    told_on: date | None = None
    telling_plan: str = ""
    meeting_on: date | None = None
    body: str = ""
    minute: str = ""
    can_influence: str = ""
    assessed_as: str = ""
    assessed_on: date | None = None
    affects_manner: str = ""
    affects_range: str = ""
    triggers: tuple[str, ...] = ()
    says_equality: bool = False
    insights: int = 0
    frameworks: frozenset[str] = frozenset()
    activities: tuple[ActivityFact, ...] = ()
    published: tuple[PublishedFact, ...] = ()
    impacts: tuple[ImpactFact, ...] = ()
    covers: tuple[CoverFact, ...] = ()
    responses: tuple[ResponseFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    periods: tuple[tuple[date, date, str], ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def involving(self) -> tuple[ActivityFact, ...]:
        return tuple(activity for activity in self.activities if activity.involves)

    @property
    def is_asked_gunning(self) -> bool:
        """People are consulted, or the decision is read against the Gunning principles."""
        return self.consults or "gunning" in self.frameworks

    @property
    def no_duty(self) -> bool:
        """The newest assessment says the duty does not apply or is another's, and nobody is consulted all the same."""
        return self.assessed_as in ("does-not-apply", "not-our-duty") and not self.is_asked_gunning and not self.involving

    @property
    def scale(self) -> tuple[str, str]:
        """How large the change is (`light`, `focused`, `full`), and why."""
        if self.is_reconfiguration or self.consults:
            return "full", "It is a service reconfiguration." if self.is_reconfiguration else "There is a formal consultation."
        return scale_of(outcome=self.assessed_as, affects_manner=self.affects_manner, affects_range=self.affects_range, triggers=self.triggers)

    @property
    def decision_day(self) -> date | None:
        """The day by which something must have been there: the decision, else the meeting that is to take it."""
        return self.decided_on or self.meeting_on

    @property
    def end_of_last(self) -> date | None:
        """The last day on which involvement is known to have been going on; None where no date is known."""
        return max((span[1] for activity in self.involving if (span := activity.span)), default=None)


def days_of(first: date, last: date) -> frozenset[date]:
    """Every day from `first` to `last`, both in it."""
    return frozenset(first + timedelta(days=number) for number in range((last - first).days + 1))

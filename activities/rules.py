"""What follows from an activity, without asking the database: dates in words, gaps, titles. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS, WEEKDAYS

from activities.models import Activity, ActivityFile, Commitment, DatePrecision, Level, MissingFact
from crm.core.financial_year import FinancialYear

FACTS = ("counts", "files", "organisation_links", "communities", "insights", "missing_facts")
"""Relations that `is_known` reads: prefetch them (`activities.querysets.with_facts`)."""

FILE_KINDS: dict[str, ActivityFile.Kind] = {
    MissingFact.Fact.QUESTIONS: ActivityFile.Kind.QUESTIONNAIRE,
    MissingFact.Fact.PROFILE: ActivityFile.Kind.PROFILE,
    MissingFact.Fact.REPORT: ActivityFile.Kind.REPORT,
}
TITLE_LENGTH = 250
NAMES_IN_TITLE = 2


def is_known(activity: Activity, missing: MissingFact) -> bool:
    """Whether the record holds by now what its source did not say. No queries when `FACTS` are prefetched.

    A fact of the kind `other`, and one that a person closed by hand, is known from the day it was closed.
    """
    fact = missing.fact
    if missing.closed_on is not None:
        return True
    if fact == MissingFact.Fact.DATE:
        return activity.date_precision != DatePrecision.UNKNOWN
    if fact == MissingFact.Fact.NUMBER:
        return bool(activity.counts.all())
    if fact == MissingFact.Fact.ORGANISATIONS:
        return bool(activity.organisation_links.all())
    if fact == MissingFact.Fact.COMMUNITIES:
        return bool(activity.communities.all())
    if fact == MissingFact.Fact.NOTES:
        return has_notes(activity)
    if fact in FILE_KINDS:
        return any(file.kind == FILE_KINDS[fact] for file in activity.files.all())
    return False


def has_notes(activity: Activity) -> bool:
    """Whether the record says what was heard: a note, attached minutes, or points in daily use."""
    if activity.heard or any(insight.archived_at is None for insight in activity.insights.all()):
        return True
    return any(file.kind == ActivityFile.Kind.MINUTES for file in activity.files.all())


def open_gaps(activity: Activity) -> list[MissingFact]:
    """What the source does not say and the record does not hold yet, in the order it was written down."""
    return [missing for missing in activity.missing_facts.all() if not is_known(activity, missing)]


def date_text(activity: Activity, *, in_table: bool = False) -> str:
    """When it was, as far as it is known: `Tue 14 July 2026`, `June 2020`, `2020`, or what the source says.

    A range names both ends: `Tue 14 July 2026 to Thu 16 July 2026`. In tables days are short: `14 Jul 2026`.
    """
    if activity.date_from is None or activity.date_precision == DatePrecision.UNKNOWN:
        return activity.date_note or "Date not known"
    first = day_text(activity.date_from, activity.date_precision, in_table=in_table)
    last = day_text(activity.date_to, activity.date_precision, in_table=in_table) if activity.date_to else first
    return first if first == last else f"{first} to {last}"


def day_text(day: date, precision: str = DatePrecision.DAY, *, in_table: bool = False) -> str:
    """One end of a date in words."""
    if precision == DatePrecision.YEAR:
        return str(day.year)
    if in_table and precision == DatePrecision.DAY:
        return f"{day.day} {str(MONTHS[day.month])[:3]} {day.year}"
    month = f"{MONTHS[day.month]} {day.year}"
    return month if precision == DatePrecision.MONTH else f"{str(WEEKDAYS[day.weekday()])[:3]} {day.day} {month}"


def time_text(activity: Activity) -> str:
    """`14:00 to 15:30`, `14:00`, or "" where no time was written down."""
    if activity.starts_at is None:
        return ""
    return f"{activity.starts_at:%H:%M} to {activity.ends_at:%H:%M}" if activity.ends_at else f"{activity.starts_at:%H:%M}"


def financial_year(day: date) -> str:
    """The NHS year that a day lies in, 1 April to 31 March: `2026/27`."""
    return FinancialYear.of(day).label


def counts_as_involvement(activity: Activity) -> bool:
    """Informing people is not involving them: totals of involvement leave `inform` out, or name it apart.

    Source: IAP2 levels; NHS England statutory guidance on working with people and communities.
    """
    return bool(activity.level) and activity.level != Level.INFORM


def proposed_title(kind: str, names: Sequence[str], with_public: bool = False) -> str:
    """A title for an activity that was given none: `Meeting with Healthwatch Kent and Engage Kent`.

    Args:
        kind: The type's label.
        names: Of organisations, or of people where no organisation took part, in the order chosen.
        with_public: Members of the public were counted.
    """
    with_whom = list(names[:NAMES_IN_TITLE])
    others = len(names) - len(with_whom)
    if others:
        with_whom.append("1 other" if others == 1 else f"{others} others")
    elif with_public and len(with_whom) < NAMES_IN_TITLE:
        with_whom.append("members of the public")
    if not with_whom:
        return kind[:TITLE_LENGTH]
    listed = with_whom[0] if len(with_whom) == 1 else f"{', '.join(with_whom[:-1])} and {with_whom[-1]}"
    title = f"{kind} with {listed}"
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1].rstrip()}…"


def state_words(commitment: Commitment) -> str:
    """How a promise stands: `Overdue`, `Open`, `Kept` or `Not kept`."""
    return "Overdue" if commitment.is_overdue else str(commitment.get_state_display())


@dataclass(frozen=True)
class Prompt:
    """Something that would complete an activity. `code` is stored when it is waved away, so it never changes."""

    code: str
    words: str
    column: str

    def __str__(self) -> str:
        return self.words


PROMPTS = {
    prompt.code: prompt
    for prompt in (
        Prompt("heard", "what was heard", "heard"),
        Prompt("influence", "what people could influence", "could_influence"),
        Prompt("place", "where it was", "venue"),
        Prompt("summary", "a summary for packs and public pages", "summary"),
        Prompt("adjustments", "which adjustments were offered", "adjustments_offered"),
        Prompt("project", "the project it belongs to", "project"),
    )
}
NOT_FACE_TO_FACE = (Activity.How.PHONE, Activity.How.POST)
MOST_PROMPTS = 3


def would_complete(activity: Activity, waived: Collection[str] = ()) -> list[Prompt]:
    """What a decision or a report will ask of this activity and it does not say yet; the most useful first, at most three.

    Nobody is asked where a phone call was, or what people could influence who were only told. No queries when files and
    insights are prefetched.

    Args:
        waived: Codes of prompts that were waved away for good.
    """
    if activity.status != Activity.Status.HELD:
        return []
    gathered = activity.how not in NOT_FACE_TO_FACE
    known = {
        "heard": activity.heard_in_minutes or has_notes(activity),
        "influence": activity.could_influence or activity.level == Level.INFORM,
        "place": activity.place_id or activity.venue or not gathered or activity.how == Activity.How.ONLINE,
        "summary": activity.summary,
        "adjustments": activity.adjustments_offered or not gathered,
        "project": activity.project_id,
    }
    return [prompt for code, prompt in PROMPTS.items() if not known[code] and code not in waived][:MOST_PROMPTS]

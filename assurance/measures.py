"""Measures that are computed from the records, each with its method. Training examples and archived records are left out.

A computed number counts what its reader may see, so it is shown inside only. What the public reads is a reading: a
number that a named person wrote down, or let be written down when the strategy was published.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ContactDay
from assurance.answers.reader import Reader
from assurance.models import Decision, InvolvementAssessment, Measure, MeasureReading
from assurance.standing import feedback_of
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from partners.models import Organisation


@dataclass(frozen=True)
class Found:
    """What a measure stands at; `value` is None where the records do not say. `basis` names the numbers it rests on."""

    value: Decimal | None
    basis: str


@dataclass(frozen=True)
class Method:
    """A measure that the product can compute for a financial year."""

    label: str
    unit: str
    words: str
    compute: Callable[[Reader], Found]


def assessed_in_time(reader: Reader) -> Found:
    """One query."""
    before = InvolvementAssessment.objects.filter(decision=OuterRef("pk"), assessed_on__lt=OuterRef("options_fixed_on"))
    rows = reader.decision_rows.annotate(in_time=Exists(before)).order_by().values_list("options_fixed_on", "in_time")
    answers = list(rows)
    dated = [in_time for fixed_on, in_time in answers if fixed_on]
    basis = _("{in_time} of {dated} decisions whose day of fixing the options is recorded; {undated} more have no such day.").format(
        in_time=sum(dated), dated=len(dated), undated=len(answers) - len(dated)
    )
    return Found(_rounded(100 * sum(dated) / len(dated)) if dated else None, basis)


def feedback_days(reader: Reader) -> Found:
    """One query."""
    found = feedback_of(reader.visible(Decision), reader.year)
    basis = _("{told} decisions of which people were told; {not_told} of which nobody has been told yet.").format(told=found.told, not_told=found.not_told)
    return Found(None if found.days is None else _rounded(found.days), basis)


def seldom_heard(reader: Reader) -> Found:
    """One query."""
    marked = Activity.communities.through.objects.filter(activity=OuterRef("pk"), community__seldom_heard=True)
    answers = list(reader.held().exclude(level="inform").annotate(is_with=Exists(marked)).values_list("is_with", flat=True))
    basis = _("{found} of {held} activities held that involve people.").format(found=sum(answers), held=len(answers))
    return Found(Decimal(sum(answers)) if answers else None, basis)


def organisations_met(reader: Reader) -> Found:
    """One query."""
    seen = reader.visible(Activity).filter(status=Activity.Status.HELD).order_by().values("pk")
    met = ContactDay.objects.filter(organisation_id=OuterRef("pk"), activity_id__in=seen, on_date__range=reader.days)
    number = reader.visible(Organisation).filter(Exists(met)).count()
    return Found(Decimal(number), _("Organisations on record that took part in an activity held in the year."))


METHODS: dict[str, Method] = {
    "assessed_in_time": Method(
        _("Decisions assessed before their options were fixed"),
        "%",
        _(
            "Of the year’s decisions whose day of fixing the options is recorded: the share with an assessment of the duty to involve dated before that day. "
            "A decision belongs to the year in which it was, or is to be, taken."
        ),
        assessed_in_time,
    ),
    "feedback_days": Method(
        _("Days from the decision until people are told"),
        _("days"),
        _("The median over decisions taken in the year, from the decision to the day on which people were told or the first answer was published."),
        feedback_days,
    ),
    "seldom_heard": Method(
        _("Activities held with communities that are seldom heard"),
        _("activities"),
        _("Activities held in the year that involve people, with at least one community marked as seldom heard. Counted by their first day."),
        seldom_heard,
    ),
    "organisations_met": Method(
        _("Organisations met"),
        _("organisations"),
        _("Organisations that took part in an activity held in the year, counted once each."),
        organisations_met,
    ),
}


def _rounded(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.1"))


def compute(codes: Iterable[str], user: User, today: date, *, leaves_the_room: bool = False) -> dict[str, Found]:
    """What the named measures stand at in the financial year of `today`, each computed once. One query each.

    Args:
        leaves_the_room: Only from records that all staff may see: what a reading may be made from.
    """
    reader = Reader(user=user, year=FinancialYear.of(today), today=today, leaves_the_room=leaves_the_room)
    return {code: METHODS[code].compute(reader) for code in sorted(set(codes)) if code in METHODS}


def source_of(code: str, today: date) -> str:
    """The source of a reading that was computed, so that its number can be found again."""
    year = FinancialYear.of(today).label
    return str(_("Computed from the records of {year}: {label}").format(year=year, label=METHODS[code].label))


def unit_of(measure: Measure) -> str:
    """The unit that the measure says, or that of its method."""
    method = METHODS.get(measure.computed_by)
    return measure.unit or (str(method.unit) if method else "")


def in_words(value: Decimal | None, unit: str) -> str:
    """`12 days`, `66.7 %`; "" for nothing."""
    if value is None:
        return ""
    plain = f"{value.quantize(Decimal('0.01')):,f}".rstrip("0").rstrip(".")
    return f"{plain} {unit}".strip()


def newest(readings: Iterable[MeasureReading]) -> MeasureReading | None:
    """The reading of the latest day, from rows read before."""
    return max(readings, key=lambda reading: (reading.on, reading.pk), default=None)

"""The involvement strategy: its objectives, measures, readings and linked activities, their end, and what the public sees of it.

The caller has asked `policies_strategy`.
"""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity
from assurance import measures
from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.services.once import earlier_press, remember
from assurance.services.rules_as_data import mark_of
from crm.core import history
from crm.core.models import User
from crm.core.services import explained

M = TypeVar("M", bound=Model)
P = TypeVar("P", Objective, Measure)
Values = dict[str, Any]


def _locked(row: M, seen: str = "") -> M:
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if seen and mark_of(stored) != seen:
        message = _("Somebody else changed this while you were writing. Open the page again to see what is stored now; nothing of yours is saved yet.")
        raise ValidationError(message, code="stale")
    return stored


def _store(row: Any, values: Values, action: str, actor: User, *, reason: str = "") -> None:
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.clean_fields(exclude=[field.name for field in row._meta.concrete_fields if field.is_relation])
    with history.because(actor, action, reason=reason), explained():
        row.save()


def _made(row: M, values: Values, action: str, actor: User, key: UUID | None) -> M:
    """Store a new row once, however often the button was pressed."""
    press, made = earlier_press(type(row), key, actor)
    if made:
        return made
    _store(row, values, action, actor)
    remember(press, row)
    return row


@transaction.atomic
def create_strategy(*, values: Values, actor: User, key: UUID | None = None) -> Strategy:
    """A strategy without objectives yet; nobody outside sees it."""
    return _made(Strategy(), values, "create_strategy", actor, key)


@transaction.atomic
def change_strategy(strategy: Strategy, *, values: Values, seen: str = "", reason: str = "", actor: User) -> Strategy:
    """Change title, dates or source. What is published shows the change at once."""
    strategy = _locked(strategy, seen)
    _store(strategy, values, "change_strategy", actor, reason=reason)
    return strategy


@transaction.atomic
def add_objective(strategy: Strategy, *, values: Values, actor: User, key: UUID | None = None) -> Objective:
    """A core element with its number, which is given once in a strategy."""
    return _made(Objective(strategy=strategy), values, "add_objective", actor, key)


@transaction.atomic
def change_objective(objective: Objective, *, values: Values, seen: str = "", reason: str = "", actor: User) -> Objective:
    """Change an objective or say how far it has come.

    Raises:
        ValidationError: `stale`, a number that is taken, or progress without its day.
    """
    objective = _locked(objective, seen)
    if values.get("progress", objective.progress) and not values.get("progress_on", objective.progress_on):
        raise ValidationError({"progress_on": _("Say from which day these words are.")})
    _store(objective, values, "change_objective", actor, reason=reason)
    return objective


@transaction.atomic
def add_measure(objective: Objective, *, values: Values, actor: User, key: UUID | None = None) -> Measure:
    """A measure, computed from the records or read by somebody."""
    _refuse_ended(objective)
    _refuse_unknown_method(values)
    return _made(Measure(objective=objective), values, "add_measure", actor, key)


@transaction.atomic
def change_measure(measure: Measure, *, values: Values, seen: str = "", reason: str = "", actor: User) -> Measure:
    """Change a measure. Once it has readings, how it is computed stays: old and new numbers could not be compared.

    Raises:
        ValidationError: `stale`, an unknown method, or another method after the first reading.
    """
    measure = _locked(measure, seen)
    _refuse_unknown_method(values)
    if values.get("computed_by", measure.computed_by) != measure.computed_by and measure.readings.exists():
        raise ValidationError({"computed_by": _("This measure has readings. Add another measure instead.")}, code="has_readings")
    _store(measure, values, "change_measure", actor, reason=reason)
    return measure


def _refuse_unknown_method(values: Values) -> None:
    code = values.get("computed_by", "")
    if code and code not in measures.METHODS:
        raise ValidationError({"computed_by": _("Choose one of the methods.")})


@transaction.atomic
def note_reading(measure: Measure, *, on: date, value: Decimal, source: str, actor: User, key: UUID | None = None) -> MeasureReading:
    """Write down what a measure stood at on a day, with where the number comes from.

    Raises:
        ValidationError: A day to come or after the end, no source, or a second reading for the day.
    """
    if on > timezone.localdate():
        raise ValidationError({"on": _("A reading cannot lie in the future.")})
    if not source.strip():
        raise ValidationError({"source": _("Say where the number comes from.")})
    if any(row.ended_on and on > row.ended_on for row in (measure, measure.objective)):
        raise ValidationError({"on": _("The measure or its objective had ended by then.")}, code="ended")
    return _made(MeasureReading(measure=measure, read_by=actor), {"on": on, "value": value, "source": source}, "note_reading", actor, key)


@transaction.atomic
def remove_reading(reading: MeasureReading, *, reason: str, actor: User) -> None:
    """Take away a reading that was a mistake; history keeps it with the reason."""
    reading = _locked(reading)
    with history.because(actor, "remove_reading", reason=reason):
        reading.delete()


@transaction.atomic
def link_activity(objective: Objective, activity: Activity, *, note: str, actor: User, key: UUID | None = None) -> ObjectiveLink:
    """Say that an activity serves an objective. The caller has read the activity through `visible_to`."""
    _refuse_ended(objective)
    return _made(ObjectiveLink(objective=objective, activity=activity, linked_by=actor), {"note": note}, "link_objective", actor, key)


@transaction.atomic
def unlink_activity(link: ObjectiveLink, *, actor: User) -> None:
    """Take away a link between an activity and an objective."""
    link = _locked(link)
    with history.because(actor, "unlink_objective"):
        link.delete()


def _refuse_ended(objective: Objective) -> None:
    if objective.ended_on:
        raise ValidationError(_("This objective has ended. Take it up again first."), code="ended")


@transaction.atomic
def end_part(row: P, *, on: date, because: str, actor: User) -> P:
    """End an objective or a measure. It stays on record with its progress and readings, and on the public page with its day and reason.

    Raises:
        ValidationError: `ended`: it has ended already; a day to come, or no reason.
    """
    row = _locked(row)
    if row.ended_on:
        raise ValidationError(_("It has ended already."), code="ended")
    if on > timezone.localdate():
        raise ValidationError({"on": _("It cannot end in the future. Come back on the day.")})
    if not because.strip():
        raise ValidationError({"because": _("Say why it ends.")})
    _store(row, {"ended_on": on, "ended_because": because}, f"end_{row._meta.model_name}", actor, reason=because.strip())
    return row


@transaction.atomic
def take_up_part(row: P, *, actor: User) -> P:
    """Go on with an objective or a measure that had ended; history keeps the end and its reason."""
    row = _locked(row)
    _store(row, {"ended_on": None, "ended_because": ""}, f"take_up_{row._meta.model_name}", actor)
    return row


@transaction.atomic
def remove_part(row: Objective | Measure, *, reason: str, actor: User) -> None:
    """Take away an objective or a measure that was a mistake; history keeps it with the reason.

    Raises:
        ValidationError: `used`: something hangs on it, so it can only be ended; or a blank reason.
    """
    row = _locked(row)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is removed.")})
    held = what_hangs_on(row)
    if held:
        message = _("It cannot be removed, because it has {held}. End it instead.").format(held=" · ".join(held))
        raise ValidationError(message, code="used")
    with history.because(actor, f"remove_{row._meta.model_name}", reason=reason):
        row.delete()


def what_hangs_on(row: Objective | Measure) -> list[str]:
    """In words, what would go with an objective or a measure. At most two queries."""
    if isinstance(row, Measure):
        return [_("readings")] if row.readings.exists() else []
    found = [(_("progress in words"), bool(row.progress)), (_("measures"), row.measures.exists()), (_("linked activities"), row.links.exists())]
    return [words for words, is_there in found if is_there]


@transaction.atomic
def publish_strategy(strategy: Strategy, *, actor: User) -> Strategy:
    """Show the strategy with its progress on the public page.

    Each computed measure gets a reading of today, made only from records that all staff may see: the public reads what stood
    there when somebody let it out, and never a number that moves by itself. A reading of today stays as it is; what has ended gets none.

    Raises:
        ValidationError: `no_objectives`: there is nothing to show.
    """
    strategy = _locked(strategy)
    if not strategy.objectives.exists():
        raise ValidationError(_("Add an objective first: there is nothing to show yet."), code="no_objectives")
    today = timezone.localdate()
    goes_on = Q(ended_on=None, objective__ended_on=None)
    computed = list(Measure.objects.filter(goes_on, objective__strategy=strategy).exclude(computed_by=""))
    found = measures.compute([measure.computed_by for measure in computed], actor, today, leaves_the_room=True)
    read_today = set(MeasureReading.objects.filter(measure__in=computed, on=today).values_list("measure", flat=True))
    strategy.published_at = timezone.now()
    with history.because(actor, "publish_strategy"), explained():
        for measure in computed:
            value = found[measure.computed_by].value if measure.computed_by in found else None
            if value is not None and measure.pk not in read_today:
                source = measures.source_of(measure.computed_by, today)
                MeasureReading.objects.create(measure=measure, on=today, value=value, source=source, read_by=actor)
        strategy.save(update_fields=["published_at"])
    return strategy


@transaction.atomic
def withdraw_strategy(strategy: Strategy, *, reason: str, actor: User) -> Strategy:
    """Take the strategy off the public page.

    Raises:
        ValidationError: `not_published`, or a blank reason.
    """
    strategy = _locked(strategy)
    if strategy.published_at is None:
        raise ValidationError(_("It is not on the public page."), code="not_published")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    strategy.published_at = None
    with history.because(actor, "withdraw_strategy", reason=reason), explained():
        strategy.save(update_fields=["published_at"])
    return strategy

"""When we last met a partner: a question whose answer lives one layer up, in `activities`, which registers it here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import BooleanField, DateField, Expression, ExpressionWrapper, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

QUIET_DAYS = 183
"""How long we may be out of touch with a partner with whom no rhythm is agreed."""


@dataclass(frozen=True)
class LastContact:
    """How to ask for the last contact of organisations.

    Attributes:
        on: From a user to an expression over `Organisation` rows: the day (a date, or NULL for never met) of the newest
            held activity that this user may see. It is evaluated for the rows of one page only.
        since: From a user and a day to a condition on `Organisation` rows: met on or after that day; None asks "ever met".
            An `Exists`, so that it stays quick on long lists. The day may be an expression over the outer row.
    """

    on: Callable[[object], Expression | Combinable]
    since: Callable[[object, date | Combinable | None], Q]


_registered: LastContact | None = None


def register_last_contact(answer: LastContact) -> None:
    """Called once by the app that holds activities, in `AppConfig.ready()`."""
    global _registered
    _registered = answer


def with_last_contact(organisations: QuerySet, user) -> QuerySet:
    """Each row with `last_contact` (a date or None) and `ever_met` (also on a day not known), where somebody registered how to tell."""
    if _registered is None:
        return organisations
    ever = ExpressionWrapper(_registered.since(user, None), output_field=BooleanField())
    return organisations.annotate(last_contact=_registered.on(user), ever_met=ever)


def in_words(organisation) -> str | date:
    """The day of the last contact of a row of `with_last_contact`, or what is known instead."""
    return organisation.last_contact or (_("Met, date not known") if organisation.ever_met else _("Never met"))


def met_since(user, day: date | None) -> Q | None:
    """The condition "met on or after `day`" (None: ever), or None where nobody registered how to tell."""
    return _registered.since(user, day) if _registered else None


def past_rhythm(user) -> Q | None:
    """The condition "not met within the agreed rhythm, or never"; six months count where none is agreed, and closed partners are past all that.
    We never lose touch with ourselves: the organisation named in the settings is left out.

    None as `met_since`.
    """
    if _registered is None:
        return None
    today = timezone.localdate()
    days = Coalesce(OuterRef("contact_every_days"), QUIET_DAYS)
    earliest = Func(Value(today, DateField()), days, template="(%(expressions)s)", arg_joiner=" - ", output_field=DateField())
    return ~Q(name=settings.ORGANISATION_NAME) & ~_registered.since(user, earliest) & (Q(closed_on__isnull=True) | Q(closed_on__gt=today))


def kept_by(user) -> Q:
    """Over `Organisation` rows: the person keeps it, or their team does."""
    return Q(owner=user) | Q(team_id=user.team_id) if user.team_id else Q(owner=user)


def is_known() -> bool:
    """Whether somebody registered how to tell the last contact."""
    return _registered is not None

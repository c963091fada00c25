"""Restricted periods: pre-election and other pauses, which the calendar and planning warn about."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from crm.core import history
from crm.core.models import RestrictedPeriod
from crm.core.services.editing import explained


@transaction.atomic
def save_period(period: RestrictedPeriod, values: Mapping[str, Any], *, actor) -> RestrictedPeriod:
    """Make or change a restricted period.

    Raises:
        ValidationError: It ends before it starts.
    """
    period.name, period.note = values["name"].strip(), values["note"].strip()
    period.starts_on, period.ends_on = values["starts_on"], values["ends_on"]
    period.clean_fields()
    with history.because(actor, "save_period"), explained():
        period.save()
    return period


@transaction.atomic
def delete_period(period: RestrictedPeriod, *, actor) -> None:
    """Take a period away; what is planned in it is not touched, and history keeps the period."""
    with history.because(actor, "delete_period"):
        period.delete()

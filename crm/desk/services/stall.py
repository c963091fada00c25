"""A stall becomes one activity with its counts and points."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityType, DatePrecision, ParticipationCount
from activities.services import log_activity
from partners.models import Community

STALL = "stall"
PASSED_BY = "People who came by"


@transaction.atomic
def log_stall(
    *,
    values: Mapping[str, Any],
    actor,
    groups: Sequence[tuple[str, int]] = (),
    method: str = ParticipationCount.Method.REGISTER,
    passed_by: int | None = None,
    points: Iterable[Mapping[str, Any]] = (),
    key: UUID | None = None,
    written_at: datetime | None = None,
    care: str = "",
) -> Activity:
    """Record a stall that was held. The caller has asked `policies.can_log`.

    Args:
        values: `date_from`, and perhaps `starts_at`, `ends_at`, `venue`, `place`, `heard`, `project`.
        groups: (name, number); a name of a community links the activity to it.
        method: How the groups were counted.
        passed_by: Everybody who came by; kept as an estimate, whatever anybody says.
        points: As `log_activity` takes `insights`.
        key: Of the form, so that it becomes one record.
        written_at: When a device without a connection wrote it.
        care: As `log_activity`.

    Raises:
        ValidationError: As `log_activity`.
    """
    where = values.get("venue") or values.get("place") or ""
    counts: list[tuple[str, int, str]] = [(PASSED_BY, passed_by, ParticipationCount.Method.ESTIMATE)] if passed_by is not None else []
    counts += [(name, number, method) for name, number in groups]
    return log_activity(
        values={
            **values,
            "type": ActivityType.objects.get(code=STALL),
            "title": _("Stall: {where}").format(where=where)[:250] if where else "",
            "status": Activity.Status.HELD,
            "date_precision": DatePrecision.DAY,
            "how": Activity.How.IN_PERSON,
        },
        actor=actor,
        staff=[actor],
        communities=_communities([name for name, _number in groups]),
        counts=counts,
        insights=points,
        key=key,
        written_at=written_at,
        care=care,
    )


def _communities(names: Sequence[str]) -> list[Community]:
    """Those of the names that are communities, whatever the case. One query when there are names."""
    wanted = {name.casefold() for name in names}
    return [community for community in Community.objects.all() if community.name.casefold() in wanted] if wanted else []

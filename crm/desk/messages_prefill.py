"""The log form filled in from a captured message that a person wants to change first."""

from typing import Any

from django.utils import timezone

from activities.forms.logging import MORE
from activities.models import Activity, ActivityType, CapturedMessage
from assurance.models import Decision
from crm.core.forms import PartialDate
from crm.desk.messages_reading import people_of, tagged, values_of
from crm.desk.services.messages import TYPES

AS_THEY_ARE = ("title", "how", "venue", "heard", "starts_at", "ends_at")


def message_named(key: str, user) -> CapturedMessage | None:
    """The waiting message that an address or a form names, if the person may see it."""
    number = key.strip().upper().removeprefix("MSG-")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return CapturedMessage.objects.visible_to(user).filter(pk=int(number), needs_care=False).first()


def initial_of_message(message: CapturedMessage, user) -> dict[str, Any]:
    """What the log form starts with; everything in it can be changed. Nobody unknown is on it."""
    values, people = values_of(message, user, timezone.now()), people_of([message], user)[message.pk]
    kind, named = ActivityType.objects.get(code=TYPES[message.kind]), tagged(message, user)
    found = {name: values[name] for name in AS_THEY_ARE if values.get(name)}
    found |= {
        "message": message.pk,
        "type": kind.pk if kind.common else MORE,
        "type_more": "" if kind.common else kind.pk,
        "when": PartialDate(values["date_from"], values.get("date_precision", "day")),
        "until": values.get("date_to"),
        "is_planned": values["status"] == Activity.Status.PLANNED,
        "staff": [colleague for _address, colleague in people.colleagues if colleague.is_active] or [user],
        "who": [*people.organisations, *people.people],
    }
    if values["project"] is not None:
        found["project"] = values["project"].pk
    return found | ({"decision": named} if isinstance(named, Decision) else {})

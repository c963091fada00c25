"""Entries that waited on a device without a connection: how a form that arrives late is read and answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from activities.models import Activity
from activities.services import keep_draft
from crm.core.forms.text import plain_data
from crm.core.models import Submission

HEADER = "X-Written-At"
OLDEST = timedelta(days=30)
AHEAD = timedelta(minutes=5)
"""Clocks of phones differ a little; a moment this far ahead counts as now."""


def moment_written(text: str, now: datetime) -> datetime:
    """When an entry was written, from its header.

    Raises:
        ValidationError: `written_at`: no moment with its zone, in the future, or more than 30 days ago.
    """
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise ValidationError(_("The device did not say when this was written. Check the date, then save."), code="written_at")
    if found > now + AHEAD:
        raise ValidationError(_("By its clock the device wrote this in the future. Check the date, then save."), code="written_at")
    if found < now - OLDEST:
        raise ValidationError(_("This was written more than 30 days ago. Check the date, then save."), code="written_at")
    return min(found, now)


class QueuedEntry:
    """A form that a device sends by script, later than it was written. Its answers are JSON, and each says where the words are now.

    Attributes:
        written_at: When it was written; None when that cannot be believed.
        problem: Why not, in words.
    """

    def __init__(self, request: HttpRequest):
        self.request, self.problem, self.written_at = request, "", None
        try:
            self.written_at = moment_written(request.headers[HEADER], timezone.now())
        except ValidationError as error:
            self.problem = " ".join(error.messages)

    @classmethod
    def of(cls, request: HttpRequest) -> "QueuedEntry | None":
        """The entry, or None for a form that was sent from its page as usual."""
        return cls(request) if request.method == "POST" and HEADER in request.headers else None

    def saved(self, activity: Activity) -> JsonResponse:
        """It is a record now: the device forgets it."""
        answer = {"saved": {"reference": activity.reference, "title": str(activity), "address": activity.get_absolute_url()}}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    def kept(self, form: str, title: str, address_name: str, parts: Iterable[BaseForm | BaseFormSet]) -> JsonResponse:
        """It cannot be saved as it is: a draft on the server holds every word and says what is wrong; the device forgets it.

        409 with the reason when no draft can be kept either: then it stays on the device.
        """
        data, key = plain_data(self.request.POST), _key(self.request.POST.get("submission_key", ""))
        pairs = [[name, value] for name, values in data.lists() for value in values]
        problem = self.problem or _in_words(parts)
        try:
            draft = keep_draft(self.request.user, key, {"pairs": pairs}, form, title, problem, self.written_at)
        except ValidationError as error:
            return JsonResponse({"refused": " ".join(error.messages)}, status=409, headers={"Cache-Control": "no-store"})
        if draft is None:  # saved with this key by an earlier attempt whose answer got lost
            return self.saved(Activity.objects.get(pk=Submission.objects.get(key=key, user=self.request.user).object_id))
        answer = {"kept": {"title": str(draft), "problem": draft.problem, "address": f"{reverse(address_name)}?draft={key}"}}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _in_words(parts: Iterable[Any]) -> str:
    """What is wrong, each message once."""
    found: list[str] = []
    for part in parts:
        rows = part.errors if isinstance(part.errors, list) else [part.errors]
        found += [message for row in rows for messages in row.values() for message in messages]
    return get_text_list(list(dict.fromkeys(found)), _("and")) or _("Something in it could not be saved.")

"""Meetings of deciding bodies, and papers that go back before them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assurance.models import BodyMeeting, Decision, PaperReturn
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import User
from crm.core.services import explained
from partners.models import Body


@transaction.atomic
def create_meeting(*, body: Body, on: date, in_public: bool, paper_due_on: date | None, actor: User, key: UUID | None = None) -> BodyMeeting:
    """Note a meeting of a body, with the day its papers are due. The caller has asked `policies.can_keep_meetings`.

    Raises:
        ValidationError: The body meets on that day already, or papers are due after the meeting.
    """
    press, made = earlier_press(BodyMeeting, key, actor)
    if made:
        return made
    meeting = _checked(BodyMeeting(body=body, on=on, in_public=in_public, paper_due_on=paper_due_on))
    with history.because(actor, "create_meeting"), explained():
        meeting.save()
    remember(press, meeting)
    return meeting


@transaction.atomic
def change_meeting(meeting: BodyMeeting, *, values: dict[str, Any], seen: dict[str, Any], reason: str, actor: User) -> BodyMeeting:
    """Change a meeting's day, publicity or paper deadline. The caller has asked `policies.can_keep_meetings`.

    Args:
        seen: The same columns as the writer read them: another person's change in between is not written over.

    Raises:
        ValidationError: `stale`, or a rule of the table is broken.
    """
    meeting = BodyMeeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if any(getattr(meeting, name) != value for name, value in seen.items()):
        message = _("Somebody else changed this meeting while you were writing. What is stored now: {stored}.")
        raise ValidationError(message.format(stored=in_words(meeting)), code="stale")
    for name, value in values.items():
        setattr(meeting, name, value)
    _checked(meeting)
    with history.because(actor, "change_meeting", reason=reason), explained():
        meeting.save(update_fields=list(values))
    return meeting


def in_words(meeting: BodyMeeting) -> str:
    """`Board, 14 July 2026, in public, papers due 30 June 2026`."""
    due = _("papers due {day:%d %B %Y}").format(day=meeting.paper_due_on) if meeting.paper_due_on else _("no paper date")
    return ", ".join([str(meeting), _("in public") if meeting.in_public else _("in private"), due])


def _checked(meeting: BodyMeeting) -> BodyMeeting:
    meeting.clean_fields(exclude=["body"])
    if BodyMeeting.objects.filter(body=meeting.body, on=meeting.on).exclude(pk=meeting.pk).exists():
        raise ValidationError({"on": _("{body} has a meeting on that day already.").format(body=meeting.body)})
    return meeting


@transaction.atomic
def return_paper(decision: Decision, *, reason: str, actor: User, key: UUID | None = None) -> PaperReturn:
    """Send a paper back because its engagement section is missing or gives no reasons. Its owner is told by e-mail and on their desk.

    It stays open until a cover of the decision is signed. The caller has asked `policies.can_return_paper`.

    Raises:
        ValidationError: No reason; or `taken`: the decision was taken, and a paper cannot go back any more.
    """
    press, made = earlier_press(PaperReturn, key, actor)
    if made:
        return made
    decision = Decision.objects.select_for_update(of=("self",)).select_related("owner", "meeting").get(pk=decision.pk)
    if decision.state in (Decision.State.TAKEN, Decision.State.WITHDRAWN):
        raise ValidationError(_("This decision is no longer ahead: its paper cannot be sent back."), code="taken")
    returned = PaperReturn(decision=decision, meeting=decision.meeting, reason=reason.strip(), returned_by=actor)
    returned.clean_fields()
    with history.because(actor, "return_paper", reason=reason), explained():
        returned.save()
    remember(press, returned)
    if decision.owner is not None and decision.owner.is_active:
        owner = decision.owner
        transaction.on_commit(lambda: _tell_owner(returned, owner))
    return returned


def _tell_owner(returned: PaperReturn, owner: User) -> None:
    decision = returned.decision
    context = {"returned": returned, "decision": decision, "address": settings.WAGTAILADMIN_BASE_URL + decision.get_absolute_url()}
    subject = _("Your paper was sent back: {reference}").format(reference=decision.reference)
    EmailMessage(subject, render_to_string("assurance/meetings/mail_returned.txt", context), to=[owner.email]).send()

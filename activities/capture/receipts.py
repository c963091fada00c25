"""The mail that tells a sender what became of a message: never what was in it, to nobody but the sender, once."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from activities.capture.message import Read
from activities.capture.outcomes import needs_you, word_of
from activities.capture.senders import Standing
from activities.models import CapturedMessage

State = CapturedMessage.State


def is_due(read: Read, standing: Standing) -> bool:
    """Whether the sender is told. Strangers never are, nor machines, nor addresses that may have been borrowed.

    Source:
        RFC 3834, section 2: no answer to automatic messages.
    """
    return standing.may_be_answered and not read.is_automatic


def send_receipt(message: CapturedMessage, read: Read, standing: Standing) -> None:
    """Say it in one mail to one person. Raises what the mail server says."""
    has_page = message.state in {State.WAITING, State.UPDATE} or message.replaces_id is not None
    shown = message.replaces if message.state == State.DUPLICATE and message.replaces is not None else message
    context = {
        "message": message,
        "needs_you": needs_you(message),
        "address": settings.WAGTAILADMIN_BASE_URL + shown.get_absolute_url() if has_page else "",
        "organisation": settings.ORGANISATION_NAME,
    }
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if read.outer_id:
        headers["In-Reply-To"] = headers["References"] = f"<{read.outer_id}>"
    to = standing.user.email if standing.user else standing.address
    EmailMessage(_subject(message), render_to_string("activities/mail/receipt.txt", context), to=[to], headers=headers).send()


def _subject(message: CapturedMessage) -> str:
    if needs_you(message):
        return _("%(reference)s needs you") % {"reference": message.reference}
    subjects = {
        "draft": _("%(reference)s is kept and waits for you"),
        "update": _("%(reference)s changed what was here"),
        "duplicate": _("%(reference)s was here already"),
        "refused": _("%(reference)s was not taken"),
    }
    return subjects[word_of(message)] % {"reference": message.reference}

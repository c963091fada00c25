"""From whom the mailbox takes messages, and whether the mail server vouches for them."""

import re
from dataclasses import dataclass

from django.conf import settings

from activities.capture.message import Read
from activities.models import CapturedMessage
from crm.core.models import User

NOT_LISTED = "The sender is not on the list of people who may send messages here."
FAILED = "The mail server says that this was not sent by the address in it."
SEVERAL = "The message names more than one sender."
_Check = CapturedMessage.SenderCheck
_DMARC = re.compile(r"\bdmarc\s*=\s*([a-z]+)((?:(?!;).)*)", re.IGNORECASE | re.DOTALL)
_FROM_DOMAIN = re.compile(r"header\.from\s*=\s*\"?([a-z0-9.-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass
class Standing:
    """What the mailbox thinks of a sender. `refused` is "" for those whose messages are read."""

    address: str = ""
    user: User | None = None
    is_listed: bool = False
    check: str = _Check.UNVERIFIED
    refused: str = ""

    @property
    def may_be_answered(self) -> bool:
        """No stranger ever gets mail from us, nor anybody whose address may have been borrowed."""
        return self.is_listed and self.check != _Check.FAILED and not self.refused


def standing_of(read: Read) -> Standing:
    """Look the sender of a delivered mail up. Three queries at most."""
    senders = set(read.outer_senders)
    if len(senders) > 1:
        return Standing(refused=SEVERAL)
    address = next(iter(senders), "")
    user = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
    if user is not None and not user.has_right("log_activities"):
        user = None
    standing = Standing(address, user, is_listed=user is not None or address in {one.lower() for one in settings.CAPTURE_SENDERS})
    if not standing.is_listed:
        standing.refused = NOT_LISTED
        return standing
    standing.check = check_of(read.authentication, address)
    if standing.check == _Check.FAILED:
        standing.refused = FAILED
    return standing


def check_of(results: list[str], address: str) -> str:
    """What our own mail server found out about the sender.

    Args:
        results: `Authentication-Results`, the topmost first. Only the topmost of the server named `CAPTURE_AUTHSERV` counts:
            anybody can write such a header, and ours stands above whatever came with the message.
        address: Of the sender; a pass for another domain is no pass.

    Source:
        RFC 8601, sections 2.2 and 5.
    """
    trusted = settings.CAPTURE_AUTHSERV.lower()
    for result in results:
        server, _semicolon, rest = _COMMENT.sub(" ", result).partition(";")
        if not trusted or [word.lower() for word in server.split()[:1]] != [trusted]:
            continue
        found = _DMARC.search(rest)
        if found is None:
            return _Check.UNVERIFIED
        said, domain = found[1].lower(), _FROM_DOMAIN.search(found[2])
        if said == "fail":
            return _Check.FAILED
        same = domain is None or domain[1].lower().rstrip(".") == address.rpartition("@")[2]
        return _Check.VERIFIED if said == "pass" and same else _Check.UNVERIFIED
    return _Check.UNVERIFIED

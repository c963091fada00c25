"""From whom the mailbox takes messages, and what it believes of their addresses."""

import pytest

from activities.capture.message import Read
from activities.capture.senders import FAILED, NOT_LISTED, SEVERAL, check_of, standing_of

OURS = "mx.example.nhs.uk"
ADDRESS = "officer@example.nhs.uk"


@pytest.mark.parametrize(
    ("results", "check"),
    [
        ([f"{OURS}; dmarc=pass header.from=example.nhs.uk"], "verified"),
        ([f"{OURS} 1; spf=pass; dmarc=pass (p=reject) header.from=example.nhs.uk; dkim=pass"], "verified"),
        ([f"{OURS}; dmarc=pass header.from=example.net"], "unverified"),
        ([f"{OURS}; dmarc=fail header.from=example.nhs.uk"], "failed"),
        ([f"{OURS}; dmarc=none"], "unverified"),
        ([f"{OURS}; spf=pass; dkim=pass"], "unverified"),
        ([f"{OURS}; none (dmarc=pass)"], "unverified"),
        (["evil.example.net; dmarc=pass header.from=example.nhs.uk"], "unverified"),
        ([f"{OURS}.evil.example.net; dmarc=pass"], "unverified"),
        (["; dmarc=pass"], "unverified"),
        ([f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass header.from=example.nhs.uk"], "failed"),
        (["evil.example.net; dmarc=fail", f"{OURS}; dmarc=pass header.from=example.nhs.uk"], "verified"),
        ([], "unverified"),
    ],
)
def test_only_our_own_mail_server_is_believed(settings, results, check):
    settings.CAPTURE_AUTHSERV = OURS
    assert check_of(results, ADDRESS) == check


def test_without_a_named_server_nobody_is_confirmed(settings):
    settings.CAPTURE_AUTHSERV = ""
    assert check_of(["; dmarc=pass", f"{OURS}; dmarc=pass"], ADDRESS) == "unverified"


def delivered(*senders: str, result: str = "") -> Read:
    return Read(outer_senders=list(senders), authentication=[result] if result else [])


@pytest.mark.django_db
def test_who_may_send(settings, make_user):
    settings.CAPTURE_AUTHSERV, settings.CAPTURE_SENDERS = OURS, ["Office@example.nhs.uk"]
    officer = make_user(role="engagement_officer", email=ADDRESS)
    make_user(role="auditor", email="auditor@example.nhs.uk")
    make_user(role="engagement_officer", email="left@example.nhs.uk", is_active=False)
    make_user(role="partner", email="partner@example.org")
    assert standing_of(delivered(ADDRESS)).user == officer
    assert (standing_of(delivered("office@example.nhs.uk")).refused, standing_of(delivered("office@example.nhs.uk")).user) == ("", None)
    for nobody in ("auditor@example.nhs.uk", "left@example.nhs.uk", "partner@example.org", "stranger@example.net"):
        assert standing_of(delivered(nobody)).refused == NOT_LISTED
    assert standing_of(delivered()).refused == NOT_LISTED
    assert standing_of(delivered(ADDRESS, "stranger@example.net")).refused == SEVERAL
    assert standing_of(delivered(ADDRESS, result=f"{OURS}; dmarc=fail")).refused == FAILED
    assert not standing_of(delivered(ADDRESS, result=f"{OURS}; dmarc=fail")).may_be_answered

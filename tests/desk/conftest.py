"""Captured messages that wait for an engagement officer."""

import pytest

from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.desk.factories import CapturedAddressFactory, CapturedMessageFactory, InvitationFactory
from tests.partners.factories import OrganisationFactory


@pytest.fixture
def group():
    return OrganisationFactory(name="Swale Carers Group")


@pytest.fixture
def mail(officer, group):  # noqa: F811
    """An e-mail of the officer's from somebody known."""
    message = CapturedMessageFactory(captured_by=officer.user, subject="Re: [PRJ-9] Buses after six")
    CapturedAddressFactory(message=message, address="secretary@example.org", name="Secretary", organisation=group)
    return message


@pytest.fixture
def invitation(officer, group):  # noqa: F811
    """An invitation of the officer's to a meeting that is over, from somebody known."""
    message = InvitationFactory(captured_by=officer.user, subject="Carers and buses")
    CapturedAddressFactory(message=message, part="organiser", address="secretary@example.org", organisation=group)
    return message

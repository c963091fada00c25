from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities import services
from activities.models import Activity, Correction
from partners.models import PartnerMembership
from tests.activities.factories import ActivityFactory
from tests.partners.factories import AgreementFactory


@pytest.fixture
def as_role(make_user):
    """`as_role("auditor")` is a client signed in with that role; `.user` is the person."""

    def sign_in(role: str, **fields) -> Client:
        client = Client()
        client.user = make_user(role=role, **fields)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def officer(as_role) -> Client:
    """A client of an engagement officer."""
    return as_role("engagement_officer")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def partner(as_role):
    """A client of a partner user; `.organisation` is whom they speak for."""
    client = as_role("partner")
    client.organisation = AgreementFactory(organisation__name="Healthwatch Kent").organisation
    PartnerMembership.objects.create(user=client.user, organisation=client.organisation)
    return client


@pytest.fixture
def activity(partner) -> Activity:
    """Held, shared with the partner, with words that they must never read."""
    return ActivityFactory(
        title="Stroke pathway", visibility="shared", shared_with_ids=[partner.organisation.pk], heard="The ward was closed.", next_steps="Inner step",
        summary="For all", notes_by="A tired officer",
    )  # fmt: skip


@pytest.fixture
def asked(activity, officer, today) -> Activity:
    """The partner is asked to check the note, for a week."""
    return services.ask_to_check(activity, until=today + timedelta(days=7), actor=officer.user)


@pytest.fixture
def correction(partner, asked) -> Correction:
    return services.send_correction(asked, organisation=partner.organisation, text="It was open.", actor=partner.user)

"""The public site for tests, and records that are published or must not be seen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from crm.core.models import User
from pages.models import HomePage
from pages.services import build_site
from tests.assurance.factories import ActivityFactory, DecisionFactory, ProjectFactory, ResponseFactory

ADDRESSES = (
    "/",
    "/get-involved/",
    "/get-involved/tell-us/",
    "/our-approach-to-involvement/",
    "/our-involvement-work/",
    "/events/",
    "/you-said-we-did/",
    "/privacy/",
    "/accessibility/",
)


@pytest.fixture
def home(db: None) -> HomePage:
    """The public site as it is first made."""
    return build_site()


@pytest.fixture
def stranger() -> Client:
    """Somebody who has not signed in."""
    return Client()


@pytest.fixture
def published() -> Callable[[], dict]:
    """What a published record needs."""
    return lambda: {"published_at": timezone.now()}


@pytest.fixture
def approved(make_user: Callable) -> Callable[[], dict]:
    """What a published response needs."""

    def values() -> dict:
        approver: User = make_user(role="assurance_lead")
        return {"published_at": timezone.now(), "approved_by": approver, "approved_on": timezone.localdate()}

    return values


def page_of(client: Client, address: str) -> str:
    """The text of a page that answers 200."""
    response = client.get(address)
    assert response.status_code == 200, f"{address} answered {response.status_code}"
    return response.content.decode()


__all__ = ["ADDRESSES", "ActivityFactory", "DecisionFactory", "ProjectFactory", "ResponseFactory", "page_of"]

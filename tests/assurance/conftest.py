"""Records and people of the tests of assurance. The five questions of a page are asked by `closed_door`."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assurance.models import Decision
from tests.assurance.factories import ActivityFactory, DecisionFactory, ProjectFactory


@pytest.fixture
def lead(make_user):
    """An assurance lead, who may do most."""
    return make_user(role="assurance_lead")


@pytest.fixture
def officer(make_user):
    return make_user(role="engagement_officer")


@pytest.fixture
def auditor(make_user):
    """Reads all, writes nothing."""
    return make_user(role="auditor")


@pytest.fixture
def as_lead(client: Client, lead) -> Client:
    client.force_login(lead)
    return client


@pytest.fixture
def decision(db) -> Decision:
    """A decision with a project and one activity of it."""
    project = ProjectFactory()
    ActivityFactory(project=project, title="Meeting with the carers’ group")
    return DecisionFactory(project=project, title="Hours of the service")


@pytest.fixture
def hidden(decision, make_user) -> Decision:
    """A decision restricted to somebody else."""
    other = make_user(role="assurance_lead")
    return DecisionFactory(title="CANARY-DECISION", visibility="restricted", named_user_ids=[other.pk])


@pytest.fixture
def closed_door(make_user) -> Callable[..., None]:
    """`closed_door("assurance:decision_edit", decision, hidden, forbidden="auditor")` asks the first three questions of a page:
    stranger → sign-in, no right → 403, hidden record → 404 (the same as none)."""

    def ask(name: str, record, hidden, *, forbidden: str = "partner", allowed: str = "assurance_lead", extra: tuple = (), method: str = "get") -> None:
        address = reverse(name, args=[record.pk, *extra])
        stranger = getattr(Client(), method)(address)
        assert stranger.status_code == 302 and "/accounts/login/" in stranger["Location"]
        for role, expected in ((forbidden, 403), ("partner", 403)):
            client = Client()
            client.force_login(make_user(role=role))
            assert getattr(client, method)(address).status_code == expected, role
        client = Client()
        client.force_login(make_user(role=allowed))
        for missing in ([hidden.pk] if hidden else []) + [987654]:
            assert getattr(client, method)(reverse(name, args=[missing, *extra])).status_code == 404

    return ask

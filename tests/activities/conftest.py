import pytest
from django.test import Client


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

import pytest
from django.test import Client


@pytest.fixture
def editor(make_user):
    """Somebody who keeps partners."""
    return make_user(role="engagement_officer")


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
    """A client of somebody who keeps partners."""
    return as_role("engagement_officer")


@pytest.fixture
def organisation_post():
    """A filled form of a partner; named arguments replace or add fields."""

    def post(**fields) -> dict:
        return {
            "name": "Healthwatch Kent",
            "visibility": "organisation",
            "identifiers-TOTAL_FORMS": "1",
            "identifiers-INITIAL_FORMS": "0",
            "names-TOTAL_FORMS": "1",
            "names-INITIAL_FORMS": "0",
            **fields,
        }

    return post


@pytest.fixture
def person_post():
    """A filled form of a person."""

    def post(**fields) -> dict:
        return {"name": "Engagement lead", "visibility": "organisation", "roles-TOTAL_FORMS": "1", "roles-INITIAL_FORMS": "0", **fields}

    return post

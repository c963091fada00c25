"""What every test can ask for. Tests that use `db` roll back, connected behind the wall as the web role.

A test that commits, or needs several connections, asks for `own_database`; a test that needs a web server for
`live_site` (reference data only) or `example_site` (with the example). Nothing flushes: the web role could not.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm import env
from crm.core import roles
from crm.server import cluster
from crm.settings.test import test_database as default_database
from tests.support import databases
from tests.support.site import LiveSite, run_name, serve

pytest_plugins = ["tests.support.browser"]

_embedded = pytest.StashKey[cluster.Cluster]()


def pytest_configure(config: pytest.Config) -> None:
    """Start, or join, the cluster of the tests. The settings were read before it was there."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the test
    if not env.uses_own_server():
        os.environ["EMBEDDED_THROWAWAY"] = "yes"
        config.stash[_embedded] = cluster.ensure(env.data_dir())
    settings.DATABASES["default"].update(default_database())
    if "PYTEST_XDIST_WORKER" not in os.environ:
        databases.drop_leftovers()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last process of the run stops the cluster."""
    if _embedded in config.stash:
        config.stash[_embedded].release()


@pytest.fixture(scope="session")
def base_template() -> str:
    """The name of the template database with tables and reference data."""
    return databases.base_template()


@pytest.fixture(scope="session")
def example_template() -> str:
    """The name of the template database with the example."""
    return databases.example_template()


@pytest.fixture(scope="session")
def django_db_setup(base_template: str, django_db_blocker) -> Iterator[None]:  # noqa: ANN001
    """This worker's own copy of the template, in place of pytest-django's migrations."""
    name = run_name("worker")
    databases.copy_database(base_template, name)
    with django_db_blocker.unblock():
        connection.close()
        settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop_database(name)


@pytest.fixture
def own_database(base_template: str, django_db_setup: None, django_db_blocker) -> Iterator[str]:  # noqa: ANN001
    """A database of this test's own, which Django is connected to meanwhile: commit as you like. Yields its name."""
    name, before = run_name("own"), settings.DATABASES["default"]["NAME"]
    databases.copy_database(base_template, name)
    with django_db_blocker.unblock():
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        yield name
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = before
    databases.drop_database(name)


@pytest.fixture
def live_site(base_template: str) -> Iterator[LiveSite]:
    """A web server on a database with reference data only."""
    with serve(base_template, run_name("site")) as site:
        yield site


@pytest.fixture
def example_site(example_template: str) -> Iterator[LiveSite]:
    """A web server on a database with the example; the test may change it."""
    with serve(example_template, run_name("example")) as site:
        yield site


@pytest.fixture(scope="session")
def reading_site(example_template: str) -> Iterator[LiveSite]:
    """One web server with the example for all tests that only read."""
    with serve(example_template, run_name("reading")) as site:
        yield site


@pytest.fixture
def make_user(db: None) -> Callable:
    """`make_user(role="engagement_officer", **fields)` makes a person with that role, or with several: `role=(…)`."""
    from crm.core.models import User

    def make(role: str | tuple[str, ...] = (), **fields: object) -> User:
        names = (role,) if isinstance(role, str) else role
        number = User.objects.count() + 1
        fields.setdefault("email", f"{names[0] if names else 'nobody'}-{number}@example.nhs.uk")
        fields.setdefault("name", f"{' and '.join(names) or 'nobody'} {number}".replace("_", " ").capitalize())
        user = User.objects.create_user(**fields)
        user.groups.set([Group.objects.get(name=name) for name in names])
        return user

    return make


@pytest.fixture
def role_clients(make_user: Callable) -> dict[str, Client]:
    """A signed-in client for each role, and `anonymous`."""
    clients = {"anonymous": Client()}
    for role in roles.ROLE_LABELS:
        clients[role] = Client()
        clients[role].force_login(make_user(role=role))
    return clients


@pytest.fixture
def count_queries() -> Callable[..., int]:
    """`count_queries(client, "partners:organisation_list", pk, q="word")` gets the page and counts its queries.

    Positional arguments belong to the address, named ones to the query. Savepoints do not count. The page must answer 200.
    """

    def count(client: Client, url_name: str, *args: object, **query: object) -> int:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(url_name, args=args), query)
            assert response.status_code == 200, f"{url_name} answered {response.status_code}"
            if response.streaming:
                b"".join(response.streaming_content)
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    return count

"""Records of the walk, made once for each file of tests in a database of its own; every request is rolled back."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connections

from crm.core.models import User
from pages.services import build_site
from tests.architecture.access.crossing import cross
from tests.architecture.access.papers import lay_out
from tests.architecture.access.records import Records, Thing, make_records
from tests.architecture.access.routes import ROLES
from tests.architecture.access.walking import Walk
from tests.support import databases
from tests.support.site import run_name


@pytest.fixture(scope="module")
def walk(base_template: str, django_db_setup: None, django_db_blocker) -> Iterator[Walk]:  # noqa: ANN001
    """Everything that is walked through, and who walks. What a test changes it rolls back."""
    name, before = run_name("walk"), settings.DATABASES["default"]["NAME"]
    databases.copy_database(base_template, name)
    with django_db_blocker.unblock():
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = name
        logging.disable(logging.INFO)  # a line for each of thousands of requests would bury what is wrong
        yield Walk(make_world())
        logging.disable(logging.NOTSET)
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = before
    databases.drop_database(name)


def make_world() -> Records:
    """The public site, people, records in all varieties, their links, and what hangs below them."""
    build_site()
    users = {letter: _user(f"{role}@example.nhs.uk", role) for letter, role in ROLES.items()}
    made = make_records(users)
    made.named.groups.set([Group.objects.get(name=ROLES["e"])])
    cross(made)
    lay_out(made)
    kept = made.of("decision", "restricted")
    made.add("kept", "restricted", kept, "iu")
    made.things["kept"]["open"] = Thing(made.of("decision", "open").pk, "")
    made.nested |= {
        "code": {"": "equality"}, "kind": {"": "decision"}, "desk:import_template code": {"": "organisations"}, "key": {"": "duty-to-involve"},
        "prompt": {"": "influence"},
        "desk:draft_discard key": {"": "00000000-0000-0000-0000-000000000000"},
    }  # fmt: skip
    return made


def _user(email: str, role: str) -> User:
    user = User.objects.create_user(email, role.replace("_", " ").capitalize())
    user.groups.set([Group.objects.get(name=role)])
    return user

"""Ordinary tests run as the web role, behind the wall, with the limits of a web request."""

import pytest
from django.core import checks
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from crm.core import health

pytestmark = pytest.mark.django_db


def ask(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_tests_run_as_the_web_role():
    assert ask("SELECT current_user") == "lp_web"


def test_limits_of_a_request_hold():
    assert [ask(f"SHOW {name}") for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")] == ["30s", "5s", "1min"]


def test_wall_stands():
    assert health.missing_wall() == []
    assert checks.run_checks(databases=["default"]) == []


def test_owner_of_the_tables_is_told_that_the_wall_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lp_owner")
    reasons = health.missing_wall()
    assert any("owns tables" in reason for reason in reasons)
    assert any("history" in reason for reason in reasons)
    assert [warning.id for warning in checks.run_checks(databases=["default"])] == ["core.W001", "core.W001"]


@pytest.mark.parametrize("statement", ["TRUNCATE core_user CASCADE", "DROP TABLE core_team", "ALTER TABLE core_team DISABLE TRIGGER ALL"])
def test_web_role_cannot_change_tables(statement):
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_shared_cache_keeps_many_counters():
    from django.conf import settings

    cache.set("counter", 1)
    assert cache.get("counter") == 1
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000

"""Databases of a test run: made once from the migrations, copied for each worker, thrown away at the end.

A template database is migrated and loaded with reference data; its name carries a hash of what it was made from, so
that the next run finds it. A second template holds the example. Copies take a tenth of a second.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.errors
from psycopg2 import sql

from crm import env
from crm.server import cluster

PACKAGES = ("crm", "partners", "activities", "assurance", "site")
DROP_ATTEMPTS = 40
EXAMPLE_PASSWORD = "example password for tests"  # noqa: S105


def url(role: str, database: str) -> str:
    """The address of another database on the server of this run."""
    parts = urlsplit(env.database_url(role))
    return urlunsplit(parts._replace(path=f"/{database}"))


@contextlib.contextmanager
def owner_of(database: str) -> Iterator["psycopg2.extensions.cursor"]:
    """A cursor in autocommit of the owner's own connection, outside Django and outside the test's transaction."""
    connection = psycopg2.connect(url(cluster.OWNER, database), options="-c app.actor=system:tests")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def copy_database(template: str, name: str) -> None:
    """Make database `name` as a copy of `template`, replacing one of an earlier run."""
    drop_database(name)
    with owner_of("postgres") as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(name: str) -> None:
    """Drop database `name` if it is there, whoever is still connected."""
    with owner_of("postgres") as cursor:
        for attempt in range(1, DROP_ATTEMPTS + 1):
            try:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
                return
            except psycopg2.errors.InsufficientPrivilege:  # PostgreSQL itself tidies there (autovacuum), which the owner may not end
                if attempt == DROP_ATTEMPTS:
                    raise
                cursor.execute("SELECT pg_sleep(0.5)")


def base_template() -> str:
    """The name of the template with tables and reference data, made now if it is not there."""
    changed_by = [
        path
        for path in _sources()
        if "migrations" in path.parts or "reference" in str(path) or "data" in path.parts or path.name in {"operations.py", "base.py"}
    ]
    return _template("test_base", changed_by, None, [["migrate", "-v0"], ["createcachetable"], ["load_reference"]])


def example_template() -> str:
    """The name of the template that has the example too, made now if it is not there."""
    return _template("test_example", _sources(), base_template(), [["load_example"]])


def drop_leftovers() -> None:
    """Drop the databases of test runs that were killed."""
    with owner_of("postgres") as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_run\\_%'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        try:
            os.kill(int(name.split("_")[2]), 0)
        except ProcessLookupError:
            drop_database(name)


def run_command(*arguments: str, database: str) -> None:
    """Run `manage.py` on `database` in a process of its own.

    Raises:
        RuntimeError: It failed; the message is what it printed.
    """
    result = subprocess.run([sys.executable, "manage.py", *arguments], cwd=env.PROJECT, env=environment(database), capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{result.stdout[-4000:]}\n{result.stderr[-8000:]}")


def environment(database: str) -> dict[str, str]:
    """What a process needs to work on `database` as an installation would: two roles, no test role."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CONNECT_", "TEST_"))}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "tests.support.installation",
        "DATABASE_URL": url(cluster.WEB, database),
        "DATABASE_OWNER_URL": url(cluster.OWNER, database),
        "EXAMPLE_PASSWORD": EXAMPLE_PASSWORD,
        "EXAMPLE_MODE": "yes",
    }


def _template(prefix: str, changed_by: list[Path], template: str | None, commands: list[list[str]]) -> str:
    """A template made by `commands`; processes of one run wait for the first."""
    name = f"{prefix}_{_digest(changed_by)}"
    with (env.data_dir() / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with owner_of("postgres") as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{prefix}%"])
            there = {found for (found,) in cursor.fetchall()}
        if name in there:
            return name
        for old in there:
            drop_database(old)
        unfinished = f"{prefix}_unfinished"
        with owner_of("postgres") as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(unfinished), sql.Identifier(template or "template1")))
        for command in commands:
            run_command(*command, database=unfinished)
        with owner_of("postgres") as cursor:
            cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


def _sources() -> list[Path]:
    """Every file of ours that can change what a database holds."""
    found = [path for package in PACKAGES for path in (env.PROJECT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sorted([*found, env.PROJECT / "requirements" / "run.txt"])


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(env.PROJECT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]

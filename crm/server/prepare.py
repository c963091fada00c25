"""Bring a database up to what this code expects, and fill an empty one with the example. No Django here."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from crm import env
from crm.server import cluster

PACKAGES = ("crm", "partners", "activities", "assurance", "site")


class PreparationError(Exception):
    """A step failed; what it printed is already on the terminal."""


def prepare() -> str:
    """Migrate, load reference data, and load the example into a database without users. Nothing to do takes no time.

    Returns:
        The password of the example sign-ins, or "" where the database is not the example.

    Raises:
        PreparationError: A command failed.
    """
    state_file = env.data_dir() / "prepared.json"
    state = json.loads(state_file.read_text(encoding="utf-8")) if state_file.exists() else {}
    sources = _digest_of_sources()
    up_to_date = (
        state.get("sources") == sources
        and state.get("migrations") == _count("SELECT count(*) FROM django_migrations")
        and _count("SELECT count(*) FROM cache_table") is not None
    )
    if not up_to_date:
        _manage("Making tables", "migrate", "--verbosity=0")
        _manage("", "createcachetable")
        _manage("Loading reference data", "load_reference")
    password_file = env.data_dir() / "secrets" / "example-password"
    if _count("SELECT count(*) FROM core_user") == 0 or state.get("example") == "begun":
        state["example"] = "begun"
    asked_for = env.text("EXAMPLE_PASSWORD")
    if state.get("example") == "begun" or (state.get("example") == "loaded" and asked_for not in ("", _read(password_file))):
        state["example"] = "begun"
        _write_state(state_file, state)
        if asked_for:
            password_file.unlink(missing_ok=True)
            _keep(password_file, asked_for)
        os.environ["EXAMPLE_PASSWORD"] = env.kept_secret(password_file, 12)
        _manage("Loading the example", "load_example")
        state["example"] = "loaded"
    _write_state(state_file, {**state, "sources": sources, "migrations": _count("SELECT count(*) FROM django_migrations")})
    return _read(password_file) if state.get("example") == "loaded" else ""


@contextlib.contextmanager
def _database() -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(env.database_url(cluster.OWNER), connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _count(query: str) -> int | None:
    """The single number that `query` answers; None while its table does not exist."""
    with _database() as cursor:
        try:
            cursor.execute(query)
        except psycopg2.errors.UndefinedTable:
            return None
        return cursor.fetchone()[0]


def _manage(announcement: str, *arguments: str) -> None:
    if announcement:
        print(f"{announcement} …", flush=True)
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=env.PROJECT).returncode:
        raise PreparationError(f"manage.py {' '.join(arguments)} failed.")


def _digest_of_sources() -> str:
    """Of everything that decides what tables and reference data are: migrations, reference files, the lock."""
    digest = hashlib.sha256((env.PROJECT / "requirements" / "run.txt").read_bytes())
    for package in PACKAGES:
        for path in sorted((env.PROJECT / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and ({"migrations", "data"} & set(path.parts) or path.name == "reference.py"):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _keep(path: Path, value: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(value)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _write_state(path: Path, state: dict) -> None:
    """Replace the file at once, so that a killed start leaves the old one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(state), encoding="utf-8")
    fresh.replace(path)

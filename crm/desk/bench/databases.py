"""The databases that are measured: one for each size on the installation's server, kept until the code that made it changes.

Measuring writes (log, import), so it happens on a copy that is dropped afterwards. Making databases needs the owner,
who may create databases; what is measured connects as the web role, as in production.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from crm import env
from crm.server import cluster

PACKAGES = ("crm", "partners", "activities", "assurance", "site")
MADE_BY = {"operations.py", "reference.py", "loading.py", "generating.py", "assuring.py", "sign_ins.py", "services.py", "databases.py"}
"""Besides migrations and data files: what decides which rows a database of this module holds."""


class BenchFailed(Exception):
    """A database could not be made or measured; what the step printed is already on the terminal."""


def kept_database(activities: int, *, fresh: bool, say: Callable[[str], None]) -> str:
    """The name of the database with that many activities, made now if it is absent, `fresh` or made by other code.

    About two minutes for 100,000 activities on two cores.
    """
    name, digest = f"bench_{activities}", _digest()
    with owner_of("postgres") as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    if found == (digest,) and not fresh:
        return name
    say(f"Making {name}: tables, reference data, {activities:,} activities …")
    drop(name)
    with owner_of("postgres") as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    for command in (["migrate", "--verbosity=0"], ["createcachetable"], ["load_reference"], ["bench", "--fill", str(activities)]):
        run(name, *command, quiet=command[0] == "load_reference")
    with owner_of(name) as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    with owner_of("postgres") as cursor:
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(digest)))
    return name


@contextlib.contextmanager
def copy_of(name: str) -> Iterator[str]:
    """A copy to measure on, dropped at the end."""
    copy = f"{name}_run"
    drop(copy)
    with owner_of("postgres") as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(copy), sql.Identifier(name)))
    try:
        yield copy
    finally:
        drop(copy)


def run(database: str, *arguments: str, quiet: bool = False) -> None:
    """Run a `manage.py` command on `database` in a process of its own.

    Raises:
        BenchFailed: It failed.
    """
    result = subprocess.run([sys.executable, "manage.py", *arguments], cwd=env.PROJECT, env=environment(database), stdout=subprocess.DEVNULL if quiet else None)
    if result.returncode:
        raise BenchFailed(f"manage.py {' '.join(arguments)} failed on {database}.")


def environment(database: str) -> dict[str, str]:
    """What a process needs to work on `database`, with files and caches apart from those of the installation."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONNECT_")}
    return {
        **inherited,
        "DATABASE_URL": url(cluster.WEB, database),
        "DATABASE_OWNER_URL": url(cluster.OWNER, database),
        "DATA_DIR": str(env.data_dir() / "bench"),
        "EXAMPLE_MODE": "no",
    }


def url(role: str, database: str) -> str:
    """The address of another database on the installation's server."""
    return urlunsplit(urlsplit(env.database_url(role))._replace(path=f"/{database}"))


@contextlib.contextmanager
def owner_of(database: str) -> Iterator["psycopg2.extensions.cursor"]:
    """A cursor in autocommit of the owner, outside Django."""
    connection = psycopg2.connect(url(cluster.OWNER, database), options="-c app.actor=system:bench")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def drop(name: str) -> None:
    """Drop database `name` if it is there. Without FORCE: that may not end an autovacuum, which gives way by itself."""
    with owner_of("postgres") as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename IN (current_user, %s)", [name, cluster.WEB])
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(env.PROJECT)).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in (env.PROJECT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and ({"migrations", "data"} & set(path.parts) or path.name in MADE_BY):
                yield path

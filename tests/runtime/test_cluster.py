"""The embedded PostgreSQL: made once, shared, survives kill -9, lets nobody in without a password."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from crm import env
from crm.server import cluster


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder that the database's user can reach, as pytest's own temporary folders cannot; durable, unlike the tests' cluster."""
    path = Path(tempfile.mkdtemp(prefix="lp-")).resolve()
    path.chmod(0o711)
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("EMBEDDED_THROWAWAY", raising=False)
        yield path
    cluster.Cluster(path).stop()
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as path:
        yield path


@pytest.fixture
def running(folder: Path) -> Iterator[cluster.Cluster]:
    made = cluster.ensure(folder)
    yield made
    made.release()


@pytest.fixture(scope="module")
def shared() -> Iterator[cluster.Cluster]:
    """One cluster for the tests that only look."""
    with data_folder() as path:
        made = cluster.ensure(path)
        yield made
        made.release()


def answer(started: cluster.Cluster, query: str, role: str = cluster.OWNER) -> list:
    connection = started.connect(role)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()


def test_owner_owns_the_database_and_the_web_role_owns_nothing(shared):
    assert answer(shared, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()") == [("lp_owner",)]
    rights = answer(shared, "SELECT rolname, rolsuper, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname ~ '^lp_(owner|web|audit)' ORDER BY 1")
    assert rights == [("lp_audit", False, False, False), ("lp_owner", False, True, True), ("lp_web", False, False, True)]
    assert answer(shared, "SELECT has_schema_privilege('public', 'CREATE')", cluster.WEB) == [(False,)]


def test_owner_can_become_web_and_audit_but_web_nothing_else(shared):
    for role in ("lp_web", "lp_audit"):
        assert answer(shared, f"SET ROLE {role}; SELECT current_user") == [(role,)]
    for role in ("lp_owner", "lp_audit", "lp_administrator"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            answer(shared, f"SET ROLE {role}", cluster.WEB)


def test_web_role_has_timeouts(shared):
    query = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
    assert answer(shared, query, cluster.WEB) == [("30s", "5s", "1min")]


@pytest.mark.parametrize("role", [cluster.ADMINISTRATOR, cluster.OWNER, cluster.WEB])
@pytest.mark.parametrize("password", ["", "guess"])
def test_without_the_password_nobody_gets_in(shared, role, password):
    with pytest.raises(psycopg2.OperationalError, match=r"no password supplied|password authentication failed"):
        psycopg2.connect(host=str(shared.socket_dir), port=cluster.PORT, user=role, password=password, dbname="postgres", passfile=os.devnull)


def test_listens_on_no_network_address(shared):
    assert answer(shared, "SHOW listen_addresses", cluster.WEB) == [("",)]


def test_secrets_socket_and_files_are_readable_by_their_user_only(shared):
    assert (shared.data_dir / "secrets" / "database.json").stat().st_mode & 0o077 == 0
    for private in (shared.data_dir / "secrets", shared.socket_dir, shared.files):
        assert private.stat().st_mode & 0o077 == 0


def test_writes_are_durable(shared):
    query = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
    assert answer(shared, query) == [("on", "on", "on")]


def test_second_user_attaches_and_the_last_one_stops_it(running):
    other = cluster.ensure(running.data_dir)
    assert other.pid() == running.pid()
    assert running.release() is False
    assert cluster.running(running.data_dir)
    assert other.release() is True
    assert not cluster.running(running.data_dir)


def test_a_user_in_another_process_keeps_it_running(running):
    script = "import pathlib, sys; from crm.server import cluster; cluster.ensure(pathlib.Path(sys.argv[1])); print('in', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(running.data_dir)]
    with subprocess.Popen(command, cwd=env.PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        assert running.release() is False
        other.kill()
    again = cluster.ensure(running.data_dir)
    assert again.release() is True


def test_survives_kill_9_with_its_stale_pid_file(running):
    connection = running.connect(cluster.OWNER)
    connection.cursor().execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('acknowledged')")
    pid = running.pid()
    os.kill(pid, signal.SIGKILL)
    assert cluster._wait(lambda: running.pid() is None, 10)
    assert (running.files / "postmaster.pid").exists()
    connection.close()
    again = cluster.ensure(running.data_dir)
    assert again.pid() not in (None, pid)
    assert answer(again, "SELECT word FROM kept") == [("acknowledged",)]
    again.release()


def test_a_pid_file_with_the_number_of_another_process_is_stale(running):
    running.stop()
    (running.files / "postmaster.pid").write_text(f"{os.getpid()}\n{running.files}\n")
    assert running.pid() is None
    again = cluster.ensure(running.data_dir)
    assert answer(again, "SELECT 1") == [(1,)]
    again.release()


def test_an_unfinished_first_start_is_begun_again(folder):
    (folder / "postgres" / "data.new").mkdir(parents=True)
    (folder / "postgres").chmod(0o711)
    (folder / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    started = cluster.ensure(folder)
    assert answer(started, "SELECT 1") == [(1,)]
    started.release()


def test_database_files_without_passwords_are_refused(running):
    running.release()
    (running.data_dir / "secrets" / "database.json").unlink()
    with pytest.raises(cluster.ClusterError, match="restore both or neither"):
        cluster.ensure(running.data_dir)


def test_vanished_database_files_are_not_replaced_by_empty_ones(running):
    running.release()
    running.files.rename(running.home / "elsewhere")
    with pytest.raises(cluster.ClusterError, match="nothing was changed"):
        cluster.ensure(running.data_dir)
    (running.home / "elsewhere").rename(running.files)


def test_long_data_folder_gets_a_short_private_socket_folder(folder):
    long = folder / ("a-long-name-of-a-folder-" * 5)
    started = cluster.ensure(long)
    assert len(os.fsencode(started.socket_dir)) <= cluster.SOCKET_LIMIT
    assert started.socket_dir.stat().st_mode & 0o077 == 0
    assert answer(started, "SELECT 1") == [(1,)]
    started.release()
    shutil.rmtree(started.socket_dir)


def test_somebody_elses_socket_folder_is_not_used(folder):
    long = folder / ("a-long-name-of-a-folder-" * 5)
    trap = cluster.Cluster(long).socket_dir
    trap.mkdir(mode=0o777)
    try:
        with pytest.raises(cluster.ClusterError, match="not a private folder"):
            cluster.ensure(long)
    finally:
        trap.rmdir()


def test_address_before_the_first_start_says_what_to_do(folder):
    with pytest.raises(cluster.ClusterError, match="start bin/run or a manage.py command first"):
        cluster.Cluster(folder).url(cluster.WEB)

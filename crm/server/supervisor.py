"""Keeps database, web server, task worker and clock up; restarts what dies and stops all of it on Ctrl-C. No Django here."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from crm import env
from crm.server import cluster, prepare

SIGN_INS = {
    "engagement": "engagement officer",
    "comms": "communications editor",
    "assurance": "assurance lead",
    "board": "board secretary",
    "ig": "information-governance lead",
    "colleague": "colleague planning a change",
    "partner": "partner organisation",
    "auditor": "auditor",
    "admin": "administrator",
}
LONGEST_PAUSE = 30
"""Seconds between restarts of a process that keeps dying; the first restart comes after one."""


@dataclass
class Child:
    """A process that is to be running.

    Attributes:
        name: For the operator.
        command: Program and arguments.
        pass_fds: File descriptors it inherits.
        stop_seconds: How long it may take to finish what it is doing.
    """

    name: str
    command: list[str]
    pass_fds: tuple[int, ...] = ()
    stop_seconds: float = 20
    process: subprocess.Popen | None = None
    failures: int = 0
    started: float = 0
    restart_at: float = field(default=0)

    def start(self) -> None:
        """Start it in a session of its own; the kernel ends it if the supervisor is killed."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=env.PROJECT, env=child_environment(), pass_fds=self.pass_fds, start_new_session=True, preexec_fn=_die_with_parent
        )

    def look_after(self) -> None:
        """Start it again if it has died: after one second, then two, four …; a minute's life forgives the past."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.failures = 1 if now - self.started > 60 else self.failures + 1
            pause = min(2 ** (self.failures - 1), LONGEST_PAUSE)
            print(f"The {self.name} stopped (status {self.process.returncode}); starting it again in {pause} s.", file=sys.stderr, flush=True)
            self.process, self.restart_at = None, now + pause
        if self.process is None and now >= self.restart_at:
            self.start()

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def child_environment() -> dict[str, str]:
    """Ours, without a role or actor that a command of this process may have set."""
    return {name: value for name, value in os.environ.items() if name not in {"CONNECT_AS", "CONNECT_ACTOR"}}


def web_server(listening: int) -> Child:
    """gunicorn on a socket that is already bound: restarts lose no connection."""
    options = ["--worker-class=gthread", "--workers=2", "--threads=4", "--timeout=60", "--graceful-timeout=15", "--no-control-socket", "--log-level=warning"]
    return Child("web server", [sys.executable, "-m", "gunicorn", "crm.wsgi:application", f"--bind=fd://{listening}", *options], (listening,))


def task_worker() -> Child:
    """The background tasks; each start takes up again what a killed worker left."""
    return Child("task worker", [sys.executable, "manage.py", "db_worker", "--no-reload", "--no-startup-delay"])


def clock() -> Child:
    """Starts periodic jobs when they are due: digests by mail, the mailbox, tidying."""
    return Child("clock", [sys.executable, "manage.py", "run_jobs"])


def main() -> None:
    """Prepare, serve, and stop on SIGINT or SIGTERM."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.dev")
    os.environ.setdefault("EXAMPLE_MODE", "yes")
    try:
        serve(stopping)
    except (cluster.ClusterError, prepare.PreparationError, env.SettingError) as error:
        sys.exit(str(error))


def serve(stopping: threading.Event) -> None:
    """Run everything until `stopping` is set."""
    port = env.number("PORT", 8000)
    embedded = None
    children: list[Child] = []
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((env.text("HOST", "127.0.0.1"), port))
        except OSError:
            sys.exit(f"Port {port} is taken. Choose another: PORT=8001 bin/run")
        try:
            if not env.uses_own_server():
                embedded = cluster.ensure(env.data_dir())
            password: str | None = prepare.prepare()
            listening.listen(128)
            children = [web_server(listening.fileno()), task_worker(), clock()]
            while not stopping.is_set():
                if embedded is not None and not embedded.is_running():
                    embedded.ensure()
                for child in children:
                    child.look_after()
                if password is not None and _answers(port):
                    announce(port, password)
                    password = None
                stopping.wait(0.5)
        finally:
            for child in children:
                child.stop()
            if embedded is not None:
                embedded.release()


def announce(port: int, password: str) -> None:
    """Print the address and, for the example, how to sign in."""
    print(f"\nListening Post: http://localhost:{port}/   back office: http://localhost:{port}/desk/")
    if password:
        print(f"\nExample sign-ins (password for all: {password})")
        for name, role in SIGN_INS.items():
            print(f"  {name + '@example.nhs.uk':<30} {role}")
    print("\nCtrl-C stops everything.\n", flush=True)


def _answers(port: int) -> bool:
    """Whether the web server answers, asked once; it may still be starting."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return True  # production settings redirect or refuse plain HTTP: it answers
    except OSError:
        return False


def _die_with_parent() -> None:
    """In the child: end when the supervisor is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


if __name__ == "__main__":
    main()

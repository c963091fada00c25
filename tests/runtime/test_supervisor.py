"""The supervisor: one command serves, restarts what dies, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from crm import env
from crm.server import cluster

WITHOUT_TABLES = "from crm.server import prepare, supervisor; prepare.prepare = lambda: ''; supervisor.main()"
"""Migrating is tested elsewhere; /healthz needs no tables, and the worker dies without them, which is what a test wants."""


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="lp-")).resolve()
    path.chmod(0o711)
    yield path
    cluster.Cluster(path).stop()
    shutil.rmtree(path)


@pytest.fixture
def supervisor(folder: Path, port: int) -> Iterator[subprocess.Popen]:
    """A supervisor that has announced its address."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE"}}
    variables = {**inherited, "DATA_DIR": str(folder), "PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_TABLES], cwd=env.PROJECT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        read_until(process, "Ctrl-C stops everything")
        children = psutil.Process(process.pid).children(recursive=True)
        yield process
        process.kill()
        psutil.wait_procs(children, timeout=30)


def read_until(process: subprocess.Popen, words: str) -> None:
    """Read what it prints until a line has `words`."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"It ended without saying {words!r}:\n{''.join(seen)}")


def health(port: int) -> int:
    with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=30) as answer:
        return answer.status


def named(process: subprocess.Popen, words: str) -> psutil.Process:
    return next(child for child in psutil.Process(process.pid).children() if words in " ".join(child.cmdline()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_the_database(supervisor, folder, port, number):
    assert health(port) == 200
    children = psutil.Process(supervisor.pid).children(recursive=True)
    database = psutil.Process(cluster.Cluster(folder).pid())
    supervisor.send_signal(number)
    gone, alive = psutil.wait_procs([*children, database], timeout=30)
    assert alive == []
    assert supervisor.wait(30) == 0
    assert not cluster.running(folder)


def test_a_killed_web_server_comes_back(supervisor, port):
    named(supervisor, "gunicorn").kill()
    read_until(supervisor, "The web server stopped (status -9); starting it again")
    assert health(port) == 200


def test_a_dying_worker_is_started_again(supervisor):
    read_until(supervisor, "The task worker stopped")
    read_until(supervisor, "The task worker stopped")


def test_a_killed_database_comes_back(supervisor, folder):
    first = cluster.Cluster(folder).pid()
    os.kill(first, signal.SIGKILL)
    assert cluster._wait(lambda: cluster.Cluster(folder).pid() not in (None, first) and cluster.Cluster(folder)._answers(), 30)


def test_a_killed_supervisor_leaves_no_process_behind(supervisor, port):
    children = psutil.Process(supervisor.pid).children(recursive=True)
    assert health(port) == 200
    supervisor.kill()
    gone, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []


def test_a_taken_port_is_said_in_one_line(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        variables = {**os.environ, "DATA_DIR": str(folder), "PORT": port}
        result = subprocess.run([sys.executable, "-m", "crm.server.supervisor"], cwd=env.PROJECT, env=variables, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == f"Port {port} is taken. Choose another: PORT=8001 bin/run\n"

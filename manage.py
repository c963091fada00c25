#!/usr/bin/env python
"""Commands of Listening Post, with a database under them.

Without `DATABASE_URL` the embedded PostgreSQL is attached to, or started for as long as the command runs. Commands
that define tables connect as the owner, all others as the web role, and their writes are signed `system:<command>`.
"""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "site")]

from crm import env  # noqa: E402
from crm.server import cluster  # noqa: E402


def needs_database(command: str) -> bool:
    """Whether the command talks to the database; help, static files and the offline check of packs do not."""
    return command not in {"", "help", "--help", "-h", "version", "--version", "collectstatic", "compilemessages", "makemessages", "verify_pack"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    os.environ["CONNECT_AS"] = cluster.OWNER if command in env.OWNER_COMMANDS else cluster.WEB
    if command not in env.SERVER_COMMANDS:
        os.environ["CONNECT_ACTOR"] = f"system:{command}"
    from django.core.management import execute_from_command_line

    if env.uses_own_server() or not needs_database(command):
        execute_from_command_line(sys.argv)
        return
    try:
        embedded = cluster.ensure(env.data_dir())
    except cluster.ClusterError as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    finally:
        from django.db import connections

        connections.close_all()
        embedded.release()


if __name__ == "__main__":
    main()

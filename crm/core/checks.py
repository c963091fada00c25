"""Checks at start: what would otherwise go wrong unnoticed."""

import importlib.util

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from crm.core import health
from crm.server import cluster


@register()
def psycopg3_is_absent(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Django prefers psycopg 3 wherever it finds it, so another package's dependency would change the driver unasked."""
    if is_psycopg3 or importlib.util.find_spec("psycopg"):
        return [Error("psycopg 3 is installed, and Django would use it in place of psycopg2.", hint="pip uninstall psycopg", id="core.E001")]
    return []


@register(Tags.database)
def wall_stands(app_configs: object, databases: list[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    """The web role owns nothing and cannot touch history (asked only of the web role's own connection)."""
    if not databases or settings.CONNECT_AS == cluster.OWNER:
        return []
    return [Warning(reason, hint="docs/how-to/own-postgresql.md has the SQL.", id="core.W001") for reason in health.missing_wall()]

"""Is it alive, is it ready, and if not, why not."""

import secrets
import shutil
from datetime import timedelta
from functools import cache as once

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

OLDEST_TASK = timedelta(minutes=15)
"""A task that waits longer says that no worker runs, or that it cannot keep up."""

LEAST_FREE_BYTES = 1024**3


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of database or disk, so that their trouble does not restart the process."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready to serve (200), or the list of reasons why not (503)."""
    try:
        reasons = [*unapplied_migrations(), *refused_write(), *missing_wall(), *stuck_tasks(), *full_disk()]
    except DatabaseError:
        reasons = ["The database does not answer."]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def unapplied_migrations() -> list[str]:
    """Whether the tables are those that this code expects. Two queries."""
    waiting = _newest_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    return [f"Migrations of {', '.join(sorted({app for app, _ in waiting}))} are not applied."] if waiting else []


def refused_write() -> list[str]:
    """Whether a write arrives. It goes to the shared cache, which has no history."""
    token = secrets.token_hex(8)
    cache.set("readyz", token, 60)
    return [] if cache.get("readyz") == token else ["The database refuses writes, or the cache table is missing."]


def missing_wall() -> list[str]:
    """Whether this process's role could change tables or history. One query. Source: docs/how-to/own-postgresql.md."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(bool_or(c.relowner = r.oid), false) OR r.rolsuper,
                   coalesce(bool_or(n.nspname = 'audit' AND c.relname = 'event' AND (
                       pg_has_role(r.oid, c.relowner, 'MEMBER')
                       OR has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))), false),
                   NOT coalesce(bool_or(n.nspname = 'audit' AND c.relname = 'event'), false)
            FROM pg_roles r
            LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace) ON c.relkind IN ('r', 'p')
            WHERE r.rolname = current_user GROUP BY r.oid, r.rolsuper
            """
        )
        owns, can_write_history, no_history = cursor.fetchone()
    reasons = []
    if owns:
        reasons.append("The wall is missing: the web role owns tables. Set DATABASE_OWNER_URL and give the tables to that role.")
    if can_write_history:
        reasons.append("The wall is missing: the web role can write or owns the history table.")
    if no_history:
        reasons.append("The history table is missing.")
    return reasons


def stuck_tasks() -> list[str]:
    """Whether tasks wait for a worker that does not come. One query."""
    oldest = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - OLDEST_TASK).order_by("enqueued_at").first()
    return [f"A task has been waiting since {timezone.localtime(oldest.enqueued_at):%H:%M on %d %B}."] if oldest else []


def full_disk() -> list[str]:
    """Whether files can still be kept."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return [] if free >= LEAST_FREE_BYTES else [f"Only {free // 1024**2} MB are free in the data folder."]


@once
def _newest_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())

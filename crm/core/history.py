"""Who writes: the actor of every change, handed to the database, which records it (`audit.event`).

`acting` is set once for a request, task or command; `because` names the action and the reason of one change inside it.
Both write PostgreSQL settings that the history trigger reads; a write with no actor is refused by the database.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection


@dataclass(frozen=True)
class Context:
    """What the trigger writes beside the values. `actor` is `user:7`, `anonymous` or `system:<task>`; None keeps the connection's."""

    actor: str | None = None
    request: str = ""
    action: str = ""
    reason: str = ""


_context: ContextVar[Context | None] = ContextVar("history_context", default=None)

_SET = """
    SELECT set_config('app.request', %s, false), set_config('app.action', %s, false), set_config('app.reason', %s, false)
"""
_SET_ACTOR = "SELECT set_config('app.actor', %s, false);"
_CONNECTION_ACTOR = "RESET app.actor;"
"""Not "leave it": a context inside may have named another."""


def current() -> Context:
    """The context in force; empty outside `acting`, where a command's connection still names it as `system:<command>`."""
    return _context.get() or Context()


def _tell_database(context: Context | None) -> None:
    if context is None:
        if connection.connection is None or connection.needs_rollback:
            return
        with connection.cursor() as cursor:
            cursor.execute("RESET app.actor; RESET app.request; RESET app.action; RESET app.reason")
        return
    with connection.cursor() as cursor:
        rest = [context.request, context.action, context.reason]
        if context.actor is None:
            cursor.execute(_CONNECTION_ACTOR + _SET, rest)
        else:
            cursor.execute(_SET_ACTOR + _SET, [context.actor, *rest])


@contextmanager
def _in_force(context: Context) -> Iterator[None]:
    token = _context.set(context)
    earlier = token.old_value if isinstance(token.old_value, Context) else None
    try:
        _tell_database(context)
        yield
    finally:
        _context.reset(token)
        # In a broken transaction nothing can be said; its roll-back restores the settings by itself.
        if not connection.needs_rollback and not _is_broken():
            _tell_database(earlier)


def _is_broken() -> bool:
    raw = connection.connection
    return raw is None or raw.closed != 0 or raw.get_transaction_status() == 3  # TRANSACTION_STATUS_INERROR


def acting(actor: str, request: str = "") -> AbstractContextManager[None]:
    """Everything written inside is recorded as done by `actor`. One query at each end."""
    return _in_force(Context(actor=actor, request=request))


def acting_as(user, request: str = ""):
    """The same for a signed-in or anonymous user."""
    return acting(actor_of(user), request)


def because(actor, action: str, *, reason: str = ""):
    """Name the action, and the reason given, of the changes written inside; keeps the request in force.

    Args:
        actor: The user who decided, or None to keep the actor in force (tasks and commands).
        action: One verb: `archive`, `import:12`.
        reason: In the words of the person, for readers in five years; may be blank.
    """
    context = replace(current(), action=action, reason=reason.strip())
    return _in_force(context if actor is None else replace(context, actor=actor_of(actor)))


def actor_of(user) -> str:
    """How history names a user: `user:7` or `anonymous`."""
    return f"user:{user.pk}" if getattr(user, "is_authenticated", False) else "anonymous"


def events_for(record, *, limit: int, before: int | None = None, reader=None):
    """The record's history in words: see `crm.core.history_reading`, which needs the models and is loaded when asked."""
    from crm.core.history_reading import events_for as read

    return read(record, limit=limit, before=before, reader=reader)

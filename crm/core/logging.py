"""Structured logs without personal data.

One JSON object a line. Only listed keys get through; addresses are logged as routes (`desk/people/<int:pk>/`), never as
typed, because paths can hold tokens and queries can hold names; exceptions are logged by type and place, without their
message, because PostgreSQL quotes the offending values there.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

ALLOWED_KEYS = frozenset(
    {
        "action",
        "attempt",
        "batch",
        "code",
        "command",
        "count",
        "duration_ms",
        "event",
        "exception",
        "kind",
        "level",
        "logger",
        "pid",
        "process",
        "queries",
        "reference",
        "request",
        "request_id",
        "state",
        "task",
        "task_id",
        "timestamp",
    }
)
"""A key that is not here is dropped. `reference` is one of ours, such as ACT-1042; it names a record, not a person."""

TASK_LOGGERS = ("django_tasks", "django_tasks_db")
LOGGERS_WITH_HARMLESS_ARGUMENTS = (*TASK_LOGGERS, "gunicorn.error")
"""Of other libraries' messages only the template is kept: the arguments can be addresses, paths or e-mails."""

EventDict = MutableMapping[str, Any]


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's request lines, with the route in place of the address; the history takes the id from here."""

    def prepare(self, request: HttpRequest) -> None:
        """Begin the request: give it an id that its log lines and its changes share."""
        super().prepare(request)
        request.request_id = structlog.contextvars.get_contextvars()["request_id"]

    @classmethod
    def format_request(cls, request: HttpRequest) -> str:
        """`GET desk/people/<int:pk>/`; before the address is resolved, and for unknown ones, the method alone."""
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else str(request.method)


def only_allowed(logger: object, method: str, event: EventDict) -> EventDict:
    """Drop every key that is not listed."""
    return {key: value for key, value in event.items() if key in ALLOWED_KEYS or key.startswith("_")}


def exception_without_message(logger: object, method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's type and the places it passed, innermost last."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        error: BaseException | None = info
    elif isinstance(info, tuple):
        error = info[1]
    else:
        error = sys.exc_info()[1] if info else None
    if error is not None:
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        event["exception"] = [type(error).__qualname__, *places]
    return event


def template_only(logger: object, method: str, event: EventDict) -> EventDict:
    """The unfilled message of a record from another library."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(LOGGERS_WITH_HARMLESS_ARGUMENTS):
        event["event"] = str(record.msg)
    return event


def logging_config(*, json: bool) -> dict[str, Any]:
    """The `LOGGING` setting; configures structlog as well.

    Args:
        json: JSON lines; otherwise lines for a person at a terminal.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exception_without_message,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, only_allowed, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared, template_only, only_allowed],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},  # said by the request lines
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            # One line a task, and a page's title withheld: Wagtail's own log and the history say it better.
            **{name: {"level": "WARNING"} for name in ("wagtail", *TASK_LOGGERS)},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }

"""Logs hold no personal data."""

import json
import logging
import logging.config

import pytest
import structlog

from crm.core.logging import TASK_LOGGERS, logging_config
from crm.core.management.commands import db_worker

SECRET = "mary.canary@example.org"


@pytest.fixture
def lines(monkeypatch):
    """What is logged during the test, parsed."""
    config = logging_config(json=True)
    written: list[str] = []

    class Keep(logging.StreamHandler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    formatter = structlog.stdlib.ProcessorFormatter(**{key: value for key, value in config["formatters"]["lines"].items() if key != "()"})
    handler = Keep()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.INFO)
    return lambda: [json.loads(line) for line in written]


def test_only_listed_keys_get_through(lines):
    structlog.get_logger("crm.test").info("pack_built", reference="PACK-4", email=SECRET, body=SECRET)
    assert [(line["event"], line["reference"]) for line in lines()] == [("pack_built", "PACK-4")]
    assert SECRET not in json.dumps(lines())


def test_exceptions_are_logged_without_their_message(lines):
    try:
        raise ValueError(f"Key (email)=({SECRET}) already exists")
    except ValueError:
        structlog.get_logger("crm.test").exception("failed")
    (line,) = lines()
    assert line["exception"][0] == "ValueError"
    assert "test_logging.py" in line["exception"][1]
    assert SECRET not in json.dumps(line)


def test_messages_of_libraries_are_logged_without_their_arguments(lines):
    logging.getLogger("some.library").warning("No mail for %s", SECRET)
    assert lines()[0]["event"] == "No mail for %s"


def test_wagtail_and_tasks_say_only_what_goes_wrong():
    levels = {name: values.get("level") for name, values in logging_config(json=True)["loggers"].items()}
    assert {levels[name] for name in ("wagtail", "django_tasks", "django_tasks_db")} == {"WARNING"}


@pytest.mark.parametrize(("verbosity", "level"), [(0, logging.CRITICAL), (1, logging.WARNING), (2, logging.DEBUG)])
def test_the_worker_prints_a_line_for_each_task_only_when_asked(verbosity, level):
    loggers = [logging.getLogger(name) for name in TASK_LOGGERS]
    before = [one.level for one in loggers]
    try:
        db_worker.Command().configure_logging(verbosity)
        assert [one.level for one in loggers] == [level, level]
    finally:
        for one, earlier in zip(loggers, before, strict=True):
            one.setLevel(earlier)


def test_requests_are_logged_by_route_and_without_query(lines, client):
    client.get("/healthz", {"q": SECRET}, headers={"user-agent": SECRET})
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert (line["request"], line["code"]) == ("GET /healthz", 200)
    assert line["request_id"]
    assert SECRET not in json.dumps(lines())

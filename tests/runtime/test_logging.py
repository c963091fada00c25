"""Logs hold no personal data."""

import json
import logging
import logging.config

import pytest
import structlog

from crm.core.logging import logging_config

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


def test_requests_are_logged_by_route_and_without_query(lines, client):
    client.get("/healthz", {"q": SECRET}, headers={"user-agent": SECRET})
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert (line["request"], line["code"]) == ("GET /healthz", 200)
    assert line["request_id"]
    assert SECRET not in json.dumps(lines())

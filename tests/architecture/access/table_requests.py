"""Requests for information: answered by the information-governance lead, read by the auditor."""

from tests.architecture.access.routes import Route

RECEIVED = {"received_on_day": "1", "received_on_month": "6", "received_on_year": "2026"}
ASKED = {"local_reference": "FOI-2", "subject": "The clinic", "question": "All records", **RECEIVED}

REQUESTS = {
    "information_request_list": Route("iu"),
    "disclosure_log": Route("iu"),
    "information_request_new": Route("i", "i", says=ASKED),
    "information_request_detail": Route("iu", kind="information_request"),
    "information_request_edit": Route("i", "i", "information_request", says={"subject": "Another subject"}, on="open"),
    "information_request_find": Route("", "i", "information_request", before={"words": "activity"}, on="open", works=False),
    "information_request_item": Route("i", "i", "information_request", says={"treatment": "release"}, on="open"),
    "information_request_check": Route("iu", "i", "information_request", says={"words": "Quarry"}, on="open"),
    "information_request_export": Route("iu", kind="information_request"),
    "information_request_answer": Route("i", "i", "information_request", says={"outcome": "not_held"}, on="decided"),
    "information_request_disclose": Route(
        "i", "i", "information_request", says={"text": "Said"}, before={"state": "answered", "outcome": "all", "answered_on": "2026-06-01"}, on="decided"
    ),
}

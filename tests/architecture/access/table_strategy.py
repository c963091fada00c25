"""The involvement strategy: staff read it, engagement officers and assurance leads keep it, those who publish let it out."""

from tests.architecture.access.routes import REASON, STAFF, Route

KEEPS = "ea"
PUBLISHES = "ca"
READING = {"on_day": "1", "on_month": "5", "on_year": "2024", "value": "3", "source": "A report"}
END = {"on_day": "1", "on_month": "5", "on_year": "2024", "because": "It was reached"}
ENDED = {"ended_on": "2024-05-01", "ended_because": "It was reached"}

STRATEGY = {
    "strategy_list": Route(STAFF),
    "strategy_new": Route(KEEPS, KEEPS, says={"title": "Another strategy"}),
    "strategy_detail": Route(STAFF, kind="strategy"),
    "strategy_edit": Route(KEEPS, KEEPS, "strategy", says={"title": "Another title", **REASON}, on="one"),
    "strategy_history": Route(STAFF, kind="strategy"),
    "strategy_publish": Route(PUBLISHES, PUBLISHES, "strategy", on="one"),
    "strategy_withdraw": Route(PUBLISHES, PUBLISHES, "strategy", says=REASON, before={"published_at": "2026-06-01T00:00Z"}, on="one"),
    "objective_new": Route(KEEPS, KEEPS, "strategy", says={"title": "Another objective"}, on="one"),
    "objective_edit": Route(KEEPS, KEEPS, "objective", says={"title": "Another title", **REASON}, on="one"),
    "objective_end": Route(KEEPS, KEEPS, "objective", says=END, on="one"),
    "objective_take_up": Route("", KEEPS, "objective", before=ENDED, on="one"),
    "objective_remove": Route(KEEPS, KEEPS, "objective", says=REASON, on="bare"),
    "measure_new": Route(KEEPS, KEEPS, "objective", says={"text": "Another measure"}, on="one"),
    "measure_edit": Route(KEEPS, KEEPS, "measure", says={"text": "Another wording", **REASON}, on="one"),
    "measure_end": Route(KEEPS, KEEPS, "measure", says=END, on="one"),
    "measure_take_up": Route("", KEEPS, "measure", before=ENDED, on="one"),
    "measure_remove": Route(KEEPS, KEEPS, "measure", says=REASON, on="bare"),
    "reading_new": Route(KEEPS, KEEPS, "measure", says=READING, on="one"),
    "reading_remove": Route(KEEPS, KEEPS, "reading", says=REASON, on="one"),
    "objective_link_new": Route(KEEPS, KEEPS, "activity", says={"objective": "{objective}"}),
    "objective_link_remove": Route("", KEEPS, "objective_link"),
}

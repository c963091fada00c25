"""Duties, frameworks, criteria and scales: read by all staff and colleagues, kept by the assurance lead."""

from tests.architecture.access.routes import READS, REASON, STAFF, Route

KEEPS = "a"
VERSION = {"statute": "An Act", "binds": "Us", "trigger": "Always", "evidence": "A record", "source": "A source", "confidence": "K"}

RULES = {
    "duty_list": Route(READS),
    "duty_new": Route(KEEPS, KEEPS, says={"key": "another-duty", "name": "Another duty", **VERSION}),
    "duty_detail": Route(READS),
    "duty_edit": Route(KEEPS, KEEPS, says={"name": "Another name", **REASON}),
    "duty_history": Route(STAFF),
    "duty_version_new": Route(KEEPS, KEEPS, says={"valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2190", **REASON}),
    "duty_version_edit": Route(KEEPS, KEEPS, says={"statute": "Another Act", **REASON}),
    "framework_list": Route(READS),
    "framework_new": Route(
        KEEPS, KEEPS, says={"key": "another", "name": "Another", "use": "year", "scored_by": "criterion", "source": "A source", "confidence": "K"}
    ),
    "framework_detail": Route(READS),
    "framework_edit": Route(KEEPS, KEEPS, says={"note": "Another note", **REASON}),
    "framework_history": Route(STAFF),
    "criterion_new": Route(KEEPS, KEEPS, says={"code": "Z9", "short": "Another", "text": "Another one."}),
    "criterion_edit": Route(KEEPS, KEEPS, says={"short": "Another", **REASON}),
    "criterion_remove": Route(KEEPS, KEEPS, says=REASON),
    "scale_list": Route(READS),
    "scale_new": Route(KEEPS, KEEPS, says={"key": "another", "name": "Another", "values_text": "Good = 1\nBad = 0"}),
    "scale_detail": Route(READS),
    "scale_edit": Route(KEEPS, KEEPS, says={"name": "Another name", **REASON}),
    "scale_history": Route(STAFF),
    "reference_load": Route(KEEPS, KEEPS, works=False),
}

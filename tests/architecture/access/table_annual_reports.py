"""Annual reports: staff read them, engagement officers and assurance leads write them."""

from tests.architecture.access.routes import STAFF, Route

WRITES = "ea"

ANNUAL_REPORTS = {
    "annual_report_list": Route(STAFF),
    "annual_report_new": Route(WRITES, WRITES),
    "annual_report_detail": Route(STAFF, kind="annual_report"),
    "annual_report_part": Route(WRITES, WRITES, "annual_report", says={"text": "What was learned."}, on="one"),
    "annual_report_studies": Route(WRITES, WRITES, "annual_report", on="one"),
    "annual_report_study": Route(WRITES, WRITES, "annual_report", says={"text": "How it went."}, on="one"),
    "annual_report_final": Route(WRITES, WRITES, "annual_report", on="one"),
    "annual_report_word": Route(STAFF, kind="annual_report"),
    "annual_report_page": Route(STAFF, kind="annual_report"),
}

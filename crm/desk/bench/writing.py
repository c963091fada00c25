"""Pages that write: logging an activity."""

import uuid

from django.db import connection

from activities.models import ActivityType
from crm.desk.bench import databases, floors
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, answered, queries_of

HEARD = "Families are sent home without a plan, and carers are told last. Several asked for one number to ring."


def log_activity(subject: Subject, name: str) -> Row:
    """The form as sent by a browser: type, date, one partner, what was heard."""
    with databases.owner_of(connection.settings_dict["NAME"]) as cursor:
        cursor.execute(floors.PLAIN_TABLES)
    kind, partner = ActivityType.objects.get(code="meeting"), subject.made.quiet_organisation
    plain = {"title": "Meeting", "type": kind.pk, "status": "held", "date_from": "2026-10-01", "heard": HEARD, "organisation": partner}
    timing = alternate(
        lambda: answered(subject.client.post("/desk/activities/log/", log_data(kind.pk, partner)), 302),
        lambda: answered(subject.plain.post("/activities/new/", plain), 302),
    )
    queries = queries_of(lambda: answered(subject.client.post("/desk/activities/log/", log_data(kind.pk, partner)), 302))
    return Row(name, subject.size, "thin create", timing, Limits(ratio=8, queries=15, growth=1.5), queries)


def log_data(kind: int, partner: int) -> dict[str, object]:
    """What the log form sends; a key of its own each time, or the second would answer with the first."""
    rows = {f"{prefix}-{part}": number for prefix in ("points", "promises") for part, number in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    return {
        **rows,
        "submission_key": str(uuid.uuid4()),
        "type": kind,
        "when_day": 1,
        "when_month": 10,
        "when_year": 2026,
        "who": f"organisation:{partner}",
        "heard": HEARD,
        "visibility": "organisation",
    }


ROWS = {"log an activity": log_activity}

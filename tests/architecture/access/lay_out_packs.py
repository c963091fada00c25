"""A framework's year for the walk: about the whole organisation, so there is one, and all staff may know of it."""

from datetime import date

from assurance.models import Framework, FrameworkYear
from tests.architecture.access.records import Records
from tests.architecture.access.routes import STAFF


def lay_out_years(made: Records) -> None:
    year, _made = FrameworkYear.objects.get_or_create(
        framework=Framework.objects.get(key="pcei"), year="2019/20", defaults={"starts_on": date(2019, 4, 1), "ends_on": date(2020, 3, 31)}
    )
    made.things.setdefault("framework_year", {})
    if not made.things["framework_year"]:
        made.add("framework_year", "one", year, STAFF)

"""Pages of assurance over 1,000 decisions and 20,000 uses of evidence (`crm.desk.load.assuring`), whatever the number of activities."""

from crm.desk.bench.pages import FLOOR_LIST, THIN, page_of
from crm.desk.bench.rounds import alternate
from crm.desk.bench.rows import Limits, Row
from crm.desk.bench.subject import Subject, queries_of
from crm.desk.load.assuring import generated_year

LIST = Limits(ratio=4, queries=12, growth=1.5)
RECORD = Limits(ratio=4, queries=15, growth=1.5)


def year_review(subject: Subject, name: str) -> Row:
    """One year of a framework with 2,000 uses of evidence."""
    ours = subject.page(f"/desk/frameworks/years/{generated_year().pk}/")
    return Row(name, subject.size, THIN, alternate(ours, subject.floor(FLOOR_LIST)), RECORD, queries_of(ours))


ROWS = {
    "forward plan": page_of("/desk/forward-plan/", LIST),
    "desk for assurance": page_of("/desk/assurance/", RECORD),
    "year review": year_review,
    "list of decisions": page_of("/desk/decisions/", LIST),
}

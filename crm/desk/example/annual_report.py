"""A draft of the annual report on involvement for the year of the Covid-19 learning programme.

Nothing is written into it: its numbers, lists and stories come from the records, which come from the sources, and what no source says
shows as blank. It was not written by the commissioner of that year; it shows what the product makes of the records.
"""

from assurance.annual.stories import full_chains
from assurance.answers.reader import Reader
from assurance.models import AnnualReport
from assurance.services.annual_reports import choose_case_studies, open_annual_report
from crm.core import roles
from crm.core.financial_year import FinancialYear
from crm.core.models import User

YEAR = FinancialYear(2020)
MOST_STORIES = 3


def load(users: dict[str, User]) -> AnnualReport | None:
    """Open the report with the decisions that can be told in full; None when the year has one already."""
    if AnnualReport.objects.filter(year=YEAR.label).exists():
        return None
    author = users[roles.ASSURANCE_LEAD]
    report = open_annual_report(YEAR, actor=author)
    chains = full_chains(Reader(user=author, year=YEAR, leaves_the_room=True)).order_by("pk").values_list("pk", flat=True)[:MOST_STORIES]
    places = {decision: place for place, decision in enumerate(chains, start=1)}
    return choose_case_studies(report, places, actor=author) if places else report

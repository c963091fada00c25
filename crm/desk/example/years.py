"""A year of the example's history: the indicator of 2019/20, of which only the result is in a source.

Source: NHS Kent and Medway, "CCG archive" page. It gives the rating and the points of one joint submission; verdicts on domains and
criteria, and the evidence, are not in it and stay open here.
"""

from assurance.models import Framework, FrameworkYear
from crm.core.financial_year import FinancialYear

SOURCE = "NHS Kent and Medway, “CCG archive” page"
YEAR = FinancialYear(2019)


def load() -> FrameworkYear | None:
    """Open the year with its result; None when it is already there, or the framework is not loaded."""
    framework = Framework.objects.filter(key="pcei").first()
    if framework is None or FrameworkYear.objects.filter(framework=framework, year=YEAR.label).exists():
        return None
    return FrameworkYear.objects.create(
        framework=framework,
        year=YEAR.label,
        starts_on=YEAR.starts_on,
        ends_on=YEAR.ends_on,
        made_by_text="One joint submission of the eight Kent and Medway clinical commissioning groups",
        result_label="Green",
        result_score=11,
        result_text="Each of the eight clinical commissioning groups got this rating. The verdicts on domains and criteria are not in the source.",
        result_source=SOURCE,
    )

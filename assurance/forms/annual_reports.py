from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import Decision
from assurance.services.annual_reports import MOST_CHARACTERS
from crm.core.financial_year import FinancialYear
from crm.core.forms import CountedTextarea, OnceMixin, PlainForm, VersionMixin

FIRST_YEAR = 2017
MOST_STUDIES = 20


class OpenReportForm(OnceMixin, PlainForm):
    """Which year the report is for."""

    year = forms.ChoiceField(label=_("Financial year"), help_text=_("From 1 April to 31 March."))

    def __init__(self, *args: Any, newest: FinancialYear, opened: set[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = [FinancialYear(first).label for first in range(newest.first, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = [(year, year) for year in years if year not in opened]


class PartForm(VersionMixin, PlainForm):
    """The author's words on one part. `version` stands for the words that were there."""

    text = forms.CharField(
        label=_("Text of this part"), required=False, max_length=MOST_CHARACTERS, widget=CountedTextarea(attrs={"rows": 14}),
        help_text=_("The public will read this. A new line starts a new paragraph. Numbers and lists come from the records: there is no need to repeat them."),
    )  # fmt: skip


class StudyForm(VersionMixin, PlainForm):
    """The author's words on one case study."""

    text = forms.CharField(
        label=_("The story, in a few sentences"), required=False, max_length=3000, widget=CountedTextarea(attrs={"rows": 8}),
        help_text=_("The public will read this. No names, nothing that points to a person. What stands below is printed under your text."),
    )  # fmt: skip


class StudiesForm(PlainForm):
    """A place in the report for each decision that may be told; a blank place leaves it out."""

    def __init__(self, *args: Any, decisions: list[Decision], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for decision in decisions:
            field = forms.IntegerField(
                label=f"{decision.title} ({decision.reference})", required=False, min_value=1, max_value=MOST_STUDIES,
                widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-2"}),
            )  # fmt: skip
            field.widget.is_finding = self.is_finding
            self.fields[f"decision_{decision.pk}"] = field

    def places(self) -> dict[int, int]:
        """Place by decision, only of those that are told."""
        return {int(name.removeprefix("decision_")): place for name, place in self.cleaned_data.items() if place}


class FinalForm(VersionMixin, PlainForm):
    """Nothing to fill in: the version that was read."""

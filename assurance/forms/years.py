from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance.forms.checks import ActionForm
from assurance.models import Action, Criterion, Framework, FrameworkYear
from assurance.rules.year_scores import NOT_APPLICABLE, label_of
from assurance.services.years import refusal
from crm.core.financial_year import FinancialYear
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm

YEARS_OFFERED = range(1, -11, -1)


def year_choices() -> list[tuple[str, str]]:
    """Next year, this year and ten before."""
    this = FinancialYear.of(timezone.localdate()).first
    return [(label, label) for label in (FinancialYear(this + step).label for step in YEARS_OFFERED)]


class OpenYearForm(PlainForm):
    """Which framework, for which financial year."""

    framework = forms.ModelChoiceField(label=_("Framework"), queryset=Framework.objects.none(), empty_label=_("Choose"), to_field_name="key")
    year = forms.CharField(label=_("Financial year"), max_length=7, help_text=_("Like 2026/27, from 1 April to 31 March."))
    made_by_text = forms.CharField(
        label=_("Whose submission"), max_length=300, required=False, help_text=_("Where it is not ours alone, such as a joint submission.")
    )
    due_on = NHSDateField(label=_("Submission due on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["framework"].queryset = Framework.objects.filter(use=Framework.Use.YEAR)

    def clean_year(self) -> FinancialYear:
        try:
            return FinancialYear.parse(self.cleaned_data["year"])
        except ValueError as error:
            raise forms.ValidationError(_("Enter a financial year like 2026/27")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        framework, year = cleaned.get("framework"), cleaned.get("year")
        if framework and year and (words := refusal(framework, year)):
            self.add_error("year", words)
        return cleaned


class JudgeYearForm(PlainForm):
    """A named person's verdict on a criterion or a domain. A narrative scale has no verdicts to choose from."""

    verdict = forms.ChoiceField(label=_("Verdict"), required=False, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=3000, widget=CountedTextarea(attrs={"rows": 5}))
    reviewer_role = forms.CharField(label=_("Your role"), max_length=150)

    def __init__(self, *args: Any, year: FrameworkYear, **kwargs: Any):
        super().__init__(*args, **kwargs)
        values = year.framework.scale.values if year.framework.scale else []
        if values:
            codes = [value["code"] for value in values]
            offered = [(code, label_of(values, code)) for code in codes]
            if NOT_APPLICABLE not in codes:
                offered.append((NOT_APPLICABLE, str(_("Not applicable"))))
            self.fields["verdict"].choices = offered
            self.fields["verdict"].required = True
            self.fields["verdict"].error_messages["required"] = _("Choose a verdict")
            self.fields["comment"].help_text = _("Needed for “Not applicable”: say why.")
        else:
            del self.fields["verdict"]
            self.fields["comment"].required = True
            self.fields["comment"].label = _("Verdict, in words")
            self.fields["comment"].error_messages["required"] = _("Write the verdict")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("verdict") == NOT_APPLICABLE and not cleaned.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Say why it does not apply"))
        return cleaned


class OwnJudgementForm(PlainForm):
    """Our own judgement of the whole year, and when it was sent."""

    made_by_text = forms.CharField(label=_("Whose submission"), max_length=300, required=False)
    due_on = NHSDateField(label=_("Submission due on"), required=False)
    submitted_on = NHSDateField(label=_("Submitted on"), required=False)
    own_text = forms.CharField(label=_("Our own judgement, in words"), required=False, max_length=5000, widget=CountedTextarea(attrs={"rows": 6}))
    own_role = forms.CharField(label=_("Judged by (role)"), max_length=150, required=False)
    own_on = NHSDateField(label=_("Judged on"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("own_text") and not cleaned.get("own_role") and "own_role" not in self.errors:
            self.add_error("own_role", _("Say in which role you judge"))
        return cleaned


class ResultForm(PlainForm):
    """What the assurance body said, with where it is written."""

    result_label = forms.CharField(label=_("Rating given"), max_length=100, required=False)
    result_score = forms.IntegerField(label=_("Score given"), required=False, min_value=0, max_value=32767)
    result_text = forms.CharField(label=_("What the assurance body said"), required=False, max_length=5000, widget=CountedTextarea(attrs={"rows": 6}))
    result_on = NHSDateField(label=_("Said on"), required=False)
    result_source = forms.CharField(label=_("Where it is written"), max_length=400, required=False, help_text=_("A letter, a published page, with its date."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said = cleaned.get("result_label") or cleaned.get("result_text") or cleaned.get("result_score") is not None
        if said and not cleaned.get("result_source") and "result_source" not in self.errors:
            self.add_error("result_source", _("Say where the result is written"))
        return cleaned


class GapForm(ActionForm):
    """What is to be done about a gap of the year, who does it, by when."""

    criterion = forms.ModelChoiceField(label=_("Criterion"), queryset=Criterion.objects.none(), required=False, empty_label=_("The year as a whole"))
    field_order = ("criterion", "text", "owner", "owner_role", "due_on")

    def __init__(self, *args: Any, criteria, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = criteria


class AgainForm(PlainForm):
    """Which gaps of last year are assigned again, by when."""

    actions = forms.TypedMultipleChoiceField(
        label=_("Not done last year"), coerce=int, widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one")}
    )
    due_on = NHSDateField(label=_("By"))

    def __init__(self, *args: Any, undone: list[Action], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.undone = {action.pk: action for action in undone}
        self.fields["actions"].choices = [
            (action.pk, ", ".join(filter(None, [action.criterion.code if action.criterion else "", action.text, action.owner_role]))) for action in undone
        ]

    def chosen(self) -> list[Action]:
        return [self.undone[pk] for pk in self.cleaned_data["actions"]]

"""The stall page: who came by, which groups, what they said. Plain number fields; the script adds the big buttons."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.forms.activities import NHS_BEGAN
from activities.forms.fields import ClockField
from activities.forms.logging import LogRows
from activities.models import ParticipationCount, Project
from crm.core.forms import NHSDateField, OnceMixin, PlainForm, RecordField
from crm.core.forms.care import CareMixin
from crm.core.models import User
from partners.pickers import place_source, suggest_address

GROUPS = 12
POINTS = 6
LARGEST = 10_000_000


class StallForm(CareMixin, OnceMixin, PlainForm):
    """When and where; the rest is optional."""

    marks = "none"
    when = NHSDateField(label=_("When"), earliest=NHS_BEGAN, help_text="")
    starts_at = ClockField(label=_("From (time)"), required=False)
    ends_at = ClockField(label=_("To (time)"), required=False)
    venue = forms.CharField(label=_("Where exactly"), required=False, max_length=200, help_text=_("For example, the library or the market."))
    place = RecordField(label=_("Place"), required=False, suggest_url=suggest_address("place"), help_text=_("A ward, district or other area."))
    passed_by = forms.IntegerField(
        label=_("How many people came by, roughly"), required=False, min_value=0, max_value=LARGEST, help_text=_("Always kept as an estimate."),
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip
    counted = forms.ChoiceField(
        label=_("How were the groups counted?"), required=False, initial=ParticipationCount.Method.REGISTER,
        widget=forms.RadioSelect(attrs={"class": "lp-pills"}),
        choices=[(ParticipationCount.Method.REGISTER, _("One by one")), (ParticipationCount.Method.ESTIMATE, _("Estimated"))],
    )  # fmt: skip
    heard = forms.CharField(label=_("Anything else you heard or saw"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 3}))
    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none(), required=False, empty_label=_("No project"))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].sources = [place_source(user)]
        self.fields["project"].queryset = Project.objects.visible_to(user).current().order_by("title", "pk")

    def clean_when(self):
        when = self.cleaned_data["when"]
        if when > timezone.localdate():
            raise ValidationError(_("The day must be today or earlier. Plan a stall to come with “Log an activity”."))
        return when

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if not cleaned.get("venue") and not cleaned.get("place") and not {"venue", "place"} & set(self.errors):
            self.add_error("venue", _("Write where the stall was, or choose a place"))
        if end and not start and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Enter when it started"))
        if start and end and end < start:
            self.add_error("ends_at", _("It must end after it starts"))
        return cleaned

    def check_says_something(self, groups: "GroupRows", points: "SaidRows") -> bool:
        """Whether anything was counted or heard; says so beside the head-count when not. Call it on valid parts."""
        cleaned = self.cleaned_data
        if cleaned["passed_by"] is None and not cleaned["heard"] and not groups.values() and not points.values():
            self.add_error("passed_by", _("Count who came by, count a group, or write what people said"))
        return not self.errors

    def values(self) -> dict[str, Any]:
        """Columns for `crm.desk.services.log_stall`."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "venue", "place", "heard", "project")} | {
            "date_from": self.cleaned_data["when"]
        }

    def add_service_errors(self, error: ValidationError) -> None:
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            field = "when" if name == "date_from" else name
            self.add_error(field if field in self.fields else None, errors)


class GroupForm(PlainForm):
    """One group and how many of it came. A group without a number is left out: nobody of it came."""

    marks = "none"
    what = forms.CharField(label=_("Group"), required=False, max_length=100, widget=forms.TextInput(attrs={"list": "stall-groups", "autocomplete": "off"}))
    number = forms.IntegerField(
        label=_("How many"), required=False, min_value=0, max_value=LARGEST,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("number") and not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", _("Write which group this number is of"))
        return cleaned


class SaidForm(PlainForm):
    """One thing that somebody said: in our words, or in theirs when they agreed to that."""

    marks = "none"
    text = forms.CharField(label=_("What somebody said"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    is_quote = forms.BooleanField(label=_("Their own words. They agreed that we use them, without a name."), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_quote") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write what they said, or take the tick away"))
        return cleaned


class GroupRows(LogRows):
    def values(self) -> list[tuple[str, int]]:
        """(group, number), a group that was entered twice added up."""
        found: dict[str, tuple[str, int]] = {}
        for row in (form.cleaned_data for form in self.forms if form.has_changed()):
            if row["what"] and row["number"]:
                name, number = found.get(row["what"].casefold(), (row["what"], 0))
                found[row["what"].casefold()] = (name, min(number + row["number"], LARGEST))
        return list(found.values())


class SaidRows(LogRows):
    def values(self) -> list[dict[str, Any]]:
        """As `activities.services.log_activity` takes points."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [{"paraphrase": row["text"], "quote": row["text"] if row["is_quote"] else "", "quote_consent": row["is_quote"]} for row in rows if row["text"]]


StallGroups = forms.formset_factory(GroupForm, formset=GroupRows, extra=GROUPS, max_num=GROUPS, absolute_max=GROUPS)
StallPoints = forms.formset_factory(SaidForm, formset=SaidRows, extra=POINTS, max_num=POINTS, absolute_max=POINTS)

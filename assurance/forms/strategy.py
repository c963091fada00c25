"""Forms of the involvement strategy."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance.forms.reference_data import SeenMixin
from assurance.measures import METHODS
from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm
from crm.core.forms.base import PlainModelForm

PUBLIC = _("The public will read this once the strategy is published.")


class ValuesMixin:
    """`values()` is what the service stores: the columns of the model, without what the form carries beside them."""

    beside = ("reason", "seen", "submission_key", "objective")
    cleaned_data: dict[str, Any]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.beside}


class StrategyForm(ValuesMixin, PlainModelForm):
    url = forms.URLField(label=_("Web address of the strategy"), required=False, max_length=500, assume_scheme="https")
    valid_from = NHSDateField(label=_("From"), required=False, help_text=_("Leave it empty if the day is not known."))
    valid_to = NHSDateField(label=_("Until"), required=False, help_text=_("The last day. Leave it empty while there is none."))

    class Meta:
        model = Strategy
        fields = ["title", "valid_from", "valid_to", "url", "source"]


class NewStrategyForm(OnceMixin, StrategyForm):
    pass


class EditStrategyForm(SeenMixin, StrategyForm):
    field_order = (*StrategyForm.Meta.fields, "reason", "seen")


class ObjectiveForm(ValuesMixin, PlainModelForm):
    """A core element and how far it has come."""

    progress_on = NHSDateField(label=_("Progress as at"), required=False)

    class Meta:
        model = Objective
        fields = ["number", "title", "text", "owner_role", "progress", "progress_on"]
        labels = {"owner_role": _("Who leads it (a role, no name)"), "text": _("What it means"), "progress": _("Progress, in words")}
        help_texts = {"text": PUBLIC, "progress": PUBLIC}
        widgets = {"text": CountedTextarea(attrs={"rows": 4}), "progress": CountedTextarea(attrs={"rows": 5})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("progress") and not data.get("progress_on") and "progress_on" not in self.errors:
            self.add_error("progress_on", _("Say from which day these words are."))
        return data


class NewObjectiveForm(OnceMixin, ObjectiveForm):
    pass


class EditObjectiveForm(SeenMixin, ObjectiveForm):
    field_order = (*ObjectiveForm.Meta.fields, "reason", "seen")


class MeasureForm(ValuesMixin, PlainModelForm):
    """What is measured, and whether the records give the number or somebody writes it down."""

    computed_by = forms.ChoiceField(
        label=_("Where does the number come from?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Somebody reads it and writes it down")), *((code, method.label) for code, method in METHODS.items())],
    )  # fmt: skip
    target_on = NHSDateField(label=_("Target day"), required=False)

    class Meta:
        model = Measure
        fields = ["text", "computed_by", "unit", "baseline", "target", "target_on"]
        help_texts = {"text": PUBLIC, "unit": _("Such as % or days. Leave it empty for the unit of a computed measure.")}


class NewMeasureForm(OnceMixin, MeasureForm):
    pass


class EditMeasureForm(SeenMixin, MeasureForm):
    field_order = (*MeasureForm.Meta.fields, "reason", "seen")


class ReadingForm(OnceMixin, PlainModelForm):
    on = NHSDateField(label=_("As at"))

    class Meta:
        model = MeasureReading
        fields = ["on", "value", "source"]
        help_texts = {"source": _("Where somebody can find this number again. The public will read it once the strategy is published.")}

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("A reading cannot lie in the future."))
        return on


class LinkForm(OnceMixin, PlainModelForm):
    """Which objective an activity serves."""

    objective = forms.ModelChoiceField(label=_("Objective"), queryset=Objective.objects.none(), empty_label=_("Choose an objective"))

    class Meta:
        model = ObjectiveLink
        fields = ["objective", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        going_on = Objective.objects.filter(ended_on=None).select_related("strategy")
        self.fields["objective"].queryset = going_on.order_by("-strategy__valid_from", "strategy", "number")
        self.fields["objective"].label_from_instance = lambda objective: f"{objective} ({objective.strategy})"


class EndForm(PlainForm):
    """From which day an objective or a measure is no longer pursued, and why."""

    on = NHSDateField(label=_("Ended on"), help_text=_("The last day on which it was pursued."))
    because = forms.CharField(label=_("Why does it end?"), max_length=300, help_text=PUBLIC)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("It cannot end in the future. Come back on the day."))
        return on


class WithdrawForm(PlainForm):
    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=300)


class RemoveForm(PlainForm):
    reason = forms.CharField(label=_("Why is it removed?"), max_length=300)

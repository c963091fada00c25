"""Forms of duties, frameworks, criteria and scales."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import Criterion, Duty, DutyVersion, Framework, RatingScale
from assurance.reference import Difference
from assurance.rules.scales import bands_from_lines, lines_from_bands, lines_from_values, values_from_lines
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm
from crm.core.forms.base import PlainModelForm

KEY_HELP = _("Small letters, numbers and hyphens. It stands in addresses and packs, and stays.")


class SeenMixin(forms.Form):
    """Why something is changed, and which state of it the writer read."""

    reason = forms.CharField(label=_("Why is it changed?"), max_length=300, help_text=_("Name the law, the guidance or the mistake."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class ValuesMixin:
    """`values()` is what the service stores: the columns of the model, without what the form asks beside them."""

    beside = ("reason", "seen", "key", "copy_criteria_of")
    cleaned_data: dict[str, Any]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.beside}


class DutyForm(SeenMixin, PlainModelForm):
    """The name of a duty."""

    class Meta:
        model = Duty
        fields = ["name"]


class VersionForm(ValuesMixin, PlainModelForm):
    """What a duty asks between two days."""

    valid_from = NHSDateField(label=_("In force from"), required=False, help_text=_("Leave it empty if it held before our records begin."))
    valid_to = NHSDateField(label=_("In force until"), required=False, help_text=_("The last day. Leave it empty while it is in force."))

    class Meta:
        model = DutyVersion
        fields = ["statute", "binds", "trigger", "evidence", "valid_from", "valid_to", "succeeded_by", "source", "confidence"]
        widgets = {"trigger": CountedTextarea(attrs={"rows": 3}), "evidence": CountedTextarea(attrs={"rows": 3})}
        labels = {"succeeded_by": _("Followed by")}


class NewDutyForm(VersionForm):
    """A duty with its first version."""

    key = forms.SlugField(label=_("Key"), max_length=40, help_text=KEY_HELP)
    name = forms.CharField(label=_("Duty"), max_length=150)
    field_order = ("key", "name")
    beside = (*ValuesMixin.beside, "name")


class ReasonedVersionForm(SeenMixin, VersionForm):
    """A further version, or one mended."""

    field_order = (*VersionForm.Meta.fields, "reason", "seen")


class FrameworkForm(ValuesMixin, PlainModelForm):
    """A framework without its criteria."""

    use = forms.ChoiceField(label=_("What is judged?"), choices=Framework.Use.choices, widget=forms.RadioSelect)
    valid_from = NHSDateField(label=_("In use from"), required=False)
    valid_to = NHSDateField(label=_("In use until"), required=False)

    class Meta:
        model = Framework
        fields = [
            "name", "use", "scored_by", "scale", "assurance_body", "valid_from", "valid_to", "is_historical", "succeeded_by", "most_items", "in_year_only",
            "own_site_only", "note", "source", "confidence", "position",
        ]  # fmt: skip
        widgets = {"note": CountedTextarea(attrs={"rows": 3}), "scored_by": forms.RadioSelect}
        labels = {
            "position": _("Order in lists"),
            "scale": _("Scale"),
            "is_historical": _("It is history: kept to read, no longer used"),
        }
        help_texts = {"scale": _("Without a scale, or with one that has no values, the verdict is a narrative.")}


class NewFrameworkForm(FrameworkForm):
    """A new framework, perhaps with the criteria of another."""

    key = forms.SlugField(label=_("Key"), max_length=40, help_text=KEY_HELP)
    copy_criteria_of = forms.ModelChoiceField(
        label=_("Take over the criteria of"), queryset=Framework.objects.all(), required=False, empty_label=_("None: I add them myself"),
        help_text=_("Those that have not ended are copied. What has been judged stays with the old framework."),
    )  # fmt: skip
    field_order = ("key", "name", "copy_criteria_of")


class EditFrameworkForm(SeenMixin, FrameworkForm):
    field_order = (*FrameworkForm.Meta.fields, "reason", "seen")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["succeeded_by"].queryset = Framework.objects.exclude(pk=self.instance.pk)


class CriterionForm(ValuesMixin, PlainModelForm):
    """One question of a framework."""

    valid_from = NHSDateField(label=_("Asked from"), required=False, help_text=_("Leave it empty if it was asked from the start."))
    valid_to = NHSDateField(
        label=_("Asked until"), required=False, help_text=_("The last day. From then on it is asked of nothing new; what was judged stays.")
    )

    class Meta:
        model = Criterion
        fields = ["domain", "short", "text", "evidence", "position", "valid_from", "valid_to"]
        widgets = {"text": CountedTextarea(attrs={"rows": 3}), "evidence": CountedTextarea(attrs={"rows": 3})}
        labels = {"position": _("Order in the framework")}


class NewCriterionForm(CriterionForm):
    code = forms.CharField(label=_("Code"), max_length=12, help_text=_("Such as D1. It stays, because evidence and packs name it."))
    field_order = ("code",)


class EditCriterionForm(SeenMixin, CriterionForm):
    field_order = (*CriterionForm.Meta.fields, "reason", "seen")


class ScaleForm(PlainForm):
    """A scale in lines: `Good = 2`, or only `Met`."""

    name = forms.CharField(label=_("Name"), max_length=150)
    values_text = forms.CharField(
        label=_("Words of the scale"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, lowest first. With a score write Good = 2. Leave it empty for a narrative verdict."),
    )  # fmt: skip
    bands_text = forms.CharField(
        label=_("What totals are called"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, with the least total: Green/Good = 10"),
    )  # fmt: skip

    def __init__(self, *args: Any, scale: RatingScale | None = None, **kwargs: Any):
        self.scale = scale
        if scale is not None:
            start = {"name": scale.name, "values_text": lines_from_values(scale.values), "bands_text": lines_from_bands(scale.bands)}
            kwargs["initial"] = start | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        stored = self.scale.values if self.scale else ()
        return {"name": data["name"], "values": values_from_lines(data["values_text"], stored), "bands": bands_from_lines(data["bands_text"])}


class NewScaleForm(ScaleForm):
    key = forms.SlugField(label=_("Key"), max_length=40, help_text=KEY_HELP)
    field_order = ("key", "name")


class EditScaleForm(SeenMixin, ScaleForm):
    field_order = ("name", "values_text", "bands_text", "reason", "seen")


class FileForm(PlainForm):
    """A file to compare with what is stored."""

    file = forms.FileField(label=_("File"), help_text=_("JSON in the format of duties.json, scales.json or frameworks.json, at most 1 MB."))


class LoadForm(PlainForm):
    """Load a file whose differences stand above the form."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    take_over = forms.MultipleChoiceField(
        label=_("These were changed here and are kept. Take the file’s row instead for:"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Why is the file loaded?"), max_length=300, help_text=_("Name the law, the guidance or where the file comes from."))

    def __init__(self, *args: Any, kept: list[Difference], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(item.code, item.name) for item in kept if not item.overlap]
        self.fields["take_over"].choices = choices
        if not choices:
            del self.fields["take_over"]

"""What a planned meeting left behind, once it was held."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ParticipationCount
from crm.core.forms import OnceMixin, PlainForm, VersionMixin
from crm.core.forms.care import CareMixin

PUBLIC = "Members of the public"


class FinishForm(OnceMixin, VersionMixin, CareMixin, PlainForm):
    """What was heard and what happens next; nothing else."""

    marks = "none"
    heard = forms.CharField(label=_("What was heard"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 8}))
    public_number = forms.IntegerField(
        label=_("Members of the public, if there were any"), required=False, min_value=0, max_value=10_000_000,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"}),
    )  # fmt: skip
    public_method = forms.ChoiceField(label=_("How counted"), choices=ParticipationCount.Method.choices, required=False)
    next_steps = forms.CharField(label=_("What happens next"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("heard", "next_steps")}

    def relations(self) -> dict[str, Any]:
        """Counts of others than the public are not asked for here and stay."""
        number = self.cleaned_data["public_number"]
        if number is None:
            return {}
        return {"counts": [(PUBLIC, number, self.cleaned_data["public_method"] or ParticipationCount.Method.REGISTER)]}


def initial_of_finish(activity: Activity) -> dict[str, Any]:
    return {"version": activity.version, "heard": activity.heard, "next_steps": activity.next_steps, "public_method": ParticipationCount.Method.REGISTER}

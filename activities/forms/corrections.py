"""The note of a meeting, checked by partners: asking, correcting, answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.forms import NHSDateField, OnceMixin, PlainForm, VersionMixin
from partners.models import Organisation

TAKEN_UP, NOT_TAKEN_UP = "taken_up", "not_taken_up"


class AskToCheckForm(PlainForm):
    """Until when partners may correct the note."""

    until = NHSDateField(label=_("Until when may they send corrections?"), help_text=_("Ten working days unless you change it."))


class CorrectionForm(OnceMixin, PlainForm):
    """What a partner says is wrong, in their own words."""

    text = forms.CharField(
        label=_("What should we correct?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say which sentence you mean and how it should read. Please leave out names and health details of people."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(label=_("For which organisation are you writing?"), queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) == 1:
            self.fields.pop("organisation")
        else:
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[item.pk for item in organisations]).order_by("name", "pk")

    @property
    def organisation_chosen(self) -> Organisation:
        return self.cleaned_data.get("organisation") or self.organisations[0]


class AnswerForm(VersionMixin, PlainForm):
    """Taken up, with the note as it reads from now on; or not, and why."""

    marks = "none"
    verdict = forms.ChoiceField(
        label=_("Is it taken up?"), widget=forms.RadioSelect,
        choices=[(TAKEN_UP, _("Yes, the note is corrected")), (NOT_TAKEN_UP, _("No, the note stays as it is"))],
    )  # fmt: skip
    heard = forms.CharField(
        label=_("The note as it reads from now on"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Change it here if you take the correction up. Otherwise it stays as it is."),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Your answer to the partner"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it. If it is not taken up, say why."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("verdict") == NOT_TAKEN_UP and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Say why it is not taken up. The partner reads it."))
        if cleaned.get("verdict") == TAKEN_UP and not cleaned.get("heard") and "heard" not in self.errors:
            self.add_error("heard", _("Write the note as it reads from now on"))
        return cleaned

    @property
    def is_taken_up(self) -> bool:
        return self.cleaned_data["verdict"] == TAKEN_UP

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance.models import InformationRequest, InformationRequestItem
from crm.core.forms import CountedTextarea, NHSDateField, PlainForm, VersionMixin
from crm.desk.disclosing import EXEMPTIONS, Part


class RequestForm(PlainForm):
    """What was asked, and what to search for."""

    local_reference = forms.CharField(label=_("Your reference"), max_length=50)
    subject = forms.CharField(label=_("What it is about"), max_length=200)
    question = forms.CharField(
        label=_("What was asked"), max_length=5000, widget=CountedTextarea(attrs={"rows": 4}),
        help_text=_("Leave out the name of the person who asks. Their letter stays where requests are answered."),
    )  # fmt: skip
    received_on = NHSDateField(label=_("Received on"))
    due_on = NHSDateField(label=_("Answer due on"), required=False, help_text=_("Leave it empty for 20 working days after the day it came."))
    words = forms.CharField(
        label=_("Words to search for"), required=False, max_length=300, help_text=_("All of them must occur. “Exact words” in quotation marks.")
    )
    from_on = NHSDateField(label=_("Records from"), required=False)
    to_on = NHSDateField(label=_("Records until"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        received, due = cleaned.get("received_on"), cleaned.get("due_on")
        if received and received > timezone.localdate():
            self.add_error("received_on", _("Received on must be today or in the past"))
        if received and due and due < received:
            self.add_error("due_on", _("The answer must be due on or after the day the request came"))
        if cleaned.get("from_on") and cleaned.get("to_on") and cleaned["to_on"] < cleaned["from_on"]:
            self.add_error("to_on", _("The last day must be on or after the first"))
        return cleaned


class EditRequestForm(VersionMixin, RequestForm):
    """The same, with the version that was read."""


class ItemForm(PlainForm):
    """What is done with one record, and why."""

    treatment = forms.ChoiceField(label=_("What is done with it"), choices=InformationRequestItem.Treatment.choices, widget=forms.RadioSelect)
    hidden = forms.MultipleChoiceField(
        label=_("Parts kept back"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Only when it is given in part.")
    )
    exemption = forms.ChoiceField(label=_("Exemption"), choices=[("", _("None")), *EXEMPTIONS.items()], required=False)
    reason = forms.CharField(label=_("Why it applies"), required=False, max_length=500, widget=CountedTextarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, parts: tuple[Part, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["hidden"].choices = [(part.column, part.label) for part in parts]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("treatment") in ("part", "withhold"):
            if not cleaned.get("exemption"):
                self.add_error("exemption", _("Name the exemption"))
            if not cleaned.get("reason"):
                self.add_error("reason", _("Say why it applies"))
        if cleaned.get("treatment") == "part" and not cleaned.get("hidden"):
            self.add_error("hidden", _("Choose the parts that are kept back"))
        return cleaned


class HideForm(VersionMixin, PlainForm):
    """Words that are hidden besides."""

    words = forms.CharField(
        label=_("Hide these words too"), required=False, max_length=5000, widget=CountedTextarea(attrs={"rows": 4}),
        help_text=_("One word or phrase a line. They are hidden wherever they stand in the answer, and kept with the request."),
    )  # fmt: skip


class AnswerForm(PlainForm):
    """How it was answered, and when."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=InformationRequest.Outcome.choices, widget=forms.RadioSelect)
    on = NHSDateField(label=_("Answered on"))


class LogEntryForm(PlainForm):
    """What the disclosure log says."""

    text = forms.CharField(
        label=_("What was asked and what was given, in words for the public"), max_length=3000, widget=CountedTextarea(attrs={"rows": 5})
    )  # fmt: skip

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.dossier import Dossier
from assurance.models import Response
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, VersionMixin


class ResponseFields(PlainForm):
    """You said, we did; or cannot, because."""

    insights = forms.TypedMultipleChoiceField(
        label=_("What people said"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what people said that this answers")},
    )
    you_said = forms.CharField(
        label=_("You said"),
        max_length=1000,
        widget=CountedTextarea(attrs={"rows": 3}),
        help_text=_("The public will read this. No names, nothing that points to a person."),
    )
    answer = forms.ChoiceField(label=_("Our answer"), choices=Response.Answer.choices, widget=forms.RadioSelect)
    we_did = forms.CharField(label=_("What we did, will do, or why not"), max_length=2000, widget=CountedTextarea(attrs={"rows": 3}))
    considered_by = forms.CharField(label=_("Considered by"), max_length=200, required=False, help_text=_("A body or a role, not a person."))
    considered_on = NHSDateField(label=_("Considered on"), required=False)
    will_do_by = NHSDateField(label=_("Will be done by"), required=False)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["insights"].choices = [(insight.pk, f"{insight} ({insight.reference})") for insight in dossier.insights]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("you_said", "answer", "we_did", "considered_by", "considered_on", "will_do_by")}


class NewResponseForm(OnceMixin, ResponseFields):
    """Draft a response."""


class EditResponseForm(VersionMixin, ResponseFields):
    """Change a response that is not published."""


class ToldForm(PlainForm):
    """When and how the people who contributed were told."""

    told_on = NHSDateField(label=_("Contributors were told on"))
    channel = forms.CharField(label=_("How"), max_length=200, help_text=_("For example by e-mail, at the group’s meeting, on the public page."))


class WithdrawForm(PlainForm):
    """Why a response leaves the public page."""

    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=500)

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm


class ChangeForm(OnceMixin, PlainForm):
    """ "I am planning a change": the few things that the engagement team needs to know at the start."""

    title = forms.CharField(label=_("What is the change, in a few words?"), max_length=200)
    proposal = forms.CharField(
        label=_("What would be different, for whom and where?"),
        max_length=5000,
        widget=CountedTextarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences are enough. No names of patients."),
    )
    expected_on = NHSDateField(label=_("When do you expect the decision?"), required=False, help_text=_("A rough day is fine, or leave it empty."))
    can_influence = forms.CharField(
        label=_("What can people still influence?"), required=False, max_length=3000, widget=CountedTextarea(attrs={"rows": 2}),
        help_text=_("What is not decided yet."),
    )  # fmt: skip
    cannot_influence = forms.CharField(
        label=_("What is fixed, and why?"), required=False, max_length=3000, widget=CountedTextarea(attrs={"rows": 2})
    )  # fmt: skip
    role = forms.CharField(label=_("Your role"), max_length=150, help_text=_("For example: Commissioning manager, urgent care."))
    wants = forms.CharField(
        label=_("What help would you like from the engagement team?"), required=False, max_length=2000, widget=CountedTextarea(attrs={"rows": 2})
    )  # fmt: skip

    DECISION = ("title", "proposal", "expected_on", "can_influence", "cannot_influence")

    def values(self) -> dict[str, Any]:
        """Columns of the decision. It is judged by the law of the day on which it is announced."""
        return {name: self.cleaned_data[name] for name in self.DECISION} | {"duty_as_at": timezone.localdate()}


class InviteColleagueForm(OnceMixin, PlainForm):
    """Whom to send a link."""

    role = forms.CharField(label=_("Their role"), max_length=150, help_text=_("For example: Programme manager, dentistry."))
    email = forms.EmailField(label=_("Their work e-mail address"), max_length=254)

"""Forms of what needs care: the press, what was done, whom to ring."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.forms.base import PlainForm
from crm.core.forms.dates import NHSDateField
from crm.core.models import CareContact, CareStep, Matter


class CareMixin(forms.Form):
    """A form in which somebody writes: the field `care` folds itself away, and its value goes to the service as `care`."""

    care = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", _("It does not need care")), *Matter.choices],
        required=False,
        widget=forms.RadioSelect,
        template_name="core/care/field.html",
        help_text=_("What you write here is then kept apart the moment you save: out of search, lists, packs and exports. The next page says whom to ring."),
    )


class MatterForm(PlainForm):
    """What needs care; nothing is chosen beforehand."""

    marks = "none"
    matter = forms.ChoiceField(
        label=_("What is it?"), choices=Matter.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose what it is: it decides whom to ring")}
    )


class StepForm(PlainForm):
    """What was done: rung, handed over, noted."""

    kind = forms.ChoiceField(
        label=_("What was done"),
        choices=[(CareStep.Kind.RUNG, _("Rang")), (CareStep.Kind.HANDED_OVER, _("Handed over to")), (CareStep.Kind.NOTE, _("A note"))],
        widget=forms.RadioSelect(attrs={"class": "lp-pills"}),
    )
    whom = forms.CharField(label=_("Whom"), required=False, max_length=150, help_text=_("The team or role, not a private name."))
    note = forms.CharField(label=_("What was agreed"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    on = NHSDateField(label=_("On"), initial=timezone.localdate, help_text="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in (CareStep.Kind.RUNG, CareStep.Kind.HANDED_OVER) and not cleaned.get("whom"):
            self.add_error("whom", _("Enter whom: the team or role"))
        if kind == CareStep.Kind.NOTE and not cleaned.get("note"):
            self.add_error("note", _("Write what was agreed"))
        if cleaned.get("on") and cleaned["on"] > timezone.localdate():
            self.add_error("on", _("This is in the future. Enter when it was done"))
        return cleaned

    @property
    def moment(self) -> datetime:
        """Now for today, noon for an earlier day: only the day is asked."""
        day = self.cleaned_data["on"]
        now = timezone.now()
        return now if day == timezone.localdate() else min(now, timezone.make_aware(datetime.combine(day, time(12))))


class ContactForm(PlainForm):
    """Whom to ring about a matter. A number is entered by somebody who knows it, never guessed."""

    matter = forms.ChoiceField(label=_("For"), choices=Matter.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Team or role"), max_length=150)
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=60, help_text=_("Ring it once before you save it. Left empty, people are told that it is missing.")
    )
    hours = forms.CharField(label=_("When they answer"), required=False, max_length=150)
    note = forms.CharField(label=_("What to know"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def initial_of_contact(contact: CareContact) -> dict[str, str]:
    return {name: getattr(contact, name) for name in ("matter", "name", "phone", "hours", "note")}

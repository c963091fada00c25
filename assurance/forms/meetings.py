from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assurance.models import BodyMeeting
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm
from partners.models import Body

SEEN = ("on", "in_public", "paper_due_on")


class MeetingForm(OnceMixin, PlainForm):
    """A meeting of a deciding body."""

    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.all(), empty_label=_("Choose a body"))
    on = NHSDateField(label=_("Day of the meeting"))
    paper_due_on = NHSDateField(label=_("Papers are due on"), required=False, help_text=_("Two weeks before, the forward plan says what each paper lacks."))
    in_public = forms.TypedChoiceField(
        label=_("Is it held in public?"), choices=[("yes", _("In public")), ("no", _("In private"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("body", *SEEN)}


class EditMeetingForm(PlainForm):
    """Change a meeting; its body stays. `seen` is what the writer read, so that nobody's change is written over."""

    on = NHSDateField(label=_("Day of the meeting"))
    paper_due_on = NHSDateField(label=_("Papers are due on"), required=False)
    in_public = forms.TypedChoiceField(
        label=_("Is it held in public?"), choices=[("yes", _("In public")), ("no", _("In private"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Why is it changed?"), max_length=300)
    seen_on = forms.DateField(widget=forms.HiddenInput)
    seen_in_public = forms.BooleanField(widget=forms.HiddenInput, required=False)
    seen_paper_due_on = forms.DateField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def initial_of(meeting: BodyMeeting) -> dict[str, Any]:
        read = {f"seen_{name}": getattr(meeting, name) for name in SEEN}
        return read | {"on": meeting.on, "paper_due_on": meeting.paper_due_on, "in_public": "yes" if meeting.in_public else "no"}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SEEN}

    def seen(self) -> dict[str, Any]:
        return {name: self.cleaned_data[f"seen_{name}"] for name in SEEN}


class ReturnPaperForm(OnceMixin, PlainForm):
    """Why a paper goes back."""

    reason = forms.CharField(
        label=_("What is missing or unreasoned?"), max_length=1000, widget=CountedTextarea(attrs={"rows": 4}),
        help_text=_("The owner of the decision reads this in an e-mail and on their desk."),
    )  # fmt: skip

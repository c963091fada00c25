from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Commitment, Project
from crm.core.forms import NHSDateField, OnceMixin, PlainForm, RecordField, VersionMixin
from crm.core.forms.care import CareMixin
from crm.core.models import User
from partners.forms import VisibilityMixin, initial_of_visibility
from partners.pickers import organisation_source, suggest_address

COLUMNS = ("text", "made_to", "organisation", "project", "made_in_public", "made_on", "due_on", "source")


class PromiseFields(VisibilityMixin, PlainForm):
    """A promise to somebody outside."""

    text = forms.CharField(label=_("What we promised"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    made_to = forms.CharField(label=_("To whom"), required=False, max_length=250, help_text=_("In words: carers at the meeting, the public."))
    organisation = RecordField(label=_("Partner"), required=False, suggest_url=suggest_address("organisation"), help_text=_("It shows on the partner’s page."))
    made_on = NHSDateField(label=_("Made on"), required=False)
    due_on = NHSDateField(label=_("Due"), required=False)
    made_in_public = forms.BooleanField(label=_("Made in public"), required=False)
    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none(), required=False, empty_label=_("No project"))
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def __init__(self, *args: Any, user: User, activity: Activity | None = None, keeps_archived: bool = False, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.fields["organisation"].sources = [organisation_source(user, also_archived=keeps_archived)]
        self.fields["project"].queryset = Project.objects.visible_to(user).current().order_by("title", "pk")
        self.columns = COLUMNS
        self.follows = activity is not None
        if self.follows:  # seen by those who see the activity
            for name in ("visibility", "named_users", "shared_with", "team"):
                self.fields.pop(name)

    def leave_alone(self, *names: str) -> None:
        """Fields that hold something this person cannot choose stay as they are."""
        for name in names:
            self.fields.pop(name)
        self.columns = tuple(name for name in self.columns if name not in names)

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) if self.follows else super().clean()
        made, due = cleaned.get("made_on"), cleaned.get("due_on")
        if made and due and due < made:
            self.add_error("due_on", _("The promise must be due on or after the day it was made"))
        return cleaned

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = {"owner": cleaned["owner"]} if self.follows else self.visibility_values()
        return {**{name: cleaned[name] for name in self.columns}, **kept}


class CommitmentForm(OnceMixin, CareMixin, PromiseFields):
    """Write down a promise."""


class EditCommitmentForm(VersionMixin, CareMixin, PromiseFields):
    """Change a promise that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))


def initial_of_commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        **{name: getattr(commitment, name) for name in COLUMNS},
        "project": commitment.project_id,
        "version": commitment.version,
        **initial_of_visibility(commitment),
    }


class CloseCommitmentForm(PlainForm):
    """How a promise ended."""

    state = forms.ChoiceField(
        label=_("Was it kept?"), choices=[("kept", _("Yes, kept")), ("not_kept", _("No, not kept"))], widget=forms.RadioSelect(attrs={"class": "lp-pills"})
    )
    proof = forms.CharField(
        label=_("How it was kept, or why not"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What can be shown: a page, a letter, minutes."),
    )
    on = NHSDateField(label=_("On"), initial=timezone.localdate)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("A promise cannot be closed on a later day than today"))
        return day

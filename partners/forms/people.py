from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, PlainModelForm, RecordField, VersionMixin
from crm.core.models import Visibility
from partners.forms.rows import RowForm, rows_of
from partners.forms.visibility import VisibilityMixin, initial_of_visibility
from partners.models import ContactPermission, Person
from partners.pickers import organisation_source, suggest_address


class PersonForm(VisibilityMixin, PlainForm):
    """Somebody we are in contact with, in a role. There is no field for a home address, an NHS number or a judgement."""

    name = forms.CharField(label=_("Name, or the role if the name is not needed"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}))
    note = forms.CharField(
        label=_("Facts worth knowing before a meeting"),
        max_length=2000,
        required=False,
        widget=CountedTextarea,
        help_text=_("Only facts. The person may ask to read this. Never health, beliefs, opinions or an NHS number."),
    )
    source = forms.CharField(label=_("Where this comes from"), max_length=300, required=False)

    field_order = ["name", "email", "phone", "note", "source", "reason", "visibility", "named_users", "team", "owner"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = [choice for choice in Visibility.choices if choice[0] != Visibility.SHARED]
        self.fields.pop("shared_with")  # partner users see no people, whatever stands on them

    def values(self) -> dict[str, Any]:
        """What `partners.services` takes."""
        return {**{name: self.cleaned_data[name] for name in ("name", "email", "phone", "note", "source")}, **self.visibility_values()}


class NewPersonForm(OnceMixin, PersonForm):
    """Add a person."""


class EditPersonForm(VersionMixin, PersonForm):
    """Change a person that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))


def initial_of_person(person: Person) -> dict[str, Any]:
    """What the form shows of a stored person. One that was shared once is for all staff: that is who reads it."""
    found = {**{name: getattr(person, name) for name in ("name", "email", "phone", "note", "source", "version")}, **initial_of_visibility(person)}
    return found | ({"visibility": Visibility.ORGANISATION} if person.visibility == Visibility.SHARED else {})


class RoleForm(RowForm):
    """A role at an organisation, from when to when."""

    organisation = RecordField(label=_("Organisation"), suggest_url=suggest_address("organisation"))
    role = forms.CharField(label=_("Role"), max_length=150)
    valid_from = NHSDateField(label=_("From"), required=False, help_text="")
    valid_to = NHSDateField(label=_("Until"), required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].sources = [organisation_source(self.user, also_archived=True)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The role must end on or after the day it starts"))
        return cleaned


RoleRows = rows_of(RoleForm, _("Roles"), _("Add another role"))


class PermissionForm(PlainModelForm):
    """Why, how and under which notice we may write to somebody."""

    valid_from = NHSDateField(label=_("From"))

    class Meta:
        model = ContactPermission
        fields = ["purpose", "lawful_basis", "channel", "notice_version", "source", "valid_from"]

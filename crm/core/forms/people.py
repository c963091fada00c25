"""Forms of the pages where administrators invite people, give roles and teams, and switch leavers off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.forms.base import PlainForm
from crm.core.forms.dates import NHSDateField
from crm.core.models import Team, User
from crm.core.roles import PARTNER, ROLE_LABELS

ROLE_HINTS = _("A person may have several, a partner user no other. Ask for the list of who may do what if you are unsure.")


class PersonForm(PlainForm):
    """Name, roles and team of somebody who signs in."""

    name = forms.CharField(label=_("Name, or role, shown to colleagues"), max_length=150)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=list(ROLE_LABELS.items()), widget=forms.CheckboxSelectMultiple, help_text=ROLE_HINTS)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("No team"))


class InviteForm(PersonForm):
    """The same, with the address that the invitation goes to."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, help_text=_("The invitation goes here, with a link to set a password."))
    field_order = ["email", "name", "roles", "team"]


class EditPersonForm(PersonForm):
    """The same, with cover while the person is away."""

    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=User.objects.none(), required=False, empty_label=_("Nobody"))
    cover_from = NHSDateField(label=_("Away from"), required=False)
    cover_to = NHSDateField(label=_("Away until"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk).exclude(groups__name=PARTNER)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("cover_from"), cleaned.get("cover_to")
        if start and end and end < start:
            self.add_error("cover_to", _("The cover must end on or after the day it starts"))
        return cleaned


class TeamForm(PlainForm):
    """A team and its lead."""

    name = forms.CharField(label=_("Name"), max_length=120)
    lead = forms.ModelChoiceField(
        label=_("Team lead"),
        queryset=User.objects.filter(is_active=True).exclude(groups__name=PARTNER),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("The lead sees what is kept to the team, and what is kept to named people in it."),
    )

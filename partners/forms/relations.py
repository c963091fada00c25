"""Small forms on the page of an organisation: relations, successors, sharing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core import roles
from crm.core.forms import NHSDateField, PlainForm, RecordField
from crm.core.models import User
from partners.models import Organisation, Relationship
from partners.pickers import organisation_source, suggest_address


class _OtherForm(PlainForm):
    """A form that chooses another organisation."""

    other = RecordField(label=_("Other organisation"), suggest_url=suggest_address("organisation"))

    def __init__(self, *args: Any, user: User, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        source = organisation_source(user)
        source.queryset = source.queryset.exclude(pk=organisation.pk)
        self.fields["other"].sources = [source]


class RelationshipForm(_OtherForm):
    """What the organisation is to another."""

    kind = forms.ChoiceField(label=_("This organisation …"), choices=Relationship.Kind.choices, widget=forms.RadioSelect)
    valid_from = NHSDateField(label=_("Since"), required=False)
    field_order = ["kind", "other", "valid_from"]


class SuccessionForm(_OtherForm):
    """Which organisation followed this one."""

    other = RecordField(label=_("Which organisation followed?"), suggest_url=suggest_address("organisation"))
    on = NHSDateField(label=_("On which day"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False, help_text=_("The order or notice that says so."))


class AgreementForm(PlainForm):
    """The agreement under which records may be shared."""

    purpose = forms.CharField(label=_("Purpose"), max_length=300)
    signed_on = NHSDateField(label=_("Signed"))
    ends_on = NHSDateField(label=_("Ends"), required=False)


class PartnerUserForm(PlainForm):
    """Which sign-in speaks for the organisation."""

    user = forms.ModelChoiceField(label=_("Partner user"), queryset=User.objects.none())

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        partners = User.objects.filter(is_active=True, groups__name=roles.PARTNER)
        self.fields["user"].queryset = partners.exclude(partner_memberships__organisation=organisation)


class DayForm(PlainForm):
    """A day to look back at; today when nothing is said."""

    marks = "none"
    on = NHSDateField(label=_("On which day?"), required=False)

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, RecordsField, VersionMixin
from partners.forms.rows import RowForm, rows_of
from partners.forms.visibility import VisibilityMixin, initial_of_visibility
from partners.geography import tidy_postcode
from partners.models import ExternalIdentifier, Organisation
from partners.pickers import community_source, place_source, suggest_address, type_source

Scheme = ExternalIdentifier.Scheme
# Validated loosely, kept as typed apart from case and spaces.
SHAPES = {
    Scheme.CHARITY: (r"\d{6,7}(-\d{1,4})?", _("A charity number has 6 or 7 digits, like 1093548")),
    Scheme.SCOTTISH_CHARITY: (r"SC\d{6}", _("A Scottish charity number looks like SC012345")),
    Scheme.NI_CHARITY: (r"(NIC)?\d{6}", _("A Northern Irish charity number looks like NIC100123")),
    Scheme.COMPANY: (r"\d{8}|[A-Z]{2}\d{6}", _("A company number has 8 characters, like 01234567 or OC123456")),
    Scheme.SOCIETY: (r"RS\d{6}|IP\w{5}R|\d{4,6}R?", _("A society number looks like RS007890")),
    Scheme.ODS: (r"[A-Z0-9]{3,12}", _("An ODS code has letters and digits only, like RYY or G82001")),
    Scheme.GSS: (r"[EWSNKJ]\d{8}", _("A GSS code is a letter and 8 digits, like E06000035")),
}


ORDER = [
    "name", "types", "description", "address", "postcode", "email", "phone", "website", "places_served", "communities",
    "contact_every_days", "opened_on", "closed_on", "source", "reason", "visibility", "named_users", "shared_with", "team", "owner",
]  # fmt: skip


class OrganisationForm(VisibilityMixin, PlainForm):
    """Everything about an organisation that people keep up by hand."""

    name = forms.CharField(label=_("Name"), max_length=250)
    types = RecordsField(label=_("What it is"), required=False, suggest_url=suggest_address("organisationtype"), help_text=_("One or several types."))
    description = forms.CharField(label=_("What it does"), max_length=5000, required=False, widget=CountedTextarea)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        help_text=_("Ward, district and deprivation decile come from it."),
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}))
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    places_served = RecordsField(label=_("Places served"), required=False, suggest_url=suggest_address("place"))
    communities = RecordsField(label=_("Communities"), required=False, suggest_url=suggest_address("community"))
    contact_every_days = forms.IntegerField(
        label=_("Agreed rhythm of contact, in days"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("For example 30 for monthly."),
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )
    opened_on = NHSDateField(label=_("Opened"), required=False)
    closed_on = NHSDateField(label=_("Closed"), required=False)
    source = forms.CharField(label=_("Where this comes from"), max_length=300, required=False)

    field_order = ORDER

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, source in {"types": type_source, "places_served": place_source, "communities": community_source}.items():
            self.fields[name].sources = [source(self.user)]

    def clean_postcode(self) -> str:
        """`me104bj` becomes `ME10 4BJ`; anything that is no full UK postcode is refused."""
        typed = self.cleaned_data["postcode"]
        tidy = tidy_postcode(typed)
        if typed and not tidy:
            raise ValidationError(_("Enter a full UK postcode, like ME10 4BJ"), code="postcode")
        return tidy

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened, closed = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _("The closing date must be on or after the opening date"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `partners.services` takes."""
        plain = ("name", "description", "address", "postcode", "email", "phone", "website", "contact_every_days", "opened_on", "closed_on", "source")
        links = ("types", "places_served", "communities")
        return {
            **{name: self.cleaned_data[name] for name in plain},
            **{name: list(self.cleaned_data[name].records) for name in links},
            **self.visibility_values(),
        }


class NewOrganisationForm(OnceMixin, OrganisationForm):
    """Add an organisation."""


class EditOrganisationForm(VersionMixin, OrganisationForm):
    """Change an organisation that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))


def initial_of_organisation(organisation: Organisation) -> dict[str, Any]:
    """What the form shows of a stored organisation."""
    columns = ("name", "description", "address", "postcode", "email", "phone", "website", "contact_every_days", "opened_on", "closed_on", "source", "version")
    return {
        **{name: getattr(organisation, name) for name in columns},
        "types": list(organisation.types.all()),
        "places_served": list(organisation.places_served.all()),
        "communities": list(organisation.communities.all()),
        **initial_of_visibility(organisation),
    }


class IdentifierForm(RowForm):
    """A number or code of a register."""

    scheme = forms.ChoiceField(label=_("Register"), choices=[("", _("Choose")), *Scheme.choices])
    value = forms.CharField(label=_("Number or code"), max_length=30)
    valid_to = NHSDateField(label=_("No longer theirs since"), required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        scheme, value = cleaned.get("scheme"), cleaned.get("value")
        if scheme and value:
            value = re.sub(r"\s+", "", value).upper()
            if scheme == Scheme.COMPANY and value.isdigit():
                value = value.zfill(8)
            pattern, words = SHAPES[scheme]
            if not re.fullmatch(pattern, value):
                self.add_error("value", words)
            cleaned["value"] = value
        return cleaned


class NameForm(RowForm):
    """A former name, or one it is also known by."""

    name = forms.CharField(label=_("Name"), max_length=250)
    valid_to = NHSDateField(label=_("Used until"), required=False, help_text=_("Empty: still used"))


IdentifierRows = rows_of(IdentifierForm, _("Numbers and codes"), _("Add another number"))
NameRows = rows_of(NameForm, _("Other names"), _("Add another name"))

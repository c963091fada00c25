"""Who may see a record: the same four choices on every form of a main record."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.forms import RecordField, RecordsField
from crm.core.models import Record, Team, User, Visibility
from partners.models import Organisation
from partners.pickers import staff_source, suggest_address
from partners.querysets import with_agreement


class VisibilityMixin(forms.Form):
    """Owner, team, visibility, people named and partners shared with. Give the form its reader: `Form(..., user=request.user)`."""

    visibility = forms.ChoiceField(label=_("Who may see this"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.ORGANISATION)
    named_users = RecordsField(
        label=_("People named to see this"),
        required=False,
        suggest_url=suggest_address("user"),
        help_text=_("Needed for “Named people”. Name yourself too if you still need to see it."),
    )
    shared_with = forms.ModelMultipleChoiceField(
        label=_("Partners it is shared with"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Partners with a sharing agreement in force."),
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("No team"))
    owner = RecordField(label=_("Owner"), required=False, suggest_url=suggest_address("user"))

    visibility_names = ("visibility", "named_users", "shared_with", "team", "owner")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["named_users"].sources = [staff_source(user)]
        self.fields["owner"].sources = [staff_source(user)]
        partners = with_agreement(timezone.localdate()).filter(pk__in=Organisation.objects.visible_to(user)).order_by("name", "pk")
        self.fields["shared_with"].queryset = partners

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen_by = cleaned.get("visibility")
        if seen_by == Visibility.TEAM and not cleaned.get("team") and "team" not in self.errors:
            self.add_error("team", _("Choose the team that may see this"))
        if seen_by == Visibility.RESTRICTED and not cleaned.get("named_users") and "named_users" not in self.errors:
            self.add_error("named_users", _("Name at least one person who may see this"))
        if seen_by == Visibility.SHARED and not cleaned.get("shared_with") and "shared_with" not in self.errors:
            self.add_error("shared_with", _("Choose at least one partner with a sharing agreement in force, or another answer above"))
        return cleaned

    def visibility_values(self) -> dict[str, Any]:
        """Columns of the record, for the service. Names that do not apply to the choice are left empty."""
        cleaned = self.cleaned_data
        seen_by = cleaned["visibility"]
        return {
            "visibility": seen_by,
            "named_user_ids": [person.pk for person in cleaned["named_users"].records] if seen_by == Visibility.RESTRICTED else [],
            "shared_with_ids": [partner.pk for partner in cleaned["shared_with"]] if seen_by == Visibility.SHARED else [],
            "team": cleaned["team"],
            "owner": cleaned["owner"],
        }

    def add_service_errors(self, error: Any) -> None:
        """Show a service's ValidationError next to the field that this form has for it."""
        renamed = {"named_user_ids": "named_users", "shared_with_ids": "shared_with"}
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = renamed.get(name, name)
            self.add_error(field if field in self.fields else None, errors)


def initial_of_visibility(record: Record) -> dict[str, Any]:
    """The part of a form's `initial` that `VisibilityMixin` reads."""
    return {
        "visibility": record.visibility,
        "named_users": list(User.objects.filter(pk__in=record.named_user_ids)) if record.named_user_ids else [],
        "shared_with": record.shared_with_ids,
        "team": record.team_id,
        "owner": record.owner,
    }

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Insight, Theme
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, RecordField, VersionMixin
from crm.core.forms.care import CareMixin
from crm.core.models import User
from partners.forms import VisibilityMixin, initial_of_visibility
from partners.models import Community
from partners.pickers import place_source, suggest_address

COLUMNS = ("paraphrase", "sentiment", "strength", "service", "place", "community", "quote", "quote_consent", "heard_on")


class PointFields(VisibilityMixin, PlainForm):
    """One thing that people said. The voice is a community, never a person."""

    paraphrase = forms.CharField(
        label=_("What people said"), max_length=1000, widget=CountedTextarea(attrs={"rows": 4}), help_text=_("In a sentence or two, without names.")
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.filter(valid_to__isnull=True),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "lp-pills"}),
    )
    sentiment = forms.ChoiceField(
        label=_("Sentiment"), choices=[("", _("Not said")), *Insight.Sentiment.choices], required=False, widget=forms.RadioSelect(attrs={"class": "lp-pills"}),
        help_text=_("Your judgement, as a person."),
    )  # fmt: skip
    strength = forms.ChoiceField(
        label=_("How strong"), choices=[("", _("Not said")), *Insight.Strength.choices], required=False, widget=forms.RadioSelect(attrs={"class": "lp-pills"})
    )
    community = forms.ModelChoiceField(label=_("Community voiced"), queryset=Community.objects.all(), required=False, empty_label=_("Not said"))
    service = forms.CharField(label=_("Service"), required=False, max_length=150)
    place = RecordField(label=_("Place"), required=False, suggest_url=suggest_address("place"))
    heard_on = NHSDateField(label=_("Heard on"), required=False)
    quote = forms.CharField(label=_("Quote, without names"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    quote_consent = forms.BooleanField(label=_("Consent to quote was given"), required=False)

    def __init__(self, *args: Any, user: User, activity: Activity | None = None, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.fields["place"].sources = [place_source(user)]
        self.follows = activity is not None
        if self.follows:  # seen by those who see the activity
            for name in ("visibility", "named_users", "shared_with", "team"):
                self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self) if self.follows else super().clean()
        if cleaned.get("quote") and not cleaned.get("quote_consent"):
            self.add_error("quote_consent", _("A quote needs consent. Record the consent or take the quote out"))
        return cleaned

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = {"owner": cleaned["owner"]} if self.follows else self.visibility_values()
        return {**{name: cleaned[name] for name in COLUMNS}, "themes": list(cleaned["themes"]), **kept}


class InsightForm(OnceMixin, CareMixin, PointFields):
    """Write down a point."""


class EditInsightForm(VersionMixin, CareMixin, PointFields):
    """Change a point that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))


def initial_of_insight(insight: Insight) -> dict[str, Any]:
    return {
        **{name: getattr(insight, name) for name in COLUMNS},
        "community": insight.community_id,
        "version": insight.version,
        "themes": [theme.pk for theme in insight.themes.all()],
        **initial_of_visibility(insight),
    }


class CheckForm(VersionMixin, PlainForm):
    """The second check: two statements that the checker signs."""

    no_personal_data = forms.BooleanField(
        label=_("Nobody can be recognised from it: no personal data"),
        error_messages={"required": _("Say that nobody can be recognised, or change the wording first")},
    )
    is_true = forms.BooleanField(
        label=_("It is true to its source"), error_messages={"required": _("Say that it is true to its source, or change the wording first")}
    )
    may_publish = forms.BooleanField(label=_("It may be published"), required=False)

"""Forms of meetings that come again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities.forms.fields import ClockField
from activities.models import Activity, Series
from activities.occurrences import MOST, Occurrence, occurrences
from crm.core.forms import NHSDateField, OnceMixin, PlainForm, RecordField
from crm.core.models import User
from crm.core.views.records import ReasonForm
from partners.forms import initial_of_visibility
from partners.models import Organisation
from partners.pickers import person_source, place_source, suggest_address

RHYTHMS = [choice for choice in Series.Every.choices if choice[0] != Series.Every.OTHER]
ONE, LATER = "one", "later"


class SeriesForm(OnceMixin, PlainForm):
    """How a meeting comes again. The days it gives are shown first; `shown` says for which answers they were."""

    marks = "none"
    name = forms.CharField(label=_("Name of the series"), max_length=200)
    every = forms.ChoiceField(label=_("How often"), choices=RHYTHMS, widget=forms.RadioSelect(attrs={"class": "lp-pills"}))
    by = forms.ChoiceField(
        label=_("By the month, on"), required=False, initial="date", choices=[], widget=forms.RadioSelect(attrs={"class": "lp-pills"}),
        help_text=_("Matters only for every month and every three months."),
    )  # fmt: skip
    how_many = forms.IntegerField(
        label=_("How many more"), required=False, min_value=1, max_value=MOST, widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
        help_text=_("At most {most} at once.").format(most=MOST),
    )  # fmt: skip
    until = NHSDateField(label=_("Or until"), required=False, help_text=_("The last day on which there may be a meeting."))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, activity: Activity, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.activity, self.today = activity, today
        self.fields["by"].choices = [("date", _("the same date, like the 14th")), ("weekday", _("the same weekday, like the second Tuesday"))]
        if activity.series_id:
            self.fields.pop("name")  # it has one

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"how_many", "until"} & set(self.errors) and not cleaned.get("how_many") and not cleaned.get("until"):
            self.add_error("how_many", _("Enter how many more, or until when"))
        until = cleaned.get("until")
        if until and until <= max(self.activity.date_from, self.today):
            self.add_error("until", _("Choose a day after the last meeting and after today"))
        return cleaned

    def days(self) -> list[Occurrence]:
        """The days that the answers give, today or later."""
        cleaned = self.cleaned_data
        return occurrences(
            self.activity.date_from, cleaned["every"], how_many=cleaned["how_many"] or MOST, until=cleaned["until"],
            same_weekday=cleaned["by"] == "weekday", not_before=self.today,
        )  # fmt: skip

    def signature(self) -> str:
        """The answers that decide the days, to notice that they changed after the days were shown."""
        cleaned = self.cleaned_data
        return "/".join(str(cleaned[name] or "") for name in ("every", "by", "how_many", "until"))


class NextForm(OnceMixin, PlainForm):
    """The next meeting: when, and where if not as last time. People, organisations and project are those of the last one."""

    when = NHSDateField(label=_("When"))
    starts_at = ClockField(label=_("From (time)"), required=False)
    ends_at = ClockField(label=_("To (time)"), required=False)
    how = forms.ChoiceField(label=_("How"), choices=Activity.How.choices, required=False, widget=forms.RadioSelect(attrs={"class": "lp-pills"}))
    place = RecordField(label=_("Place"), required=False, suggest_url=suggest_address("place"))
    venue = forms.CharField(label=_("Venue, or address online"), required=False, max_length=200)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["place"].sources = [place_source(user)]

    def clean_when(self) -> date:
        when = self.cleaned_data["when"]
        if when < self.today:
            raise forms.ValidationError(_("Choose today or a later day. Log what was held already."))
        return when

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if end and not start and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Enter when it starts"))
        if start and end and end < start:
            self.add_error("ends_at", _("It must end after it starts"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "how", "place", "venue")}


class RenameForm(PlainForm):
    """What a series is called and how often it comes."""

    name = forms.CharField(label=_("Name of the series"), max_length=200)
    every = forms.ChoiceField(label=_("How often"), choices=Series.Every.choices, widget=forms.RadioSelect)


def scope_field(later: int) -> forms.ChoiceField:
    """Whether a change is for this one or for the later planned ones of the series too."""
    both = ngettext("This and the later planned one", "This and the {n} later planned ones", later).format(n=later)
    choices = [(ONE, _("Only this one")), (LATER, both)]
    return forms.ChoiceField(label=_("Which meetings?"), required=False, choices=choices, initial=ONE, widget=forms.RadioSelect)


class CancelForm(ReasonForm):
    """Why it will not take place; of a series, whether the later ones are cancelled with it."""

    def __init__(self, *args: Any, later: int = 0, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if later:
            self.fields["scope"] = scope_field(later)

    @property
    def with_later(self) -> bool:
        return self.cleaned_data.get("scope") == LATER


def same_as_last_time(activity: Activity, user: User) -> dict[str, Any]:
    """What the log form takes over from an earlier meeting, as far as `user` may see it: people and place, never notes or counts."""
    organisations = Organisation.objects.visible_to(user).current().filter(activity_links__activity=activity).order_by("activity_links__pk")
    people = person_source(user).queryset.filter(activity_links__activity=activity).order_by("activity_links__pk")
    kept = initial_of_visibility(activity)
    return {
        **{name: getattr(activity, name) for name in ("how", "place", "venue")},
        "type": activity.type_id,
        "project": activity.project_id,
        "staff": list(activity.staff.filter(is_active=True)),
        "communities": list(activity.communities.all()),
        "who": [*organisations, *people],
        **{name: kept[name] for name in ("visibility", "shared_with")},
        **({"named_users": kept["named_users"]} if kept["named_users"] else {}),
    }

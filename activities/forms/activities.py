"""Forms of one activity: the fields that logging and changing share, and the smaller acts on its page."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.forms.fields import ClockField
from activities.forms.series import LATER, scope_field
from activities.models import Activity, ActivityFile, ActivityType, Level, ParticipationCount, Project
from activities.pickers import kept_person_source
from activities.services.corrections import is_locked
from activities.services.series import later_planned
from crm.core.forms import NHSDateField, PartialDate, PartialDateField, PlainForm, RecordField, RecordsField, VersionMixin
from crm.core.forms.care import CareMixin
from crm.core.models import User
from partners.forms import VisibilityMixin, initial_of_visibility
from partners.pickers import community_source, organisation_source, person_source, place_source, staff_source, suggest_address

NHS_BEGAN = date(1948, 7, 5)
NEW_KINDS = {"organisation": _("Add “{}” as a new partner"), "person": _("Add “{}” as a new person")}
LONG = {"rows": 4}


class ActivityForm(VisibilityMixin, PlainForm):
    """What can be said of any activity, held or planned."""

    when = PartialDateField(label=_("When"), earliest=NHS_BEGAN)
    until = NHSDateField(label=_("Until, if it took several days"), required=False, earliest=NHS_BEGAN, help_text="")
    starts_at = ClockField(label=_("From (time)"), required=False)
    ends_at = ClockField(label=_("To (time)"), required=False)
    is_planned = forms.BooleanField(label=_("It is still to come"), required=False)
    who = RecordsField(
        label=_("Who"), required=False, suggest_url=suggest_address("organisation", "person"), new_kinds=NEW_KINDS,
        help_text=_("Partners and people, as many as were there."),
    )  # fmt: skip
    staff = RecordsField(label=_("Colleagues who were there"), required=False, suggest_url=suggest_address("user"))
    public_number = forms.IntegerField(
        label=_("Members of the public"), required=False, min_value=0, max_value=10_000_000, widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5"})
    )
    public_method = forms.ChoiceField(label=_("How counted"), choices=ParticipationCount.Method.choices, required=False)
    heard = forms.CharField(label=_("What was heard"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 6}))
    title = forms.CharField(label=_("Title"), required=False, max_length=250, help_text=_("Left empty, we write one, like “Meeting with Healthwatch Kent”."))
    next_steps = forms.CharField(label=_("What happens next"), required=False, max_length=3000, widget=forms.Textarea(attrs=LONG))
    how = forms.ChoiceField(label=_("How"), choices=Activity.How.choices, required=False, widget=forms.RadioSelect(attrs={"class": "lp-pills"}))
    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none(), required=False, empty_label=_("No project"))
    place = RecordField(label=_("Place"), required=False, suggest_url=suggest_address("place"), help_text=_("A ward, district or other area."))
    venue = forms.CharField(label=_("Venue, or address online"), required=False, max_length=200)
    level = forms.ChoiceField(
        label=_("Level of participation"), choices=[("", _("As usual for this type")), *Level.choices], required=False,
        help_text=_("Informing people is never counted as involving them."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("Purpose"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
    could_influence = forms.CharField(label=_("What people could influence"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.CharField(label=_("Audience"), required=False, max_length=300)
    communities = RecordsField(label=_("Communities"), required=False, suggest_url=suggest_address("community"))
    lead_organisation = RecordField(
        label=_("Led by, if not by us"), required=False, suggest_url=suggest_address("organisation"), help_text=_("Partners’ own work counts too.")
    )
    adjustments_offered = forms.CharField(label=_("Adjustments offered"), required=False, max_length=500)
    adjustments_met = forms.CharField(label=_("Adjustments that were needed and met"), required=False, max_length=500)
    cost = forms.DecimalField(
        label=_("What it cost, in pounds"), required=False, min_value=0, max_digits=9, decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-5", "step": "0.01"}),
        help_text=_("Room, travel, payments to people who took part, all together."),
    )  # fmt: skip

    plain_columns = (
        "heard", "title", "next_steps", "how", "project", "place", "venue", "level", "purpose", "could_influence", "audience", "lead_organisation",
        "adjustments_offered", "adjustments_met", "cost", "starts_at", "ends_at",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        sources = {
            "who": [organisation_source(user, also_archived=self.keeps_archived), kept_person_source(user) if self.keeps_archived else person_source(user)],
            "staff": [staff_source(user)],
            "place": [place_source(user)],
            "communities": [community_source(user)],
            "lead_organisation": [organisation_source(user, also_archived=self.keeps_archived)],
        }
        for name, found in sources.items():
            self.fields[name].sources = found
        self.fields["project"].queryset = Project.objects.visible_to(user).current().order_by("title", "pk")

    keeps_archived = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_dates(cleaned)
        if self.says_who and not {"who", "public_number"} & set(self.errors) and not cleaned.get("who") and cleaned.get("public_number") is None:
            self.add_error("who", _("Choose at least one partner or person, or count members of the public"))
        return cleaned

    says_who = True

    def _clean_dates(self, cleaned: dict[str, Any]) -> None:
        when: PartialDate | None = cleaned.get("when")
        until, start, end = cleaned.get("until"), cleaned.get("starts_at"), cleaned.get("ends_at")
        if when and until and (when.date is None or until < when.date):
            self.add_error("until", _("It must end on or after the day it starts"))
        if end and not start and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Enter when it started"))
        if start and end and end < start and not (when and until and when.date and until > when.date):
            self.add_error("ends_at", _("It must end after it starts"))

    @property
    def is_to_come(self) -> bool:
        """Planned: the writer says so, or the day lies ahead."""
        when: PartialDate | None = self.cleaned_data.get("when")
        return bool(self.cleaned_data.get("is_planned") or (when and when.date and when.date > timezone.localdate()))

    def values(self) -> dict[str, Any]:
        """Columns for `activities.services`."""
        cleaned = self.cleaned_data
        when: PartialDate = cleaned["when"]
        return {
            **{name: cleaned[name] for name in self.plain_columns},
            "date_from": when.date,
            "date_precision": when.precision,
            "date_to": cleaned["until"],
            **self.visibility_values(),
        }

    def relations(self) -> dict[str, Any]:
        """The other arguments of `activities.services` that this form holds."""
        cleaned = self.cleaned_data
        number = cleaned["public_number"]
        return {
            "organisations": cleaned["who"].of_kind("organisation"),
            "people": cleaned["who"].of_kind("person"),
            "staff": cleaned["staff"].records,
            "communities": cleaned["communities"].records,
            "counts": [("Members of the public", number, cleaned["public_method"] or ParticipationCount.Method.REGISTER)] if number is not None else [],
        }

    def add_service_errors(self, error: ValidationError) -> None:
        renamed = {"date_from": "when", "date_to": "until", "number": "public_number", "named_user_ids": "named_users", "shared_with_ids": "shared_with"}
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = renamed.get(name, name)
            self.add_error(field if field in self.fields else None, errors)


class EditActivityForm(VersionMixin, CareMixin, ActivityForm):
    """Change an activity that somebody may be changing at the same time."""

    type = forms.ModelChoiceField(label=_("Type"), queryset=ActivityType.objects.all(), empty_label=None)
    when = PartialDateField(label=_("When"), required=False, earliest=NHS_BEGAN)
    date_note = forms.CharField(label=_("What the source says about the date"), required=False, max_length=200)
    title = forms.CharField(label=_("Title"), max_length=250)
    summary = forms.CharField(
        label=_("Summary for packs and public pages"), required=False, max_length=3000, widget=forms.Textarea(attrs=LONG),
        help_text=_("Without names. What was heard never leaves the desk; this may."),
    )  # fmt: skip
    notes_by = forms.CharField(
        label=_("Notes by, if somebody else wrote them"), required=False, max_length=150, help_text=_("A role or an organisation, like “their secretary”.")
    )
    source = forms.CharField(label=_("Where this comes from"), required=False, max_length=300)
    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))

    keeps_archived = True
    says_who = False
    plain_columns = (*ActivityForm.plain_columns, "type", "date_note", "summary", "notes_by", "source")
    sections = (
        (
            _("What, when, who"),
            ("type", "title", "when", "date_note", "until", "starts_at", "ends_at", "who", "staff", "public_number", "public_method", "how"),
        ),
        (_("What was heard"), ("heard", "notes_by", "summary", "next_steps", "care")),
        (_("Where it belongs"), ("project", "place", "venue", "lead_organisation", "communities", "audience")),
        (_("Involvement"), ("level", "purpose", "could_influence", "adjustments_offered", "adjustments_met", "cost")),
        (_("Who may see this"), ("visibility", "named_users", "shared_with", "team", "owner")),
        (_("For the history"), ("source", "reason")),
        (_("One of a series"), ("scope",)),
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any):
        self.activity = activity
        super().__init__(*args, **kwargs)
        self.fields.pop("is_planned")
        self.fields["project"].queryset = self.fields["project"].queryset.filter(is_training=activity.is_training)
        if activity.project_id and not self.fields["project"].queryset.filter(pk=activity.project_id).exists():
            self._leave("project")  # archived or hidden: it stays as it is
        if is_locked(activity, timezone.localdate()):
            self._leave("heard", "summary")
        if activity.status == Activity.Status.PLANNED and activity.series_id and (later := later_planned(activity, self.user).count()):
            self.fields["scope"] = scope_field(later)
        if activity.visibility == "team" and activity.team and not self.initial.get("team"):
            self.initial["team"] = activity.team_id

    def _leave(self, *names: str) -> None:
        """Take fields out of the form; what is stored stays."""
        for name in names:
            self.fields.pop(name)
        self.plain_columns = tuple(name for name in self.plain_columns if name not in names)

    @property
    def with_later(self) -> bool:
        """Whether the later planned ones of the series follow."""
        return self.cleaned_data.get("scope") == LATER

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in the order of the page, under their headings."""
        return [(str(title), [self[name] for name in names if name in self.fields]) for title, names in self.sections]


PUBLIC = "Members of the public"


def initial_of_activity(activity: Activity, user: User) -> dict[str, Any]:
    """What the edit form shows of a stored activity: of its partners and people those that `user` may see."""
    organisations = organisation_source(user, also_archived=True).queryset.filter(activity_links__activity=activity).order_by("activity_links__pk")
    people = kept_person_source(user).queryset.filter(activity_links__activity=activity).order_by("activity_links__pk")
    public = next((row for row in activity.counts.all() if row.what == PUBLIC), None)
    same = (*ActivityForm.plain_columns, "type", "date_note", "summary", "notes_by", "source", "version")
    return {
        **{name: getattr(activity, name) for name in same},
        "when": PartialDate(activity.date_from, activity.date_precision),
        "until": activity.date_to,
        "who": [*organisations, *people],
        "staff": list(activity.staff.all()),
        "communities": list(activity.communities.all()),
        "public_number": public.number if public else None,
        "public_method": public.method if public else ParticipationCount.Method.REGISTER,
        **initial_of_visibility(activity),
    }


class FileForm(PlainForm):
    """A file for an activity: whose it is and whether it may leave the building."""

    file = forms.FileField(label=_("File"))
    kind = forms.ChoiceField(label=_("What it is"), choices=ActivityFile.Kind.choices)
    whose = forms.CharField(label=_("Whose"), required=False, max_length=150, help_text=_("For example: Healthwatch Kent’s minutes."))
    is_agreed = forms.BooleanField(label=_("Agreed, not a draft"), required=False)
    is_published = forms.BooleanField(label=_("Published, or may be: it goes into evidence packs"), required=False)


class ChangeFileForm(FileForm):
    """What is said about a stored file."""

    file = None

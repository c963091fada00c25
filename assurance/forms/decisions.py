from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.pickers import project_source
from assurance.models import Decision, Framework, Placing
from assurance.rules.gaps import DUTY_FRAMEWORK
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, RecordField, VersionMixin
from crm.core.models import User, Visibility
from partners.forms import VisibilityMixin, initial_of_visibility
from partners.models import Body
from partners.pickers import organisation_source, staff_source, suggest_address

COLUMNS = (
    "title", "proposal", "project", "body", "organisation", "state", "is_urgent", "consults", "can_influence", "cannot_influence", "options_open_on",
    "options_fixed_on", "paper_due_on", "findings_sent_on", "expected_on", "decided_on", "date_note", "outcome", "minute", "told_on", "telling_plan",
    "duty_as_at", "source",
)  # fmt: skip


def _text(label, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=kwargs.pop("max_length", 3000), widget=CountedTextarea(attrs={"rows": 3}), **kwargs)


def _line(label, length: int = 200, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, **kwargs)


def _date(label, **kwargs: Any) -> NHSDateField:
    return NHSDateField(label=label, required=False, **kwargs)


class DecisionForm(VisibilityMixin, PlainForm):
    """A decision: what is proposed, who decides, what is open until when."""

    title = forms.CharField(label=_("Title"), max_length=200)
    proposal = _text(_("What is proposed"), max_length=5000)
    project = RecordField(label=_("Project"), required=False, suggest_url=suggest_address("project"), help_text=_("Its activities show on the timeline."))
    state = forms.ChoiceField(label=_("State"), choices=Decision.State.choices, widget=forms.RadioSelect, initial=Decision.State.ANTICIPATED)
    is_urgent = forms.BooleanField(label=_("Urgent, taken before involvement was possible"), required=False)
    consults = forms.BooleanField(label=_("There is, or will be, a formal consultation"), required=False)
    body = forms.ModelChoiceField(label=_("Decided by"), queryset=Body.objects.all(), required=False, empty_label=_("Not known yet"))
    meeting_on = _date(_("Date of its meeting"))
    organisation = RecordField(label=_("Organisation that decides"), required=False, suggest_url=suggest_address("organisation"))
    can_influence = _text(_("What people can influence"))
    cannot_influence = _text(_("What people cannot influence"))
    options_open_on = _date(_("Case for change, options open from"))
    options_fixed_on = _date(_("Options fixed on"))
    paper_due_on = _date(_("Paper due"))
    findings_sent_on = _date(_("Findings reached the decision-maker on"))
    expected_on = _date(_("Decision expected"))
    decided_on = _date(_("Decided on"))
    date_note = _line(_("What the source says about dates"))
    outcome = _text(_("What was decided"))
    minute = _line(_("Minute"))
    telling_plan = _line(_("How people will be told: channel, date, owner"), 300)
    told_on = _date(_("People were told on"))
    duty_as_at = NHSDateField(label=_("Judged by the law as at"), help_text=_("The day whose law counts. Usually the day on which planning started."))
    frameworks = forms.ModelMultipleChoiceField(
        label=_("Also read against"),
        queryset=Framework.objects.exclude(key=DUTY_FRAMEWORK).filter(criteria__isnull=False).distinct(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every decision is read against the duty to involve. Add Gunning when it consults; a year framework only for its own year."),
    )
    source = _line(_("Where this comes from"), 300)

    sections = (
        (_("What it is"), ("title", "proposal", "project", "state", "is_urgent", "consults", "body", "meeting_on", "organisation")),
        (_("What is open"), ("can_influence", "cannot_influence", "options_open_on", "options_fixed_on")),
        (_("On the way to the decision"), ("paper_due_on", "findings_sent_on", "expected_on", "decided_on", "date_note", "outcome", "minute")),
        (_("Telling people"), ("telling_plan", "told_on")),
        (_("Law and frameworks"), ("duty_as_at", "frameworks")),
        (_("Who may see this"), ("visibility", "named_users", "team", "owner")),
        (_("For the history"), ("source", "reason")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.fields.pop("shared_with")
        self.fields["visibility"].choices = [choice for choice in Visibility.choices if choice[0] != Visibility.SHARED]
        self.fields["project"].sources = [project_source(user)]
        self.fields["organisation"].sources = [organisation_source(user, also_archived=True)]
        if not self.initial.get("duty_as_at"):
            self.initial["duty_as_at"] = timezone.localdate()

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in the order of the page, under their headings."""
        return [(str(title), [self[name] for name in names if name in self.fields]) for title, names in self.sections]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["shared_with"] = []
        opened, fixed, decided = cleaned.get("options_open_on"), cleaned.get("options_fixed_on"), cleaned.get("decided_on")
        if opened and fixed and fixed < opened:
            self.add_error("options_fixed_on", _("Options must be fixed on or after the day they opened"))
        if decided and cleaned.get("state") != Decision.State.TAKEN:
            self.add_error("decided_on", _("Only a decision that was taken has a date of decision. Change the state, or take the date out"))
        if decided and decided > timezone.localdate():
            self.add_error("decided_on", _("Decided on must be today or in the past. Use “Decision expected” for a day to come"))
        if cleaned.get("meeting_on") and not cleaned.get("body"):
            self.add_error("body", _("Choose the body that meets on that day"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {**{name: self.cleaned_data[name] for name in (*COLUMNS, "meeting_on")}, **self.visibility_values()}


class NewDecisionForm(OnceMixin, DecisionForm):
    """Open a decision."""


class EditDecisionForm(VersionMixin, DecisionForm):
    """Change a decision that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))


def initial_of_decision(decision: Decision) -> dict[str, Any]:
    """What the form shows of a stored decision."""
    return {
        **{name: getattr(decision, name) for name in (*COLUMNS, "version")},
        "body": decision.body_id,
        "meeting_on": decision.meeting.on if decision.meeting else None,
        "frameworks": list(decision.frameworks.values_list("framework_id", flat=True)),
        **initial_of_visibility(decision),
    }


class GapOwnerForm(PlainForm):
    """Who closes a gap, and by when."""

    owner = RecordField(label=_("Owner"), required=False, suggest_url=suggest_address("user"))
    owner_role = forms.CharField(
        label=_("Owner’s role"), max_length=150, required=False, help_text=_("Packs name the role, not the person. Needed where the owner has no sign-in.")
    )
    due_on = NHSDateField(label=_("By"), required=False)
    note = forms.CharField(label=_("What will be done"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].sources = [staff_source(user)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("owner") and not cleaned.get("owner_role") and not self.errors:
            self.add_error("owner", _("Name an owner, or their role"))
        return cleaned


class PlacingForm(PlainForm):
    """Correct where an activity stands on the timeline, or let the dates decide again."""

    placing = forms.ChoiceField(
        label=_("What was still open when it happened"), choices=[*Placing.choices, ("", _("Let the dates decide"))], widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

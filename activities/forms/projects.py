from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Project, ProjectStage, Stage
from activities.pickers import project_source
from crm.core.forms import CountedTextarea, NHSDateField, OnceMixin, PlainForm, RecordField, VersionMixin
from crm.core.models import User
from partners.forms import VisibilityMixin, initial_of_visibility
from partners.pickers import organisation_source, suggest_address

COLUMNS = (
    "title", "programme", "purpose", "aims", "context", "can_influence", "cannot_influence", "audiences", "methods", "who_does_it", "budget", "risks",
    "feedback_plan", "stage", "lead_organisation", "contact", "source",
)  # fmt: skip


def _text(label, words: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=kwargs.pop("max_length", 3000), widget=CountedTextarea(attrs={"rows": words}), **kwargs)


class ProjectForm(VisibilityMixin, PlainForm):
    """A project and its engagement plan."""

    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = _text(_("Purpose"), 4, max_length=5000, help_text=_("What it is for. The public reads this when the project is published."))
    context = _text(_("Background"), max_length=5000)
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, initial=Stage.IDEA)
    aims = _text(_("Aims of the engagement"), help_text=_("What will be known or decided better because people took part."))
    can_influence = _text(_("What people can influence"))
    cannot_influence = _text(_("What people cannot influence"), help_text=_("And why: money, law, a decision already taken."))
    audiences = _text(_("Who should be heard"), help_text=_("Those who are affected most and heard least come first."))
    methods = _text(_("Methods"), help_text=_("Also for people who are not online, and with which adjustments."))
    who_does_it = _text(_("Who does the work"), help_text=_("Roles and teams, ours and partners’."))
    budget = forms.CharField(label=_("Budget"), required=False, max_length=300)
    risks = _text(_("Risks"))
    feedback_plan = _text(_("How people will be told what came of it"), help_text=_("Channel, date and who does it."))
    programme = RecordField(label=_("Part of the programme"), required=False, suggest_url=suggest_address("project"))
    lead_organisation = RecordField(label=_("Lead organisation"), required=False, suggest_url=suggest_address("organisation"))
    contact = forms.CharField(label=_("Who to ask"), required=False, max_length=200, help_text=_("A role, a team mailbox or a phone line."))
    source = forms.CharField(label=_("Where this comes from"), required=False, max_length=300)

    sections = (
        (_("What it is"), ("title", "purpose", "context", "stage", "programme", "lead_organisation", "contact")),
        (_("Engagement plan: why, and what is open"), ("aims", "can_influence", "cannot_influence")),
        (_("Engagement plan: with whom, and how"), ("audiences", "methods", "who_does_it", "budget")),
        (_("Engagement plan: risks, and telling people"), ("risks", "feedback_plan")),
        (_("Who may see this"), ("visibility", "named_users", "shared_with", "team", "owner")),
        (_("For the history"), ("source", "reason")),
    )

    def __init__(self, *args: Any, user: User, keeps_archived: bool = False, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.fields["programme"].sources = [project_source(user)]
        self.fields["lead_organisation"].sources = [organisation_source(user, also_archived=keeps_archived)]
        self.columns = COLUMNS

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in the order of the page, under their headings."""
        return [(str(title), [self[name] for name in names if name in self.fields]) for title, names in self.sections]

    def values(self) -> dict[str, Any]:
        return {**{name: self.cleaned_data[name] for name in self.columns}, **self.visibility_values()}


class NewProjectForm(OnceMixin, ProjectForm):
    """Start a project."""


class CopyPlanForm(OnceMixin, PlainForm):
    """Start a project with the plan of an earlier one."""

    source = RecordField(label=_("Which plan?"), suggest_url=suggest_address("project"), help_text=_("The project whose plan you start from."))
    title = forms.CharField(label=_("Title of the new project"), max_length=200)
    starts_on = NHSDateField(
        label=_("When does it start?"), required=False,
        help_text=_("The planned stages come over with the same lengths, from this day. Leave it empty to plan them afresh. For example, 27 3 2027"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["source"].sources = [project_source(user, also_archived=True)]


class EditProjectForm(VersionMixin, ProjectForm):
    """Change a project that somebody may be changing at the same time."""

    reason = forms.CharField(label=_("Why are you changing it?"), max_length=300, required=False, help_text=_("One sentence for the history."))

    def leave_alone(self, name: str) -> None:
        """A field that holds something this person cannot choose stays as it is."""
        self.fields.pop(name)
        self.columns = tuple(column for column in self.columns if column != name)


def initial_of_project(project: Project) -> dict[str, Any]:
    return {**{name: getattr(project, name) for name in COLUMNS}, "version": project.version, **initial_of_visibility(project)}


class StageForm(PlainForm):
    """When one stage was planned and happened, or why it was skipped."""

    marks = "none"
    planned_from = NHSDateField(label=_("Planned from"), required=False, help_text="")
    planned_to = NHSDateField(label=_("Planned until"), required=False, help_text="")
    actual_from = NHSDateField(label=_("Started"), required=False, help_text="")
    actual_to = NHSDateField(label=_("Ended"), required=False, help_text="")
    skipped_because = forms.CharField(label=_("Skipped because"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for start, end in (("planned_from", "planned_to"), ("actual_from", "actual_to")):
            if cleaned.get(start) and cleaned.get(end) and cleaned[end] < cleaned[start]:
                self.add_error(end, _("A stage must end on or after the day it starts"))
        return cleaned


class StageForms:
    """One form for each stage of a project; `prefix` of each is the stage's code."""

    def __init__(self, data=None, project: Project | None = None):
        stored: dict[str, ProjectStage] = {stage.stage: stage for stage in project.stages.all()} if project else {}
        self.forms = []
        for code, label in Stage.choices:
            stage = stored.get(code)
            initial = {name: getattr(stage, name) for name in StageForm.base_fields} if stage else {}
            form = StageForm(data, prefix=f"stage-{code}", initial=initial)
            form.code, form.title, form.is_filled = code, str(label), stage is not None
            self.forms.append(form)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # each stage says what is wrong with it
        return all(valid)

    def values(self) -> list[dict[str, Any]]:
        return [{"stage": form.code, **form.cleaned_data} for form in self.forms]

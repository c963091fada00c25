"""The lists of activities, projects, what people said and promises: what pages, saved views and exports show."""

from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.filters import ActivityFilter, CommitmentFilter, InsightFilter, ProjectFilter
from activities.models import Activity, Commitment, Insight, Project
from activities.querysets import commitments_for, insights_for, visible_one
from activities.rules import date_text, state_words
from crm.core.tables import Cell, Column, RecordList, register
from partners.models import Organisation

SHOWN = 3
LISTED = (
    "title", "status", "visibility", "is_training", "archived_at", "date_from", "date_to", "date_precision", "date_note", "lead_text", "audience", "project",
)  # fmt: skip
"""What the columns read: the long notes stay in the database, which halves the cost of a row."""


def keeper(record) -> str:
    """Team and owner: "West Kent team, Engagement officer"."""
    return ", ".join(str(part) for part in (record.team, record.owner) if part)


def _activities(user) -> QuerySet[Activity]:
    partners = Organisation.objects.visible_to(user).filter(activity_links__activity=OuterRef("pk")).order_by("name", "pk").values("name")
    rows = Activity.objects.visible_to(user).annotate(partner_names=ArraySubquery(partners), type_label=F("type__label"))
    names = rows.annotate(team_name=F("team__name"), owner_name=F("owner__name"))
    return names.only(*LISTED).prefetch_related(visible_one("project", Project, user))


def _who(activity: Activity) -> str:
    others = len(activity.partner_names) - SHOWN
    listed = ", ".join(activity.partner_names[:SHOWN]) + (f" and {others} more" if others > 0 else "")
    return listed or activity.lead_text or activity.audience


def _all_who(activity: Activity) -> str:
    return "; ".join(activity.partner_names) or activity.lead_text or activity.audience


def _activity_owner(activity: Activity) -> str:
    return activity.owner_name or activity.team_name or ""


def _activity_keeper(activity: Activity) -> str:
    return ", ".join(name for name in (activity.team_name, activity.owner_name) if name)


def _when(activity: Activity) -> str:
    return date_text(activity, in_table=True)


@dataclass(frozen=True)
class StateColumn(Column):
    """Planned or held; a planned one whose day has come by `holds_until` has the button "It was held" beside it."""

    holds_until: date | None = None

    def cell(self, record, label: str) -> Cell:
        cell = super().cell(record, label)
        is_due = self.holds_until and record.status == Activity.Status.PLANNED and record.date_from and record.date_from <= self.holds_until
        return replace(cell, template="activities/status_cell.html") if is_due else cell


def _activity_columns(user) -> tuple[Column, ...]:
    status = {value: str(label) for value, label in Activity.Status.choices}  # translated once, not once a row: a tenth of an export
    today = timezone.localdate() if user.has_right("log_activities") else None
    columns = (
        Column("title", _("Activity"), sort=("title",), link=True),
        Column("date", _("Date"), value=_when, sort=("date_from",), nulls_last=True),
        Column("type", _("Type"), value="type_label"),
        Column("who", _("Who"), value=_who, export=_all_who),
        Column("project", _("Project"), value="project.title"),
        StateColumn("status", _("Planned or held"), value=lambda activity: status[activity.status], is_tag=True, holds_until=today),
    )
    return columns if user.is_partner_user else (*columns, Column("owner", _("Owner"), value=_activity_owner, export=_activity_keeper))


activity_records = register(
    RecordList(
        kind="activity",
        title=_("Activities"),
        noun=("activity", "activities"),
        queryset=_activities,
        columns=_activity_columns,
        filterset_class=ActivityFilter,
        default_sort="-date",
        empty_text=_("Activities are the meetings, visits, surveys and other ways in which people took part. Log the first one."),
        first_step=("/desk/activities/log/", _("Log an activity"), "log_activities"),
        actions=(("/desk/activities/log/", _("Log an activity"), "log_activities"),),
        template="activities/activity_list.html",
    )
)


def _projects(user) -> QuerySet[Project]:
    return Project.objects.visible_to(user).select_related("team", "owner").prefetch_related(visible_one("lead_organisation", Organisation, user))


project_records = register(
    RecordList(
        kind="project",
        title=_("Projects"),
        noun=("project", "projects"),
        queryset=_projects,
        columns=lambda user: (
            Column("title", _("Project"), sort=("title",), link=True),
            Column("stage", _("Stage"), value="get_stage_display", is_tag=True),
            Column("lead", _("Lead organisation"), value="lead_organisation.name"),
            Column("published", _("Public pages"), value=lambda project: str(_("Published")) if project.published_at else "", is_tag=True),
            *(() if user.is_partner_user else (Column("keeper", _("Team and owner"), value=keeper),)),
        ),
        filterset_class=ProjectFilter,
        default_sort="title",
        empty_text=_("A project is a piece of work with a plan of involvement. Activities and decisions belong to it."),
        first_step=("/desk/projects/new/", _("Start a project"), "keep_projects"),
        actions=(("/desk/projects/new/", _("Start a project"), "keep_projects"),),
        template="activities/project_list.html",
    )
)


def _themes(insight: Insight) -> str:
    return ", ".join(theme.name for theme in insight.themes.all())


def _source(insight: Insight) -> str:
    return f"{Activity.reference_prefix}-{insight.activity_id}" if insight.activity_id else ""


insight_records = register(
    RecordList(
        kind="insight",
        title=_("What people said"),
        noun=("point", "points"),
        queryset=insights_for,
        columns=(
            Column("paraphrase", _("What people said"), value=str, link=True, export=lambda insight: insight.paraphrase),
            Column("heard", _("Heard on"), value="heard_on", sort=("heard_on",), nulls_last=True),
            Column("themes", _("Themes"), value=_themes),
            Column("sentiment", _("Sentiment"), value="get_sentiment_display"),
            Column("community", _("Community voiced"), value="community.name"),
            Column("source", _("Heard at"), value=_source),
            Column("state", _("Checked"), value="get_state_display", is_tag=True),
        ),
        filterset_class=InsightFilter,
        default_sort="-heard",
        empty_text=_("What people said is written down point by point while logging an activity, or here."),
        first_step=("/desk/insight/new/", _("Write down a point"), "log_activities"),
        actions=(("/desk/insight/new/", _("Write down a point"), "log_activities"),),
    )
)


def _made_to(commitment: Commitment) -> str:
    return " · ".join(filter(None, [str(commitment.organisation or ""), commitment.made_to]))


def _due(commitment: Commitment):
    return commitment.due_on or str(_("No date"))


commitment_records = register(
    RecordList(
        kind="commitment",
        title=_("Promises"),
        noun=("promise", "promises"),
        queryset=commitments_for,
        columns=(
            Column("text", _("What we promised"), value=str, link=True, export=lambda commitment: commitment.text),
            Column("made_to", _("To whom"), value=_made_to),
            Column("due", _("Due"), value=_due, sort=("due_on",), export=lambda commitment: commitment.due_on),
            Column("state", _("State"), value=state_words, is_tag=True),
            Column("owner", _("Owner"), value=lambda commitment: str(commitment.owner or _("Nobody"))),
        ),
        filterset_class=CommitmentFilter,
        default_sort="due",
        empty_text=_("A promise is what we told somebody outside that we would do. Its owner is reminded until it is kept."),
        first_step=("/desk/commitments/new/", _("Write down a promise"), "log_activities"),
        actions=(("/desk/commitments/new/", _("Write down a promise"), "log_activities"),),
    )
)

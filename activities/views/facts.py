"""What summary lists of record pages show, as plain rows for `components/summary_list.html`."""

from django.urls import reverse
from django.utils.translation import gettext as _

from activities import policies
from activities.lists import keeper
from activities.models import Activity, Commitment, Insight, Project
from activities.rules import state_words
from activities.rules_projects import PLAN_COLUMNS
from crm.core.templatetags.kit import long_date, long_moment
from partners.models import Organisation


def row(key: str, value, **more) -> dict:
    return {"key": key, "value": value, **more}


def filled(rows: list[dict]) -> list[dict]:
    """Rows that say something."""
    return [item for item in rows if item["value"] or item.get("tag")]


def link_to(record, user) -> dict:
    """`value` and `href` of a related record; nothing where the reader may not see it. One query."""
    if record is None or not type(record)._default_manager.visible_to(user).filter(pk=record.pk).exists():
        return {"value": ""}
    return {"value": f"{record} {record.reference}", "href": record.get_absolute_url()}


def activity_facts(activity: Activity, user) -> list[dict]:
    """Everything about an activity that is not a text of its own. Three queries."""
    lead = link_to(activity.lead_organisation, user) if activity.lead_organisation_id else {"value": ""}
    project = link_to(activity.project, user) if activity.project_id else {"value": ""}
    notes = policies.can_read_notes(user)
    rows = [
        row(_("Type"), activity.type.label),
        row(_("Level"), _("Inform: not counted as involvement") if activity.level == "inform" else activity.get_level_display()),
        row(_("How"), activity.get_how_display()),
        row(_("Place"), str(activity.place or "")),
        row(_("Venue"), activity.venue),
        {"key": _("Led by"), **lead} if lead["value"] else row(_("Led by"), activity.lead_text),
        {"key": _("Project"), **project},
        _series_row(activity),
        row(_("Audience"), activity.audience),
        row(_("Communities"), ", ".join(str(item) for item in activity.communities.all())),
        row(
            _("Counted"),
            "\n".join(f"{count.number:,} {count.what[:1].lower()}{count.what[1:]}, {count.get_method_display()}" for count in activity.counts.all()),
        ),
        row(_("Purpose"), activity.purpose),
        row(_("What people could influence"), activity.could_influence),
        row(_("Adjustments offered"), activity.adjustments_offered),
        row(_("Adjustments met"), activity.adjustments_met),
        row(_("What the source says about the date"), activity.date_note if activity.date_from else ""),
    ]
    if notes:
        rows += [
            row(_("Cost"), "" if activity.cost is None else f"£{activity.cost:,.2f}"),
            row(_("Notes by"), activity.notes_by),
            row(_("Colleagues there"), ", ".join(str(person) for person in activity.staff.all())),
            row(_("Team and owner"), keeper(activity)),
            row(_("Who may see this"), activity.get_visibility_display()),
            row(_("Written without a connection"), _written(activity)),
            row(_("Source"), activity.source),
            row(_("Logged"), ", ".join(filter(None, [long_moment(activity.created_at), str(activity.created_by or "")]))),
        ]
    return filled(rows)


def _series_row(activity: Activity) -> dict:
    """The series it belongs to; whoever sees one of its meetings sees the series."""
    if activity.series is None:
        return row(_("Series"), "")
    return row(_("Series"), str(activity.series), href=reverse("activities:series_detail", args=[activity.series_id]))


def _written(activity: Activity) -> str:
    """When a device wrote it and when it arrived; empty for what was sent at once."""
    if activity.written_at is None:
        return ""
    return _("{written}, arrived {arrived}").format(written=long_moment(activity.written_at), arrived=long_moment(activity.created_at))


def project_facts(project: Project, user) -> list[dict]:
    """The plan of a project in short. At most three queries."""
    lead = link_to(project.lead_organisation, user) if project.lead_organisation_id else {"value": ""}
    programme = link_to(project.programme, user) if project.programme_id else {"value": ""}
    rows = [
        row(_("Stage"), "", tag=project.get_stage_display()),
        {"key": _("Programme"), **programme},
        {"key": _("Led by"), **lead},
        row(_("Who to ask"), project.contact),
    ]
    if policies.can_read_notes(user):
        rows += [
            {"key": _("Plan copied from"), **link_to(project.copied_from, user)} if project.copied_from_id else row("", ""),
            row(_("Team and owner"), keeper(project)),
            row(_("Who may see this"), project.get_visibility_display()),
            row(_("Source"), project.source),
        ]
    return filled(rows)


FOR_PARTNERS = ("aims", "can_influence", "cannot_influence", "audiences", "feedback_plan")
"""Parts of an engagement plan that a partner organisation reads where the project is shared with it."""


def plan_texts(project: Project, user, *, with_gaps: bool = False) -> list[tuple[str, str]]:
    """Purpose and engagement plan in order, (heading, text); background, methods, money and risks are for staff.

    Args:
        with_gaps: Parts that nobody wrote yet are there too, with an empty text.
    """
    staff = policies.can_read_notes(user)
    columns = ("purpose", *(["context"] if staff else []), *(PLAN_COLUMNS if staff else FOR_PARTNERS))
    parts = [(str(Project._meta.get_field(column).verbose_name), getattr(project, column).strip()) for column in columns]
    return [(f"{title[:1].upper()}{title[1:]}", text) for title, text in parts if text or with_gaps]


def insight_facts(insight: Insight, user) -> list[dict]:
    """What is known of a point. At most one query."""
    rows = [
        {"key": _("Heard at"), **link_to(insight.activity, user)},
        row(_("Heard on"), long_date(insight.heard_on)),
        row(_("Themes"), ", ".join(theme.name for theme in insight.themes.all())),
        row(_("Sentiment"), insight.get_sentiment_display()),
        row(_("How strong"), insight.get_strength_display()),
        row(_("Community voiced"), str(insight.community or "")),
        row(_("Service"), insight.service),
        row(_("Place"), str(insight.place or "")),
    ]
    if policies.can_read_notes(user):
        rows += [
            row(_("Checked by"), str(insight.checked_by or "")),
            row(_("Written down by"), str(insight.created_by or "")),
            row(_("Who may see this"), insight.get_visibility_display()),
        ]
    return filled(rows)


def commitment_facts(commitment: Commitment, user) -> list[dict]:
    """How a promise stands. At most three queries."""
    partner: Organisation | None = commitment.organisation
    rows = [
        row(_("State"), "", tag=state_words(commitment)),
        {"key": _("Partner"), **link_to(partner, user)},
        row(_("To whom"), commitment.made_to),
        row(_("Made on"), long_date(commitment.made_on)),
        row(_("Made in public"), _("Yes") if commitment.made_in_public else ""),
        row(_("Due"), long_date(commitment.due_on) or _("No date")),
        row(_("Owner"), str(commitment.owner or _("Nobody"))),
        {"key": _("Activity"), **link_to(commitment.activity, user)},
        {"key": _("Project"), **link_to(commitment.project, user)},
        row(_("Closed on"), long_date(commitment.closed_on)),
        row(_("How it was kept, or why not"), commitment.proof),
    ]
    if policies.can_read_notes(user):
        rows += [row(_("Who may see this"), commitment.get_visibility_display()), row(_("Source"), commitment.source)]
    return filled(rows)

"""Panels of desks that no single app fills: people and roles, restricted records, what is shared, what is one's own."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core import roles
from crm.core.models import AccessGrant, SearchEntry, Team, User, Visibility
from crm.core.registries import Panel, register_panel
from crm.core.search import hits_of
from crm.core.templatetags.kit import long_moment
from crm.desk import assuring, officer, periodic
from crm.desk.view_log import reference_of

SHOWN = 8


def register() -> None:
    """Called by `DeskConfig.ready`."""
    register_panel("desk:colleague", own_records)
    register_panel("desk:partner", shared_records)
    for role in (roles.ASSURANCE_LEAD, roles.AUDITOR):
        register_panel(f"desk:{role}", assuring.assurance_now)
    for role in (roles.IG_LEAD, roles.AUDITOR):
        register_panel(f"desk:{role}", assuring.requests_running)
        register_panel(f"desk:{role}", restricted_records)
        register_panel(f"desk:{role}", opened_records)
    register_panel("desk:administrator", people)
    register_panel("desk:administrator", periodic.background_work)
    for role in (roles.ENGAGEMENT_OFFICER, roles.COMMUNICATIONS_EDITOR, roles.ASSURANCE_LEAD):
        register_panel(f"desk:{role}", officer.finish_these)
    register_panel(f"desk:{roles.ENGAGEMENT_OFFICER}", officer.decisions_that_need_us)


def own_records(user, _reader) -> Panel:
    """The newest records that a colleague owns."""
    entries = SearchEntry.objects.visible_to(user).filter(owner_id=user.pk, is_archived=False).order_by("-on_date", "-pk")
    return _records(_("Your records"), entries, _("Projects and decisions that you own appear here. Start with a project."))


def shared_records(user, _reader) -> Panel:
    """The newest records shared with a partner user's organisations."""
    entries = SearchEntry.objects.visible_to(user).filter(is_archived=False).order_by("-on_date", "-pk")
    return _records(_("Shared with you"), entries, _("Nothing is shared with your organisation at the moment."))


def _records(title: str, entries, empty: str) -> Panel:
    rows = [
        {
            "text": hit.title,
            "href": hit.url,
            "note": f"{hit.kind_label} {hit.reference} · {hit.date_text}",
            "tag": _("Training example") if hit.is_training else "",
        }
        for hit in hits_of(entries[:SHOWN])
    ]
    return Panel(title, "desk/panels/rows.html", {"rows": rows, "empty": empty})


def restricted_records(user, _reader) -> Panel:
    """Restricted records by reference only; each leads to the page that asks for a reason."""
    entries = SearchEntry.objects.filter(visibility=Visibility.RESTRICTED).order_by("-pk")[:SHOWN]
    rows = [{"text": hit.reference, "href": f"/desk/open-restricted/{hit.kind}/{hit.key}/", "note": hit.kind_label} for hit in hits_of(entries)]
    context = {"rows": rows, "empty": _("No record is restricted."), "finds_reference": True}
    return Panel(_("Restricted records"), "desk/panels/rows.html", context)


def opened_records(user, _reader) -> Panel:
    """Who opened which restricted record in the last 30 days, and why; all of them are one click away."""
    since = timezone.now() - timedelta(days=30)
    grants = AccessGrant.objects.filter(created_at__gte=since).select_related("user").order_by("-pk")[:SHOWN]
    rows = [{"text": f"{grant.user}: “{grant.reason}”", "note": f"{reference_of(grant)} · {long_moment(grant.created_at)}"} for grant in grants]
    context = {
        "rows": rows,
        "empty": _("Nobody opened a restricted record."),
        "more_href": reverse("desk:view_log"),
        "more_text": _("All views of restricted records"),
    }
    return Panel(_("Opened with a reason, last 30 days"), "desk/panels/rows.html", context)


def people(user, _reader) -> Panel:
    """People who sign in: how many, and what an administrator should look at. Two queries."""
    counts = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True), distinct=True),
        off=Count("pk", filter=Q(is_active=False), distinct=True),
        without_role=Count("pk", filter=Q(is_active=True, groups__isnull=True), distinct=True),
    )
    figures = [
        {"figure": str(counts["active"]), "label": _("can sign in"), "href": "/desk/staff/"},
        {
            "figure": str(counts["without_role"]),
            "label": _("without a role"),
            "href": "/desk/staff/?role=none",
            "tone": "red" if counts["without_role"] else "",
        },
        {"figure": str(counts["off"]), "label": _("switched off"), "href": "/desk/staff/?state=off"},
        {"figure": str(Team.objects.filter(lead__isnull=True).count()), "label": _("teams without a lead"), "href": "/desk/staff/teams/"},
    ]
    return Panel(_("People and roles"), "desk/panels/figures.html", {"figures": figures})

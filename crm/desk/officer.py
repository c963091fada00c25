"""Panels of an engagement officer that need more than one app: what to finish, and decisions that need us."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assurance.models import Decision
from assurance.querysets import needing_us, with_needs
from crm.core.models import Visibility
from crm.core.registries import Panel
from crm.core.templatetags.kit import short_date
from crm.desk.finishing import finishing_of

SHOWN = 6


def finish_these(user, _reader) -> Panel:
    """Drafts, captured messages that wait, and activities that lack what a decision or report will need."""
    found = finishing_of(user)
    parts = ((found.drafts, _("drafts")), (found.messages_waiting, _("captured messages waiting")), (found.incomplete, _("activities to complete")))
    figures = [{"figure": part.count, "label": label, "href": part.href} for part, label in parts]
    rows = [{**row, "is_kept": True} for part, _label in parts for row in part.rows][:SHOWN]  # words of drafts and mail stay on the desk
    empty = _("Nothing waits to be finished. Drafts, forwarded invitations and records that lack something appear here.")
    return Panel(_("Finish these"), "desk/panels/work.html", {"figures": figures, "rows": rows, "empty": empty}, position=10)


def decisions_that_need_us(user, _reader) -> Panel:
    """Decisions of the person, their team or their projects that lack something now. Two queries."""
    ours = needing_us(with_needs(Decision.objects.visible_to(user), timezone.localdate()), user)
    counts = ours.aggregate(
        whole=Count("pk"),
        assessment=Count("pk", filter=Q(no_assessment=True)),
        paper=Count("pk", filter=Q(paper_soon=True)),
        evidence=Count("pk", filter=Q(evidence_waits=True)),
    )
    labels = {"assessment": _("no assessment"), "paper": _("paper due within two weeks"), "evidence": _("evidence waits for review")}
    figures = [{"figure": counts[need], "label": label, "href": f"/desk/decisions/?needs={need}"} for need, label in labels.items()]
    rows = ours.select_related("project").order_by("paper_due_on", "expected_on", "pk")[:SHOWN] if counts["whole"] else []
    context = {
        "figures": figures if counts["whole"] else [],
        "rows": [_decision_row(decision) for decision in rows],
        "empty": _("No decision of yours, your team or your projects lacks an assessment, a paper or a review of evidence."),
        "more_href": "/desk/decisions/?needs=us" if counts["whole"] > SHOWN else "",
        "more_text": _("All {n}").format(n=f"{counts['whole']:,}"),
    }
    return Panel(_("Decisions that need us"), "desk/panels/work.html", context, position=40)


def _decision_row(decision: Decision) -> dict:
    lacks = []
    if decision.no_assessment:
        lacks.append(_("no assessment"))
    if decision.paper_soon:
        lacks.append(_("paper due {day}").format(day=short_date(decision.paper_due_on)))
    if decision.evidence_waits:
        lacks.append(_("evidence waits for review"))
    return {
        "text": decision.title,
        "href": decision.get_absolute_url(),
        "note": " · ".join(lacks),
        "reference": decision.reference,
        "is_kept": decision.visibility not in (Visibility.ORGANISATION, Visibility.SHARED),
        "is_training": decision.is_training,
    }

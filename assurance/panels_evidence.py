"""What pages of partners, activities and what people said show of the evidence register."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from assurance.models import EvidenceItem, EvidenceUse
from assurance.policies import can_open
from assurance.register import subject_of_use, visible_items, visible_uses, work_of
from crm.core.registries import Panel

MOST_ROWS = 10


def evidence_of_record(record: Any, user) -> Panel | None:
    """Decisions and framework years that use an activity, or something people said, as evidence, or could. One query."""
    if not can_open(user):
        return None
    uses = visible_uses(user).filter(**{f"item__{record._meta.model_name}": record}).exclude(state=EvidenceUse.State.DECLINED)
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for use in uses.select_related("decision", "framework_year__framework", "criterion__framework").order_by("decision_id", "framework_year_id", "pk"):
        subject = subject_of_use(use)
        row = rows.setdefault((str(subject._meta.model_name), subject.pk), {"subject": subject, "item": use.item_id, "criteria": [], "is_proposed": False})
        if use.criterion is not None and use.state == EvidenceUse.State.LINKED:
            row["criteria"].append(f"{use.criterion.framework.key}:{use.criterion.code}")
        else:
            row["is_proposed"] = True
    return Panel(_("Evidence for"), "assurance/panels/evidence.html", {"rows": list(rows.values())}, beside=True) if rows else None


def evidence_of_organisation(organisation, user) -> Panel | None:
    """What this partner did that is evidence: credited to them, or an activity that they led. Two queries, one where there is nothing."""
    if not can_open(user):
        return None
    uses = visible_uses(user).exclude(state=EvidenceUse.State.DECLINED).select_related("decision", "framework_year__framework", "criterion__framework")
    found = visible_items(user).filter(work_of(organisation.pk)).prefetch_related(Prefetch("uses", queryset=uses.order_by("pk"), to_attr="seen_uses"))
    items: list[Any] = list(found.order_by("-pk")[: MOST_ROWS + 1])
    if not items:
        return None
    context = {
        "rows": [{"item": item, "is_credited": item.credited_to_id == organisation.pk, "subjects": _subjects(item)} for item in items[:MOST_ROWS]],
        "all_address": f"{reverse('assurance:evidence_list')}?partner={organisation.pk}" if len(items) > MOST_ROWS else "",
    }
    return Panel(_("Evidence credited to them"), "assurance/panels/credited.html", context)


def _subjects(item: EvidenceItem) -> list[dict[str, Any]]:
    """Each decision or year that uses the item once, with the codes of the criteria."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for use in item.seen_uses:
        subject = subject_of_use(use)
        row = rows.setdefault((str(subject._meta.model_name), subject.pk), {"subject": subject, "codes": [], "verdicts": [], "is_proposed": False})
        if use.state == EvidenceUse.State.PROPOSED:
            row["is_proposed"] = True
        elif use.criterion is not None:
            row["codes"].append(f"{use.criterion.framework.key}:{use.criterion.code}")
        if use.verdict and use.get_verdict_display() not in row["verdicts"]:
            row["verdicts"].append(use.get_verdict_display())
    return list(rows.values())

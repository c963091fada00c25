"""What people made of the checks of the training case: one confirmed, one seen differently, one that became an action."""

from datetime import timedelta

from django.utils import timezone

from assurance.checking import common_finding
from assurance.dossier import read_dossier
from assurance.models import CheckReview, Decision
from assurance.services.checks import Recommendation, review_check
from crm.core import roles
from crm.desk.example.training import PROJECT_TITLE

SAID = {
    "gunning:1": ("yes", "", ""),
    "gunning:3": ("partly", "Training example: long enough for those who read the posters, not for people who heard of it late.",
                  "Training example: keep the next survey open for six weeks, and say so to the carers’ group first."),
    "brown:2": ("no", "Training example: the impact assessment was written after the decision.",
                "Training example: ask the bus company about the last bus, as the impact assessment says."),
}  # fmt: skip
"""By check: the view, the reason, what is recommended."""


def load(users) -> int | None:
    """Review checks of the training decision as the assurance lead; how many, None when it was done before or there is no such decision."""
    decision = Decision.objects.filter(project__title=PROJECT_TITLE, state=Decision.State.TAKEN).first()
    if decision is None or CheckReview.objects.filter(decision=decision).exists():
        return None
    lead, today = users[roles.ASSURANCE_LEAD], timezone.localdate()
    dossier = read_dossier(lead, decision.pk)
    for code, (view, reason, recommended) in SAID.items():
        wanted = Recommendation(recommended, users[roles.ENGAGEMENT_OFFICER], "", today + timedelta(days=21)) if recommended else Recommendation()
        review_check(
            decision, common_finding(dossier, code), view=view, reason=reason, reviewer_role="Assurance lead", recommendation=wanted, on=today, actor=lead
        )  # fmt: skip
    return len(SAID)

"""How facts of a decision read in packs and covers."""

from datetime import date

from activities.rules import day_text
from assurance import reports
from assurance.dossier import Dossier
from assurance.models import EvidenceUse
from assurance.rules.gaps import DUTY_FRAMEWORK, Gap

NOT_RECORDED = "not recorded"


def words(value: date | None, otherwise: str = NOT_RECORDED) -> str:
    """A date for readers."""
    return day_text(value) if value else otherwise


def decision_date(dossier: Dossier) -> str:
    """When it was decided, is expected, or what the source says."""
    decision = dossier.decision
    if decision.decided_on:
        return words(decision.decided_on)
    if decision.state == decision.State.TAKEN:
        return f"taken; {decision.date_note or 'date not recorded'}"
    expected = f"not yet taken, expected {words(decision.expected_on)}" if decision.expected_on else "not yet taken"
    return expected if decision.state != decision.State.WITHDRAWN else "withdrawn"


def assessment_reference(dossier: Dossier) -> str:
    assessed_on = dossier.assessment.assessed_on if dossier.assessment else None
    return f"{dossier.decision.reference}, assessment" + (f" of {words(assessed_on)}" if assessed_on else "")


def item_reference(use: EvidenceUse) -> str:
    """`ACT-4`, `INS-2`, `COM-1`, `FILE-7` or `WEB-3`: what stands for an evidence item in lists."""
    item = use.item
    return item.record_reference or (f"FILE-{item.attachment_id}" if item.attachment_id else f"WEB-{item.pk}")


def gap_for_readers(gap: Gap) -> reports.Gap:
    """A gap of the rules as packs and covers print it."""
    return reports.Gap(code=gap.code, text=gap.text, owner=gap.owner, due=words(gap.due_on, ""), section=gap.section, source=gap.source)


def duty_readiness(dossier: Dossier) -> str:
    """`5 of 8 criteria with evidence`."""
    return dossier.framework(DUTY_FRAMEWORK).readiness

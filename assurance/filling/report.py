"""From the dossier of a decision to the frozen report of a pack: every statement with its source, people as roles."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from activities.models import Insight
from assurance import reports, reports_base
from assurance.dossier import Dossier
from assurance.filling import lists, sections
from assurance.filling.files import PackFile, pack_file_rows
from assurance.filling.words import NOT_RECORDED, decision_date, gap_for_readers, words
from assurance.models import PaperCover


@dataclass(frozen=True)
class Choices:
    """What the builder chose, and what the builder is called in the pack (a role)."""

    is_draft: bool
    with_raw_notes: bool
    generated_by: str
    edition: str = reports_base.FULL


def fill(dossier: Dossier, files: list[PackFile], *, reference: str, choices: Choices, withheld: int, left_out: int, now: datetime) -> reports.PackReport:
    """The report of one pack. The dossier was read with `leaves_the_room`; three queries more."""
    decision, is_training = dossier.decision, dossier.decision.is_training
    insights = [insight for insight in dossier.insights if insight.state != Insight.State.DRAFT]
    return reports.PackReport(
        reference=reference,
        decision_reference=decision.reference,
        decision_title=decision.title,
        proposal=decision.proposal or NOT_RECORDED,
        decision_owner=dossier.role_of(decision.owner_id) or (str(decision.team) if decision.team else reports.NO_OWNER),
        body=str(decision.body) if decision.body else NOT_RECORDED,
        stage=decision.project.get_stage_display() if decision.project else decision.get_state_display(),
        decision_date=decision_date(dossier),
        options_fixed=words(decision.options_fixed_on),
        paper_due=words(decision.paper_due_on),
        duty=sections.duty(dossier),
        organisation=str(decision.organisation) if decision.organisation else settings.ORGANISATION_NAME,
        is_training=is_training,
        status="draft" if choices.is_draft else "final",
        generated_at=now,
        generated_by=choices.generated_by,
        raw_notes=choices.with_raw_notes,
        edition=choices.edition,
        withheld_count=withheld,
        gaps=tuple(gap_for_readers(gap) for gap in dossier.gaps),
        sections=tuple(sections.sections(dossier, left_out, len(dossier.insights) - len(insights))),
        assessment=sections.assessment(dossier),
        timeline=tuple(lists.timeline(dossier)),
        activities=tuple(lists.activity(item.activity, item.placed.words, choices.with_raw_notes) for item in dossier.activities),
        criteria=tuple(lists.criterion(view) for framework in dossier.frameworks for view in framework.criteria),
        insight=tuple(lists.insight(insight) for insight in insights),
        responses=tuple(lists.response(dossier, response) for response in dossier.responses if response.approved_on),
        commitments=tuple(
            reports.Commitment(
                reference=promise.reference, text=promise.text, made_to=promise.made_to or NOT_RECORDED, state=promise.get_state_display(),
                source=promise.source or promise.reference, owner=dossier.role_of(promise.owner_id) or reports.NO_OWNER,
                due=words(promise.due_on, "none set"),
            )
            for promise in dossier.promises
        ),
        partners=tuple(lists.partners(dossier)),
        files=tuple(pack_file_rows(files, is_training=is_training)),
        counts=tuple(lists.counts(dossier)),
        cover=frozen_cover(dossier),
        verdict=sections.verdict(dossier),
    )  # fmt: skip


def frozen_cover(dossier: Dossier) -> reports.FrozenCover | None:
    """The newest signed cover of the decision, as it was frozen. One query."""
    cover = PaperCover.objects.filter(decision=dossier.decision.pk, state=PaperCover.State.FROZEN).order_by("-number").first()
    if cover is None:
        return None
    on = words((cover.signed_at or cover.created_at).date())
    return reports.FrozenCover(
        reference=f"{dossier.decision.reference}, cover {cover.number}",
        text=cover.text,
        verdict=cover.get_verdict_display() or "none recorded",
        unreviewed=cover.signed_without_review,
        signed=f"signed by {cover.signed_role}, {on}" if cover.signed_role else f"frozen on {on}",
        sha256=cover.sha256,
    )

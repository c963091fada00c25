"""Q1: how does the Board know that the duty to involve is met?"""

from collections import Counter
from typing import Any

from assurance.answers.reader import DAY_METHOD, Reader, gap, number, tally
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Decision, InvolvementAssessment, PaperCover

OUTCOMES = dict(InvolvementAssessment.Outcome.choices)
NO_ASSESSMENT = "No assessment recorded"


def answer(reader: Reader) -> Answer:
    """Decisions of the year by the outcome of their newest assessment, and their covers with the reviewer's verdict. Two queries."""
    decisions = reader.decisions
    covers = newest_covers(decisions)
    without = [decision for decision in decisions if not decision.outcome_code]
    signed = [covers[decision.pk] for decision in decisions if decision.pk in covers and covers[decision.pk].state == PaperCover.State.FROZEN]
    verdicts = Counter(cover.verdict for cover in signed)
    source = f"Decisions of {reader.year.label}"
    covers_source = f"Newest covers of the decisions of {reader.year.label}"
    undated = sum(decision.recorded_day is None for decision in decisions)
    sentences = [
        Sentence(
            text=(
                f"On record for {reader.year.label}: {number(len(decisions), 'decision', 'decisions')}. "
                f"With an involvement assessment: {len(decisions) - len(without)}; without: {len(without)}."
                if decisions
                else f"No decision of {reader.year.label} is on record."
            ),
            source=source,
            address=reader.decisions_address() if decisions else "",
        ),
    ]
    if decisions:
        reviewed = verdicts[PaperCover.Verdict.ADEQUATE] + verdicts[PaperCover.Verdict.CONDITIONS] + verdicts[PaperCover.Verdict.NOT_ADEQUATE]
        sentences.append(
            Sentence(
                text=(
                    f"With a signed cover: {len(signed)}. A named reviewer found {verdicts['adequate']} adequate, {verdicts['conditions']} adequate "
                    f"with conditions and {verdicts['not_adequate']} not adequate; {len(signed) - reviewed} were not reviewed."
                    if signed
                    else "None of them has a signed cover."
                ),
                source=covers_source,
            )
        )
    if undated:
        text = f"No day is recorded for {number(undated, 'decision', 'decisions')}; the day as at which the law is read stands in for it."
        sentences.append(Sentence(text=text, source=source, address="#decisions"))
    return reader.answered(
        "Q1",
        "Assessments and covers",
        sentences=sentences,
        tables=[_outcomes(reader, decisions), _decisions(decisions, covers)],
        gaps=[
            *(gap(f"assessment-{d.pk}", f"{d.title}: no involvement assessment", d.reference) for d in without),
            *(
                gap(f"cover-{d.pk}", f"{d.title}: taken without a signed cover", d.reference)
                for d in decisions
                if d.state == Decision.State.TAKEN and not _is_signed(covers.get(d.pk))
            ),
        ],
        figures=[
            Figure(code="decisions", words="Decisions of the year", number=len(decisions)),
            Figure(code="assessed", words="with an involvement assessment", number=len(decisions) - len(without)),
            Figure(code="not_assessed", words="without an involvement assessment", number=len(without)),
            Figure(code="covers_signed", words="with a signed cover", number=len(signed)),
            Figure(
                code="covers_adequate", words="with a cover found adequate, with or without conditions", number=verdicts["adequate"] + verdicts["conditions"]
            ),
        ],
        method=DAY_METHOD + " The newest assessment and the newest cover of each decision count.",
    )


def newest_covers(decisions: list[Any]) -> dict[int, PaperCover]:
    """By decision: the newest signed cover, otherwise the newest. One query."""
    found: dict[int, PaperCover] = {}
    unread = ("facts", "boxes", "text", "review_answers", "reviewed_text", "reviewed_boxes")
    rows = PaperCover.objects.filter(decision__in=[decision.pk for decision in decisions]).defer(*unread).order_by("pk")
    for cover in rows:
        before = found.get(cover.decision_id)
        if before is None or cover.state == PaperCover.State.FROZEN or before.state != PaperCover.State.FROZEN:
            found[cover.decision_id] = cover
    return found


def _is_signed(cover: PaperCover | None) -> bool:
    return cover is not None and cover.state == PaperCover.State.FROZEN


def _outcomes(reader: Reader, decisions: list[Any]) -> Table:
    counts = Counter(decision.outcome_code or "none" for decision in decisions)
    return Table(
        title="Decisions by the outcome of their assessment",
        headers=("Outcome", "Decisions"),
        rows=tally(counts, [*OUTCOMES.items(), ("none", NO_ASSESSMENT)], lambda code: reader.decisions_address(assessment=code)),
        note="The newest assessment of each decision counts. An outcome is a person's judgement.",
    )


def _decisions(decisions: list[Any], covers: dict[int, PaperCover]) -> Table:
    return Table(
        title="The decisions, one by one",
        headers=("Decision", "Reference", "Day", "State", "Assessment", "Cover", "Reviewer’s verdict on the cover"),
        rows=tuple(
            Row(
                cells=(
                    decision.title,
                    decision.reference,
                    words(decision.recorded_day, "not recorded"),
                    decision.get_state_display(),
                    str(OUTCOMES.get(decision.outcome_code, NO_ASSESSMENT)),
                    covers[decision.pk].step if decision.pk in covers else "None",
                    covers[decision.pk].review_in_words if decision.pk in covers else "–",
                ),
                address=decision.get_absolute_url(),
            )
            for decision in decisions
        ),
        anchor="decisions",
    )

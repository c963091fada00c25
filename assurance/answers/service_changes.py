"""Q6: service changes: scrutiny, tests and legal risk."""

from collections.abc import Iterable
from typing import Any

from assurance.answers.reader import Reader, gap, number
from assurance.answers.shape import Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Criterion, CriterionReview, Decision, Escalation, Scrutiny

TESTS = "five-tests"
METHOD = (
    "Decisions on the path of a service reconfiguration, in the year of their day; where none is recorded, of the day as at which they are judged. "
    "A verdict on a test is that of a named reviewer. Training examples and archived records are left out."
)


def answer(reader: Reader) -> Answer:
    """The register of reconfigurations with scrutiny, escalations and the tests as they were judged. Five queries."""
    decisions = list(_register(reader))
    keys = [decision.pk for decision in decisions]
    scrutiny = _grouped(Scrutiny.objects.filter(decision__in=keys).select_related("body").order_by("pk"))
    escalations = _grouped(Escalation.objects.filter(decision__in=keys).order_by("on", "pk"))
    tests = list(Criterion.objects.filter(framework__key=TESTS).order_by("position"))
    verdicts: dict[tuple[int, int], str] = {}
    for review in CriterionReview.objects.filter(decision__in=keys, criterion__framework__key=TESTS).order_by("-pk"):
        verdicts.setdefault((review.decision_id, review.criterion_id), review.get_verdict_display())
    asked = [pk for pk in keys if any(row.view != Scrutiny.View.NOT_ASKED for row in scrutiny.get(pk, []))]
    called = [pk for pk in keys if any(row.kind == Escalation.Kind.CALLED_IN for row in escalations.get(pk, []))]
    court = [pk for pk in keys if any(row.kind == Escalation.Kind.COURT for row in escalations.get(pk, []))]
    year, source = reader.year.label, f"Service reconfigurations of {reader.year.label}"
    sentences = [
        Sentence(
            text=f"{number(len(decisions), 'service reconfiguration', 'service reconfigurations')} of {year} on record; "
            f"scrutiny was asked about {len(asked)} of them."
            if decisions
            else f"No service reconfiguration of {year} is on record.",
            source=source,
            address="#register" if decisions else "",
        )
    ]
    if decisions:
        text = f"{len(called)} called in by the Secretary of State, {len(court)} with a claim for judicial review."
        sentences.append(Sentence(text=text, source=source, address="#escalations"))
    return reader.answered(
        "Q6",
        "Register of service changes",
        sentences=sentences,
        tables=[
            _register_table(decisions, scrutiny, escalations),
            Table(
                title="The tests of service change, as a named reviewer judged them",
                headers=("Decision", *(f"{test.code} {test.short}" for test in tests)),
                rows=tuple(
                    Row(cells=(d.reference, *(verdicts.get((d.pk, test.pk), "Not reviewed") for test in tests)), address=d.get_absolute_url())
                    for d in decisions
                ),
            ),
            Table(
                title="Secretary of State and courts",
                headers=("Decision", "What happened", "On", "Answer due", "Answered"),
                anchor="escalations",
                rows=tuple(
                    Row(
                        cells=(d.reference, row.get_kind_display(), words(row.on), words(row.answer_due_on, "none set"), words(row.answered_on)),
                        address=d.get_absolute_url(),
                    )
                    for d in decisions
                    for row in escalations.get(d.pk, [])
                ),
            ),
        ],
        gaps=[
            *(gap(f"scrutiny-{d.pk}", f"{d.title}: scrutiny not asked yet, or not recorded", d.reference) for d in decisions if d.pk not in asked),
            *(
                gap(
                    f"reply-{row.pk}",
                    f"{d.reference}: no reply of {row.body} recorded, asked for by {words(row.reply_by)}",
                    d.reference,
                    due=words(row.reply_by, ""),
                )
                for d in decisions
                for row in scrutiny.get(d.pk, [])
                if row.reply_by and row.replied_on is None and row.reply_by < reader.today
            ),
        ],
        figures=[
            Figure(code="reconfigurations", words="Service reconfigurations", number=len(decisions)),
            Figure(code="scrutiny_asked", words="where scrutiny was asked", number=len(asked)),
            Figure(code="called_in", words="called in", number=len(called)),
            Figure(code="court", words="with a claim for judicial review", number=len(court)),
        ],
        method=METHOD,
    )


def _register(reader: Reader) -> Any:
    """Reconfigurations whose day lies in the year."""
    return reader.decision_rows.filter(path=Decision.Path.RECONFIGURATION).select_related("body", "meeting")


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.decision_id, []).append(row)
    return found


def _register_table(decisions: list[Any], scrutiny: dict[int, list[Any]], escalations: dict[int, list[Any]]) -> Table:
    rows = []
    for decision in decisions:
        views = "; ".join(
            f"{row.body}: {row.get_view_display()}" + (f", replied {words(row.replied_on)}" if row.replied_on else "") for row in scrutiny.get(decision.pk, [])
        )
        notified = next((row for row in escalations.get(decision.pk, []) if row.kind == Escalation.Kind.NOTIFIED), None)
        left = f"{decision.get_side_exit_display()}, {words(decision.side_exit_on)}" if decision.side_exit else "No"
        cells = (
            decision.title,
            decision.reference,
            decision.get_state_display(),
            words(decision.recorded_day),
            views or "Not recorded",
            words(notified.on) if notified else "Not recorded",
            left,
        )
        rows.append(Row(cells=cells, address=decision.get_absolute_url()))
    headers = ("Decision", "Reference", "State", "Day", "Scrutiny", "Secretary of State notified", "Left the path")
    return Table(title="Register", headers=headers, rows=tuple(rows), anchor="register")

"""Q7: is practice improving?"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from assurance.answers.reader import Reader, gap, number
from assurance.answers.shape import MOST_ROWS, Answer, Figure, Row, Sentence, Table
from assurance.filling.words import words
from assurance.models import Action, AssuranceReview, Decision, FrameworkYear
from assurance.rules.year_scores import label_of

METHOD = (
    "The newest verdict of a named reviewer on each criterion or domain, this year beside the year before. Lessons are actions that follow from a "
    "check, a review or a gap: done in the year, or not done. Training examples are left out. The software compares words; "
    "it does not say whether that is better."
)


def answer(reader: Reader) -> Answer:
    """Verdicts of this year and the last, and what was done about gaps. Four queries."""
    years = list(FrameworkYear.objects.filter(year__in=[reader.year.label, reader.year.previous.label]).select_related("framework__scale"))
    here = [year for year in years if year.year == reader.year.label]
    before = {year.framework_id: year for year in years if year.year != reader.year.label}
    reviews = _newest(AssuranceReview.objects.filter(framework_year__in=years).select_related("criterion"))
    actions = list(_actions(reader))
    done = [action for action in actions if action.done_on]
    overdue = [action for action in actions if not action.done_on and action.due_on and action.due_on < reader.today]
    rows = [row for year in here for row in _compared(year, before.get(year.framework_id), reviews)]
    changed = [row for row in rows if row.cells[4] == "Changed"]
    label = reader.year.label
    judged = sum(row.cells[2] != "Not judged" for row in rows)
    sentences = [
        Sentence(
            text=f"{number(len(here), 'framework was', 'frameworks were')} opened for {label}. "
            f"A named reviewer judged {number(judged, 'part', 'parts')} of them; {len(changed)} got another verdict than the year before."
            if here
            else f"No framework was opened for {label}, so no verdicts can be compared.",
            source=f"Framework years {label} and {reader.year.previous.label}",
            address="/desk/frameworks/years/" if here else "",
        ),
        Sentence(
            text=(
                f"Actions done in {label}: {len(done)}. Due in it and not done: {len(actions) - len(done)}, of them overdue: {len(overdue)}."
                if actions
                else f"No action done or due in {label} is on record."
            ),
            source="Actions",
            address="/desk/actions/" if actions else "",
        ),
    ]
    sentences += [
        Sentence(text=f"{year.framework}: the assurance body’s result was {result_words(year)}.", source=year.result_source, address=year.get_absolute_url())
        for year in here
        if year.result_source
    ]
    return reader.answered(
        "Q7",
        "This year beside the last",
        sentences=sentences,
        tables=[
            Table(
                title="Verdicts, this year and last",
                headers=("Framework", "Criterion or domain", f"Verdict {label}", f"Verdict {reader.year.previous.label}", "Compared", "Comment"),
                rows=tuple(rows),
                anchor="verdicts",
            ),
            Table(
                title="Actions done or due in the year",
                headers=("What", "From", "Owner (role)", "By", "Done", "What was done"),
                anchor="actions",
                rows=tuple(_action_row(action) for action in actions[:MOST_ROWS]),
            ),
        ],
        gaps=[
            *([gap("years", f"No framework was opened for {label}", label)] if not here else []),
            *(gap(f"action-{row.pk}", f"{row.text}: not done", _belongs(row), owner=row.owner_role, due=words(row.due_on, "")) for row in overdue),
        ],
        figures=[
            Figure(code="frameworks", words="Frameworks opened for the year", number=len(here)),
            Figure(code="verdicts", words="Parts judged", number=judged),
            Figure(code="actions_done", words="Actions done in the year", number=len(done)),
            Figure(code="actions_overdue", words="Actions overdue", number=len(overdue)),
        ],
        method=METHOD,
    )


def result_words(year: FrameworkYear) -> str:
    """`Green, 11 points`, or that it is in words."""
    points = number(year.result_score, "point", "points") if year.result_score is not None else ""
    return ", ".join(filter(None, [year.result_label, points])) or "in words"


Reviews = dict[tuple[int, str, str], Any]


def _newest(reviews: Iterable[Any]) -> Reviews:
    """The newest review by year, code of the criterion and domain; newest first in."""
    found: Reviews = {}
    for review in reviews:
        found.setdefault((review.framework_year_id, review.criterion.code if review.criterion else "", review.domain), review)
    return found


def _compared(year: FrameworkYear, last: FrameworkYear | None, reviews: Reviews) -> Iterable[Row]:
    """One row for each part that was judged in either year; a framework that nobody judged has one row that says so."""
    ours = {year.pk, last.pk if last else None}
    parts = {(code, domain): review.criterion.position if review.criterion else 0 for (pk, code, domain), review in reviews.items() if pk in ours}
    values = year.framework.scale.values if year.framework.scale else []
    if not parts:
        yield Row(cells=(str(year.framework), "All", "Not judged", "Not judged", "–", ""), address=year.get_absolute_url())
    for code, domain in sorted(parts, key=lambda part: (parts[part], part)):
        now, then = reviews.get((year.pk, code, domain)), reviews.get((last.pk, code, domain)) if last else None
        words_now, words_then = (_verdict(values, review) for review in (now, then))
        compared = "–" if not (now and then) else "In words" if not (now.verdict and then.verdict) else "Same" if now.verdict == then.verdict else "Changed"
        yield Row(cells=(str(year.framework), code or domain, words_now, words_then, compared, now.comment if now else ""), address=year.get_absolute_url())


def _verdict(values: Any, review: Any) -> str:
    if review is None:
        return "Not judged"
    return label_of(values, review.verdict) or "In words"


def _actions(reader: Reader) -> Any:
    """Actions done or due in the year, of years and of decisions that the reader sees."""
    seen = Q(decision__in=reader.visible(Decision).order_by().values("pk")) | Q(framework_year__isnull=False)
    when = Q(done_on__range=reader.days) | Q(done_on=None, due_on__range=reader.days)
    return Action.objects.filter(seen & when).select_related("decision", "framework_year__framework").order_by("due_on", "pk")


def _belongs(action: Action) -> str:
    return f"{action.decision.reference}" if action.decision else str(action.framework_year)


def _action_row(action: Action) -> Row:
    done = words(action.done_on, "not done")
    cells = (action.text, _belongs(action), action.owner_role or NO_ROLE, words(action.due_on, "no day set"), done, action.done_note)
    return Row(cells=cells, address=f"/desk/actions/{action.pk}/")


NO_ROLE = "Member of staff"

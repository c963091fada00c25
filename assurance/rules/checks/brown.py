"""Brown 1 to 6: due regard to equality, as far as dates and documents can show it.

Source:
    The Brown principles as the EDF case note lists them; Equality Act 2010 s.149.
"""

from datetime import date

from assurance.rules.checks.facts import CoverFact, Facts, ImpactFact
from assurance.rules.checks.finding import CANNOT_TELL, FOUND, NOT_FOUND, PARTLY, Finding, Missing, Row, counted, words_of

ASSESSMENT = "equality and health inequalities impact assessment"
NO_DAY = Missing("The date of the decision", "decided-on")
NO_ASSESSMENT = f"No {ASSESSMENT} is recorded."


def brown(facts: Facts) -> tuple[Finding, ...]:
    """The six checks, in their order. The duty arises for every decision."""
    return (_aware(facts), _before(facts), _in_substance(facts), _not_delegated(facts), _continuing(facts), _recorded(facts))


def _done(facts: Facts) -> list[tuple[date, ImpactFact]]:
    """Assessments with their days, oldest first; days to come do not count."""
    dated = [(item.done_on, item) for item in facts.impacts if item.done_on and item.done_on <= facts.today]
    return sorted(dated, key=lambda pair: (pair[0], pair[1].pk))


def _row(facts: Facts, item: ImpactFact) -> Row:
    text = f"Equality and health inequalities impact assessment{f', {item.document}' if item.document else ''}"
    return Row(facts.reference, text, words_of(item.done_on) if item.done_on else "Not done", "impact", str(item.pk))


def _rows(facts: Facts) -> tuple[Row, ...]:
    return tuple(_row(facts, item) for item in facts.impacts)


def _is_before(day: date, facts: Facts) -> bool:
    """Before the decision; while it is not taken, any day up to today."""
    if not facts.is_taken:
        return day <= facts.today
    return facts.decision_day is not None and day < facts.decision_day


def _no_assessment(facts: Facts) -> tuple[Missing, ...]:
    return (Missing(f"An {ASSESSMENT}, with its date", "equality"),)


def _covers_on_equality(facts: Facts) -> list[CoverFact]:
    return [cover for cover in facts.covers if cover.speaks_of_equality and _is_before(cover.frozen_on, facts)]


def _aware(facts: Facts) -> Finding:
    """1: a signed cover that speaks of equality went to the decision-maker before the decision."""
    code, name = "brown:1", "The decision-maker was told about equality"
    covers = _covers_on_equality(facts)
    rows = tuple(Row(facts.reference, f"Cover {cover.number}", words_of(cover.frozen_on), "cover", str(cover.pk)) for cover in covers)
    if facts.is_taken and facts.decision_day is None:
        return Finding(code, name, CANNOT_TELL, "The day of the decision is not recorded.", rows, (NO_DAY,))
    if covers:
        first = min(covers, key=lambda cover: cover.frozen_on)
        return Finding(
            code, name, FOUND, f"Cover {first.number}, which speaks of equality, was signed and frozen on {words_of(first.frozen_on)}{_until(facts)}.", rows
        )
    missing = (Missing("A signed cover that says what was considered on equality"),)
    before = [day for day, _item in _done(facts) if _is_before(day, facts)]
    if before:
        sentence = f"An {ASSESSMENT} is dated {words_of(before[0])}; no signed cover shows that the decision-maker saw it."
        return Finding(code, name, PARTLY, sentence, _rows(facts), missing)
    return Finding(code, name, NOT_FOUND, f"No signed cover before the decision speaks of equality. {_none_before(facts)}", _rows(facts), missing)


def _until(facts: Facts) -> str:
    if facts.is_taken and facts.decision_day:
        return f", before the decision on {words_of(facts.decision_day)}"
    return "; the decision is not taken yet"


def _none_before(facts: Facts) -> str:
    return NO_ASSESSMENT if not facts.impacts else "No assessment is dated before it."


def _before(facts: Facts) -> Finding:
    """2: an assessment is dated before the decision."""
    code, name = "brown:2", "Equality was assessed before the decision"
    done, rows = _done(facts), _rows(facts)
    reason = next((item.not_needed_because for item in facts.impacts if item.not_needed_because), "")
    if not done:
        if reason:
            sentence = f"No assessment is dated. It is recorded as not needed, because “{reason.rstrip('.')}”."
            return Finding(code, name, PARTLY, sentence, rows, _no_assessment(facts))
        if facts.says_equality and facts.assessed_on and _is_before(facts.assessed_on, facts):
            sentence = (
                f"{NO_ASSESSMENT} The involvement assessment of {words_of(facts.assessed_on)} says what was considered on equality and health inequalities."
            )
            return Finding(code, name, PARTLY, sentence, rows, _no_assessment(facts))
        return Finding(code, name, NOT_FOUND, NO_ASSESSMENT, rows, _no_assessment(facts))
    first, decided = done[0][0], facts.decided_on
    dated = f"The first assessment is dated {words_of(first)}"
    if not facts.is_taken:
        return Finding(code, name, FOUND, f"{dated}; the decision is not taken yet.", rows)
    if decided is None:
        return Finding(code, name, CANNOT_TELL, f"{dated}; the day of the decision is not recorded.", rows, (NO_DAY,))
    if first == decided:
        return Finding(code, name, PARTLY, f"{dated}, the day of the decision. Whether it was before is not recorded.", rows)
    days = counted(abs((decided - first).days), "day")
    if first < decided:
        return Finding(code, name, FOUND, f"{dated}, {days} before the decision on {words_of(decided)}.", rows)
    return Finding(code, name, NOT_FOUND, f"{dated}, {days} after the decision on {words_of(decided)}.", rows, _no_assessment(facts))


def _in_substance(facts: Facts) -> Finding:
    """3: what it found, what is done about it, whether people informed it. Rigour and an open mind are no fields: never more than partly."""
    code, name = "brown:3", "Equality was considered in substance"
    done = _done(facts)
    if not done:
        return Finding(code, name, NOT_FOUND, NO_ASSESSMENT, _rows(facts), _no_assessment(facts))
    day, newest = done[-1]
    looked_for = (
        (newest.has_outcome, "what it found", "What the assessment found"),
        (newest.has_mitigations, "what is done about it", "What is done about what it found"),
        (newest.informed == "yes", "that what people said informed it", "Whether what people said informed it"),
    )
    says = [words for is_there, words, _missing in looked_for if is_there]
    missing = tuple(Missing(text) for is_there, _words, text in looked_for if not is_there)
    told = f"says {', '.join(says)}" if says else "says neither what it found nor what is done about it"
    sentence = f"The assessment of {words_of(day)} {told}. Whether it was done with rigour and an open mind, the records cannot tell."
    return Finding(code, name, PARTLY if says else CANNOT_TELL, sentence, (_row(facts, newest),), missing)


def _not_delegated(facts: Facts) -> Finding:
    """4: who decided, and where that is written. Whether the duty was left to somebody else is in no field: never more than partly."""
    code, name = "brown:4", "The duty was not handed to somebody else"
    unknown = "Whether somebody else was left to weigh equality, the records cannot tell."
    rows = (
        (Row(facts.reference, f"Decided by {facts.body}", words_of(facts.decided_on) if facts.decided_on else "", "decision", str(facts.pk)),)
        if facts.body
        else ()
    )
    wanted = ((facts.body, "Who decides"), (facts.minute or not facts.is_taken, "The minute of the decision"))
    missing = tuple(Missing(text) for is_there, text in wanted if not is_there)
    if facts.is_taken and facts.body and facts.minute:
        return Finding(code, name, PARTLY, f"{facts.body} took the decision; the minute is recorded ({facts.minute}). {unknown}", rows, missing)
    who = f"{facts.body} {'took' if facts.is_taken else 'is to take'} the decision." if facts.body else "Who decides is not recorded."
    return Finding(code, name, CANNOT_TELL, f"{who} {unknown}", rows, missing)


def _continuing(facts: Facts) -> Finding:
    """5: one assessment before options were fixed, and another, or a look again, later."""
    code, name = "brown:5", "Equality was looked at early and again"
    done, rows = _done(facts), _rows(facts)
    if not done:
        return Finding(code, name, NOT_FOUND, NO_ASSESSMENT, rows, _no_assessment(facts))
    days = sorted({day for day, _item in done})
    fixed = facts.options_fixed_on
    dates = "Assessments are dated" if len(days) > 1 else "The only assessment is dated"
    parts = [f"{dates} {', '.join(words_of(day) for day in days)}."]
    is_early = fixed is not None and days[0] < fixed
    is_open = fixed is None and not facts.is_taken
    if fixed is None:
        parts.append("No day is recorded on which options were fixed.")
    else:
        parts.append(f"The first is {'before' if is_early else 'not before'} options were fixed on {words_of(fixed)}.")
    reviews = sorted(item.review_on for _day, item in done if item.review_on)
    overdue = [day for day in reviews if day <= facts.today and not any(later >= day for later in days)]
    if overdue:
        parts.append(f"It was to be looked at again on {words_of(overdue[0])}; nothing later is recorded.")
    elif reviews and reviews[-1] > facts.today:
        parts.append(f"It is to be looked at again on {words_of(reviews[-1])}.")
    is_again = len(days) > 1
    missing = () if is_again and not overdue else (Missing("A second look at the assessment, with its date"),)
    state = FOUND if (is_early or is_open) and is_again and not overdue else PARTLY
    return Finding(code, name, state, " ".join(parts), rows, missing)


def _recorded(facts: Facts) -> Finding:
    """6: the document of the assessment, and the minute once the decision is taken."""
    code, name = "brown:6", "Records of it were kept"
    documents = [item for item in facts.impacts if item.document]
    wanted = [
        (bool(documents), f"the document of the assessment ({documents[0].document})" if documents else "", "The document of the assessment, or its reference")
    ]
    if facts.is_taken:
        wanted.append((bool(facts.minute), f"the minute ({facts.minute})", "The minute of the decision"))
    kept = [words for is_there, words, _missing in wanted if is_there]
    missing = tuple(Missing(text) for is_there, _words, text in wanted if not is_there)
    if kept and not missing:
        return Finding(code, name, FOUND, f"Recorded: {' and '.join(kept)}.", _rows(facts))
    if kept or facts.impacts:
        told = f"Recorded: {' and '.join(kept)}." if kept else "An assessment is recorded, without its document."
        return Finding(code, name, PARTLY, told, _rows(facts), missing)
    return Finding(code, name, NOT_FOUND, NO_ASSESSMENT, (), missing)

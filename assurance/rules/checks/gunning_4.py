"""Gunning 4: did findings reach the decision-maker before the decision?"""

from assurance.rules.checks.facts import Facts
from assurance.rules.checks.finding import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, Finding, Missing, Row, counted, words_of

CODE, NAME = "gunning:4", "Findings were with the decision-maker before the decision"


def gunning_4(facts: Facts) -> Finding:
    """Compare the day on which findings reached the decision-maker with the day of the decision and with the paper deadline.

    The same day counts in part: whether it was before is not recorded. Findings after the paper deadline count in part, too.
    Without such a day, a signed cover or a response that was considered before the decision counts in part.

    Source:
        Gunning 4: responses are conscientiously weighed before the decision.
    """
    if facts.no_duty:
        return Finding(CODE, NAME, DOES_NOT_ARISE, "The newest assessment says that the duty does not apply here, and nobody is consulted.")
    state, sentence = _sent(facts)
    others, rows = _other_signs(facts)
    if state == NOT_FOUND and others and facts.findings_sent_on is None:
        state = PARTLY
    sent = facts.findings_sent_on
    first = [Row(facts.reference, "Findings reached the decision-maker", words_of(sent), "decision", str(facts.pk))] if sent else []
    missing = [] if state == FOUND else [Missing("The day on which findings reached the decision-maker, before the decision", "considered")]
    if facts.is_taken and not facts.decided_on:
        missing.append(Missing("The date of the decision", "decided-on"))
    if not facts.insights:
        missing.append(Missing("What people said", "findings"))
    return Finding(CODE, NAME, state, " ".join(filter(None, [sentence, *others])), (*first, *rows), tuple(missing))


def _sent(facts: Facts) -> tuple[str, str]:
    sent, decided = facts.findings_sent_on, facts.decided_on
    if sent is None:
        ahead = "" if facts.is_taken else " The decision is not taken yet."
        return NOT_FOUND, f"No day is recorded on which findings reached the decision-maker.{ahead}"
    reached = f"Findings reached the decision-maker on {words_of(sent)}"
    late = f" That was {counted((sent - facts.paper_due_on).days, 'day')} after the paper was due." if facts.paper_due_on and sent > facts.paper_due_on else ""
    if not facts.is_taken:
        if sent > facts.today:
            return NOT_FOUND, f"Findings are to reach the decision-maker on {words_of(sent)}, which is still to come. The decision is not taken yet."
        return PARTLY if late else FOUND, f"{reached}; the decision is not taken yet.{late}"
    if decided is None:
        return CANNOT_TELL, f"{reached}; the day of the decision is not recorded."
    if sent < decided:
        before = f"{reached}, {counted((decided - sent).days, 'day')} before the decision on {words_of(decided)}."
        return PARTLY if late else FOUND, before + late
    if sent == decided:
        return PARTLY, f"{reached}, the day of the decision. Whether it was before is not recorded."
    return NOT_FOUND, f"{reached}, {counted((sent - decided).days, 'day')} after the decision on {words_of(decided)}."


def _other_signs(facts: Facts) -> tuple[list[str], list[Row]]:
    """Covers signed, and responses considered, before the decision; while it is not taken, by today."""
    if facts.is_taken and facts.decision_day is None:
        return [], []
    limit = facts.decision_day if facts.is_taken else None
    covers = [cover for cover in facts.covers if limit is None or cover.frozen_on < limit]
    dated = [(item.considered_on, item) for item in facts.responses if item.considered_on and item.considered_on <= facts.today]
    considered = [(day, item) for day, item in dated if limit is None or day < limit]
    sentences = []
    if covers:
        newest = max(covers, key=lambda cover: cover.frozen_on)
        sentences.append(f"Cover {newest.number} was signed and frozen on {words_of(newest.frozen_on)}.")
    if considered:
        day, last = max(considered, key=lambda pair: pair[0])
        by = f" by {last.considered_by}" if last.considered_by else ""
        sentences.append(f"What people said was considered{by} on {words_of(day)} ({last.reference}).")
    rows = [Row(facts.reference, f"Cover {cover.number}", words_of(cover.frozen_on), "cover", str(cover.pk)) for cover in covers]
    rows += [Row(item.reference, item.title, words_of(day), "response", str(item.pk)) for day, item in considered]
    return sentences, rows

"""The chart of a decision's pack: what was still open when each activity happened. The timeline beside it is its table."""

from collections import Counter

from assurance.annual.shape import Bar, Bars
from assurance.picture import in_words
from assurance.reports import PackReport
from assurance.rules.placing import WORDS, Placed, finding

CODES = {words: code for code, words in WORDS.items()}


def placing_chart(report: PackReport) -> Bars | None:
    """Activities by what was still open, in the order of time; never a count of people.

    None where no activity is recorded, or where one has words that this version does not know: nothing is guessed.
    """
    codes = [CODES.get(_words(activity.placing), "") for activity in report.activities]
    if not all(codes) or not codes:
        return None
    counted = Counter(codes)
    bars = tuple(Bar(label=words, number=counted[code]) for code, words in WORDS.items() if counted[code])
    return Bars(title=finding([Placed(code) for code in codes]), headers=("What was still open", "Activities"), bars=bars)


def described(chart: Bars) -> str:
    """Its alternative text."""
    return in_words(chart.title, [(bar.label, bar.number) for bar in chart.bars])


def _words(placing: str) -> str:
    """Without the reason in brackets that a person's correction adds."""
    return placing.partition(" (")[0]

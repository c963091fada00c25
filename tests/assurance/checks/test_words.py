"""What every check says, whatever the facts: found, never more."""

import re
from itertools import chain

import pytest

from assurance.rules.checks import STATES, all_checks
from tests.assurance.checks import test_brown, test_feedback, test_five_tests, test_gunning_1, test_gunning_2, test_gunning_3, test_gunning_4

MODULES = (test_gunning_1, test_gunning_2, test_gunning_3, test_gunning_4, test_brown, test_five_tests, test_feedback)
FACTS = [part for module in MODULES for row in module.CASES.values() for part in row if hasattr(part, "is_taken")]
VERDICTS = re.compile(r"\b(met|complian\w*|complies|lawful\w*|unlawful\w*|breach\w*|adequate\w*|satisf\w+|pass(?:ed|es)?|fail(?:ed|s|ure)?)\b", re.IGNORECASE)


def test_no_check_judges_in_any_case_of_the_tables():
    said = list(chain.from_iterable(all_checks(case) for case in FACTS))
    assert len(FACTS) > 150 and len(said) == 16 * len(FACTS)
    for finding in said:
        assert not VERDICTS.search(finding.in_words), finding
        assert finding.state in STATES and finding.sentence.endswith("."), finding
        assert "  " not in finding.sentence and "None" not in finding.sentence, finding


def test_codes_are_the_ones_that_reviews_and_actions_are_stored_under():
    gunning, brown, tests = [[f"{key}:{code}" for code in codes] for key, codes in (
        ("gunning", "1234"), ("brown", "123456"), ("five-tests", ["T1", "T2", "T3", "T4", "T5"])
    )]  # fmt: skip
    assert [finding.code for finding in all_checks(FACTS[0])] == [*gunning, *brown, *tests, "feedback:1"]


@pytest.mark.parametrize("case", FACTS[:5])
def test_the_mark_changes_with_the_words_and_only_with_them(case):
    first, again = all_checks(case), all_checks(case)
    assert [finding.mark for finding in first] == [finding.mark for finding in again]
    assert len({finding.mark for finding in first}) == len({(finding.state, finding.sentence) for finding in first})

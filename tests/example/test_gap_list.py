"""The gap list of the example's D3 is exactly the list written by hand; filling one gap closes that one and no other."""

import pytest

from activities.models import Activity, ParticipationCount
from assurance.dossier import read_dossier
from assurance.models import Decision
from crm.core import history
from crm.desk.example import covid_learning, sign_ins
from tests.example.gaps_of_d3 import GAPS_OF_D3, unmatched

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    users = sign_ins.load_sign_ins("a password")
    with history.because(None, "load_example"):
        covid_learning.load(users)
    return users["assurance_lead"]


def d3() -> Decision:
    return Decision.objects.get(title="What to keep, adapt or reverse for the long term")


def gaps(reader) -> list[tuple[str, str]]:
    """Gaps of D3 as (reference of the source, text)."""
    decision = d3()
    numbers = {}
    for prefix, rows in (("ACT", decision.project.activities), ("COM", decision.project.commitments)):
        for place, record in enumerate(rows.order_by("pk"), start=1):
            numbers[record.reference] = f"{prefix}-{place}"
    numbers[decision.reference] = "DEC-3"
    return [(numbers.get(gap.source, gap.source), gap.text) for gap in read_dossier(reader, decision.pk).gaps]


def test_the_list_is_exactly_the_one_written_by_hand(reader):
    assert unmatched(gaps(reader)) == ([], [])


def test_no_gap_has_an_owner_that_the_source_does_not_name(reader):
    assert {gap.owner for gap in read_dossier(reader, d3().pk).gaps} == {"no owner named"}


def test_counting_the_callers_closes_that_gap_and_no_other(reader):
    calls = Activity.objects.get(title="Phone service to complete the survey")
    ParticipationCount.objects.create(activity=calls, number=41, what="Calls", method="responses")
    assert unmatched(gaps(reader), [line for line in GAPS_OF_D3 if line != ("ACT-2", "how many people called")]) == ([], [])


def test_giving_a_promise_a_date_leaves_the_question_who_keeps_it(reader):
    promise = d3().project.commitments.order_by("pk").first()
    promise.due_on = "2021-03-31"
    promise.save()
    assert unmatched(gaps(reader), [line for line in GAPS_OF_D3 if line != ("COM-1", "is due")]) == ([], [])

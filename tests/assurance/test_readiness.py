"""What a paper lacks, and the gate two weeks before it is due: by hand, and many at once."""

import itertools
from datetime import date

import pytest

from activities.models import Activity
from assurance.dossier import place_all
from assurance.models import BodyMeeting, Decision, EvidenceUse, ImpactAssessment, InvolvementAssessment, PaperReturn, TimelinePlacing
from assurance.readiness import lacking, readiness_of, with_paper_facts
from assurance.rules.paper_gate import NO_DATE, NOT_READY, NOT_YET, PASSED, PaperFacts, days_in_words, gate, parts
from partners.models import Body
from tests.assurance.factories import ActivityFactory, DecisionFactory, ProjectFactory, cover_of, link

DUE = date(2026, 6, 15)
READY = PaperFacts(outcome="applies", in_time=True, findings=True, impact=frozenset(["ehia", "qia", "dpia"]), cover_state="review", verdict="adequate")


@pytest.mark.parametrize(
    ("today", "facts", "words"),
    [
        (date(2026, 5, 31), PaperFacts(), NOT_YET),  # fifteen days before
        (date(2026, 6, 1), PaperFacts(), NOT_READY),  # fourteen days before
        (date(2026, 6, 1), READY, PASSED),
        (date(2026, 6, 2), PaperFacts(), NOT_READY),  # the day after
        (date(2026, 6, 2), READY, PASSED),
        (DUE, PaperFacts(), NOT_READY),
        (date(2026, 6, 16), READY, PASSED),  # the day after it was due
        (date(2026, 6, 20), PaperFacts(), NOT_READY),  # late is not ready
        (date(2026, 6, 1), PaperFacts(is_taken=True), ""),
    ],
)
def test_the_gate_opens_fourteen_days_before_the_paper_is_due(today, facts, words):
    assert gate(facts, DUE, today) == words


def test_without_a_paper_date_there_is_no_gate():
    assert gate(PaperFacts(), None, DUE) == NO_DATE


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"outcome": ""}, "Involvement assessment"),
        ({"outcome": "more-information-needed"}, "Involvement assessment: more information is needed"),
        ({"in_time": False}, "Involvement while options are open, or a recorded reason"),
        ({"cover_state": "", "verdict": ""}, "Cover"),
        ({"verdict": "", "cover_state": "draft"}, "Cover: drafted, not reviewed"),
        ({"verdict": "", "cover_state": "draft", "stale_verdict": "adequate"}, "Cover: changed since its review"),
        ({"verdict": ""}, "Cover: waiting for review"),
        ({"verdict": "", "stale_verdict": "adequate"}, "Cover: waiting for review"),
        ({"verdict": "not_adequate"}, "Cover: the reviewer finds it not adequate"),
        ({"returned": "No reasons."}, "Paper sent back: No reasons."),
    ],
)
def test_each_part_that_holds_the_gate(changed, missing):
    facts = PaperFacts(**{**READY.__dict__, **changed})
    assert [part.missing for part in parts(facts) if not part.found] == [missing]
    assert gate(facts, DUE, DUE) == NOT_READY


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": "conditions"},
        {"cover_state": "frozen"},
        {"cover_state": "frozen", "verdict": ""},  # signed without a review, with the reason on it
        {"cover_state": "frozen", "verdict": "", "stale_verdict": "not_adequate"},
    ],
)
def test_a_cover_holds_when_it_is_signed_or_found_adequate(changed):
    facts = PaperFacts(**{**READY.__dict__, **changed})
    assert facts.cover_holds and [part for part in parts(facts) if not part.found] == [] and gate(facts, DUE, DUE) == PASSED


@pytest.mark.parametrize("changed", [{"impact": frozenset()}, {"findings": False}])
def test_other_parts_are_named_and_do_not_hold_the_gate(changed):
    facts = PaperFacts(**{**READY.__dict__, **changed})
    assert any(not part.found for part in parts(facts)) and gate(facts, DUE, DUE) == PASSED


@pytest.mark.parametrize("outcome", ["does-not-apply", "not-our-duty", "urgent-deferred", "applies-met-by-existing-insight"])
def test_a_recorded_reason_stands_for_involvement(outcome):
    facts = PaperFacts(outcome=outcome, cover_state="frozen")
    assert gate(facts, DUE, DUE) == PASSED


def test_feedback_is_asked_only_of_what_was_taken():
    assert "Feedback" not in [part.name for part in parts(READY)]
    taken = PaperFacts(**{**READY.__dict__, "is_taken": True})
    assert [part.missing for part in parts(taken) if not part.found] == ["Feedback to those who took part"]


def test_days_in_words():
    assert [days_in_words(DUE, date(2026, 6, day)) for day in (12, 14, 15, 16)] == ["in 3 days", "in 1 day", "today", "1 day ago"]
    assert days_in_words(None, DUE) == ""


@pytest.mark.django_db
class TestRead:
    def in_time(self, decision) -> bool:
        return readiness_of([decision], DUE)[decision.pk].facts.in_time

    def test_in_time_is_what_the_timeline_says(self):
        """Every combination of precision, dates and milestones, against the rule that places activities."""
        days, expected = [None, date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 10)], {}
        for precision, first, last, fixed, taken in itertools.product(["day", "month", "year"], days, days, days, [False, True]):
            if last is not None and (first is None or last < first):
                continue
            project = ProjectFactory()
            decided = {"state": "taken", "decided_on": date(2026, 4, 1)} if taken else {}
            decision = DecisionFactory(project=project, options_fixed_on=fixed, **decided)
            activity = ActivityFactory(project=project, date_from=first, date_to=last, date_precision=precision if first else "unknown", level="consult")
            decision.placing_rows = []
            expected[decision.pk] = place_all(decision, [activity])[0].placed.while_open
        found = {pk: item.facts.in_time for pk, item in readiness_of(Decision.objects.all(), DUE).items()}
        assert found == expected and len(set(expected.values())) == 2

    def test_being_told_a_plan_and_what_is_kept_to_some_are_not_involvement(self, decision, officer):
        Activity.objects.all().delete()
        ActivityFactory(project=decision.project, level="inform")
        ActivityFactory(project=decision.project, status="planned", heard="", summary="")
        ActivityFactory(project=decision.project, visibility="restricted", named_user_ids=[officer.pk])
        assert not self.in_time(decision)
        ActivityFactory(project=decision.project)
        assert self.in_time(decision)

    def test_a_person_s_correction_goes_first(self, decision, lead):
        activity = Activity.objects.get()
        values = {"decision": decision, "activity": activity, "reason": "The options were fixed in February.", "placed_by": lead}
        placing = TimelinePlacing.objects.create(placing="told", **values)
        assert not self.in_time(decision)
        placing.delete()
        assert self.in_time(decision)

    def test_linked_evidence_of_another_project_counts(self):
        decision, activity = DecisionFactory(), ActivityFactory()
        link(decision, activity, "duty-to-involve:2", state="proposed")
        assert not self.in_time(decision)
        EvidenceUse.objects.update(state="linked")
        assert self.in_time(decision)

    def test_what_is_recorded_is_found_and_the_newest_counts(self, decision, lead):
        answers = {"decision": decision, "arranged_by_us": "yes", "reason": "So."}
        InvolvementAssessment.objects.create(outcome="more-information-needed", **answers)
        InvolvementAssessment.objects.create(outcome="applies", **answers)
        ImpactAssessment.objects.create(decision=decision, kind="ehia", done_on=date(2026, 2, 1), outcome="Found.")
        ImpactAssessment.objects.create(decision=decision, kind="qia", not_needed_because="No change of quality.")
        ImpactAssessment.objects.create(decision=decision, kind="dpia")
        cover_of(decision, lead, signed=True)
        cover_of(decision, lead, number=2, verdict="conditions", state="review")
        found = readiness_of([decision], DUE)[decision.pk]
        assert (found.facts.outcome, found.facts.impact) == ("applies", {"ehia", "qia"})
        assert found.cover_words == "Reviewed, adequate with conditions" and found.cover["number"] == 2
        assert found.missing == ("Findings with the decision-maker before the decision", "Data protection assessment (DPIA)")
        assert found.bar == "5 of 7" and found.missing_in_short == "Findings to the decision-maker; DPIA"

    def test_the_day_of_the_paper_is_the_decision_s_own_or_its_meeting_s(self, decision):
        body = Body.objects.create(name="Board", kind="board")
        decision.meeting = BodyMeeting.objects.create(body=body, on=date(2026, 7, 1), paper_due_on=DUE)
        decision.save()
        assert readiness_of([decision], DUE)[decision.pk].due_on == DUE
        decision.paper_due_on = date(2026, 6, 20)
        decision.save()
        assert readiness_of([decision], DUE)[decision.pk].due_on == date(2026, 6, 20)

    def test_a_return_is_open_until_a_cover_is_signed_later(self, decision, lead):
        PaperReturn.objects.create(decision=decision, reason="No reasons.", returned_by=lead)
        assert "Paper sent back: No reasons." in readiness_of([decision], DUE)[decision.pk].missing
        cover_of(decision, lead, signed=True, signed_at="2020-01-01T00:00Z")
        assert readiness_of([decision], DUE)[decision.pk].facts.returned
        cover_of(decision, lead, number=2, signed=True, signed_at="2190-01-01T00:00Z")
        assert not readiness_of([decision], DUE)[decision.pk].facts.returned

    def test_lacking_is_what_holds_the_gate(self, decision, lead):
        """The filter and the rule say the same."""
        outcomes = ["", "applies", "more-information-needed", "does-not-apply"]
        covers = [None, ("draft", ""), ("review", ""), ("review", "not_adequate"), ("review", "adequate"), ("review", "conditions"), ("frozen", "")]
        for outcome, cover, is_returned, is_involved in itertools.product(outcomes, covers, [False, True], [False, True]):
            made = DecisionFactory(paper_due_on=DUE)
            if is_involved:
                link(made, ActivityFactory(), "duty-to-involve:2")
            if outcome:
                asked = dict.fromkeys(("equality", "inequalities", "scrutiny", "public_promises"), "Said.")
                InvolvementAssessment.objects.create(decision=made, arranged_by_us="yes", reason="So.", outcome=outcome, **asked)
            if cover:
                cover_of(made, lead, state=cover[0], verdict=cover[1], signed=cover[0] == "frozen")
            if is_returned:
                PaperReturn.objects.create(decision=made, reason="R.", returned_by=lead)
        held = {pk for pk, found in readiness_of(Decision.objects.all(), DUE).items() if found.is_held_at_the_gate}
        found = set(lacking(with_paper_facts(Decision.objects.filter(paper_due_on=DUE))).values_list("pk", flat=True))
        assert found == held and 0 < len(held) < 112

    def test_the_cover_in_words(self, decision, lead):
        """`readiness_of` in every state, by hand."""
        said = {
            "No cover": None,
            "Draft, not reviewed": {},
            "Draft, changed since its review": {"stale_verdict": "adequate"},
            "Waiting for review": {"state": "review"},
            "Reviewed, not adequate": {"state": "review", "verdict": "not_adequate"},
            "Reviewed, adequate": {"state": "review", "verdict": "adequate"},
            "Signed and frozen, adequate with conditions": {"signed": True, "verdict": "conditions"},
            "Signed and frozen, signed without a review": {"signed": True, "stale_verdict": "adequate"},
        }
        for words, values in said.items():
            made = DecisionFactory()
            if values is not None:
                cover_of(made, lead, **values)
            assert readiness_of([made], DUE)[made.pk].cover_words == words

    def test_one_query_for_any_number(self, decision, django_assert_num_queries):
        DecisionFactory.create_batch(9)
        decisions = list(Decision.objects.all())
        with django_assert_num_queries(1):
            assert len(readiness_of(decisions, DUE)) == 10

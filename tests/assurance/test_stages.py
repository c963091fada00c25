"""Stages of the two paths: what is reached, what comes next, what does not fit. Cases by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assurance.models import Decision
from assurance.rules.stages import PATHS, StageFacts, current, following, stages_of, warnings
from assurance.services.service_change import bring_back, leave_path, put_off, record_outcome, set_stages
from crm.core.models import RestrictedPeriod

D = date


def of(stored, path="ordinary", **dates):
    return stages_of(path, {code: StageFacts(**facts) for code, facts in stored.items()}, dates)


def test_the_last_reached_stage_is_where_it_stands_and_skipped_ones_are_passed():
    stages = of({"idea": {"actual_on": D(2026, 1, 5)}, "scoping": {"actual_on": D(2026, 2, 1)}, "pre_engagement": {"skipped_because": "Known already"}})
    assert current(stages).code == "scoping"
    assert following(stages).code == "engagement"
    assert warnings(stages) == []


def test_days_of_the_decision_are_stages_without_being_typed_twice():
    stages = of({"options": {"actual_on": D(2026, 1, 1)}}, options_fixed_on=D(2026, 3, 1), decided_on=D(2026, 5, 1), expected_on=D(2026, 4, 20))
    by_code = {stage.code: stage for stage in stages}
    assert by_code["options"].actual_on == D(2026, 3, 1)
    assert (by_code["decision"].planned_on, by_code["decision"].days_late) == (D(2026, 4, 20), 11)
    assert by_code["feedback"].actual_on is None


def test_what_was_passed_without_a_word_is_said():
    stages = of({"idea": {"actual_on": D(2026, 1, 5)}, "engagement": {"actual_on": D(2026, 3, 1)}, "pre_engagement": {"skipped_because": "Known"}})
    assert warnings(stages) == ["“Scoping: assessment, what is known, who is affected” was passed: say when it was reached, or why it was skipped."]


def test_a_wrong_order_is_said_and_the_same_day_is_no_wrong_order():
    reached = {"scrutiny_asked": {"actual_on": D(2026, 5, 1)}, "sos_notified": {"actual_on": D(2026, 4, 30)}}
    assert "“Secretary of State notified” was reached before “Scrutiny asked: is it substantial?”." in warnings(of(reached, "reconfiguration"))
    reached["sos_notified"] = {"actual_on": D(2026, 5, 1)}
    assert not any("before" in warning for warning in warnings(of(reached, "reconfiguration")))


def test_a_reached_stage_was_not_skipped():
    stages = of({"options": {"skipped_because": "There was one option"}}, options_fixed_on=D(2026, 3, 1))
    assert next(stage for stage in stages if stage.code == "options").state == "reached"


@pytest.mark.parametrize("path", PATHS)
def test_each_path_ends_after_feedback(path):
    codes = [code for code, _name in PATHS[path]]
    assert codes.index("decision") < codes.index("feedback") < codes.index("evaluation")
    assert len(set(codes)) == len(codes)


@pytest.mark.django_db
class TestKeeping:
    def test_doors(self, closed_door, decision, hidden):
        for name in ("stages_edit", "decision_put_off", "decision_leave_path", "decision_outcome"):
            closed_door(f"assurance:{name}", decision, hidden, forbidden="auditor")

    def test_stages_by_form(self, as_lead, decision):
        typed = {"path": "ordinary", "idea-actual_on_day": "5", "idea-actual_on_month": "1", "idea-actual_on_year": "2026", "scoping-skipped_because": "Small"}
        assert as_lead.post(reverse("assurance:stages_edit", args=[decision.pk]), typed).status_code == 302
        assert sorted(decision.stages.values_list("stage", "actual_on", "skipped_because")) == [("idea", D(2026, 1, 5), ""), ("scoping", None, "Small")]
        page = as_lead.get(reverse("assurance:decision_detail", args=[decision.pk])).content.decode()
        assert "skipped because Small" in page

    def test_a_row_that_is_emptied_goes(self, lead, decision):
        set_stages(decision, path="ordinary", rows={"idea": {"actual_on": D(2026, 1, 5)}}, actor=lead)
        set_stages(decision, path="ordinary", rows={"idea": {}}, actor=lead)
        assert not decision.stages.exists()

    def test_reached_and_skipped_is_refused_beside_the_field_and_what_was_typed_stays(self, as_lead, decision):
        typed = {
            "path": "ordinary", "idea-actual_on_day": "5", "idea-actual_on_month": "1", "idea-actual_on_year": "2026", "idea-skipped_because": "Known",
        }  # fmt: skip
        page = as_lead.post(reverse("assurance:stages_edit", args=[decision.pk]), typed).content.decode()
        assert "reached or skipped, not both" in page and "Known" in page
        assert not decision.stages.exists()

    def test_a_consultation_in_a_restricted_period_needs_a_reason(self, lead, decision):
        RestrictedPeriod.objects.create(name="Local elections", starts_on=D(2027, 3, 22), ends_on=D(2027, 5, 6))
        rows = {"consultation": {"planned_on": D(2027, 5, 6)}}
        with pytest.raises(ValidationError, match="Local elections"):
            set_stages(decision, path="ordinary", rows=rows, actor=lead)
        set_stages(decision, path="ordinary", rows=rows, accepted="Patients are at risk.", actor=lead)
        assert decision.stages.get().note == "Patients are at risk."
        set_stages(decision, path="ordinary", rows={"consultation": {"planned_on": D(2027, 5, 7)}}, actor=lead)  # the day after is free

    def test_the_reason_for_consulting_all_the_same_outlives_later_edits(self, as_lead, lead, decision):
        RestrictedPeriod.objects.create(name="Local elections", starts_on=D(2027, 3, 22), ends_on=D(2027, 5, 6))
        set_stages(decision, path="ordinary", rows={"consultation": {"planned_on": D(2027, 5, 6)}}, accepted="Patients are at risk.", actor=lead)
        typed = {
            "path": "ordinary", "consultation-planned_on_day": "6", "consultation-planned_on_month": "5", "consultation-planned_on_year": "2027",
            "idea-actual_on_day": "5", "idea-actual_on_month": "1", "idea-actual_on_year": "2026",
        }  # fmt: skip
        assert as_lead.post(reverse("assurance:stages_edit", args=[decision.pk]), typed).status_code == 302
        assert decision.stages.get(stage="consultation").note == "Patients are at risk."
        set_stages(decision, path="ordinary", rows={}, actor=lead)
        assert not decision.stages.exists()

    def test_put_off_and_taken_up_again(self, lead, decision):
        put_off(decision, until=D(2190, 1, 1), because="Waits for the survey", actor=lead)
        decision.refresh_from_db()
        assert decision.deferred_because == "Waits for the survey"
        bring_back(decision, actor=lead)
        decision.refresh_from_db()
        assert decision.deferred_until is None

    def test_withdrawing_is_a_state_and_can_be_taken_back(self, lead, decision):
        leave_path(decision, side_exit="withdrawn", on=D(2026, 6, 1), note="The grant ended.", actor=lead)
        decision.refresh_from_db()
        assert (decision.state, decision.side_exit) == (Decision.State.WITHDRAWN, "withdrawn")
        leave_path(decision, side_exit="", on=None, note="", actor=lead)
        decision.refresh_from_db()
        assert (decision.state, decision.side_exit_note) == (Decision.State.ANTICIPATED, "")

    def test_an_urgent_change_without_a_plan_back_is_refused(self, lead, decision):
        with pytest.raises(ValidationError, match="goes back"):
            leave_path(decision, side_exit="urgent", on=D(2026, 6, 1), note=" ", actor=lead)

    def test_the_outcome_is_recorded_by_the_board_secretary(self, client, make_user, decision):
        client.force_login(make_user(role="board_secretary"))
        typed = {"decided_on_day": "1", "decided_on_month": "6", "decided_on_year": "2026", "outcome": "Agreed with two conditions.", "minute": "BM/26/41"}
        client.post(reverse("assurance:decision_outcome", args=[decision.pk]), typed)
        decision.refresh_from_db()
        assert (decision.state, decision.decided_on, decision.minute) == ("taken", D(2026, 6, 1), "BM/26/41")

    def test_a_decision_to_come_is_no_outcome(self, as_lead, decision):
        typed = {"decided_on_day": "1", "decided_on_month": "6", "decided_on_year": "2190", "outcome": "Agreed"}
        page = as_lead.post(reverse("assurance:decision_outcome", args=[decision.pk]), typed).content.decode()
        assert "must be today or in the past" in page
        with pytest.raises(ValidationError, match="what was decided"):
            record_outcome(decision, decided_on=D(2026, 6, 1), meeting=None, outcome=" ", minute="", actor=None)

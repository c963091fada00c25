"""Stages of the two paths: what is reached, what comes next, what does not fit. Cases by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assurance.models import Decision, DecisionDuty, DutyVersion, Scrutiny
from assurance.rules.stages import (
    DUTIES,
    PATHS,
    Asked,
    Period,
    StageFacts,
    before_the_reply,
    current,
    following,
    in_restricted_periods,
    stages_of,
    warnings,
)
from assurance.services.service_change import bring_back, leave_path, put_off, record_outcome, set_stages
from crm.core.models import RestrictedPeriod
from partners.models import Body

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


def test_nothing_was_passed_where_no_stage_is_written_down():
    assert warnings(of({})) == []
    assert warnings(of({"idea": {"planned_on": D(2026, 1, 5)}})) == []


def test_a_wrong_order_is_said_and_the_same_day_is_no_wrong_order():
    reached = {"scrutiny_asked": {"actual_on": D(2026, 5, 1)}, "sos_notified": {"actual_on": D(2026, 4, 30)}}
    assert "“Secretary of State notified” was reached before “Scrutiny asked: is it substantial?”." in warnings(of(reached, "reconfiguration"))
    reached["sos_notified"] = {"actual_on": D(2026, 5, 1)}
    assert not any("before" in warning for warning in warnings(of(reached, "reconfiguration")))


def test_a_reached_stage_was_not_skipped():
    stages = of({"options": {"skipped_because": "There was one option"}}, options_fixed_on=D(2026, 3, 1))
    assert next(stage for stage in stages if stage.code == "options").state == "reached"


ELECTIONS = Period("Local elections", D(2027, 3, 22), D(2027, 5, 6))


@pytest.mark.parametrize(
    ("decided", "replied", "said"),
    [
        (D(2026, 5, 31), None, True),
        (D(2026, 6, 1), None, False),  # on the day itself
        (D(2026, 5, 31), D(2026, 5, 31), False),  # the reply was there
        (D(2026, 5, 31), D(2026, 6, 1), True),
        (None, None, False),
    ],
)
def test_a_decision_before_the_committee_had_to_reply_is_said(decided, replied, said):
    asked = [Asked("Kent scrutiny", D(2026, 6, 1), replied), Asked("Never asked by a day", None, None)]
    words = "The decision was taken on Sun 31 May 2026, before Mon 1 June 2026, by when Kent scrutiny was asked to reply."
    assert before_the_reply(decided, True, asked) == ([words] if said else [])


def test_a_decision_that_is_only_expected_is_told_as_such():
    assert before_the_reply(D(2026, 5, 31), False, [Asked("Kent scrutiny", D(2026, 6, 1), None)])[0].startswith("The decision is expected on Sun 31 May")


@pytest.mark.parametrize(
    ("stored", "today", "said"),
    [
        ({"consultation": {"planned_on": D(2027, 5, 6)}}, D(2026, 11, 1), True),
        ({"consultation": {"planned_on": D(2027, 5, 7)}}, D(2026, 11, 1), False),
        ({"consultation": {"planned_on": D(2027, 3, 1)}, "analysis": {"planned_on": D(2027, 3, 22)}}, D(2026, 11, 1), True),
        ({"consultation": {"actual_on": D(2027, 3, 1)}}, D(2027, 3, 21), False),  # runs, the period is not there yet
        ({"consultation": {"actual_on": D(2027, 3, 1)}}, D(2027, 3, 22), True),
        ({"consultation": {"actual_on": D(2027, 3, 1)}, "analysis": {"actual_on": D(2027, 3, 30)}}, D(2027, 4, 1), False),  # over
        ({"consultation": {"skipped_because": "Small", "planned_on": D(2027, 5, 6)}}, D(2026, 11, 1), False),
    ],
)
def test_a_consultation_planned_or_running_in_a_restricted_period_is_said(stored, today, said):
    words = "The consultation is in a restricted period: Local elections, Mon 22 March 2027 to Thu 6 May 2027."
    assert in_restricted_periods(of(stored), [ELECTIONS], today) == ([words] if said else [])


def test_days_of_decision_and_feedback_in_a_restricted_period_are_said_until_they_are_past():
    stages = of({"feedback": {"planned_on": D(2027, 4, 2)}}, expected_on=D(2027, 4, 1))
    found = in_restricted_periods(stages, [ELECTIONS], D(2027, 4, 1))
    assert [words.split(" is in ")[0] for words in found] == ["The day of the decision", "The day on which people are told"]
    assert len(in_restricted_periods(stages, [ELECTIONS], D(2027, 4, 2))) == 1


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

    def test_the_reconfiguration_path_brings_its_frameworks_once_and_says_so(self, as_lead, lead, decision):
        read = as_lead.post(reverse("assurance:stages_edit", args=[decision.pk]), {"path": "reconfiguration", "idea-skipped_because": "x"}, follow=True)
        assert "read against these frameworks now too" in read.content.decode()
        rows = decision.frameworks.exclude(why="").order_by("framework__key")
        assert list(rows.values_list("framework__key", "why")) == [
            (key, "It takes the path of a service reconfiguration.") for key in ("five-tests", "gunning")
        ]
        decision.frameworks.filter(framework__key="gunning").delete()
        assert set_stages(decision, path="reconfiguration", rows={}, actor=lead) == []  # what somebody took away stays away
        assert not decision.frameworks.filter(framework__key="gunning").exists()

    def test_duties_of_the_path_are_proposed_until_the_assessment_leads_to_them(self, as_lead, lead, decision):
        heading = "Duties of this path that the assessment has not led to"
        assert heading not in as_lead.get(decision.get_absolute_url()).content.decode()
        set_stages(decision, path="reconfiguration", rows={}, actor=lead)
        versions = list(DutyVersion.objects.in_force(decision.duty_as_at).filter(duty__key__in=DUTIES["reconfiguration"]).select_related("duty"))
        page = as_lead.get(decision.get_absolute_url()).content.decode()
        assert heading in page and len(versions) == 3 and all(version.duty.name in page for version in versions)
        for version in versions:
            DecisionDuty.objects.create(decision=decision, duty_version=version)
        assert heading not in as_lead.get(decision.get_absolute_url()).content.decode()

    def test_the_page_says_what_does_not_fit(self, as_lead, decision):
        RestrictedPeriod.objects.create(name="Local elections", starts_on=D(2189, 12, 1), ends_on=D(2190, 2, 1))
        Scrutiny.objects.create(decision=decision, body=Body.objects.create(name="Kent scrutiny", kind="scrutiny"), reply_by=D(2190, 1, 2))
        Decision.objects.filter(pk=decision.pk).update(expected_on=D(2190, 1, 1), decided_on=None, state="anticipated")
        page = as_lead.get(decision.get_absolute_url()).content.decode()
        assert "by when Kent scrutiny was asked to reply" in page
        assert "The day of the decision is in a restricted period: Local elections" in page

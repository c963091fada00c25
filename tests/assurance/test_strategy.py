"""The involvement strategy: doors, services, numbers worked out by hand, cost, and the panel of an activity."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import ActivityOrganisation
from assurance import measures
from assurance.models import InvolvementAssessment, Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.progress import current_strategy, objectives_of, ways_of
from assurance.rules.progress import drawn, way
from assurance.services import strategy as services
from assurance.services.rules_as_data import mark_of
from crm.core.models import AuditEvent
from crm.core.services import explained
from partners.models import Community, Organisation
from tests.assurance.factories import ActivityFactory, DecisionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2024, 9, 30)


@pytest.fixture
def strategy(db) -> Strategy:
    return Strategy.objects.create(title="Involving people")


@pytest.fixture
def objective(strategy) -> Objective:
    return Objective.objects.create(strategy=strategy, number=1, title="Culture")


@pytest.fixture
def measure(objective) -> Measure:
    return Measure.objects.create(objective=objective, text="Trained colleagues", unit="people", baseline=10, target=30)


def get(client, name: str, *args) -> str:
    response = client.get(reverse(f"assurance:{name}", args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


class TestDoors:
    @pytest.mark.parametrize("name", ["strategy_edit", "objective_new"])
    def test_keeping_a_strategy(self, closed_door, strategy, name):
        closed_door(f"assurance:{name}", strategy, None, forbidden="auditor")

    def test_reading_a_strategy(self, closed_door, strategy):
        closed_door("assurance:strategy_detail", strategy, None, forbidden="colleague")
        closed_door("assurance:strategy_history", strategy, None, forbidden="colleague")

    @pytest.mark.parametrize("name", ["strategy_publish", "strategy_withdraw"])
    def test_publishing_is_not_for_those_who_only_keep(self, closed_door, strategy, name):
        closed_door(f"assurance:{name}", strategy, None, forbidden="engagement_officer")

    def test_parts_of_a_strategy(self, closed_door, objective, measure, officer):
        reading = MeasureReading.objects.create(measure=measure, on=TODAY, value=1, source="Register", read_by=officer)
        for name, record in (
            ("objective_edit", objective), ("measure_new", objective), ("measure_edit", measure), ("reading_new", measure), ("reading_remove", reading),
            ("objective_end", objective), ("objective_remove", objective), ("measure_end", measure), ("measure_remove", measure),
        ):  # fmt: skip
            closed_door(f"assurance:{name}", record, None, forbidden="communications_editor")

    def test_a_hidden_activity_is_linked_by_nobody_who_does_not_see_it(self, closed_door, make_user):
        hidden = ActivityFactory(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
        closed_door("assurance:objective_link_new", ActivityFactory(), hidden, forbidden="auditor")

    @pytest.mark.parametrize(("name", "forbidden"), [("strategy_list", "colleague"), ("strategy_new", "auditor")])
    def test_pages_of_no_strategy(self, make_user, name, forbidden):
        address = reverse(f"assurance:{name}")
        assert "/accounts/login/" in Client().get(address)["Location"]
        client = Client()
        client.force_login(make_user(role=forbidden))
        assert client.get(address).status_code == 403

    def test_the_auditor_is_offered_nothing_to_change(self, client, auditor, strategy, objective, measure):
        client.force_login(auditor)
        found = get(client, "strategy_list")
        assert "Trained colleagues" in found
        for offered in ("Add an objective", "Note a reading", "Publish progress", "Edit the measure"):
            assert offered not in found


class TestPages:
    def test_from_nothing_to_progress(self, as_lead):
        assert "No strategy is recorded" in get(as_lead, "strategy_list")
        as_lead.post(reverse("assurance:strategy_new"), {"title": "Involving people", "source": "Board paper"})
        strategy = Strategy.objects.get()
        as_lead.post(reverse("assurance:objective_new", args=[strategy.pk]), {"number": "1", "title": "Culture"})
        objective = strategy.objectives.get()
        as_lead.post(reverse("assurance:measure_new", args=[objective.pk]), {"text": "Trained", "unit": "people", "baseline": "10", "target": "30"})
        measure = objective.measures.get()
        values = {"on_day": "30", "on_month": "9", "on_year": "2024", "value": "15", "source": "Training register"}
        as_lead.post(reverse("assurance:reading_new", args=[measure.pk]), values)
        found = get(as_lead, "strategy_detail", strategy.pk)
        assert "15 people" in found and "Training register" in found and "25 %" in found and "<svg" in found

    def test_progress_needs_its_day(self, as_lead, objective):
        values = {"number": "1", "title": "Culture", "progress": "Begun.", "reason": "News", "seen": mark_of(objective)}
        answer = as_lead.post(reverse("assurance:objective_edit", args=[objective.pk]), values)
        assert "Say from which day these words are." in answer.content.decode()
        objective.refresh_from_db()
        assert objective.progress == ""

    def test_two_presses_add_one_objective(self, as_lead, strategy):
        values = {"number": "1", "title": "Culture", "submission_key": "6f7ac3f4-0f5c-4f86-9d33-3d2f3cf3a6d1"}
        for _press in range(2):
            assert as_lead.post(reverse("assurance:objective_new", args=[strategy.pk]), values).status_code == 302
        assert strategy.objectives.count() == 1

    def test_an_activity_says_which_objective_it_serves(self, as_lead, objective):
        activity = ActivityFactory(title="A walk")
        as_lead.post(reverse("assurance:objective_link_new", args=[activity.pk]), {"objective": objective.pk, "note": "Listening"})
        assert "1 Culture" in as_lead.get(activity.get_absolute_url()).content.decode()
        assert "A walk" in get(as_lead, "strategy_detail", objective.strategy_id)
        link = ObjectiveLink.objects.get()
        as_lead.post(reverse("assurance:objective_link_remove", args=[link.pk]))
        assert not ObjectiveLink.objects.exists()
        assert AuditEvent.objects.filter(action="unlink_objective").exists()

    def test_a_linked_activity_that_the_reader_may_not_see_is_not_named(self, as_lead, objective, make_user):
        hidden = ActivityFactory(title="CANARY-ACTIVITY", visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
        link = ObjectiveLink.objects.create(objective=objective, activity=hidden, note="CANARY-NOTE")
        assert "CANARY" not in get(as_lead, "strategy_detail", objective.strategy_id)
        assert as_lead.post(reverse("assurance:objective_link_remove", args=[link.pk])).status_code == 404

    def test_cost_does_not_grow_with_rows(self, client, lead, count_queries, strategy, objective, measure, officer):
        client.force_login(lead)
        measure.computed_by = "feedback_days"
        measure.save()

        def fill(objective: Objective) -> None:
            further = Measure.objects.create(objective=objective, text="More", computed_by="feedback_days")
            MeasureReading.objects.create(measure=further, on=TODAY, value=1, source="Register", read_by=officer)
            ObjectiveLink.objects.create(objective=objective, activity=ActivityFactory())

        fill(objective)
        one = count_queries(client, "assurance:strategy_list")
        for number in range(2, 8):
            fill(Objective.objects.create(strategy=strategy, number=number, title=f"Element {number}"))
        assert count_queries(client, "assurance:strategy_list") == one


class TestServices:
    def test_a_stale_writer_is_told(self, lead, objective):
        seen = mark_of(objective)
        services.change_objective(objective, values={"title": "First"}, seen=seen, reason="One", actor=lead)
        with pytest.raises(ValidationError) as refused:
            services.change_objective(objective, values={"title": "Second"}, seen=seen, reason="Two", actor=lead)
        assert refused.value.code == "stale"
        assert AuditEvent.objects.filter(action="change_objective", reason="One").exists()

    def test_a_number_is_given_once_and_a_day_read_once(self, lead, strategy, objective, measure):
        with pytest.raises(ValidationError) as taken:
            services.add_objective(strategy, values={"number": 1, "title": "Again"}, actor=lead)
        assert "number" in taken.value.message_dict
        services.note_reading(measure, on=TODAY, value=Decimal(1), source="Register", actor=lead)
        with pytest.raises(ValidationError) as twice:
            services.note_reading(measure, on=TODAY, value=Decimal(2), source="Register", actor=lead)
        assert "on" in twice.value.message_dict

    def test_a_reading_has_a_source_and_lies_in_the_past(self, lead, measure):
        for values, name in (({"source": " "}, "source"), ({"on": timezone.localdate() + timedelta(days=1)}, "on")):
            with pytest.raises(ValidationError) as refused:
                services.note_reading(measure, **{"on": TODAY, "value": Decimal(1), "source": "Register", **values}, actor=lead)
            assert name in refused.value.message_dict

    def test_the_method_stays_after_the_first_reading(self, lead, measure):
        services.note_reading(measure, on=TODAY, value=Decimal(1), source="Register", actor=lead)
        with pytest.raises(ValidationError) as refused:
            services.change_measure(measure, values={"computed_by": "feedback_days"}, actor=lead)
        assert "computed_by" in refused.value.message_dict

    def test_a_removed_reading_stays_in_history(self, lead, measure):
        reading = services.note_reading(measure, on=TODAY, value=Decimal(1), source="Register", actor=lead)
        services.remove_reading(reading, reason="Wrong year", actor=lead)
        assert not measure.readings.exists()
        assert AuditEvent.objects.filter(action="remove_reading", reason="Wrong year").exists()

    def test_publishing_writes_today_down_from_open_records_only(self, lead, strategy, objective):
        Measure.objects.create(objective=objective, text="Met", computed_by="organisations_met")
        today = timezone.localdate()
        for visibility in ("organisation", "restricted"):
            activity = ActivityFactory(date_from=today, visibility=visibility, named_user_ids=[lead.pk], status="held")
            ActivityOrganisation.objects.create(activity=activity, organisation=Organisation.objects.create(name=f"Group {visibility}"))
        assert measures.compute(["organisations_met"], lead, today)["organisations_met"].value == 2
        services.publish_strategy(strategy, actor=lead)
        reading = MeasureReading.objects.get()
        assert (reading.value, reading.on, reading.read_by) == (Decimal(1), today, lead)
        assert reading.source.startswith("Computed from the records of")
        services.publish_strategy(strategy, actor=lead)
        assert MeasureReading.objects.count() == 1
        services.withdraw_strategy(strategy, reason="A mistake", actor=lead)
        strategy.refresh_from_db()
        assert strategy.published_at is None

    def test_nothing_to_publish_or_withdraw(self, lead, strategy):
        for act in (services.publish_strategy, lambda one, actor: services.withdraw_strategy(one, reason="x", actor=actor)):
            with pytest.raises(ValidationError):
                act(strategy, actor=lead)


class TestEnding:
    """An objective or a measure ends with a day and a reason, or goes while nothing hangs on it."""

    @pytest.fixture(params=["objective", "measure"])
    def part(self, request, measure):
        return measure if request.param == "measure" else measure.objective

    @staticmethod
    def address(part, act: str) -> str:
        return reverse(f"assurance:{part._meta.model_name}_{act}", args=[part.pk])

    def test_it_ends_stays_and_is_taken_up_again(self, as_lead, part):
        values = {"on_day": "30", "on_month": "9", "on_year": "2024", "because": "It was reached"}
        answer = as_lead.post(self.address(part, "end"), values, follow=True)
        part.refresh_from_db()
        assert (part.ended_on, part.ended_because) == (TODAY, "It was reached")
        found = answer.content.decode()
        assert "Mon 30 September 2024: It was reached" in found and "Undo" in found and "Trained colleagues" in found
        assert AuditEvent.objects.filter(action=f"end_{part._meta.model_name}", reason="It was reached").exists()
        again = as_lead.post(self.address(part, "end"), values)
        assert "It has ended already." in again.content.decode()
        as_lead.post(self.address(part, "take_up"))
        part.refresh_from_db()
        assert (part.ended_on, part.ended_because) == (None, "")

    def test_it_ends_with_a_reason_and_not_in_the_future(self, lead, part):
        for values, name in (({"because": " "}, "because"), ({"on": timezone.localdate() + timedelta(days=1)}, "on")):
            with pytest.raises(ValidationError) as refused:
                services.end_part(part, **{"on": TODAY, "because": "Reached", **values}, actor=lead)
            assert name in refused.value.message_dict
        with pytest.raises(ValidationError, match="on which day it ends"), explained():
            type(part).objects.filter(pk=part.pk).update(ended_on=TODAY)

    def test_what_has_ended_is_neither_computed_nor_added_to(self, lead, strategy, part, measure):
        Measure.objects.filter(pk=measure.pk).update(computed_by="organisations_met")
        services.end_part(part, on=TODAY, because="Reached", actor=lead)
        services.publish_strategy(strategy, actor=lead)
        assert not MeasureReading.objects.exists()
        measure = Measure.objects.get()
        with pytest.raises(ValidationError, match="had ended by then"):
            services.note_reading(measure, on=TODAY + timedelta(days=1), value=Decimal(1), source="Register", actor=lead)
        services.note_reading(measure, on=TODAY, value=Decimal(20), source="Register", actor=lead)
        rows = objectives_of(strategy, lead, TODAY)
        assert rows[0].measures[0].now is None and rows[0].measures[0].latest == "20 people" and ways_of(rows) == []

    def test_nothing_is_linked_to_an_ended_objective(self, as_lead, lead, objective):
        services.end_part(objective, on=TODAY, because="Reached", actor=lead)
        objective.refresh_from_db()
        assert "1 Culture" not in as_lead.get(reverse("assurance:objective_link_new", args=[ActivityFactory().pk])).content.decode()
        for act in (
            lambda: services.link_activity(objective, ActivityFactory(), note="", actor=lead),
            lambda: services.add_measure(objective, values={"text": "More"}, actor=lead),
        ):
            with pytest.raises(ValidationError, match="This objective has ended"):
                act()

    def test_a_mistake_goes_and_history_keeps_it(self, as_lead, strategy, objective):
        found = get(as_lead, "strategy_detail", strategy.pk)
        assert self.address(objective, "remove") in found
        page = as_lead.get(self.address(objective, "remove")).content.decode()
        assert "“1 Culture” goes from this page. Nothing hangs on it. History keeps it." in page
        assert as_lead.post(self.address(objective, "remove"), {"reason": ""}).status_code == 200 and Objective.objects.exists()
        answer = as_lead.post(self.address(objective, "remove"), {"reason": "Typed twice"}, follow=True)
        assert "“1 Culture” is removed." in answer.content.decode() and not Objective.objects.exists()
        assert AuditEvent.objects.filter(action="remove_objective", reason="Typed twice").exists()

    @pytest.mark.parametrize("held", ["progress in words", "measures", "linked activities", "readings"])
    def test_what_something_hangs_on_is_ended_not_removed(self, as_lead, officer, objective, held):
        part = objective
        if held == "progress in words":
            Objective.objects.update(progress="Begun.", progress_on=TODAY)
        elif held == "linked activities":
            ObjectiveLink.objects.create(objective=objective, activity=ActivityFactory(visibility="restricted", named_user_ids=[officer.pk]))
        else:
            Measure.objects.create(objective=objective, text="Trained")
        if held == "readings":
            part = Measure.objects.get()
            MeasureReading.objects.create(measure=part, on=TODAY, value=1, source="Register", read_by=officer)
        page = as_lead.post(self.address(part, "remove"), {"reason": "x"}).content.decode()
        assert f"cannot be removed, because it has {held}. End it instead." in page
        assert type(part).objects.filter(pk=part.pk).exists()


class TestNumbers:
    """By hand. The year of 30 September 2024 is 2024/25: 1 April 2024 to 31 March 2025."""

    def found(self, code: str, user) -> measures.Found:
        return measures.compute([code], user, TODAY)[code]

    def assessed(self, fixed_on: date | None, assessed_on: date | None, **columns) -> None:
        made = DecisionFactory(**{"state": "taken", "decided_on": date(2024, 9, 10), "options_fixed_on": fixed_on, **columns})
        if assessed_on:
            InvolvementAssessment.objects.create(decision=made, arranged_by_us="yes", outcome="applies", reason="It does.", assessed_on=assessed_on)

    def test_assessed_before_options_were_fixed(self, lead):
        assert self.found("assessed_in_time", lead).value is None
        fixed = date(2024, 6, 10)
        self.assessed(fixed, date(2024, 6, 9))
        self.assessed(fixed, fixed)  # the same day is not before
        self.assessed(fixed, None)
        self.assessed(None, date(2024, 6, 9))
        self.assessed(fixed, date(2024, 6, 9), is_training=True)
        self.assessed(fixed, date(2024, 6, 9), decided_on=date(2024, 3, 31))
        found = self.found("assessed_in_time", lead)
        assert found.value == Decimal("33.3")  # 1 of 3
        assert found.basis.startswith("1 of 3 decisions") and "; 1 more" in found.basis

    def test_median_days_to_feedback(self, lead):
        assert self.found("feedback_days", lead).value is None
        for days in (10, 20, 60):
            decided = date(2024, 9, 1)
            DecisionFactory(state="taken", decided_on=decided, told_on=decided + timedelta(days=days))
        DecisionFactory(state="taken", decided_on=date(2024, 9, 1))
        found = self.found("feedback_days", lead)
        assert found.value == Decimal("20") and found.basis == "3 decisions of which people were told; 1 of which nobody has been told yet."

    def test_activities_with_seldom_heard_communities(self, lead):
        heard = Community.objects.create(name="Often heard")
        seldom = [Community.objects.create(name=f"Seldom heard {n}", seldom_heard=True) for n in range(2)]
        for communities, columns in (
            (seldom, {}), ([heard], {}), (seldom, {"level": "inform"}), (seldom, {"is_training": True}), (seldom, {"date_from": date(2025, 4, 1)}),
        ):  # fmt: skip
            ActivityFactory(**{"date_from": TODAY, "status": "held", **columns}).communities.set(communities)
        found = self.found("seldom_heard", lead)
        assert found.value == 1 and found.basis == "1 of 2 activities held that involve people."

    def test_organisations_met(self, lead):
        first, second, third = (Organisation.objects.create(name=f"Group {n}") for n in range(3))
        for organisation, day in ((first, TODAY), (first, date(2024, 4, 1)), (second, date(2025, 3, 31)), (third, date(2024, 3, 31))):
            ActivityOrganisation.objects.create(activity=ActivityFactory(date_from=day, status="held"), organisation=organisation)
        assert self.found("organisations_met", lead).value == 2

    @pytest.mark.parametrize(
        ("baseline", "target", "value", "expected"),
        [(10, 30, 15, 25), (60, 20, 30, 75), (10, 30, 5, 0), (10, 30, 40, 100), (10, 10, 10, None), (None, 30, 15, None), (10, 30, None, None)],
    )
    def test_the_way_from_baseline_to_target(self, baseline, target, value, expected):
        numbers = [None if number is None else Decimal(number) for number in (baseline, target, value)]
        assert way(*numbers) == expected

    def test_a_full_bar_is_as_long_as_the_room(self):
        none, half, full = drawn([("1.1", 0), ("1.2", 50), ("1.3", 100)])
        assert (none.width, half.width, full.width) == (0, full.room // 2, full.room)

    def test_words_of_a_value(self):
        said = [measures.in_words(value, unit) for value, unit in ((Decimal("66.70"), "%"), (Decimal("1200.00"), "days"), (None, "days"))]
        assert said == ["66.7 %", "1,200 days", ""]

    def test_the_chart_has_what_can_be_said(self, lead, strategy, measure, objective):
        services.note_reading(measure, on=TODAY, value=Decimal(20), source="Register", actor=lead)
        Measure.objects.create(objective=objective, text="Without a target")
        assert ways_of(objectives_of(strategy, lead, TODAY)) == [("1.1", 50)]

    def test_the_strategy_in_force(self, db):
        old = Strategy.objects.create(title="Old", valid_from="2020-01-01", valid_to="2023-12-31")
        new = Strategy.objects.create(title="New", valid_from="2024-01-01")
        assert current_strategy(TODAY) == new and current_strategy(date(2022, 1, 1)) == old

"""The published strategy on the public page: what shows, what stays inside, and that kept pages notice."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assurance.models import Measure, MeasureReading, Objective, ObjectiveLink, Strategy
from assurance.services.strategy import change_objective, note_reading, withdraw_strategy
from crm.core.models import User
from crm.desk.example import strategy as example
from pages.models import PublicVersion
from pages.services import build_site
from pages.strategy import published_strategy
from tests.assurance.factories import ActivityFactory
from tests.pages.conftest import page_of

ADDRESS = "/our-approach-to-involvement/"


def make_strategy(**columns) -> Strategy:
    strategy = Strategy.objects.create(**{"title": "Involving people", "source": "A board paper", "published_at": timezone.now(), **columns})
    objective = Objective.objects.create(strategy=strategy, number=1, title="Culture", progress="Two teams trained.", progress_on="2024-09-30")
    measure = Measure.objects.create(objective=objective, text="Trained colleagues", unit="people", target=30)
    for on, value in (("2024-03-31", 12), ("2024-09-30", 15)):
        MeasureReading.objects.create(measure=measure, on=on, value=value, source="Training register", read_by=None)
    return strategy


@pytest.mark.django_db
class TestPage:
    def test_what_has_ended_says_when_and_why(self, home, stranger):
        strategy = make_strategy()
        Objective.objects.filter(strategy=strategy).update(ended_on="2024-09-30", ended_because="It was reached")
        Measure.objects.filter(objective__strategy=strategy).update(ended_on="2024-08-31", ended_because="Counted otherwise now")
        page = page_of(stranger, ADDRESS)
        for words in ("30 September 2024.</strong> It was reached", "31 August 2024.</strong> Counted otherwise now", "15 people"):
            assert words in page

    def test_objectives_progress_and_newest_readings(self, home, stranger):
        make_strategy()
        page = page_of(stranger, ADDRESS)
        for words in (
            "Involving people",
            "A board paper",
            "1. Culture",
            "Two teams trained.",
            "<strong>15 people</strong>",
            "30 September 2024",
            "Training register",
        ):
            assert words in page
        assert "Training register" in page and "12 people" not in page

    def test_what_is_not_published_and_linked_activities_stay_inside(self, home, stranger):
        assert "not published yet" in page_of(stranger, ADDRESS)
        strategy = make_strategy(title="CANARY-STRATEGY", published_at=None)
        assert "CANARY" not in page_of(stranger, ADDRESS)
        Strategy.objects.filter(pk=strategy.pk).update(published_at=timezone.now(), title="Involving people")
        ObjectiveLink.objects.create(objective=strategy.objectives.get(), activity=ActivityFactory(title="CANARY-ACTIVITY"), note="CANARY")
        page = page_of(stranger, ADDRESS)
        assert "Culture" in page and "CANARY" not in page

    def test_a_computed_measure_shows_its_reading_and_never_a_live_count(self, home, stranger):
        strategy = make_strategy()
        Measure.objects.create(objective=strategy.objectives.get(), text="Organisations met", computed_by="organisations_met")
        assert "Organisations met: no number yet." in page_of(stranger, ADDRESS)

    def test_the_cost_does_not_grow_with_objectives(self, home):
        strategy = make_strategy()

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                published_strategy()
            return len(queries)

        one = cost()
        for number in range(2, 9):
            objective = Objective.objects.create(strategy=strategy, number=number, title=f"Element {number}")
            Measure.objects.create(objective=objective, text="More")
        assert cost() == one

    def test_the_example_says_its_gaps_and_is_loaded_once(self, home, stranger, make_user):
        users = {"assurance_lead": make_user(role="assurance_lead")}
        assert example.load(users) is not None
        assert example.load(users) is None
        page = page_of(stranger, ADDRESS)
        assert "4. Core element 4: its title is not in our sources" in page and "are not in our sources" in page


def test_kept_pages_notice_every_change(own_database, settings, stranger):
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": own_database}}
    caches["pages"].clear()
    build_site()
    strategy = make_strategy()
    lead = User.objects.create_user("lead@example.nhs.uk", "Assurance lead")
    lead.groups.add(Group.objects.get(name="assurance_lead"))
    objective = strategy.objectives.get()
    measure = objective.measures.get()
    assert "Two teams trained." in page_of(stranger, ADDRESS)
    change_objective(objective, values={"progress": "Three teams trained."}, actor=lead)
    assert "Three teams trained." in page_of(stranger, ADDRESS)
    note_reading(measure, on=timezone.localdate(), value=Decimal(22), source="Training register", actor=lead)
    assert "22 people" in page_of(stranger, ADDRESS)
    Measure.objects.filter(pk=measure.pk).update(text="Colleagues with training")
    assert "Colleagues with training" in page_of(stranger, ADDRESS)
    withdraw_strategy(strategy, reason="To be checked", actor=lead)
    assert "Three teams trained." not in page_of(stranger, ADDRESS)
    number = PublicVersion.objects.get().number
    Strategy.objects.filter(pk=strategy.pk).update(title="A draft")  # not published: nothing public changed
    assert PublicVersion.objects.get().number == number
    caches["pages"].clear()

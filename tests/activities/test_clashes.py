"""What a planned day is too close to: the rule, and what it reads."""

from datetime import date, timedelta

import pytest

from activities.calendar.clashes import Neighbour, clashes_about, clashes_of, clashes_of_plan, too_close
from crm.core.models import RestrictedPeriod
from partners.models import Community, Organisation
from tests.activities.conftest import officer  # noqa: F401
from tests.activities.factories import ActivityFactory
from tests.partners.factories import OrganisationFactory

DAY = date(2026, 7, 14)  # a Tuesday


def near(days: int, *, lasts: int = 0, shared=("Carers",)) -> Neighbour:
    first = DAY + timedelta(days=days)
    return Neighbour("Focus group", "/there/", first, first + timedelta(days=lasts), shared)


def about(first=DAY, last=None, neighbours=(), periods=(), holidays=None) -> list[str]:
    found = clashes_about(first, last or first, neighbours=neighbours, periods=periods, holidays=holidays or {})
    return [f"{clash.text} {clash.link_text}".strip() for clash in found]


@pytest.mark.parametrize("days", [-15, 15, 400])
def test_more_than_a_fortnight_away_is_nothing(days):
    assert about(neighbours=[near(days)]) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [(-14, "14 days before"), (-1, "1 day before"), (0, "on the same day"), (1, "1 day later"), (14, "14 days later")],
)
def test_within_a_fortnight_is_said_with_the_distance(days, words):
    (text,) = about(neighbours=[near(days)])
    assert text.startswith("Carers: already something") and words in text and text.endswith("Focus group")


def test_distance_is_from_the_nearer_end_of_several_days():
    (text,) = about(neighbours=[near(-20, lasts=10)])
    assert "10 days before" in text
    assert about(last=DAY + timedelta(days=6), neighbours=[near(20)]) != []


def test_the_nearest_comes_first_and_many_names_are_cut():
    texts = about(neighbours=[near(9), near(-2, shared=("A", "B", "C", "D", "E"))])
    assert texts[0].startswith("A, B, C and 2 more: already something 2 days before")


def test_periods_count_at_both_ends():
    period = (DAY - timedelta(days=9), DAY, "Pre-election period")
    assert about(periods=[period]) == [
        "Pre-election period, Sun 5 July 2026 to Tue 14 July 2026: no new consultation starts unless it is essential."
    ]  # fmt: skip
    assert about(DAY + timedelta(days=1), periods=[period]) == []


def test_weekends_and_bank_holidays_are_said_once():
    saturday = date(2026, 7, 18)
    assert about(saturday) == ["Sat 18 July 2026 is a Saturday."]
    assert about(saturday, holidays={saturday: "A holiday"}) == ["Sat 18 July 2026 is a bank holiday: A holiday."]
    assert about(saturday, saturday + timedelta(days=3)) == []  # several days go over weekends


@pytest.mark.django_db
class TestWhatItReads:
    @pytest.fixture
    def reader(self, make_user):
        return make_user(role="engagement_officer")

    @pytest.fixture
    def carers(self):
        return OrganisationFactory(name="Carers first")

    def meeting(self, partner=None, community=None, **fields):
        activity = ActivityFactory(**{"date_from": DAY, "status": "planned"} | fields)
        if partner:
            activity.organisation_links.create(organisation=partner)
        if community:
            activity.communities.add(community)
        return activity

    def plan(self, reader, partner, **more) -> list[str]:
        found = clashes_of_plan(reader, DAY, organisations=Organisation.objects.filter(pk=partner.pk), **more)
        return [clash.link_text for clash in found]

    def test_the_same_partner_counts_before_and_after(self, reader, carers):
        for days in (-15, -14, 14, 15):
            self.meeting(carers, title=f"At {days}", date_from=DAY + timedelta(days=days))
        assert set(self.plan(reader, carers)) == {"At -14", "At 14"}

    def test_cancelled_archived_and_vague_ones_do_not_count(self, reader, carers):
        self.meeting(carers, status="cancelled")
        self.meeting(carers, archived_at="2026-01-01T00:00Z", archived_reason="Over")
        self.meeting(carers, date_from=date(2026, 7, 1), date_precision="month")
        assert self.plan(reader, carers) == []

    def test_what_the_reader_may_not_see_counts_for_nothing(self, reader, carers):
        self.meeting(carers, visibility="restricted", named_user_ids=[0])
        hidden = OrganisationFactory(visibility="restricted", named_user_ids=[0])
        open_one = self.meeting(hidden)
        other = self.meeting(hidden)
        assert self.plan(reader, carers) == []
        assert self.plan(reader, hidden) == []
        assert clashes_of(open_one, reader) == []
        assert too_close(reader, [open_one.pk, other.pk]) == set()

    def test_the_same_community_counts(self, reader):
        parents = Community.objects.create(name="New parents of the walk", kind="identity")
        first, second = self.meeting(community=parents), self.meeting(community=parents, date_from=DAY + timedelta(days=3), title="Second")
        (clash,) = clashes_of(first, reader)
        assert clash.text.startswith("New parents of the walk: already something 3 days later") and clash.href == second.get_absolute_url()
        assert too_close(reader, [first.pk, second.pk]) == {first.pk, second.pk}

    def test_only_planned_ones_of_a_known_day_are_warned_about(self, reader, carers):
        self.meeting(carers, title="Other")
        assert clashes_of(self.meeting(carers, status="held"), reader) == []
        assert clashes_of(self.meeting(carers, date_from=None, date_precision="unknown"), reader) == []
        assert [clash.link_text for clash in clashes_of(self.meeting(carers), reader) if clash.href].count("Other") == 1

    def test_the_activity_itself_and_training_examples_do_not_count(self, reader, carers):
        alone = self.meeting(carers)
        self.meeting(carers, is_training=True)
        assert clashes_of(alone, reader) == []
        assert too_close(reader, [self.meeting(OrganisationFactory()).pk]) == set()

    def test_periods_are_read(self, reader, carers):
        RestrictedPeriod.objects.create(name="Elections", starts_on=DAY, ends_on=DAY)
        RestrictedPeriod.objects.create(name="Later", starts_on=DAY + timedelta(days=1), ends_on=DAY + timedelta(days=1))
        assert [clash.kind for clash in clashes_of(self.meeting(carers), reader)] == ["period"]

    def test_cost_does_not_grow(self, reader, carers, django_assert_max_num_queries):
        planned = self.meeting(carers)
        for days in range(12):
            self.meeting(carers, date_from=DAY + timedelta(days=days))
        assert reader.is_staff_member and not reader.led_team_ids  # asked once a request, not here
        with django_assert_max_num_queries(4):
            assert len(clashes_of(planned, reader)) == 10
        with django_assert_max_num_queries(1):
            too_close(reader, [planned.pk])

    def test_the_page_says_it_and_links_it(self, officer, carers):  # noqa: F811
        self.meeting(carers, title="The other one", date_from=DAY + timedelta(days=2))
        planned = self.meeting(carers)
        page = officer.get(planned.get_absolute_url()).content.decode()
        assert "Before you fix the day" in page and "The other one" in page and "This does not stop you" in page
        assert "Before you fix the day" in officer.get(f"/desk/activities/{planned.pk}/logged/").content.decode()

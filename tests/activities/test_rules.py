"""What follows from an activity. Titles and gaps are those of the worked example; dates as people write them."""

from datetime import date

import pytest

from activities import rules
from activities.models import Activity, MissingFact
from activities.querysets import with_facts
from tests.activities.factories import ActivityFactory, InsightFactory, MissingFactFactory, ProjectFactory
from tests.partners.factories import OrganisationFactory


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"date_from": date(2026, 7, 14)}, "Tue 14 July 2026"),
        ({"date_from": date(2026, 7, 14), "date_to": date(2026, 7, 16)}, "Tue 14 July 2026 to Thu 16 July 2026"),
        ({"date_from": date(2026, 7, 14), "date_to": date(2026, 7, 14)}, "Tue 14 July 2026"),
        ({"date_from": date(2020, 6, 1), "date_precision": "month"}, "June 2020"),
        ({"date_from": date(2020, 6, 1), "date_to": date(2020, 8, 1), "date_precision": "month"}, "June 2020 to August 2020"),
        ({"date_from": date(2020, 1, 1), "date_precision": "year"}, "2020"),
        ({"date_precision": "unknown", "date_note": "June, year not stated"}, "June, year not stated"),
        ({"date_precision": "unknown"}, "Date not known"),
    ],
)
def test_a_date_says_what_is_known_and_no_more(fields, words):
    assert rules.date_text(Activity(**fields)) == words


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), "2025/26"), (date(2026, 4, 1), "2026/27"), (date(1999, 12, 31), "1999/00"), (date(2020, 6, 1), "2020/21")]
)
def test_the_nhs_year_starts_in_april(day, year):
    assert rules.financial_year(day) == year


@pytest.mark.parametrize(("level", "counts"), [("inform", False), ("", False), ("consult", True), ("involve", True), ("collaborate", True), ("empower", True)])
def test_informing_is_not_involving(level, counts):
    assert rules.counts_as_involvement(Activity(level=level)) is counts


@pytest.mark.parametrize(
    ("names", "public", "title"),
    [
        ([], False, "Meeting"),
        ([], True, "Meeting with members of the public"),
        (["Healthwatch Kent"], False, "Meeting with Healthwatch Kent"),
        (["Healthwatch Kent"], True, "Meeting with Healthwatch Kent and members of the public"),
        (["A", "B"], False, "Meeting with A and B"),
        (["A", "B", "C"], False, "Meeting with A, B and 1 other"),
        (["A", "B", "C", "D"], True, "Meeting with A, B and 2 others"),
    ],
)
def test_a_title_is_proposed_from_type_and_partners(names, public, title):
    assert rules.proposed_title("Meeting", names, public) == title


def test_a_proposed_title_fits_its_column():
    assert len(rules.proposed_title("Meeting", ["x" * 250, "y" * 250])) == 250


def gaps(activity: Activity) -> list[str]:
    return [gap.fact for gap in rules.open_gaps(with_facts(Activity.objects).get(pk=activity.pk))]


@pytest.fixture
def bare(db):
    """An activity whose source leaves out everything that it can."""
    activity = ActivityFactory(date_from=None, date_precision="unknown", heard="")
    for fact in MissingFact.Fact.values:
        MissingFactFactory(activity=activity, fact=fact, text=fact)
    return activity


def test_every_missing_fact_is_a_gap(bare):
    assert gaps(bare) == MissingFact.Fact.values


def fill_date(activity):
    activity.date_from, activity.date_precision = date(2020, 1, 1), "year"
    activity.save()


def fill_file(kind):
    def fill(activity):
        from crm.core.models import Attachment

        attachment = Attachment.objects.create(file="x", name="x.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
        activity.files.create(attachment=attachment, kind=kind)

    return fill


def fill_communities(activity):
    from partners.models import Community

    activity.communities.add(Community.objects.create(name="Carers of Swale, for a test"))


FILLS = {
    "date": fill_date,
    "number": lambda activity: activity.counts.create(number=0),
    "organisations": lambda activity: activity.organisation_links.create(organisation=OrganisationFactory()),
    "communities": fill_communities,
    "questions": fill_file("questionnaire"),
    "profile": fill_file("profile"),
    "notes": lambda activity: Activity.objects.filter(pk=activity.pk).update(heard="They said it."),
    "report": fill_file("report"),
    "other": lambda activity: activity.missing_facts.filter(fact="other").update(closed_on=date(2026, 1, 1)),
}


@pytest.mark.parametrize("fact", FILLS)
def test_filling_one_fact_closes_exactly_that_gap(bare, fact):
    FILLS[fact](bare)
    assert gaps(bare) == [other for other in MissingFact.Fact.values if other != fact]


@pytest.mark.parametrize("fill", [lambda activity: InsightFactory(activity=activity), fill_file("minutes")])
def test_points_and_minutes_are_notes_too(bare, fill):
    fill(bare)
    assert "notes" not in gaps(bare)


def test_an_archived_point_is_no_note(bare):
    InsightFactory(activity=bare, archived_at="2026-01-01T00:00Z", archived_reason="Wrong meeting")
    assert "notes" in gaps(bare)


def test_gaps_cost_the_same_for_one_and_for_many(db, django_assert_num_queries):
    for _number in range(5):
        MissingFactFactory()
    with django_assert_num_queries(7):
        [rules.open_gaps(activity) for activity in with_facts(Activity.objects.all())]


def test_what_would_complete_a_held_activity_is_at_most_three_things(db):
    activity = ActivityFactory(could_influence="The times.", venue="Town hall", project=ProjectFactory())
    assert [str(prompt) for prompt in rules.would_complete(activity)] == ["a summary for packs and public pages", "which adjustments were offered"]
    assert [prompt.code for prompt in rules.would_complete(activity, waived=["summary"])] == ["adjustments"]
    assert len(rules.would_complete(ActivityFactory())) == 3
    assert rules.would_complete(ActivityFactory(status="planned")) == []


@pytest.mark.parametrize(("how", "level", "asked"), [("phone", "inform", {"summary", "project"}), ("online", "inform", {"summary", "adjustments", "project"})])
def test_nobody_is_asked_what_has_no_answer(db, how, level, asked):
    assert {prompt.code for prompt in rules.would_complete(ActivityFactory(how=how, level=level))} == asked
    assert rules.would_complete(ActivityFactory(how=how, level=level, heard=""))[0].code == "heard"

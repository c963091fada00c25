"""Pages of series: the days shown before they are planned, the next one in one press, one or all later ones changed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Series
from activities.services import plan_series
from crm.core.templatetags.kit import undo_of
from tests.activities.factories import ActivityFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
KEY = "7b0e6f3c-54a1-4a58-9a3c-0f6a3b1c2d4e"
WEEKLY = {"name": "Carers’ forum", "every": "week", "by": "date", "how_many": "3"}


def url(name: str, key: int) -> str:
    return reverse(f"activities:{name}", args=[key])


@pytest.fixture
def source():
    activity = ActivityFactory(title="Carers’ forum", date_from=timezone.localdate() - timedelta(days=7), venue="Library", starts_at="14:00")
    activity.organisations.add(OrganisationFactory(name="Carers’ group"))
    return activity


def hidden_fields(response) -> dict:
    form = response.context["form"]
    return {"shown": form.data["shown"], "submission_key": KEY}


def plan(client, activity: Activity, **answers) -> Series:
    """Show the days, then plan all of them."""
    data = WEEKLY | answers
    shown = client.post(url("series_new", activity.pk), data)
    assert shown.status_code == 200 and not shown.context["form"].errors
    ticked = [day.on.isoformat() for day in shown.context["days"]]
    client.post(url("series_new", activity.pk), {**data, **hidden_fields(shown), "on": ticked, "_plan": "1"})
    activity.refresh_from_db()
    return activity.series


def test_the_days_are_shown_first_and_nothing_is_planned_yet(officer, source):
    assert "Show the days" in officer.get(url("series_new", source.pk)).content.decode()
    page = officer.post(url("series_new", source.pk), WEEKLY).content.decode()
    assert "3 meetings" in page and "Plan these" in page
    assert not Series.objects.exists() and Activity.objects.count() == 1


def test_ticked_days_are_planned_and_the_others_are_not(officer, source):
    shown = officer.post(url("series_new", source.pk), WEEKLY)
    days = [day.on for day in shown.context["days"]]
    answer = officer.post(
        url("series_new", source.pk),
        {**WEEKLY, **hidden_fields(shown), "on": [days[0].isoformat(), days[2].isoformat(), "2199-01-01"], "_plan": "1"},
        follow=True,
    )
    assert "2 meetings are planned." in answer.content.decode()
    assert list(Activity.objects.filter(status="planned").order_by("date_from").values_list("date_from", flat=True)) == [days[0], days[2]]


def test_the_same_form_sent_twice_plans_once(officer, source):
    shown = officer.post(url("series_new", source.pk), WEEKLY)
    data = {**WEEKLY, **hidden_fields(shown), "on": [day.on.isoformat() for day in shown.context["days"]], "_plan": "1"}
    officer.post(url("series_new", source.pk), data)
    officer.post(url("series_new", source.pk), data)
    assert Activity.objects.filter(status="planned").count() == 3


def test_answers_changed_after_the_days_were_shown_show_the_days_again(officer, source):
    shown = officer.post(url("series_new", source.pk), WEEKLY)
    data = {**WEEKLY, **hidden_fields(shown), "every": "fortnight", "on": [day.on.isoformat() for day in shown.context["days"]], "_plan": "1"}
    assert officer.post(url("series_new", source.pk), data).status_code == 200
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"how_many": ""}, "Enter how many more, or until when"),
        ({"how_many": "61"}, "must be 60 or less"),
        ({"how_many": "0"}, "must be 1 or more"),
        ({"how_many": "many"}, "whole number"),
        ({"every": "daily"}, "from the list"),
        ({"every": ""}, "Choose how often"),
        ({"name": ""}, "Enter name of the series"),
        ({"name": "x" * 201}, "200 characters or fewer"),
        ({"until_day": "31", "until_month": "2", "until_year": "2199"}, "real date"),
        ({"until_day": "1", "until_month": "2", "until_year": "2020"}, "after today"),
    ],
)
def test_bad_answers_are_said_and_kept(officer, source, answers, words):
    response = officer.post(url("series_new", source.pk), {**WEEKLY, **answers})
    page = response.content.decode()
    assert response.status_code == 200 and words in page, page[page.find("error-summary") :][:600]
    assert not Series.objects.exists()


def test_no_day_ticked_is_said(officer, source):
    shown = officer.post(url("series_new", source.pk), WEEKLY)
    page = officer.post(url("series_new", source.pk), {**WEEKLY, **hidden_fields(shown), "_plan": "1"}).content.decode()
    assert "Tick at least one day." in page and not Series.objects.exists()


def test_a_moved_day_is_said_in_the_preview(officer):
    christmas = date(timezone.localdate().year + 1, 12, 25)
    source = ActivityFactory(date_from=christmas - timedelta(days=7))
    page = officer.post(url("series_new", source.pk), {**WEEKLY, "how_many": "1"}).content.decode()
    assert "bank holiday: Christmas Day" in page and "1 is moved" in page


@pytest.mark.parametrize("broken", [{"status": "cancelled"}, {"date_from": None, "date_precision": "unknown"}, {"date_precision": "month"}])
def test_what_cannot_come_again_says_why(officer, broken):
    page = officer.get(url("series_new", ActivityFactory(**broken).pk))
    assert page.status_code == 200 and "This cannot come again" in page.content.decode()


def test_the_page_of_a_series_shows_what_the_reader_may_see(officer, as_role, source):
    series = plan(officer, source)
    newest = Activity.objects.filter(status="planned").order_by("-date_from").first()
    Activity.objects.filter(pk=newest.pk).update(visibility="restricted", named_user_ids=[0], title="Hidden one")
    page = officer.get(url("series_detail", series.pk)).content.decode()
    assert "2 planned" in page and "1 held" in page and "Hidden one" not in page and "Before the meeting" in page
    reader = as_role("auditor").get(url("series_detail", series.pk)).content.decode()
    assert "Plan the next one" not in reader
    Activity.objects.filter(series=series).update(visibility="restricted", named_user_ids=[0])
    assert officer.get(url("series_detail", series.pk)).status_code == 404
    assert officer.post(url("series_next", series.pk), {}).status_code == 404


def test_the_page_of_a_series_costs_the_same_with_more_meetings(officer, count_queries, source):
    series = plan(officer, source)
    one = count_queries(officer, "activities:series_detail", series.pk)
    plan_series(source, dates=[date(2190, 1, 1) + timedelta(days=number) for number in range(40)], actor=officer.user)
    assert count_queries(officer, "activities:series_detail", series.pk) == one


def test_the_next_one_is_proposed_by_the_rhythm_and_planned_like_the_last(officer, source):
    series = plan(officer, source, how_many="1")
    last = Activity.objects.get(status="planned")
    form = officer.get(url("series_next", series.pk)).context["form"]
    assert form["when"].value() is not None and form["when"].value() > last.date_from
    day = form["when"].value()
    data = {"when_day": day.day, "when_month": day.month, "when_year": day.year, "starts_at": "2pm", "ends_at": "15.30", "venue": "Town hall"}
    answer = officer.post(url("series_next", series.pk), data, follow=True)
    assert "The next meeting is planned." in answer.content.decode()
    made = Activity.objects.get(date_from=day)
    assert (made.series, made.venue, str(made.starts_at), made.heard, made.status) == (series, "Town hall", "14:00:00", "", "planned")
    assert [str(item) for item in made.organisations.all()] == ["Carers’ group"]
    again = officer.post(url("series_next", series.pk), data)
    assert "already" in again.content.decode()


def test_a_past_day_is_no_next_one(officer, source):
    series = plan(officer, source)
    page = officer.post(url("series_next", series.pk), {"when_day": 1, "when_month": 2, "when_year": 2020, "ends_at": "9:00"}).content.decode()
    assert "Choose today or a later day." in page and "Enter when it starts" in page


def test_a_series_gets_another_name_and_its_history_keeps_it(officer, source):
    series = plan(officer, source)
    officer.post(url("series_edit", series.pk), {"name": "Forum of carers", "every": "month"})
    series.refresh_from_db()
    assert (series.name, series.every) == ("Forum of carers", "month")
    assert "Enter name" in officer.post(url("series_edit", series.pk), {"name": " ", "every": "month"}).content.decode()


def edit(activity: Activity, **fields) -> dict:
    day = activity.date_from
    return {
        "type": activity.type_id, "title": activity.title, "when_day": day.day, "when_month": day.month, "when_year": day.year, "version": activity.version,
        "visibility": "organisation", "starts_at": "14:00", "venue": activity.venue,
        "who": [f"organisation:{item.pk}" for item in activity.organisations.all()], **fields,
    }  # fmt: skip


def test_changing_one_asks_whether_the_later_ones_follow(officer, source):
    plan(officer, source)
    first, second, third = Activity.objects.filter(status="planned").order_by("date_from")
    assert "This and the 2 later planned ones" in officer.get(url("activity_edit", first.pk)).content.decode()
    officer.post(url("activity_edit", first.pk), edit(first, venue="Chapel"))
    assert set(Activity.objects.filter(pk__in=[second.pk, third.pk]).values_list("venue", flat=True)) == {"Library"}
    answer = officer.post(url("activity_edit", second.pk), edit(second, venue="Town hall", scope="later"), follow=True)
    assert "1 later meeting follows." in answer.content.decode()
    assert [Activity.objects.get(pk=item.pk).venue for item in (first, second, third)] == ["Chapel", "Town hall", "Town hall"]
    assert "Which meetings?" not in officer.get(url("activity_edit", third.pk)).content.decode()


def test_cancelling_one_asks_the_same(officer, source):
    plan(officer, source)
    first, second, _third = Activity.objects.filter(status="planned").order_by("date_from")
    officer.post(url("activity_cancel", first.pk), {"reason": "Snow", "scope": "one"})
    assert Activity.objects.filter(status="planned").count() == 2
    officer.post(url("activity_cancel", second.pk), {"reason": "The group ended", "scope": "later"})
    assert Activity.objects.filter(status="cancelled").count() == 3


def test_same_as_last_time_takes_people_and_place_never_notes(officer, source):
    source.people.add(PersonFactory(name="Chair of the group"))
    source.counts.create(number=99)
    Activity.objects.filter(pk=source.pk).update(next_steps="Private plan", summary="Summed up", notes_by="Their secretary")
    page = officer.get(reverse("desk:activity_log"), {"like": source.pk}).content.decode()
    for words in ("Carers’ group", "Chair of the group", "Library"):
        assert words in page, words
    for words in ("Buses stop", "Private plan", "Summed up", "Their secretary", 'value="99"'):
        assert words not in page, words


def test_same_as_a_hidden_one_prefills_nothing(officer, source):
    Activity.objects.filter(pk=source.pk).update(visibility="restricted", named_user_ids=[0])
    page = officer.get(reverse("desk:activity_log"), {"like": source.pk}).content.decode()
    assert "Library" not in page and "Carers’ group" not in page


def undo(client, response) -> None:
    """Press "Undo" in the newest banner of a page."""
    form = [undo_of(message) for message in response.context["messages"] if undo_of(message)][-1]
    fields: dict[str, list[str]] = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(value)
    client.post(form["action"], fields)


def test_undo_takes_back_what_was_planned_and_nobody_touched(officer, source):
    shown = officer.post(url("series_new", source.pk), WEEKLY)
    days = [day.on.isoformat() for day in shown.context["days"]]
    answer = officer.post(url("series_new", source.pk), {**WEEKLY, **hidden_fields(shown), "on": days, "_plan": "1"}, follow=True)
    touched = Activity.objects.get(date_from=days[0])
    Activity.objects.filter(pk=touched.pk).update(version=2)
    undo(officer, answer)
    assert list(Activity.objects.current().filter(status="planned")) == [touched]
    assert Activity.objects.filter(archived_reason="Planned by mistake").count() == 2


def test_meetings_of_others_are_not_taken_back(officer, as_role, source):
    series = plan(officer, source)
    keys = list(series.activities.filter(status="planned").values_list("pk", flat=True))
    as_role("engagement_officer").post(url("series_unplan", series.pk), {"meeting": [*keys, "x", "9" * 30]})
    assert series.activities.current().filter(status="planned").count() == 3


def test_undo_takes_a_cancellation_of_several_back(officer, source):
    plan(officer, source)
    first = Activity.objects.filter(status="planned").order_by("date_from").first()
    answer = officer.post(url("activity_cancel", first.pk), {"reason": "Snow", "scope": "later"}, follow=True)
    assert "3 meetings are cancelled." in answer.content.decode()
    undo(officer, answer)
    assert Activity.objects.filter(status="planned").count() == 3


def test_only_what_was_cancelled_and_belongs_to_the_series_is_planned_again(officer, source):
    plan(officer, source)
    first = Activity.objects.filter(status="planned").order_by("date_from").first()
    other = ActivityFactory(status="cancelled")
    assert "Only a cancelled activity" in officer.post(url("activity_replan", first.pk), follow=True).content.decode()
    officer.post(url("activity_cancel", first.pk), {"reason": "Snow"})
    officer.post(url("activity_replan", first.pk), {"also": [other.pk, source.pk, "x"]})
    states = {item.pk: item.status for item in Activity.objects.all()}
    assert (states[first.pk], states[other.pk], states[source.pk]) == ("planned", "cancelled", "held")

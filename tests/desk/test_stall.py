"""The stall page, through the client: JavaScript is off in all of these."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Insight, LogDraft, ParticipationCount
from activities.services import keep_draft
from crm.core.models import CareCase, SearchEntry
from partners.models import Community, Place
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ProjectFactory

pytestmark = pytest.mark.django_db
STALL = "/desk/activities/stall/"


@pytest.fixture
def post():
    """A filled stall form; named arguments replace or add fields, None takes one away. `groups__0__what` is `groups-0-what`."""
    today = timezone.localdate()

    def fill(**fields) -> dict:
        data = {
            "when_day": str(today.day), "when_month": str(today.month), "when_year": str(today.year), "venue": "Chatham library", "passed_by": "40",
            "counted": "register", "submission_key": str(uuid.uuid4()),
            "groups-TOTAL_FORMS": "12", "groups-INITIAL_FORMS": "0", "points-TOTAL_FORMS": "6", "points-INITIAL_FORMS": "0",
            **{name.replace("__", "-"): value for name, value in fields.items()},
        }  # fmt: skip
        return {name: value for name, value in data.items() if value is not None}

    return fill


def counts_of(activity: Activity) -> list[tuple]:
    return [(row.what, row.number, row.method) for row in activity.counts.all()]


# Who may


def test_stranger_is_sent_to_sign_in(client):
    assert client.get(STALL).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["auditor", "colleague", "partner"])
def test_without_the_right_to_log_it_is_refused(role, as_role, post):  # noqa: F811
    client = as_role(role)
    assert client.get(STALL).status_code == client.post(STALL, post()).status_code == 403
    assert not Activity.objects.exists()


# It works


def test_one_stall_becomes_one_activity_with_counts_and_points(officer, post):  # noqa: F811
    carers = Community.objects.create(name="Carers of Medway")
    place, project = Place.objects.create(code="X1", name="Chatham", kind="ward"), ProjectFactory()
    answer = officer.post(STALL, post(
        place=f"place:{place.pk}", project=str(project.pk), heard="A long queue", counted="estimate",
        groups__0__what="carers of medway", groups__0__number="3", groups__1__what="Students", groups__1__number="2",
        groups__2__what="STUDENTS", groups__2__number="4", groups__3__what="Nobody of these", groups__3__number="0",
        points__0__text="Buses stop at five.", points__1__text="Nobody rings back", points__1__is_quote="on",
    ))  # fmt: skip
    activity = Activity.objects.get()
    assert answer.url == reverse("desk:activity_logged", args=[activity.pk])
    assert (activity.title, activity.type.code, activity.status, activity.how) == ("Stall: Chatham library", "stall", "held", "in_person")
    assert (activity.date_from, activity.place, activity.project, activity.heard) == (timezone.localdate(), place, project, "A long queue")
    assert (activity.owner, activity.written_at) == (officer.user, None) and list(activity.staff.all()) == [officer.user]
    assert counts_of(activity) == [("People who came by", 40, "estimate"), ("carers of medway", 3, "estimate"), ("Students", 6, "estimate")]
    assert list(activity.communities.all()) == [carers]
    points = Insight.objects.order_by("pk").values_list("paraphrase", "quote", "quote_consent", "activity")
    assert list(points) == [("Buses stop at five.", "", False, activity.pk), ("Nobody rings back", "Nobody rings back", True, activity.pk)]


def test_the_head_count_is_an_estimate_whatever_the_groups_are(officer, post):  # noqa: F811
    officer.post(STALL, post(counted="register", groups__0__what="Carers", groups__0__number="1"))
    assert counts_of(Activity.objects.get()) == [("People who came by", 40, "estimate"), ("Carers", 1, "register")]


def test_a_double_press_makes_one_stall(officer, post):  # noqa: F811
    filled = post(points__0__text="Once")
    assert officer.post(STALL, filled).url == officer.post(STALL, filled).url
    assert Activity.objects.count() == Insight.objects.count() == 1


def test_the_page_has_plain_fields_and_offers_communities(officer):  # noqa: F811
    Community.objects.create(name="Carers of Medway")
    page = officer.get(STALL).content.decode()
    assert 'type="number" name="groups-0-number"' in page and '<option value="Carers of Medway">' in page


def test_what_needs_care_goes_to_a_case_and_nowhere_else(officer, post):  # noqa: F811
    fields = {"venue": "canary pier", "heard": "canary", "groups__0__what": "canary group", "groups__0__number": "1", "points__0__text": "canary said"}
    answer = officer.post(STALL, post(care="safeguarding", **fields))
    case, activity = CareCase.objects.get(), Activity.objects.get()
    assert answer.url == case.get_absolute_url() and activity.is_restricted
    stored = [str(list(model.objects.values())) for model in (Activity, ParticipationCount, Insight, SearchEntry, LogDraft)]
    assert "canary" not in "".join(stored)
    for words in ("canary pier", "canary group", "canary said"):
        assert words in str(case.texts)


# What it refuses


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"venue": None}, "Write where the stall was, or choose a place"),
        ({"passed_by": None}, "Count who came by, count a group, or write what people said"),
        ({"passed_by": "-3"}, "How many people came by, roughly must be 0 or more."),
        ({"groups__0__number": "3"}, "Write which group this number is of"),
        ({"groups__0__what": "Carers", "groups__0__number": "a few"}, "How many must be a whole number, like 14"),
        ({"points__0__is_quote": "on"}, "Write what they said, or take the tick away"),
        ({"starts_at": "14:00", "ends_at": "13:00"}, "It must end after it starts"),
        ({"when_year": "2999"}, ""),
        ({"groups-TOTAL_FORMS": None}, ""),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(officer, post, fields, words):  # noqa: F811
    answer = officer.post(STALL, post(heard="Half an afternoon", **fields) if "passed_by" not in fields or fields["passed_by"] else post(**fields))
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and "Error: " in page and not Activity.objects.exists()
    assert "Half an afternoon" in page or fields == {"passed_by": None}


def test_a_stall_of_tomorrow_is_not_held_yet(officer, post):  # noqa: F811
    day = timezone.localdate() + timedelta(days=1)
    page = officer.post(STALL, post(when_day=str(day.day), when_month=str(day.month), when_year=str(day.year))).content.decode()
    assert "Plan a stall to come with" in page and not Activity.objects.exists()


def test_a_hidden_project_is_not_offered_and_not_taken(officer, post, make_user):  # noqa: F811
    keeper = make_user(role="engagement_officer")
    hidden = ProjectFactory(title="Closed to others", visibility="restricted", named_user_ids=[keeper.pk], owner=keeper)
    page = officer.post(STALL, post(project=str(hidden.pk))).content.decode()
    assert "Choose project from the list" in page and hidden.title not in page and not Activity.objects.exists()


# Drafts


def test_a_draft_comes_back_says_what_was_wrong_and_goes_when_it_is_saved(officer, post):  # noqa: F811
    key = uuid.uuid4()
    pairs = [[name, value] for name, value in post(venue="", heard="Words to keep").items()]
    keep_draft(officer.user, key, {"pairs": pairs}, LogDraft.Form.STALL, "Stall", "Write where the stall was.")
    page = officer.get(STALL, {"draft": key}).content.decode()
    assert "Words to keep" in page and "Write where the stall was." in page and f'value="{key}"' in page
    officer.post(STALL, post(submission_key=str(key)))
    assert Activity.objects.count() == 1 and not LogDraft.objects.exists()


def test_nobody_elses_draft_is_shown(officer, make_user):  # noqa: F811
    key = uuid.uuid4()
    keep_draft(make_user(role="engagement_officer"), key, {"pairs": [["heard", "Not yours"]]}, LogDraft.Form.STALL)
    for asked in (key, "nonsense"):
        answer = officer.get(STALL, {"draft": asked})
        assert answer.status_code == 200 and b"Not yours" not in answer.content


# Cost


def test_cost_does_not_grow_with_rows(officer, count_queries):  # noqa: F811
    ProjectFactory()
    one = count_queries(officer, "desk:stall")
    ProjectFactory.create_batch(5)
    Community.objects.bulk_create(Community(name=f"Community {number}") for number in range(20))
    assert count_queries(officer, "desk:stall") == one


def test_more_groups_do_not_cost_more_queries(officer, post):  # noqa: F811
    def cost(groups: int) -> int:
        rows = {f"groups__{number}__what": f"Group {number}" for number in range(groups)} | {f"groups__{number}__number": "2" for number in range(groups)}
        with CaptureQueriesContext(connection) as queries:
            assert officer.post(STALL, post(**rows)).status_code == 302
        return len(queries)

    cost(1)
    assert cost(10) == cost(1)

"""The log form, through the client: JavaScript is off in all of these."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Commitment, Insight
from assurance.models import Decision
from crm.core.models import SearchEntry
from partners.models import Organisation, Person
from tests.activities.conftest import as_role, officer  # noqa: F401
from tests.activities.factories import ActivityFactory, ActivityTypeFactory, ProjectFactory, ThemeFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
LOG = "/desk/activities/log/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def meeting():
    return ActivityTypeFactory(label="Meeting")


@pytest.fixture
def post(meeting):
    """A filled log form; named arguments replace or add fields, None takes one away."""

    def fill(**fields) -> dict:
        data = {
            "type": str(meeting.pk), "when_day": "14", "when_month": "7", "when_year": "2026", "heard": "Families are sent home without a plan.",
            "visibility": "organisation", "submission_key": str(uuid.uuid4()),
            "points-TOTAL_FORMS": "3", "points-INITIAL_FORMS": "0", "promises-TOTAL_FORMS": "2", "promises-INITIAL_FORMS": "0",
            **{name.replace("__", "-"): value for name, value in fields.items()},
        }  # fmt: skip
        return {name: value for name, value in data.items() if value is not None}

    return fill


def errors(response) -> dict:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


# Who may


def test_strangers_sign_in_first(client):
    assert client.get(LOG).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["colleague", "partner", "auditor", "administrator", "board_secretary", "ig_lead"])
def test_other_roles_may_not_log(as_role, role, post):  # noqa: F811
    client = as_role(role)
    assert client.get(LOG).status_code == 403
    assert client.post(LOG, post()).status_code == 403
    assert client.get(reverse("desk:activity_log_decisions")).status_code == 403


# It works


def test_a_form_of_somebody_else_is_refused_in_words(officer, post, make_user, client):  # noqa: F811
    sent = post(who=f"organisation:{OrganisationFactory().pk}")
    officer.post(LOG, sent)
    client.force_login(make_user(role="engagement_officer"))
    response = client.post(LOG, sent)
    assert "This form belongs to somebody else. Open a new one." in response.content.decode()
    assert Activity.objects.count() == 1


def test_four_answers_are_enough(officer, post):  # noqa: F811
    healthwatch = OrganisationFactory(name="Healthwatch Kent")
    response = officer.post(LOG, post(who=f"organisation:{healthwatch.pk}"))
    activity = Activity.objects.get()
    assert response.url == reverse("desk:activity_logged", args=[activity.pk])
    assert activity.title == "Meeting with Healthwatch Kent"
    assert (activity.status, activity.level, activity.date_from) == ("held", "involve", date(2026, 7, 14))
    assert (activity.owner, activity.created_by) == (officer.user, officer.user)
    assert list(activity.organisations.all()) == [healthwatch]
    assert SearchEntry.objects.filter(kind="activity", object_id=activity.pk).exists()
    page = officer.get(response.url).content.decode()
    assert "1 partner" in page and "What would make it complete" in page
    assert "Meeting with Healthwatch Kent" in officer.get(healthwatch.get_absolute_url()).content.decode()


def test_the_date_is_today_and_the_colleague_is_me(officer):  # noqa: F811
    response = officer.get(LOG)
    page, today = response.content.decode(), timezone.localdate()
    boxes = str(response.context["form"]["when"])
    assert all(f'value="{part}"' in boxes for part in (today.day, today.month, today.year))
    assert f"user:{officer.user.pk}" in page


def test_missing_answers_are_asked_for_and_what_was_typed_stays(officer, post):  # noqa: F811
    healthwatch = OrganisationFactory(name="Healthwatch Kent")
    response = officer.post(LOG, post(type=None, heard="", when_day="", when_month="", when_year="", who=f"organisation:{healthwatch.pk}", venue="Town hall"))
    assert set(errors(response)) == {"type", "when", "heard"}
    page = response.content.decode()
    assert "There is a problem" in page and "Error: " in page
    assert page.index("Choose what kind of activity it was") < page.index("Write what was heard")
    assert "Healthwatch Kent" in page and "Town hall" in page
    assert not Activity.objects.exists()


def test_somebody_must_have_been_there(officer, post):  # noqa: F811
    assert set(errors(officer.post(LOG, post()))) == {"who"}


def test_members_of_the_public_are_counted_not_named(officer, post):  # noqa: F811
    officer.post(LOG, post(public_number="14", public_method="estimate"))
    activity = Activity.objects.get()
    assert activity.title == "Meeting with members of the public"
    assert [(row.number, row.method) for row in activity.counts.all()] == [(14, "estimate")]


def test_a_rarer_type_comes_from_the_second_list(officer, post):  # noqa: F811
    petition = ActivityTypeFactory(label="Petition", common=False)
    assert set(errors(officer.post(LOG, post(type="more", public_number="3")))) == {"type_more"}
    officer.post(LOG, post(type="more", type_more=str(petition.pk), public_number="3"))
    assert Activity.objects.get().type == petition


def test_a_day_ahead_means_planned_and_needs_no_note(officer, post):  # noqa: F811
    ahead = timezone.localdate() + timedelta(days=9)
    officer.post(LOG, post(when_day=ahead.day, when_month=ahead.month, when_year=ahead.year, heard="", public_number="0"))
    assert Activity.objects.get().status == "planned"


def test_only_the_month_may_be_known(officer, post):  # noqa: F811
    officer.post(LOG, post(when_day="", public_number="1"))
    activity = Activity.objects.get()
    assert (activity.date_from, activity.date_precision) == (date(2026, 7, 1), "month")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"when_year": "1066"}, "when", "on or after 5 July 1948"),
        ({"when_day": "31", "when_month": "2"}, "when", "real date"),
        ({"until_day": "13", "until_month": "7", "until_year": "2026"}, "until", "on or after the day it starts"),
        ({"starts_at": "14:00", "ends_at": "13:00"}, "ends_at", "end after it starts"),
        ({"ends_at": "13:00"}, "starts_at", "when it started"),
        ({"starts_at": "teatime"}, "starts_at", "14:00 or 2pm"),
        ({"public_number": "-1"}, "public_number", "0 or more"),
        ({"public_number": "99999999999"}, "public_number", "or less"),
        ({"title": "x" * 300}, "title", "250 characters"),
        ({"project": "123456"}, "project", "Choose"),
        ({"visibility": "team"}, "team", "team"),
        ({"visibility": "restricted"}, "named_users", "Name at least one"),
        ({"points__0__sentiment": "positive"}, None, ""),
    ],
)
def test_wrong_answers_are_explained_beside_their_field(officer, post, fields, field, words):  # noqa: F811
    response = officer.post(LOG, post(**({"public_number": "1"} | fields)))
    assert response.status_code == 200 and not Activity.objects.exists()
    if field:
        assert words in " ".join(response.context["form"].errors[field])


def test_times_are_read_as_people_write_them(officer, post):  # noqa: F811
    officer.post(LOG, post(public_number="1", starts_at="2pm", ends_at="15.30"))
    activity = Activity.objects.get()
    assert (f"{activity.starts_at:%H:%M}", f"{activity.ends_at:%H:%M}") == ("14:00", "15:30")


def test_minutes_are_an_answer_to_what_was_heard(officer, post):  # noqa: F811
    data = post(heard="", public_number="1", minutes=SimpleUploadedFile("minutes.pdf", PDF), minutes_whose="Healthwatch Kent", minutes_agreed="agreed")
    assert officer.post(LOG, data).status_code == 302
    activity = Activity.objects.get()
    file = activity.files.get()
    assert activity.heard_in_minutes and (file.kind, file.whose, file.is_agreed) == ("minutes", "Healthwatch Kent", True)
    assert "See the attached minutes" in officer.get(activity.get_absolute_url()).content.decode()


def test_a_program_named_pdf_is_refused_and_nothing_is_half_saved(officer, post):  # noqa: F811
    bad = SimpleUploadedFile("minutes.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    response = officer.post(LOG, post(heard="", who_text="A new group", who_asked="", minutes=bad, public_number="1", who="new:organisation:A new group"))
    assert response.status_code == 200
    assert not Activity.objects.exists() and not Organisation.objects.filter(name="A new group").exists()


# Who, made inline


def test_an_unknown_name_is_asked_about_then_made_and_nothing_is_lost(officer, post):  # noqa: F811
    known = OrganisationFactory(name="Healthwatch Kent")
    first = officer.post(LOG, post(who=f"organisation:{known.pk}", who_text="Swale Carers Group", next_steps="Meet again"))
    assert set(errors(first)) == {"who"}
    page = first.content.decode()
    assert "Who or what is “Swale Carers Group”?" in page and "new:organisation:Swale Carers Group" in page
    assert f'value="organisation:{known.pk}"' in page and "Meet again" in page
    assert not Organisation.objects.filter(name="Swale Carers Group").exists()
    officer.post(LOG, post(who=f"organisation:{known.pk}", who_asked="Swale Carers Group", who_for_0="new:organisation:Swale Carers Group"))
    made = Organisation.objects.get(name="Swale Carers Group")
    assert made.owner == officer.user
    assert set(Activity.objects.get().organisations.all()) == {known, made}


def test_people_are_made_inline_too(officer, post):  # noqa: F811
    officer.post(LOG, post(who="new:person:Engagement lead, Swale"))
    assert Activity.objects.get().people.get() == Person.objects.get(name="Engagement lead, Swale")


def test_looking_up_a_name_saves_nothing_and_keeps_the_form(officer, post):  # noqa: F811
    OrganisationFactory(name="Engage Kent")
    response = officer.post(LOG, post(who_text="engage", _find="who"))
    page = response.content.decode()
    assert response.status_code == 200 and "Engage Kent" in page and "Families are sent home" in page
    assert not Activity.objects.exists()


def test_hidden_partners_cannot_be_chosen(officer, post):  # noqa: F811
    hidden = OrganisationFactory(visibility="restricted", named_user_ids=[0])
    assert "who" in errors(officer.post(LOG, post(who=f"organisation:{hidden.pk}")))


# What hangs on it


def test_promises_and_points_are_made_with_it(officer, post):  # noqa: F811
    theme, partner = ThemeFactory(), OrganisationFactory()
    officer.post(
        LOG,
        post(
            who=f"organisation:{partner.pk}",
            promises__0__text="We will send the findings.", promises__0__made_to="Carers", promises__0__organisation=f"organisation:{partner.pk}",
            promises__0__due_on_day="1", promises__0__due_on_month="9", promises__0__due_on_year="2026",
            points__0__paraphrase="Nobody showed us how to lift safely.", points__0__theme=str(theme.pk), points__0__sentiment="negative",
        ),
    )  # fmt: skip
    activity = Activity.objects.get()
    promise, point = Commitment.objects.get(), Insight.objects.get()
    assert (promise.activity, promise.organisation, promise.due_on, promise.made_on) == (activity, partner, date(2026, 9, 1), date(2026, 7, 14))
    assert (point.activity, list(point.themes.all()), point.heard_on, point.state) == (activity, [theme], date(2026, 7, 14), "draft")


def test_what_hangs_on_a_restricted_activity_is_restricted_too(officer, post):  # noqa: F811
    data = post(public_number="1", visibility="restricted", named_users=f"user:{officer.user.pk}")
    data |= {"promises-0-text": "We will call back.", "points-0-paraphrase": "A point."}
    officer.post(LOG, data)
    for record in (Activity.objects.get(), Commitment.objects.get(), Insight.objects.get()):
        assert (record.visibility, record.named_user_ids) == ("restricted", [officer.user.pk])


def test_a_training_project_makes_a_training_activity(officer, post):  # noqa: F811
    project = ProjectFactory(is_training=True)
    officer.post(LOG, post(public_number="1", project=str(project.pk), points__0__paraphrase="A point."))
    assert Activity.objects.get().is_training and Insight.objects.get().is_training


# Pressed twice, hostile, quick


def test_a_second_press_makes_no_second_record(officer, post):  # noqa: F811
    data = post(public_number="1", promises__0__text="Once.")
    first, second = officer.post(LOG, data), officer.post(LOG, data)
    assert first.url == second.url
    assert Activity.objects.count() == Commitment.objects.count() == 1


def test_save_and_log_another_gives_a_clean_form(officer, post):  # noqa: F811
    response = officer.post(LOG, post(public_number="1", _another="1"), follow=True)
    assert response.redirect_chain == [(f"{LOG}?saved={Activity.objects.get().pk}", 302)]
    page = response.content.decode()
    assert "data-was-saved" in page  # the browser drops its draft
    assert "is logged as ACT-" in page and "Families are sent home" not in page


def test_the_whole_press_costs_the_same_with_many_partners_around(officer, post, django_assert_max_num_queries):  # noqa: F811
    """Session, person, actor, the form’s own questions, the press before and the draft that goes included; two of them are about the colleague."""
    partner = OrganisationFactory()
    OrganisationFactory.create_batch(20)
    data = post(who=f"organisation:{partner.pk}", staff=f"user:{officer.user.pk}")
    with django_assert_max_num_queries(40) as queries:
        assert officer.post(LOG, data).status_code == 302
    plain = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(plain) <= 17, "\n".join(query[:120] for query in plain)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "'; DROP TABLE x;--", "‮ right to left", "😀" * 50, "a\r\nb"])
def test_hostile_text_comes_back_as_typed_and_never_as_markup(officer, post, text):  # noqa: F811
    officer.post(LOG, post(public_number="1", heard=text, title=text[:200]))
    activity = Activity.objects.get()
    assert activity.heard == text.replace("\r\n", "\n").strip()
    assert "<script>alert(1)" not in officer.get(activity.get_absolute_url()).content.decode()


def test_control_characters_are_left_out(officer, post):  # noqa: F811
    officer.post(LOG, post(public_number="1", heard="one\x00two\x07three"))
    assert Activity.objects.get().heard == "onetwothree"


def test_an_address_prefills_and_hidden_records_stay_hidden(officer):  # noqa: F811
    partner, person, project = OrganisationFactory(name="Healthwatch Kent"), PersonFactory(name="Engagement lead, Kent"), ProjectFactory(title="Stroke")
    page = officer.get(LOG, {"partner": partner.reference, "person": person.pk, "project": project.pk}).content.decode()
    assert f'value="organisation:{partner.pk}"' in page and f'value="person:{person.pk}"' in page
    assert f'value="{project.pk}" selected' in page
    hidden = OrganisationFactory(name="Hidden body", visibility="restricted", named_user_ids=[0])
    assert "Hidden body" not in officer.get(LOG, {"partner": hidden.pk, "project": "x", "decision": "99", "activity": "\x00"}).content.decode()


def test_same_as_last_time_copies_people_and_place_never_the_notes(officer):  # noqa: F811
    partner = OrganisationFactory(name="Healthwatch Kent")
    earlier = ActivityFactory(venue="Town hall", heard="Secret of last time")
    earlier.organisations.add(partner)
    page = officer.get(LOG, {"activity": earlier.pk}).content.decode()
    assert "Healthwatch Kent" in page and "Town hall" in page and "Secret of last time" not in page


def test_the_saved_page_of_a_hidden_activity_does_not_exist(officer):  # noqa: F811
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    assert officer.get(reverse("desk:activity_logged", args=[hidden.pk])).status_code == 404


# Could be evidence for


@pytest.fixture
def decision():
    return Decision.objects.create(title="Stroke rehabilitation at home", project=ProjectFactory(title="Stroke"), duty_as_at="2026-07-14")


def test_decisions_of_the_project_are_offered_with_the_reason_and_never_ticked(officer, decision):  # noqa: F811
    page = officer.get(LOG, {"project": decision.project_id}).content.decode()
    assert "Stroke rehabilitation at home" in page and "same project" in page
    assert f'id="decision-{decision.pk}">' in page
    fragment = officer.get(reverse("desk:activity_log_decisions"), {"project": decision.project_id}).content.decode()
    assert decision.reference in fragment and "checked" not in fragment


def test_coming_from_a_decision_offers_it(officer, decision):  # noqa: F811
    page = officer.get(LOG, {"decision": decision.reference}).content.decode()
    assert f'id="decision-{decision.pk}">' in page and f'value="{decision.project_id}" selected' in page


def test_a_tick_proposes_it(officer, post, decision):  # noqa: F811
    officer.post(LOG, post(public_number="1", project=str(decision.project_id), decisions=[decision.pk]))
    use = decision.evidence_uses.get()
    assert (use.state, use.item.activity, use.proposed_by) == ("proposed", Activity.objects.get(), officer.user)


def test_a_tick_survives_an_error_and_a_forged_one_is_refused(officer, post, decision):  # noqa: F811
    page = officer.post(LOG, post(public_number="1", heard="", project=str(decision.project_id), decisions=[decision.pk])).content.decode()
    assert f'id="decision-{decision.pk}" checked>' in page
    hidden = Decision.objects.create(title="Hidden", duty_as_at="2026-07-14", visibility="restricted", named_user_ids=[0])
    assert officer.post(LOG, post(public_number="1", decisions=[hidden.pk])).status_code == 200
    assert not Activity.objects.exists()


def test_training_decisions_take_no_real_activity(officer, post, decision):  # noqa: F811
    Decision.objects.update(is_training=True)
    response = officer.post(LOG, post(public_number="1", decisions=[decision.pk]))
    assert "stay apart" in response.content.decode() and not Activity.objects.exists()


def test_without_javascript_it_is_proposed_after_saving(officer, decision):  # noqa: F811
    activity = ActivityFactory(project=decision.project)
    address = reverse("desk:activity_logged", args=[activity.pk])
    assert decision.title in officer.get(address).content.decode()
    page = officer.post(address, {"decisions": [decision.pk]}, follow=True).content.decode()
    assert "proposed as evidence for 1 decision" in page and decision.evidence_uses.count() == 1


@pytest.mark.parametrize("typed, kept", [("", None), ("0", "0.00"), ("150.50", "150.50")])
def test_a_cost_is_kept_as_pounds_and_an_empty_one_stays_unknown(officer, post, typed, kept):  # noqa: F811
    officer.post(LOG, post(who=f"organisation:{OrganisationFactory().pk}", cost=typed))
    activity = Activity.objects.get()
    assert (None if activity.cost is None else str(activity.cost)) == kept
    page = officer.get(activity.get_absolute_url()).content.decode()
    assert (f"£{kept}" in page) if kept else ("£" not in page)


@pytest.mark.parametrize("typed", ["-1", "12345678.00", "1.234", "1e1000000", "NaN", "a lot"])
def test_a_cost_that_is_none_is_refused_next_to_its_field(officer, post, typed):  # noqa: F811
    response = officer.post(LOG, post(who=f"organisation:{OrganisationFactory().pk}", cost=typed))
    assert set(errors(response)) == {"cost"}
    assert not Activity.objects.exists()

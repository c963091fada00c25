"""The page of an activity, changing it, its files, its gaps, and the public pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from crm.core.models import Team
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, MissingFactFactory, ProjectFactory
from tests.partners.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def url(verb: str, activity: Activity) -> str:
    return reverse(f"activities:activity_{verb}", args=[activity.pk])


@pytest.fixture
def post():
    """What the edit form sends for a stored activity; named arguments replace or add fields."""

    def fill(activity: Activity, **fields) -> dict:
        return {
            "type": activity.type_id, "title": activity.title, "when_day": "14", "when_month": "7", "when_year": "2026", "heard": activity.heard,
            "visibility": activity.visibility, "version": activity.version, **fields,
        }  # fmt: skip

    return fill


def test_the_page_shows_what_is_known_and_what_is_missing(officer):
    activity = ActivityFactory(summary="A summary.", next_steps="Meet again.", venue="Town hall", level="inform")
    activity.organisations.add(OrganisationFactory(name="Healthwatch Kent"))
    activity.people.add(PersonFactory(name="Engagement lead, Kent"))
    activity.counts.create(number=1234, method="estimate")
    InsightFactory(activity=activity, paraphrase="The bus is late.")
    CommitmentFactory(activity=activity, text="We will ask the bus company.")
    MissingFactFactory(activity=activity, fact="questions", text="the survey questions")
    MissingFactFactory(activity=activity, fact="number", text="how many people came")
    page = officer.get(activity.get_absolute_url()).content.decode()
    for words in (
        "Tue 14 July 2026", "A summary.", "Buses stop running at six.", "Meet again.", "Town hall", "Healthwatch Kent", "Engagement lead, Kent",
        "1,234 members of the public, estimated", "The bus is late.", "We will ask the bus company.", "the survey questions", "1 thing is missing",
        "not counted as involvement",
    ):  # fmt: skip
        assert words in page, words
    assert "how many people came" not in page


def test_the_page_costs_the_same_with_more_on_it(officer, count_queries):
    activity = ActivityFactory(project=ProjectFactory())

    def fill():
        activity.organisations.add(OrganisationFactory())
        activity.people.add(PersonFactory())
        InsightFactory(activity=activity)
        CommitmentFactory(activity=activity, owner=officer.user)
        MissingFactFactory(activity=activity, text=f"fact {activity.missing_facts.count()}")

    fill()
    one = count_queries(officer, "activities:activity_detail", activity.pk)
    for _number in range(9):
        fill()
    assert count_queries(officer, "activities:activity_detail", activity.pk) == one


def test_an_edit_changes_what_the_form_holds(officer, post):
    activity, partner, person = ActivityFactory(), OrganisationFactory(), PersonFactory()
    data = post(
        activity, title="Stroke pathway", venue="Library", who=[f"organisation:{partner.pk}", f"person:{person.pk}"], public_number="9", reason="typing error"
    )
    assert officer.post(url("edit", activity), data).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.venue, activity.version) == ("Stroke pathway", "Library", 2)
    assert (list(activity.organisations.all()), list(activity.people.all())) == ([partner], [person])
    assert activity.counts.get().number == 9
    page = officer.get(url("history", activity)).content.decode()
    assert "typing error" in page and "Library" in page


def test_the_edit_form_shows_what_is_stored(officer):
    activity = ActivityFactory(
        date_from="2020-06-01", date_precision="month", venue="Library", visibility="team", team=Team.objects.create(name="Swale"), owner=officer.user
    )
    officer.user.team = activity.team
    officer.user.save()
    partner = OrganisationFactory(name="Healthwatch Kent", archived_at=timezone.now(), archived_reason="Moved")
    activity.organisations.add(partner)
    response = officer.get(url("edit", activity))
    form = response.context["form"]
    assert 'value="6"' in str(form["when"]) and 'value="2020"' in str(form["when"])
    assert "Healthwatch Kent" in response.content.decode() and "Library" in response.content.decode()
    data = {
        "type": activity.type_id,
        "title": "New title",
        "when_month": "6",
        "when_year": "2020",
        "visibility": "team",
        "team": activity.team_id,
        "version": 1,
    }
    assert officer.post(url("edit", activity), data | {"who": f"organisation:{partner.pk}"}).status_code == 302
    assert list(activity.organisations.all()) == [partner]


def test_the_second_editor_sees_both_versions_and_loses_nothing(officer, post):
    activity = ActivityFactory()
    officer.post(url("edit", activity), post(activity, venue="Library"))
    response = officer.post(url("edit", activity), post(activity, venue="Town hall", next_steps="Typed long"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Somebody else changed this" in page and "Library" in page and "Town hall" in page and "Typed long" in page
    assert officer.post(url("edit", activity), post(activity, venue="Town hall", version=2)).status_code == 302
    activity.refresh_from_db()
    assert activity.venue == "Town hall"


def test_partners_that_the_editor_cannot_see_stay_on_it(officer, post):
    hidden = OrganisationFactory(visibility="restricted", named_user_ids=[0])
    activity = ActivityFactory()
    activity.organisations.add(hidden)
    officer.post(url("edit", activity), post(activity, who=f"organisation:{OrganisationFactory().pk}"))
    assert hidden in activity.organisations.all() and activity.organisations.count() == 2


def test_an_unknown_date_is_no_error_but_an_impossible_one_is(officer, post):
    activity = ActivityFactory()
    wrong = officer.post(url("edit", activity), post(activity, when_year="1066"))
    assert "on or after 5 July 1948" in wrong.content.decode()
    data = post(activity, when_day="", when_month="", when_year="", date_note="June, year not stated")
    assert officer.post(url("edit", activity), data).status_code == 302
    assert "June, year not stated" in officer.get(activity.get_absolute_url()).content.decode()


def test_archive_and_undo(officer):
    activity = ActivityFactory()
    page = officer.post(url("archive", activity), {"reason": "Logged twice"}, follow=True).content.decode()
    assert "Undo" in page and "Logged twice" in page
    officer.post(url("restore", activity), {"reason": "Archived by mistake"})
    activity.refresh_from_db()
    assert activity.archived_at is None


def test_hold_cancel_publish_and_withdraw(officer, as_role):
    planned = ActivityFactory(status="planned", summary="A walk-in.")
    officer.post(url("hold", planned))
    planned.refresh_from_db()
    assert planned.status == "held"
    editor = as_role("communications_editor")
    page = editor.post(url("publish", planned), follow=True).content.decode()
    assert "Undo" in page and Activity.objects.public().get() == planned
    editor.post(url("withdraw", planned), {"reason": "Published by mistake"})
    assert not Activity.objects.public().exists()
    other = ActivityFactory(status="planned")
    assert "Enter" in officer.post(url("cancel", other), {"reason": ""}).content.decode()
    officer.post(url("cancel", other), {"reason": "Snow"})
    other.refresh_from_db()
    assert other.status == "cancelled"
    assert "Only a planned activity" in officer.post(url("hold", other), follow=True).content.decode()


def test_files_are_added_changed_and_removed(officer):
    activity = ActivityFactory()
    new = reverse("activities:activity_file_new", args=[activity.pk])
    refused = officer.post(new, {"kind": "report", "file": SimpleUploadedFile("report.pdf", b"MZ\x90\x00" + b"\x00" * 99)})
    assert refused.status_code == 200 and not activity.files.exists()
    officer.post(new, {"kind": "report", "whose": "Healthwatch Kent", "file": SimpleUploadedFile("report.pdf", PDF)})
    file = activity.files.get()
    page = officer.get(activity.get_absolute_url()).content.decode()
    assert "report.pdf" in page and "Draft" in page
    officer.post(reverse("activities:activity_file_edit", args=[activity.pk, file.pk]), {"kind": "report", "is_agreed": "on", "is_published": "on"})
    file.refresh_from_db()
    assert file.is_agreed and file.is_published
    assert b"".join(officer.get(f"/desk/files/{file.attachment_id}/").streaming_content) == PDF
    officer.post(reverse("activities:activity_file_remove", args=[activity.pk, file.pk]), {"reason": "Wrong file"})
    assert not activity.files.exists()


def test_files_of_hidden_activities_are_not_handed_out(officer):
    activity = ActivityFactory()
    officer.post(reverse("activities:activity_file_new", args=[activity.pk]), {"kind": "report", "file": SimpleUploadedFile("report.pdf", PDF)})
    Activity.objects.filter(pk=activity.pk).update(visibility="restricted", named_user_ids=[0])
    assert officer.get(f"/desk/files/{activity.files.get().attachment_id}/").status_code == 404


def test_a_gap_is_closed_by_hand_with_a_reason(officer):
    missing = MissingFactFactory(fact="other", text="the outputs")
    officer.post(reverse("activities:missing_fact_close", args=[missing.activity_id, missing.pk]), {"reason": "In the annual report"})
    assert "the outputs" not in officer.get(missing.activity.get_absolute_url()).content.decode()

"""Pages of what needs care: the press, whom to ring, what was done, the register, the list of contacts."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.core.models import CareCase, CareContact, Team
from crm.core.services.care import open_case
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory
from tests.desk.factories import CapturedMessageFactory

WORDS = "She said she is not safe at home"


@pytest.fixture
def sign_in(make_user):
    def sign(role: str, **fields) -> Client:
        client = Client()
        client.user = make_user(role, **fields)
        client.force_login(client.user)
        return client

    return sign


@pytest.fixture
def officer(sign_in) -> Client:
    return sign_in("engagement_officer", team=Team.objects.create(name="West"))


@pytest.fixture
def case(officer) -> CareCase:
    return open_case(matter="safeguarding", texts={"quote": WORDS}, actor=officer.user)


def page(client: Client, name: str, *args) -> str:
    response = client.get(reverse(f"desk:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


NAMES = [("care_list", ()), ("care_detail", (1,)), ("care_new", ("activity", 1)), ("care_close", (1,)), ("care_contact_list", ()), ("care_contact_new", ())]


@pytest.mark.parametrize(("name", "args"), NAMES)
def test_strangers_sign_in_and_partner_users_are_refused(db, sign_in, name, args):
    address = reverse(f"desk:{name}", args=args)
    assert "/accounts/login/" in Client().get(address)["Location"]
    assert sign_in("partner").get(address).status_code == 403


def test_a_case_of_somebody_else_is_not_there(case, sign_in):
    for address in (case.get_absolute_url(), reverse("desk:care_close", args=[case.pk]), reverse("desk:care_put_back", args=[case.pk])):
        assert sign_in("assurance_lead").get(address).status_code == 404


def test_what_is_hidden_cannot_be_pressed(officer):
    hidden = ActivityFactory(visibility="restricted", named_user_ids=[0])
    assert officer.post(reverse("desk:care_new", args=["activity", hidden.pk]), {"matter": "complaint"}).status_code == 404
    assert not CareCase.objects.exists()


def test_opening_the_page_changes_nothing_and_no_matter_is_chosen_for_anybody(officer):
    activity = ActivityFactory(heard=WORDS)
    html = page(officer, "care_new", "activity", activity.pk)
    assert "ring 999" in html and " checked" not in html
    assert "Choose what it is" in officer.post(reverse("desk:care_new", args=["activity", activity.pk])).content.decode()
    activity.refresh_from_db()
    assert activity.heard == WORDS


@pytest.mark.parametrize("kind", ["activity", "insight", "commitment", "message"])
def test_every_page_offers_the_press_and_it_leads_to_whom_to_ring(officer, kind):
    made = {
        "activity": lambda: ActivityFactory(heard=WORDS), "insight": lambda: InsightFactory(paraphrase=WORDS),
        "commitment": lambda: CommitmentFactory(text=WORDS), "message": lambda: CapturedMessageFactory(text=WORDS, captured_by=officer.user),
    }  # fmt: skip
    record = made[kind]()
    address = reverse("desk:care_new", args=[kind, record.pk])
    assert address in officer.get(record.get_absolute_url()).content.decode()
    answer = officer.post(address, {"matter": "safeguarding"}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[-1][0] == CareCase.objects.get().get_absolute_url()
    assert "Ring now" in html and WORDS in html and "Telephone number not entered yet" in html and "Undo" in html
    assert WORDS not in officer.get(record.get_absolute_url()).content.decode()
    assert officer.get(address)["Location"] == CareCase.objects.get().get_absolute_url()


def test_an_entered_number_is_shown_instead_of_the_gap(case, officer):
    CareContact.objects.filter(matter="safeguarding").update(phone="01632 960001")
    html = page(officer, "care_detail", case.pk)
    assert "tel:01632960001" in html and "not entered yet" not in html


def test_what_was_done_is_written_down_and_shows_in_the_register(case, officer):
    today = timezone.localdate()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert "Enter whom" in officer.post(case.get_absolute_url(), {"kind": "rung", **day}).content.decode()
    assert "Not yet" in page(officer, "care_list")
    officer.post(case.get_absolute_url(), {"kind": "rung", "whom": "Safeguarding team", "note": "They ring back", **day})
    officer.post(case.get_absolute_url(), {"kind": "handed_over", "whom": "Council’s front door", **day})
    html = page(officer, "care_list")
    assert "Safeguarding team" in html and "Council’s front door" in html and "0 days" in html
    assert WORDS not in html and "They ring back" not in html


def test_the_register_shows_leads_their_team_and_the_information_governance_lead_all(case, officer, sign_in):
    lead = sign_in("engagement_officer")
    officer.user.team.lead = lead.user
    officer.user.team.save()
    for client, sees in ((officer, True), (lead, True), (sign_in("ig_lead"), True), (sign_in("engagement_officer", team=officer.user.team), False)):
        assert (case.reference in page(client, "care_list")) is sees


def test_closed_cases_are_filtered_and_can_be_opened_again(case, officer):
    officer.post(reverse("desk:care_close", args=[case.pk]), {"reason": "The council took over"})
    assert case.reference not in officer.get("/desk/care/?show=open").content.decode().split("lp-views")[1]
    assert case.reference in officer.get("/desk/care/?show=closed").content.decode().split("lp-views")[1]
    officer.post(reverse("desk:care_reopen", args=[case.pk]))
    assert case.reference in page(officer, "care_list")


def test_undo_puts_the_words_back(officer):
    activity = ActivityFactory(heard=WORDS)
    officer.post(reverse("desk:care_new", args=["activity", activity.pk]), {"matter": "complaint"})
    answer = officer.post(reverse("desk:care_put_back", args=[CareCase.objects.get().pk]), {"reason": "Pressed by mistake"}, follow=True)
    assert WORDS in answer.content.decode() and answer.redirect_chain[-1][0] == activity.get_absolute_url()


def test_contacts_are_kept_by_who_handles_care_or_manages_people(officer, sign_in):
    contact = CareContact.objects.get(matter="complaint")
    address = reverse("desk:care_contact_edit", args=[contact.pk])
    assert officer.get(address).status_code == 403
    for role, phone in (("ig_lead", "01632 960002"), ("administrator", "01632 960003")):
        client = sign_in(role)
        assert client.post(address, {"matter": "complaint", "name": "Complaints team", "phone": phone}).status_code == 302
        assert phone in page(client, "care_contact_list")
    sign_in("ig_lead").post(reverse("desk:care_contact_remove", args=[contact.pk]))
    assert "Nobody is entered for this yet" in page(officer, "care_contact_list")


def test_cost_does_not_grow_with_cases(case, officer, count_queries):
    one = count_queries(officer, "desk:care_list")
    for _number in range(9):
        open_case(matter="complaint", texts={"quote": WORDS}, actor=officer.user)
    assert count_queries(officer, "desk:care_list") == one

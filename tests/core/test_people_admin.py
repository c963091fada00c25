"""Administrators invite people, give roles and teams, and switch leavers off; nobody locks the last one out."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from crm.core import roles
from crm.core.models import AuditEvent, Team, User

pytestmark = pytest.mark.django_db
INVITATION = {"email": "New.Person@Example.nhs.uk", "name": "Engagement officer, east", "roles": ["engagement_officer"]}


@pytest.fixture
def administrator(make_user) -> Client:
    client = Client()
    client.user = make_user(role="administrator")
    client.force_login(client.user)
    return client


def edit_post(person: User, **fields) -> dict:
    return {"name": person.name, "roles": sorted(person.roles), **fields}


@pytest.mark.parametrize("page", ["", "new/", "teams/", "teams/new/", "{}/edit/", "{}/history/", "{}/off/"])
def test_strangers_sign_in_and_others_may_not(client, make_user, page):
    person = make_user(role="auditor")
    address = f"/desk/staff/{page.format(person.pk)}"
    assert client.get(address).url.startswith("/accounts/login/")
    for role in roles.ROLE_LABELS:
        if role != roles.ADMINISTRATOR:
            client.force_login(make_user(role=role))
            assert client.get(address).status_code == 403, role


def test_somebody_who_is_not_there_is_not_found(administrator):
    for page in ("edit/", "history/", "off/"):
        assert administrator.get(f"/desk/staff/999999/{page}").status_code == 404


def test_the_list_shows_roles_and_hides_leavers_until_asked(administrator, make_user):
    make_user(role=("engagement_officer", "assurance_lead"), name="Two roles")
    make_user(role="auditor", name="Leaver", is_active=False)
    page = administrator.get("/desk/staff/").content.decode()
    assert "Engagement officer, Assurance lead" in page and "Leaver" not in page
    assert "Leaver" in administrator.get("/desk/staff/", {"state": "off"}).content.decode()
    assert "Two roles" in administrator.get("/desk/staff/", {"role": "assurance_lead"}).content.decode()


def test_cost_of_the_list_does_not_grow_with_rows(administrator, make_user, count_queries):
    one = count_queries(administrator, "core:staff_list")
    for _turn in range(19):
        make_user(role="auditor")
    assert count_queries(administrator, "core:staff_list") == one
    assert one <= 12


def test_an_invitation_leads_to_a_password_and_a_first_sign_in(administrator, django_capture_on_commit_callbacks):
    team = Team.objects.create(name="East Kent")
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post("/desk/staff/new/", INVITATION | {"team": team.pk}).status_code == 302
    person = User.objects.get(email="new.person@example.nhs.uk")
    assert (person.team, person.roles, person.has_usable_password()) == (team, {"engagement_officer"}, False)
    assert EmailAddress.objects.get(user=person).verified
    (message,) = mail.outbox
    assert message.to == [person.email] and "invited to Listening Post" in message.body
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", message.body)[1]
    stranger = Client()
    form_address = stranger.get(link).url
    assert "Choose your password" in stranger.get(form_address).content.decode()
    password = "a password nobody guesses 1"
    assert stranger.post(form_address, {"password1": password, "password2": password}).status_code == 302
    assert Client().post("/accounts/login/", {"login": person.email, "password": password}).status_code == 302
    assert "This link no longer works" in stranger.get(link, follow=True).content.decode()
    person.refresh_from_db()
    assert person.check_password(password)


def test_no_mail_goes_out_when_the_invitation_is_not_stored(administrator, make_user, django_capture_on_commit_callbacks):
    make_user(role="auditor", email="new.person@example.nhs.uk")
    with django_capture_on_commit_callbacks(execute=True):
        page = administrator.post("/desk/staff/new/", INVITATION).content.decode()
    assert "There is already one with this e-mail address." in page
    assert mail.outbox == []


def test_a_partner_user_has_no_other_role(administrator):
    page = administrator.post("/desk/staff/new/", INVITATION | {"roles": ["partner", "auditor"]}).content.decode()
    assert "A partner user has no other role" in page
    assert not User.objects.filter(email="new.person@example.nhs.uk").exists()


def test_roles_team_and_cover_are_changed_on_record(administrator, make_user):
    person, deputy = make_user(role="auditor"), make_user(role="assurance_lead")
    cover = {"cover_from_day": 1, "cover_from_month": 8, "cover_from_year": 2026, "cover_to_day": 14, "cover_to_month": 8, "cover_to_year": 2026}
    data = edit_post(person, roles=["assurance_lead"], deputy=deputy.pk, **cover)
    assert administrator.post(f"/desk/staff/{person.pk}/edit/", data).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert (person.roles, person.deputy, str(person.cover_to)) == ({"assurance_lead"}, deputy, "2026-08-14")
    page = administrator.get(f"/desk/staff/{person.pk}/history/").content.decode()
    assert "assurance_lead" in page and administrator.user.name in page


def test_cover_that_ends_before_it_starts_is_refused(administrator, make_user):
    person = make_user(role="auditor")
    cover = {"cover_from_day": 2, "cover_from_month": 8, "cover_from_year": 2026, "cover_to_day": 1, "cover_to_month": 8, "cover_to_year": 2026}
    assert "must end on or after" in administrator.post(f"/desk/staff/{person.pk}/edit/", edit_post(person, **cover)).content.decode()


def test_nobody_takes_the_administrator_role_from_themselves(administrator, make_user):
    make_user(role="administrator")
    address = f"/desk/staff/{administrator.user.pk}/edit/"
    page = administrator.post(address, edit_post(administrator.user, roles=["auditor"])).content.decode()
    assert "You cannot take the administrator role from yourself" in page
    assert User.objects.get(pk=administrator.user.pk).roles == {"administrator"}


def test_the_last_administrator_stays(administrator, make_user):
    from django.core.exceptions import ValidationError

    from crm.core.services.people import change_person, switch_off

    stranger = make_user(role="auditor")
    with pytest.raises(ValidationError, match="last administrator"):
        change_person(administrator.user, values={}, role_names={"auditor"}, actor=stranger)
    with pytest.raises(ValidationError, match="last administrator"):
        switch_off(administrator.user, reason="x", actor=stranger)


def test_a_leaver_is_signed_out_everywhere_and_comes_back_with_the_same_roles(administrator, make_user):
    leaver = make_user(role="engagement_officer")
    theirs = Client()
    theirs.force_login(leaver)
    assert theirs.get("/desk/").status_code == 200
    sessions = Session.objects.count()
    address = f"/desk/staff/{leaver.pk}/off/"
    assert "Enter reason" in administrator.post(address, {"reason": ""}).content.decode()
    assert administrator.post(address, {"reason": "Left in June"}).status_code == 302
    assert Session.objects.count() == sessions - 1
    assert theirs.get("/desk/").url.startswith("/accounts/login/")
    administrator.post(f"/desk/staff/{leaver.pk}/on/")
    leaver = User.objects.get(pk=leaver.pk)
    assert leaver.is_active and leaver.roles == {"engagement_officer"}
    assert theirs.get("/desk/").url.startswith("/accounts/login/")
    reasons = AuditEvent.objects.filter(table_name="core_user", record_key=str(leaver.pk), action="switch_off").values_list("reason", flat=True)
    assert list(reasons) == ["Left in June"]


def test_nobody_switches_themselves_off(administrator, make_user):
    make_user(role="administrator")
    page = administrator.post(f"/desk/staff/{administrator.user.pk}/off/", {"reason": "x"}).content.decode()
    assert "You cannot switch yourself off" in page


def test_switching_needs_a_press_of_a_button(administrator, make_user):
    person = make_user(role="auditor", is_active=False)
    assert administrator.get(f"/desk/staff/{person.pk}/on/").status_code == 405
    assert administrator.get(f"/desk/staff/{person.pk}/invite/").status_code == 405


def test_a_new_link_can_be_sent(administrator, make_user):
    person = make_user(role="auditor")
    administrator.post(f"/desk/staff/{person.pk}/invite/")
    assert mail.outbox[0].to == [person.email]


def test_teams_are_made_and_led_by_colleagues_only(administrator, make_user):
    lead, partner = make_user(role="engagement_officer"), make_user(role="partner")
    assert administrator.post("/desk/staff/teams/new/", {"name": "West Kent", "lead": partner.pk}).status_code == 200
    assert administrator.post("/desk/staff/teams/new/", {"name": "West Kent", "lead": lead.pk}).status_code == 302
    team = Team.objects.get()
    page = administrator.post("/desk/staff/teams/new/", {"name": "West Kent"}).content.decode()
    assert "There is already one with this name" in page
    assert administrator.post(f"/desk/staff/teams/{team.pk}/edit/", {"name": "West", "lead": lead.pk}).status_code == 302
    assert "West" in administrator.get("/desk/staff/teams/").content.decode()

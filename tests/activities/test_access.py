"""Who gets which page: strangers sign in, roles without the right get 403, hidden records do not exist."""

import pytest
from django.urls import reverse

from partners.models import PartnerMembership
from tests.activities.factories import ActivityFactory, CommitmentFactory, InsightFactory, MissingFactFactory, ProjectFactory
from tests.partners.factories import AgreementFactory

pytestmark = pytest.mark.django_db
FACTORIES = {"activity": ActivityFactory, "project": ProjectFactory, "insight": InsightFactory, "commitment": CommitmentFactory}
READ = [f"{kind}_{verb}" for kind in FACTORIES for verb in ("detail", "history")]
CHANGE = [f"{kind}_{verb}" for kind in FACTORIES for verb in ("edit", "archive", "restore")]
ACTS = ["activity_hold", "activity_cancel", "activity_file_new", "insight_check", "commitment_close", "commitment_reopen"]
PUBLIC = ["activity_publish", "activity_withdraw", "project_publish", "project_withdraw"]
POST_ONLY = {"activity_hold", "activity_publish", "project_publish"}
LISTS = ["activity_list", "project_list", "insight_list", "commitment_list"]
NEW = ["project_new", "insight_new", "commitment_new"]


def address(name: str, **fields) -> str:
    return reverse(f"activities:{name}", args=[FACTORIES[name.partition("_")[0]](**fields).pk])


def ask(client, name: str, url: str) -> int:
    return client.post(url, {"reason": "x"}).status_code if name in POST_ONLY else client.get(url).status_code


def test_strangers_sign_in_first(client):
    for name in [*READ, *CHANGE, *ACTS, *PUBLIC]:
        response = client.post(address(name)) if name in POST_ONLY else client.get(address(name))
        assert response.status_code == 302 and response.url.startswith("/accounts/login/"), name
    for name in [*LISTS, *NEW]:
        assert client.get(reverse(f"activities:{name}")).url.startswith("/accounts/login/"), name


def answers(client, names: list[str], **fields) -> dict[str, int]:
    return {name: ask(client, name, address(name, **fields)) for name in names}


@pytest.mark.parametrize("role", ["engagement_officer", "communications_editor", "assurance_lead", "administrator", "ig_lead", "partner", "colleague"])
def test_a_hidden_record_does_not_exist(as_role, role):
    names = [*READ, *CHANGE, *ACTS, *PUBLIC]
    assert answers(as_role(role), names, visibility="restricted", named_user_ids=[0]) == dict.fromkeys(names, 404)


@pytest.mark.parametrize("role", ["auditor", "ig_lead", "administrator", "board_secretary"])
def test_readers_change_nothing(as_role, role):
    names = [*CHANGE, *ACTS]
    assert answers(as_role(role), names) == dict.fromkeys(names, 403)


@pytest.mark.parametrize("role", ["auditor", "ig_lead", "administrator", "board_secretary", "communications_editor", "engagement_officer"])
def test_staff_read(as_role, role):
    assert answers(as_role(role), READ) == dict.fromkeys(READ, 200)


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize(("role", "status"), [("engagement_officer", 403), ("auditor", 403), ("communications_editor", 0), ("assurance_lead", 0)])
def test_only_those_who_publish_publish(as_role, name, role, status):
    expected = status or (302 if name in POST_ONLY else 200)
    assert ask(as_role(role), name, address(name)) == expected


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("role", ["auditor", "ig_lead", "administrator", "board_secretary", "partner"])
def test_readers_make_nothing(as_role, name, role):
    client = as_role(role)
    assert client.get(reverse(f"activities:{name}")).status_code == 403
    assert client.post(reverse(f"activities:{name}"), {}).status_code == 403


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_reading_changes_nothing(officer, name):
    assert officer.get(address(name)).status_code == 405


def test_a_colleague_sees_and_changes_own_projects_only(as_role):
    colleague = as_role("colleague")
    own, other = ProjectFactory(owner=colleague.user), ProjectFactory()
    assert colleague.get(own.get_absolute_url()).status_code == 200
    assert colleague.get(reverse("activities:project_edit", args=[own.pk])).status_code == 200
    assert colleague.get(other.get_absolute_url()).status_code == 404
    activity, stranger = ActivityFactory(project=own), ActivityFactory(project=other)
    assert colleague.get(activity.get_absolute_url()).status_code == 200
    assert colleague.get(stranger.get_absolute_url()).status_code == 404
    assert colleague.get(reverse("activities:activity_edit", args=[activity.pk])).status_code == 403


def test_partner_users_read_what_is_shared_but_no_history(as_role):
    partner = as_role("partner")
    agreement = AgreementFactory()
    PartnerMembership.objects.create(user=partner.user, organisation=agreement.organisation)
    found = answers(partner, READ, visibility="shared", shared_with_ids=[agreement.organisation_id])
    assert found == {name: 403 if name.endswith("history") else 200 for name in READ}
    activity = ActivityFactory(visibility="shared", shared_with_ids=[agreement.organisation_id], heard="Raw note", next_steps="Inner step", summary="For all")
    page = partner.get(activity.get_absolute_url()).content.decode()
    assert "For all" in page and "Raw note" not in page and "Inner step" not in page


def test_partner_users_are_not_told_that_nothing_is_there(as_role):
    partner = as_role("partner")
    agreement = AgreementFactory()
    PartnerMembership.objects.create(user=partner.user, organisation=agreement.organisation)
    activity = ActivityFactory(visibility="shared", shared_with_ids=[agreement.organisation_id])
    CommitmentFactory(activity=activity)
    page = partner.get(activity.get_absolute_url()).content.decode()
    assert "No promise is shared with you." in page and "Who was there is not shared with you." in page
    assert "None was made." not in page and "No partner is recorded." not in page
    assert "No promises are shared with you" in partner.get(reverse("activities:commitment_list")).content.decode()


def test_a_missing_fact_belongs_to_its_activity(officer):
    missing, other = MissingFactFactory(), ActivityFactory()
    assert officer.get(reverse("activities:missing_fact_close", args=[other.pk, missing.pk])).status_code == 404
    assert officer.get(reverse("activities:missing_fact_close", args=[missing.activity_id, missing.pk])).status_code == 200

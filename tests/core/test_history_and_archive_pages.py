import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from crm.core.views.records import record_archive, record_history, record_restore
from partners.models import Organisation
from tests.core import kit_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _organisation(request, pk: int) -> Organisation:
    return Organisation.objects.visible_to(request.user).get(pk=pk)


def history(request, pk: int) -> HttpResponse:
    return record_history(request, _organisation(request, pk), may_see=request.user.has_right("see_contacts"))


def archive(request, pk: int) -> HttpResponse:
    may = request.user.has_right("keep_partners")
    return record_archive(request, _organisation(request, pk), may_change=may, restore_address=f"/desk/kit/{pk}/restore/", after="/desk/kit/list/")


def restore(request, pk: int) -> HttpResponse:
    return record_restore(request, _organisation(request, pk), may_change=request.user.has_right("keep_partners"), after="/desk/kit/list/")


urlpatterns = [
    path("desk/kit/<int:pk>/history/", history),
    path("desk/kit/<int:pk>/archive/", archive),
    path("desk/kit/<int:pk>/restore/", restore),
    path("desk/partners/<int:pk>/", history, name="kit_detail"),
    *kit_urls.urlpatterns,
]


@pytest.fixture
def organisation(monkeypatch) -> Organisation:
    monkeypatch.setattr(Organisation, "get_absolute_url", lambda record: f"/desk/partners/{record.pk}/")
    return Organisation.objects.create(name="Healthwatch Kent")


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.force_login(make_user(role="engagement_officer", name="Engagement officer"))
    return client


def test_archiving_asks_for_a_reason(officer, organisation):
    html = officer.post(f"/desk/kit/{organisation.pk}/archive/", {"reason": " "}).content.decode()
    assert "Enter reason" in html
    organisation.refresh_from_db()
    assert organisation.archived_at is None


def test_archiving_can_be_undone_from_the_banner(officer, organisation):
    officer.post(f"/desk/kit/{organisation.pk}/archive/", {"reason": "Closed in June"})
    organisation.refresh_from_db()
    assert organisation.archived_reason == "Closed in June"
    html = officer.get("/desk/kit/list/").content.decode()
    assert "Healthwatch Kent is archived." in html
    assert f'action="/desk/kit/{organisation.pk}/restore/"' in html and 'name="reason" value="Archived by mistake"' in html
    officer.post(f"/desk/kit/{organisation.pk}/restore/", {"reason": "Archived by mistake"})
    organisation.refresh_from_db()
    assert organisation.archived_at is None


def test_archiving_twice_is_said_in_words(officer, organisation):
    officer.post(f"/desk/kit/{organisation.pk}/archive/", {"reason": "Closed"})
    assert "This is already archived." in officer.post(f"/desk/kit/{organisation.pk}/archive/", {"reason": "Again"}).content.decode()


def test_archiving_needs_the_right(organisation, make_user):
    client = Client()
    client.force_login(make_user(role="auditor"))
    assert client.get(f"/desk/kit/{organisation.pk}/archive/").status_code == 403
    assert client.post(f"/desk/kit/{organisation.pk}/restore/", {"reason": "x"}).status_code == 403


def test_history_reads_as_sentences(officer, organisation):
    officer.post(f"/desk/kit/{organisation.pk}/archive/", {"reason": "Closed in June"})
    html = " ".join(officer.get(f"/desk/kit/{organisation.pk}/history/").content.decode().split())
    assert "<strong>Engagement officer</strong> archived this , because “Closed in June”" in html.replace("this,", "this ,")


def test_history_names_the_field_and_both_values(officer, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(name="Healthwatch Kent and Medway")
    html = " ".join(officer.get(f"/desk/kit/{organisation.pk}/history/").content.decode().split())
    assert "changed <em>Name</em> from <del>Healthwatch Kent</del> to <ins>Healthwatch Kent and Medway</ins>" in html


def test_long_history_is_paged(officer, organisation):
    for number in range(60):
        Organisation.objects.filter(pk=organisation.pk).update(name=f"Name {number}")
    html = officer.get(f"/desk/kit/{organisation.pk}/history/").content.decode()
    assert html.count("lp-history__item") == 50
    older = html.partition('rel="next" href="')[2].partition('"')[0]
    assert officer.get(f"/desk/kit/{organisation.pk}/history/{older}").content.decode().count("lp-history__item") == 11
    assert officer.get(f"/desk/kit/{organisation.pk}/history/?before=x").status_code == 200


def test_history_needs_the_right(organisation, make_user):
    client = Client()
    client.force_login(make_user(role="colleague"))
    assert client.get(f"/desk/kit/{organisation.pk}/history/").status_code == 403


def test_a_message_of_another_part_carries_no_undo():
    from crm.core.views.notices import read_undo

    assert read_undo(type("Message", (), {"extra_tags": "safe"})()) is None

import pytest
from django.test import Client

from partners.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.kit_urls")]


@pytest.fixture
def officer(make_user) -> Client:
    client = Client()
    client.force_login(make_user(role="engagement_officer"))
    return client


def make_partners(count: int, **fields) -> None:
    Organisation.objects.bulk_create(Organisation(name=f"Partner {number:05}", **fields) for number in range(count))


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/desk/kit/list/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_list_that_never_had_rows_offers_the_first_step(officer):
    html = page(officer)
    assert "No partners yet" in html
    assert "Add the first partner" in html


def test_rows_show_in_order_with_their_reference(officer):
    make_partners(2)
    html = page(officer)
    assert html.index("Partner 00000") < html.index("Partner 00001")
    assert f"ORG-{Organisation.objects.get(name='Partner 00000').pk}" in html
    assert "2 partners" in html


def test_sorting_turns_round_and_is_announced(officer):
    make_partners(2)
    html = page(officer, "?sort=-name")
    assert html.index("Partner 00001") < html.index("Partner 00000")
    assert 'aria-sort="descending"><a href="?sort=name"' in html


@pytest.mark.parametrize(
    "query",
    [
        "?sort=password",
        "?sort=--name",
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=99999999999",
        "?types=abc",
        "?postcode_state=no",
        "?q=%00",
        "?archived=1&archived=all",
        "?q=" + "x" * 900,
    ],
)
def test_strange_parameters_break_nothing(officer, query):
    make_partners(1)
    assert "Kit partners" in page(officer, query)


def test_words_filter_the_list_and_can_be_dropped(officer):
    make_partners(3)
    html = page(officer, "?q=00001&page=1")
    assert "1 partner" in html and "Partner 00000" not in html
    assert 'href="?"' in html


def test_one_value_of_several_can_be_dropped(officer):
    make_partners(1)
    from partners.models import OrganisationType

    first, second = (OrganisationType.objects.create(code=code, label=code) for code in ("kit-one", "kit-two"))
    Organisation.objects.get().types.add(first)
    html = page(officer, f"?types={first.pk}&types={second.pk}")
    assert f'href="?types={second.pk}"' in html and f'href="?types={first.pk}"' in html


def test_archived_records_are_away_until_asked_for(officer):
    from django.utils import timezone

    make_partners(1)
    Organisation.objects.update(archived_at=timezone.now(), archived_reason="closed")
    assert "Partner 00000" not in page(officer)
    assert "Archived</strong>" in page(officer, "?archived=archived")


def test_filtering_to_nothing_names_the_filter_that_removed_most(officer):
    make_partners(3)
    make_partners(1, postcode_state="not_found")
    html = page(officer, "?q=nothing-like-this&postcode_state=not_found")
    assert "“nothing-like-this” (Words) removed most." in html
    assert "see 1 partner" in html


def test_training_rows_are_marked(officer):
    make_partners(1, is_training=True)
    assert "Training example</strong>" in page(officer)


def test_many_rows_cost_no_more_queries(officer, count_queries):
    make_partners(1)
    one = count_queries(officer, "kit_list")
    make_partners(49)
    assert count_queries(officer, "kit_list") == one
    make_partners(60)
    assert count_queries(officer, "kit_list") == one + 1  # the count
    assert one + 1 <= 12


def test_pages_follow_each_other_without_gap_or_repeat(officer):
    make_partners(120)
    seen = []
    for number in (1, 2, 3):
        html = page(officer, f"?page={number}")
        seen += [name for name in (f"Partner {n:05}" for n in range(120)) if f">{name}</a>" in html]
    assert seen == [f"Partner {n:05}" for n in range(120)]
    assert "101–120 of 120 partners" in page(officer, "?page=9")


def test_rows_of_others_are_neither_shown_nor_counted(officer, make_user):
    other = make_user(role="engagement_officer")
    make_partners(1, visibility="restricted", named_user_ids=[other.pk])
    html = page(officer)
    assert "Partner 00000" not in html and "No partners yet" in html


def test_strangers_are_sent_to_sign_in():
    assert Client().get("/desk/kit/list/").status_code == 302


def test_a_view_is_saved_shown_and_deleted(officer):
    make_partners(1)
    page(officer, "?q=0000")
    saved = officer.post(
        "/desk/views/new/", {"kind": "kit", "name": "Zeros", "query": "q=0000"}, headers={"referer": "http://testserver/desk/kit/list/?q=0000"}
    )
    assert saved.url.startswith("/desk/kit/list/?q=0000&view=")
    html = page(officer, saved.url.partition("/list/")[2])
    assert ">Zeros</a>" in html and "Delete the view" in html
    pk = saved.url.rpartition("=")[2]
    officer.post(f"/desk/views/{pk}/delete/", headers={"referer": "http://testserver/desk/kit/list/"})
    assert ">Zeros</a>" not in page(officer)


def test_a_view_needs_a_name_of_its_own(officer):
    officer.post("/desk/views/new/", {"kind": "kit", "name": "Zeros", "query": "q=0"})
    officer.post("/desk/views/new/", {"kind": "kit", "name": "Zeros", "query": "q=1"})
    assert "You already have a view with this name." in page(officer)
    officer.post("/desk/views/new/", {"kind": "kit", "name": "  ", "query": "q=1"})
    assert "Enter a name for the view." in page(officer)


def test_views_of_others_cannot_be_deleted(officer, make_user):
    from crm.core.models import SavedView

    view = SavedView.objects.create(user=make_user(role="ig_lead"), kind="kit", name="Theirs", query="q=1")
    assert officer.post(f"/desk/views/{view.pk}/delete/").status_code == 404
    assert "Theirs" not in page(officer)

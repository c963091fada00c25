"""One search over everything: what is found, by whom, and that nothing typed is an error."""

import pytest
from django.db import connection

from activities.models import Activity, ActivityType
from crm.core import search as searching
from crm.core.models import ReferenceRedirect, SearchEntry
from crm.core.search import find_reference, search
from partners.models import Organisation, Person, SharingAgreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user):
    return make_user(role="engagement_officer")


@pytest.fixture
def partner(make_user):
    """A partner user of an organisation with an agreement in force; `.host` is the organisation."""
    user = make_user(role="partner")
    user.host = Organisation.objects.create(name="Host body")
    SharingAgreement.objects.create(organisation=user.host, purpose="Shared programmes", signed_on="2020-01-01")
    user.host.partner_memberships.create(user=user)
    return user


def titles(results) -> list[str]:
    return [hit.title for hit in results.hits]


def make_activity(**fields) -> Activity:
    kind, _made = ActivityType.objects.get_or_create(code="meeting", defaults={"label": "Meeting"})
    return Activity.objects.create(type=kind, **{"title": "Stroke pathway", "date_from": "2026-03-10"} | fields)


@pytest.mark.parametrize("typed", ["rehabilitation", "REHABILITATION", "rehab", "stroke rehab", "rehabilitating", "réhabilitation"])
def test_words_are_found_in_any_case_form_and_accent_and_by_their_beginning(officer, typed):
    Organisation.objects.create(name="Stroke rehabilitation group")
    assert titles(search(officer, typed)) == ["Stroke rehabilitation group"]


def test_all_words_must_be_there(officer):
    Organisation.objects.create(name="Stroke rehabilitation group")
    assert not search(officer, "stroke dentist").hits


@pytest.mark.parametrize("typed", ["ME10 4BJ", "me10 4bj", "1093548", "Kent LINk", "post-operative"])
def test_postcodes_numbers_other_names_and_hyphens_are_found(officer, typed):
    organisation = Organisation.objects.create(name="Healthwatch", postcode="ME10 4BJ", description="Post-operative care")
    organisation.identifiers.create(scheme="GB-CHC", value="1093548")
    organisation.other_names.create(name="Kent LINk")
    assert titles(search(officer, typed)) == ["Healthwatch"]


HOSTILE = [
    ":*&|!<>'", "'", "''", "\\", "a\\'b", "foo:*", "!foo", "foo & ", "(((", "\x00foo", "<->", "foo <-> bar", "%", "'; DROP TABLE x;--",
    "x" * 5000, "a " * 500, "🙂", "-1", "ORG-99999999999999999999", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_is_an_error(officer, partner, typed):
    assert search(officer, typed).is_more is False
    assert search(partner, typed).is_more is False
    find_reference(officer, typed)


def test_newest_come_first_and_training_and_archived_are_marked(officer):
    make_activity(title="Stroke one", date_from="2026-01-01")
    make_activity(title="Stroke two", date_from="2026-03-01", is_training=True)
    make_activity(title="Stroke three", date_from="2026-02-01", archived_at="2026-04-01T00:00Z", archived_reason="Twice")
    results = search(officer, "stroke")
    assert titles(results) == ["Stroke two", "Stroke three", "Stroke one"]
    assert [(hit.is_training, hit.is_archived) for hit in results.hits] == [(True, False), (False, True), (False, False)]
    assert results.count_words == "3 records"


def test_misspelt_names_are_guessed_and_said_to_be_guesses(officer):
    Organisation.objects.create(name="Healthwatch Medway")
    results = search(officer, "Helthwatch Medwey")
    assert titles(results) == ["Healthwatch Medway"] and results.is_guess


def test_one_kind_can_be_asked_for(officer):
    Organisation.objects.create(name="Stroke group")
    Person.objects.create(name="Stroke lead")
    assert titles(search(officer, "stroke", kinds=["person"])) == ["Stroke lead"]


@pytest.mark.parametrize("typed", ["canary", "canari", "cannary birds"])
def test_hidden_records_are_not_found_counted_or_guessed(officer, partner, make_user, typed):
    Organisation.objects.create(name="Canary birds", visibility="restricted", named_user_ids=[0])
    Organisation.objects.create(name="Canary birds too", visibility="restricted", named_user_ids=[0])
    for user in (officer, partner, make_user(role="administrator"), make_user(role="colleague"), make_user(role="auditor")):
        results = search(user, typed)
        assert (results.hits, results.count, results.is_more) == ((), 0, False)


def test_colleagues_find_partners_but_no_people(make_user):
    Organisation.objects.create(name="Stroke group")
    Person.objects.create(name="Stroke lead")
    assert titles(search(make_user(role="colleague"), "stroke")) == ["Stroke group"]


def test_partner_users_find_what_is_shared_but_not_by_words_that_only_staff_may_read(officer, partner):
    make_activity(title="Stroke pathway", summary="Families asked for a plan", heard="Canary remark", visibility="shared", shared_with_ids=[partner.host.pk])
    make_activity(title="Stroke unshared")
    assert titles(search(partner, "stroke")) == ["Stroke pathway"]
    assert titles(search(partner, "families plan")) == ["Stroke pathway"]
    assert not search(partner, "canary").hits
    assert titles(search(officer, "canary")) == ["Stroke pathway"]


@pytest.mark.parametrize("typed", ["ORG-{}", "org-{}", "Org {}", " org{} "])
def test_a_reference_opens_its_record_in_any_case(officer, typed):
    organisation = Organisation.objects.create(name="Stroke group")
    assert find_reference(officer, typed.format(organisation.pk)) == organisation.get_absolute_url()


def test_a_reference_of_a_hidden_or_missing_record_opens_nothing(officer):
    hidden = Organisation.objects.create(name="Canary", visibility="restricted", named_user_ids=[0])
    assert find_reference(officer, hidden.reference) is None
    assert find_reference(officer, f"ORG-{hidden.pk + 999}") is None
    assert find_reference(officer, "XYZ-1") is None


def test_a_reference_leads_on_after_a_merge_also_twice(officer):
    organisation = Organisation.objects.create(name="Stroke group")
    ReferenceRedirect.objects.create(old_reference="ORG-900001", new_reference="ORG-900002")
    ReferenceRedirect.objects.create(old_reference="ORG-900002", new_reference=organisation.reference)
    assert find_reference(officer, "org-900001") == organisation.get_absolute_url()


def test_a_circle_of_redirects_ends(officer):
    ReferenceRedirect.objects.create(old_reference="ORG-900001", new_reference="ORG-900002")
    ReferenceRedirect.objects.create(old_reference="ORG-900002", new_reference="ORG-900001")
    assert find_reference(officer, "ORG-900001") is None


@pytest.mark.parametrize("way", ["read from the word index", "walked down the date index"])
def test_common_words_are_not_counted_and_the_newest_come_first(officer, monkeypatch, way):
    monkeypatch.setattr(searching, "COUNTED", 10)
    monkeypatch.setattr(searching, "SORTED_HERE", 15)
    monkeypatch.setattr(searching, "_expected", lambda matching: 0 if way.startswith("read") else 1000)
    for day in range(1, 21):
        make_activity(title=f"Stroke {day}", date_from=f"2026-03-{day:02}")
    results = search(officer, "stroke", limit=5)
    assert results.is_more and results.count_words.startswith("More than")
    assert titles(results) == [f"Stroke {day}" for day in range(20, 15, -1)]


def test_rare_words_are_read_from_the_word_index_and_no_other(officer):
    Organisation.objects.bulk_create([Organisation(name=f"Group {number}") for number in range(200)])
    matching = SearchEntry.objects.visible_to(officer).filter(words=searching.tsquery("stroke", staff=True))
    sql, parameters = matching.order_by().values("pk").query.sql_with_params()
    with searching._without("seqscan", "indexscan"), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_entry_words" in plan and "Seq Scan" not in plan

"""Search, suggestions, filters, exports and prefilled forms: the side doors by which systems like this one have leaked."""

import pytest
from django.urls import reverse

from crm.core.tables import registered
from tests.architecture.access.papers import build_packs
from tests.architecture.access.records import Records
from tests.architecture.access.table import ROUTES
from tests.architecture.access.words import KINDS, SIGNED_IN, canary, readers

PREFIX = slice(0, -2)
"""A search for the beginning of a word: the page repeats what was typed, but the whole word stands only in the record."""
RULES = "eiudlp"
"""One reader of each rule of visibility, and the administrator; `c`, `a` and `b` read what `e` reads."""
HIDING = ("open", "shared", "team", "restricted", "own")


def hidden_from(letter: str, kinds=KINDS) -> list[tuple[str, str]]:
    return [(kind, variety) for kind in kinds for variety in HIDING if letter not in readers(kind, variety)]


@pytest.mark.parametrize("letter", RULES)
def test_search_knows_nothing_of_hidden_records(walk, letter):
    for address in ("/desk/search/?q=", "/desk/search/suggest/?q=", f"/desk/search/suggest/?kind={','.join(KINDS[:6])}&q="):
        for kind, variety in [*hidden_from(letter), ("notes", "team"), ("notes", "restricted")]:
            answer = walk.ask(letter, address + canary(kind, variety)[PREFIX])
            assert answer.status == 200
            assert walk.reads_too_much(letter, answer) == [], f"{address} {kind} {variety}"


@pytest.mark.parametrize("letter", RULES)
def test_a_reference_of_a_hidden_record_leads_nowhere(walk, letter):
    for kind, variety in hidden_from(letter):
        record = walk.records.of(kind, variety)
        assert walk.ask(letter, f"/desk/search/?q={record.reference}").status == 200, record.reference


@pytest.mark.parametrize("letter", RULES)
def test_lists_searched_and_filtered_by_what_is_hidden_show_and_count_nothing(walk, letter):
    for definition in product_lists():
        address = list_address(definition.kind)
        if not definition.may_open(walk.records.users[letter]):
            continue
        for kind, variety in hidden_from(letter):
            if kind == definition.kind:
                answer = walk.ask(letter, f"{address}?q={canary(kind, variety)[PREFIX]}")
                assert walk.reads_too_much(letter, answer) == [], f"{address} {kind} {variety}"
                assert f"No {definition.noun[1]}" in answer.html, f"{address} counts {kind} {variety}"
        fields = definition.filterset_class.base_filters
        for kind, variety in hidden_from(letter):
            if variety not in ("restricted", "open"):  # one that nobody of the walk sees, and one that only staff see
                continue
            key = walk.records.of(kind, variety).pk
            query = "&".join(f"{name}={value}" for name in fields for value in (key, f"{kind}:{key}"))
            answer = walk.ask(letter, f"{address}?{query}")
            assert walk.reads_too_much(letter, answer) == [], f"{address} filtered by {kind} {variety}"


def product_lists() -> list:
    """Lists of the product: tests of the kit register one of their own ("kit") in the same process, which has no address."""
    return [definition for definition in registered() if definition.kind != "kit"]


NAMED_OTHERWISE = {"user": "core:staff_list", "access_grant": "desk:view_log"}


def list_address(kind: str) -> str:
    """The page of a list: `<app>:<kind>_list`, or `<app>:<kind>`, or what `NAMED_OTHERWISE` says."""
    found = [name for name in ROUTES if name.partition(":")[2] in (f"{kind}_list", kind)]
    return reverse(NAMED_OTHERWISE.get(kind) or found[0])


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("letter", SIGNED_IN)
def test_exports_hold_what_the_page_shows(walk, letter, file_format):
    for definition in product_lists():
        user = walk.records.users[letter]
        answer = walk.ask(letter, "/desk/exports/new/", {"kind": definition.kind, "file_format": file_format, "query": "q="})
        may = definition.may_open(user) and user.has_right("export_lists")
        assert (answer.status == 200) == may and answer.status in (200, 403), f"{definition.kind}: {answer.status}"
        assert walk.reads_too_much(letter, answer) == [], definition.kind
        if may and definition.kind in KINDS:
            assert canary(definition.kind, "open") in answer.text, f"{definition.kind}: the words in the file are not found, so this proves nothing"


PREFILLED = {
    "/desk/activities/log/": ("partner", "person", "project", "decision", "activity", "like"),
    "/desk/activities/log/decisions/": ("project",),
    "/desk/people/new/": ("organisation",),
    "/desk/insight/new/": ("activity",),
    "/desk/commitments/new/": ("activity", "partner", "project"),
    "/desk/decisions/new/": ("project",),
}


@pytest.mark.parametrize("address", PREFILLED)
def test_prefilled_forms_name_nothing_hidden(walk, address):
    for letter in "eac":
        for name in PREFILLED[address]:
            kind = {"partner": "organisation", "like": "activity"}.get(name, name)
            for variety in ("team", "restricted"):
                record = walk.records.of(kind, variety)
                for key in (record.pk, record.reference):
                    answer = walk.ask(letter, f"{address}?{name}={key}")
                    assert answer.status in (200, 403, 404)
                    assert walk.reads_too_much(letter, answer) == [], f"{name}={record.reference}"


CHOOSE = {
    "relationship_new": {"kind": "part_of", "other": "organisation:{key}"},
    "succession_new": {"other": "organisation:{key}", "on_day": "1", "on_month": "7", "on_year": "2022"},
}


@pytest.mark.parametrize("letter", "ecabiud")
@pytest.mark.parametrize("variety", HIDING)
def test_before_a_meeting_nothing_hidden_is_read(walk, letter, variety):
    seen = False
    for parameter, kind in (("partner", "organisation"), ("person", "person"), ("activity", "activity")):
        thing = walk.records.things[kind][variety]
        answer = walk.ask(letter, f"/desk/before/?{parameter}={thing.key}")
        assert answer.status == (200 if letter in thing.readers else 404), parameter
        assert walk.reads_too_much(letter, answer) == [], parameter
        seen = seen or canary(kind, variety) in answer.text
    assert seen == (letter in readers("organisation", variety))
    assert walk.reads_too_much(letter, walk.ask(letter, "/desk/today/?day=2026-05-05")) == []


@pytest.mark.parametrize("name", CHOOSE)
def test_a_hidden_partner_cannot_be_chosen(walk, name):
    address = reverse(f"partners:{name}", args=[walk.records.of("organisation", "open").pk])
    for variety in ("team", "restricted"):
        key = walk.records.of("organisation", variety).pk
        answer = walk.ask("e", address, {field: value.format(key=key) for field, value in CHOOSE[name].items()})
        assert (answer.status, answer.written) == (200, False)
        assert walk.reads_too_much("e", answer) == []


def test_a_hidden_partner_or_project_cannot_be_logged_with(walk):
    records = walk.records
    body = {"type": walk.typed["type"], "heard": "Something", "when_day": "5", "when_month": "5", "when_year": "2026", "visibility": "organisation"}
    for variety in ("team", "restricted"):
        for chosen in ({"who": f"organisation:{records.of('organisation', variety).pk}"}, {"who": f"person:{records.of('person', variety).pk}"}):
            answer = walk.ask("e", "/desk/activities/log/", body | chosen)
            assert (answer.status, answer.written) == (200, False)
            assert walk.reads_too_much("e", answer) == []


def nested_addresses(records: Records):
    """Addresses below an open record that name what belongs to a hidden one."""
    for name, argument, parent in (
        ("activities:missing_fact_close", "fact_pk", "activity"), ("activities:activity_file_edit", "file_pk", "activity"),
        ("activities:activity_file_remove", "file_pk", "activity"), ("partners:agreement_end", "agreement_pk", "organisation"),
        ("partners:partner_user_remove", "membership_pk", "organisation"), ("partners:permission_end", "permission_pk", "person"),
        ("assurance:assessment_approve", "assessment_pk", "decision"), ("assurance:evidence_accept", "use_pk", "decision"),
        ("assurance:evidence_decline", "use_pk", "decision"), ("assurance:placing_edit", "activity_pk", "decision"),
    ):  # fmt: skip
        for variety in ("shared", "restricted"):
            yield reverse(name, args=[records.of(parent, "open").pk, records.nested[argument][variety]])
    for name in ("assurance:evidence_accept", "assurance:evidence_decline"):
        yield reverse(name, args=[records.of("decision", "open").pk, records.nested["use_of_restricted"]["open"]])


def test_what_belongs_to_another_record_is_not_reached_through_an_open_one(walk):
    for address in nested_addresses(walk.records):
        for letter in "eacd":
            for body in (None, {"reason": "Said in the walk"}):
                answer = walk.ask(letter, address, body)
                assert answer.status in (403, 404, 405), f"{letter} {address}: {answer.status}"
                assert not answer.written and walk.reads_too_much(letter, answer) == []


def test_a_pack_holds_nothing_that_is_kept_to_some_whoever_builds_it(walk):
    """It was ordered by somebody who is named on the restricted records, with raw notes."""
    build_packs(walk.records)
    answer = walk.ask("a", reverse("assurance:pack_download", args=[walk.records.of("pack", "open").pk]))
    assert canary("activity", "open") in answer.text and canary("notes", "open") in answer.text
    kept = [canary(kind, variety) for kind in (*KINDS, "notes", "file", "draft") for variety in ("team", "restricted")]
    assert [word for word in kept if word in answer.text] == []

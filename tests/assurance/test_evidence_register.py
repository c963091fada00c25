"""The evidence register: filters alone and in pairs, what a reader does not see, exports, cost, and a use for a decision."""

import csv
import io
from datetime import date
from itertools import combinations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assurance import services
from assurance.models import EvidenceItem, EvidenceUse, Framework, FrameworkYear, PageSnapshot
from assurance.register import evidence_records, may_read_evidence_file
from crm.core.attachments import store_upload
from tests.assurance.factories import ActivityFactory, CommitmentFactory, DecisionFactory, InsightFactory, criterion, link
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/evidence/"


def web(title: str, **columns) -> EvidenceItem:
    return EvidenceItem.objects.create(kind="web", title=title, url=f"https://www.example.nhs.uk/{title.lower().replace(' ', '-')}", **columns)


def use(item: EvidenceItem, key: str, *, state: str = "linked", **columns) -> EvidenceUse:
    reason = "Too old." if state == "declined" else ""
    return EvidenceUse.objects.create(item=item, criterion=criterion(key), state=state, declined_because=reason, **columns)


@pytest.fixture
def rows(decision, lead, other_lead):
    """Eight items by hand; what is in none of the lists below is named CANARY."""
    judged = {"verdict": "supports", "reviewed_by": lead, "reviewer_role": "Assurance lead", "reviewed_on": date(2026, 4, 1)}
    year = FrameworkYear.objects.create(framework=Framework.objects.get(key="pcei"), year="2019/20", starts_on=date(2019, 4, 1), ends_on=date(2020, 3, 31))
    partner = OrganisationFactory(name="A partner")
    attachment = store_upload(SimpleUploadedFile("notes.txt", b"Notes\n"), lead)
    notes = EvidenceItem.objects.create(kind="file", title="Notes", attachment=attachment)
    use(notes, "duty-to-involve:2", decision=decision, strength="strong", **judged)
    use(notes, "pcei:D1", framework_year=year, strength="weak", **judged)
    ours = web("Our page")
    use(ours, "pcei:C1", framework_year=year)
    theirs = web("Their report", credited_to=partner)
    use(theirs, "pcei:D1", framework_year=year, strength="weak", **judged)
    use(theirs, "duty-to-involve:2", decision=decision, state="declined", strength="strong")
    untested = web("Untested page")
    led = ActivityFactory(title="Led by them", lead_organisation=partner)
    link(decision, led, "duty-to-involve:3")
    promise = services.item_for(CommitmentFactory(text="A promise"))
    use(promise, "duty-to-involve:3", decision=decision, state="proposed")
    insight = services.item_for(InsightFactory(paraphrase="What they said"))
    PageSnapshot.objects.create(item=ours, url=ours.url, problem="The server could not be reached.")
    PageSnapshot.objects.create(item=ours, url=ours.url, sha256="a" * 64)
    PageSnapshot.objects.create(item=theirs, url=theirs.url, problem="The page was not found (answer 404).")
    hide(other_lead, decision, partner)
    return {"decision": decision, "partner": partner, "untested": untested, "insight": insight, "year": year}


@pytest.fixture
def other_lead(make_user):
    return make_user(role="assurance_lead")


def hide(other, decision, partner) -> None:
    """A record restricted to somebody else, used by an open decision; and a page that only a decision restricted to them uses."""
    alone = {"visibility": "restricted", "named_user_ids": [other.pk]}
    link(decision, ActivityFactory(title="CANARY activity", lead_organisation=partner, **alone), "duty-to-involve:2")
    use(web("CANARY page", credited_to=partner), "duty-to-involve:2", decision=DecisionFactory(title="CANARY decision", **alone), strength="strong")


EVERYTHING = {"Notes", "Our page", "Their report", "Untested page", "Led by them", "A promise", "What they said"}
FOUND = {
    ("q", "page"): {"Our page", "Untested page"},
    ("kind", "web"): {"Our page", "Their report", "Untested page"},
    ("kind", "file"): {"Notes"},
    ("framework", "pcei"): {"Notes", "Our page", "Their report"},
    ("framework", "duty-to-involve"): {"Notes", "Led by them", "A promise"},
    ("criterion", "d1"): {"Notes", "Their report"},
    ("criterion", "2"): {"Notes"},
    ("decision", "DECISION"): {"Notes", "Led by them", "A promise"},
    ("decision", "99999999999999999999"): set(),
    ("year", "2019/20"): {"Notes", "Our page", "Their report"},
    ("year", "2020/21"): set(),
    ("strength", "strong"): {"Notes"},
    ("strength", "weak"): {"Notes", "Their report"},
    ("reviewed", "yes"): {"Notes", "Their report"},
    ("reviewed", "no"): {"Our page", "Led by them"},
    ("link", "works"): {"Our page"},
    ("link", "broken"): {"Their report"},
    ("link", "untested"): {"Untested page"},
    ("whose", "partners"): {"Their report"},
    ("whose", "ours"): EVERYTHING - {"Their report"},
    ("partner", "PARTNER"): {"Their report", "Led by them"},
    ("partner", "-1"): set(),
}
# Both are true of the item, but of no single use of it.
OF_NO_ONE_USE = {
    frozenset(pair): {"Notes"}
    for pair in [
        (("framework", "pcei"), ("criterion", "2")),
        (("framework", "pcei"), ("decision", "DECISION")),
        (("framework", "pcei"), ("strength", "strong")),
        (("framework", "duty-to-involve"), ("criterion", "d1")),
        (("framework", "duty-to-involve"), ("year", "2019/20")),
        (("framework", "duty-to-involve"), ("strength", "weak")),
        (("criterion", "d1"), ("decision", "DECISION")),
        (("criterion", "d1"), ("strength", "strong")),
        (("criterion", "2"), ("year", "2019/20")),
        (("criterion", "2"), ("strength", "weak")),
        (("decision", "DECISION"), ("year", "2019/20")),
        (("decision", "DECISION"), ("strength", "weak")),
        (("year", "2019/20"), ("strength", "strong")),
    ]
}


def found(lead, rows, *asked: tuple[str, str]) -> set[str]:
    """Titles of the list that these filters leave, as pages and exports read it."""
    keys = {"DECISION": str(rows["decision"].pk), "PARTNER": str(rows["partner"].pk)}
    keys |= {key: str(pk) for key, pk in Framework.objects.values_list("key", "pk")}
    return {item.title for item in evidence_records.rows(lead, {name: keys.get(value, value) for name, value in asked})}


def test_each_filter_finds_its_rows(lead, rows):
    assert found(lead, rows) == EVERYTHING
    assert {asked: found(lead, rows, asked) for asked in FOUND} == FOUND


def test_pairs_of_filters_ask_about_the_same_use(lead, rows):
    for one, other in combinations(FOUND, 2):
        if one[0] != other[0]:
            expected = (FOUND[one] & FOUND[other]) - OF_NO_ONE_USE.get(frozenset([one, other]), set())
            assert found(lead, rows, one, other) == expected, (one, other)


def test_hidden_evidence_is_in_no_list_count_export_or_page(as_lead, rows, client, other_lead):
    page = as_lead.get(LIST).content.decode()
    assert "CANARY" not in page and "What they said" in page and str(len(EVERYTHING)) in page
    export = as_lead.post(reverse("core:export_new"), {"kind": "evidence", "query": "", "file_format": "csv"})
    assert b"CANARY" not in b"".join(export.streaming_content)
    hidden = EvidenceItem.objects.filter(title__startswith="CANARY")
    names = ("evidence_detail", "evidence_edit", "evidence_use_for_decision")
    for item in hidden:
        assert {as_lead.get(reverse(f"assurance:{name}", args=[item.pk])).status_code for name in names} == {404}
        assert as_lead.post(reverse("assurance:evidence_link_test", args=[item.pk])).status_code == 404
    for use_of in EvidenceUse.objects.filter(item__in=hidden):
        for name in ("evidence_use_review", "evidence_use_decline"):
            assert as_lead.get(reverse(f"assurance:{name}", args=[use_of.pk])).status_code == 404
    client.force_login(other_lead)
    assert client.get(LIST).content.decode().count("CANARY") >= len(hidden)


def test_an_item_shows_only_the_uses_of_decisions_that_the_reader_sees(as_lead, rows, other_lead):
    item = rows["untested"]
    hidden = DecisionFactory(title="CANARY decision two", visibility="restricted", named_user_ids=[other_lead.pk])
    use(item, "duty-to-involve:2", decision=hidden, strength="strong")
    assert as_lead.get(item.get_absolute_url()).status_code == 404
    use(item, "duty-to-involve:2", decision=rows["decision"])
    page = as_lead.get(item.get_absolute_url()).content.decode()
    assert "CANARY" not in page and "Hours of the service" in page
    line = next(row for row in as_lead.get(LIST).content.decode().split("<tr") if "Untested page" in row)
    assert ">Strong<" not in line and "0 of 1" in line


def test_an_export_holds_what_is_shown(as_lead, rows):
    answer = as_lead.post(reverse("core:export_new"), {"kind": "evidence", "query": "link=broken&whose=partners", "file_format": "csv"})
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(lines) == 1
    said = {key: lines[0][key] for key in ("Evidence", "Kind", "Used for", "Uses", "Strongest", "Reviewed", "Link", "Whose work")}
    assert said == {
        "Evidence": "Their report", "Kind": "Web address", "Used for": "pcei 2019/20: D1", "Uses": "1", "Strongest": "Weak", "Reviewed": "1 of 1",
        "Link": "Does not work", "Whose work": "A partner",
    }  # fmt: skip


def test_an_empty_register_says_what_it_is_and_a_filter_that_leaves_nothing_is_named(as_lead, lead):
    assert "What supports our decisions and the years of frameworks" in as_lead.get(LIST).content.decode()
    web("Our page")
    page = as_lead.get(LIST, {"link": "broken", "kind": "web"}).content.decode()
    assert "What supports our decisions" not in page and "Does not work" in page


def test_cost_does_not_grow_with_rows(as_lead, rows, count_queries):
    list_cost, item_cost = count_queries(as_lead, "assurance:evidence_list"), count_queries(as_lead, "assurance:evidence_detail", rows["untested"].pk)
    for number in range(15):
        item = web(f"More {number}", credited_to=rows["partner"])
        for key in ("duty-to-involve:2", "duty-to-involve:3"):
            use(item, key, decision=rows["decision"])
            use(rows["untested"], key, decision=DecisionFactory())
        item.snapshots.create(url=item.url, problem="Gone.")
        rows["untested"].snapshots.create(url=rows["untested"].url, problem="Gone.")
    assert count_queries(as_lead, "assurance:evidence_list") == list_cost <= 12
    assert count_queries(as_lead, "assurance:evidence_detail", rows["untested"].pk) == item_cost <= 18


# A use for a decision, from the item's page.


def address(item: EvidenceItem, decision=None) -> str:
    return reverse("assurance:evidence_use_for_decision", args=[item.pk]) + (f"?decision={decision.pk}" if decision else "")


def test_doors_of_a_use_for_a_decision(closed_door, rows):
    closed_door("assurance:evidence_use_for_decision", rows["untested"], EvidenceItem.objects.get(title="CANARY page"), forbidden="auditor")


def test_an_item_is_used_for_a_decision_from_its_page(as_lead, lead, rows):
    item, decision = rows["untested"], DecisionFactory(title="Another decision")
    assert "Use this for a decision" in as_lead.get(item.get_absolute_url()).content.decode()
    first = as_lead.post(address(item), {"decision": f"decision:{decision.pk}"})
    assert first.status_code == 302 and first["Location"] == address(item, decision)
    assert "Another decision" in as_lead.get(first["Location"]).content.decode()
    assert "Choose the criterion that it supports" in as_lead.post(first["Location"], {"note": "It shows it"}).content.decode()
    wanted = [criterion("duty-to-involve:2").pk, criterion("duty-to-involve:3").pk]
    for _turn in range(2):  # pressed twice, it is still one use a criterion
        done = as_lead.post(first["Location"], {"criteria": wanted, "note": "It shows it"})
        assert done.status_code == 302 and done["Location"] == item.get_absolute_url()
    stored = EvidenceUse.objects.filter(item=item, decision=decision)
    assert [(found.criterion_id, found.state, found.note, found.linked_by) for found in stored] == [(pk, "linked", "It shows it", lead) for pk in wanted]
    assert as_lead.post(address(item, decision), {"criteria": [criterion("pcei:C1").pk]}).status_code == 200  # the decision is not read against it


def test_decisions_that_may_not_be_chosen_answer_as_if_there_were_none(as_lead, rows, client, make_user, other_lead):
    hidden = DecisionFactory(visibility="restricted", named_user_ids=[other_lead.pk])
    archived = DecisionFactory(archived_at="2026-01-01T00:00Z", archived_reason="Over")
    training = DecisionFactory(is_training=True)
    for decision, item in ((hidden, rows["untested"]), (archived, rows["untested"]), (training, rows["insight"])):
        assert as_lead.get(address(item, decision)).status_code == 404
        assert as_lead.post(address(item), {"decision": f"decision:{decision.pk}"}).status_code == 200
    assert as_lead.get(f"{address(rows['untested'])}?decision=none").status_code == 404
    colleague = make_user(role="colleague")
    own, seen = DecisionFactory(owner=colleague), rows["untested"]
    client.force_login(colleague)
    assert client.get(address(seen)).status_code == 404  # nothing of theirs uses it
    use(seen, "duty-to-involve:2", decision=own)
    assert client.get(address(seen, own)).status_code == 200 and client.get(address(seen, rows["decision"])).status_code == 404


def test_what_is_archived_is_not_used_again(as_lead, rows):
    item = services.item_for(ActivityFactory(archived_at="2026-01-01T00:00Z", archived_reason="Entered twice"))
    assert "Use this for a decision" not in as_lead.get(item.get_absolute_url()).content.decode()
    assert as_lead.get(address(item, rows["decision"])).status_code == 404


# What was taken out.


def test_what_was_taken_out_is_neither_reviewed_nor_taken_out_again(as_lead, rows):
    gone = EvidenceUse.objects.get(state="declined")
    page = as_lead.get(gone.item.get_absolute_url()).content.decode()
    addresses = [reverse(f"assurance:{name}", args=[gone.pk]) for name in ("evidence_use_review", "evidence_use_decline")]
    assert "Too old." in page and not any(address in page for address in addresses)
    assert {as_lead.get(address).status_code for address in addresses} == {404}


def test_what_was_taken_out_is_linked_again_without_the_old_reason(as_lead, rows):
    gone = EvidenceUse.objects.get(state="declined")
    as_lead.post(address(gone.item, rows["decision"]), {"criteria": [gone.criterion_id], "note": "It does after all"})
    gone.refresh_from_db()
    assert (gone.state, gone.declined_because, gone.note) == ("linked", "", "It does after all")


def test_a_file_that_was_taken_out_everywhere_is_not_read_through_the_register(lead, rows):
    notes = EvidenceItem.objects.get(title="Notes")
    assert may_read_evidence_file(lead, notes.attachment)
    EvidenceUse.objects.filter(item=notes).update(state="declined", declined_because="Too old.")
    assert not may_read_evidence_file(lead, notes.attachment)


def test_the_reviewer_is_told_of_linking_it_themselves(as_lead, lead, rows):
    linked = EvidenceUse.objects.get(item__title="Our page")
    review = reverse("assurance:evidence_use_review", args=[linked.pk])
    assert "You linked it yourself" not in as_lead.get(review).content.decode()
    EvidenceUse.objects.filter(pk=linked.pk).update(linked_by=lead)
    assert "You linked it yourself" in as_lead.get(review).content.decode()

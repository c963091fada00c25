"""Requests for information: found, decided, given with third parties hidden, logged."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from assurance.models import InformationRequest
from crm.core.models import AuditEvent
from crm.desk.disclosing import Disclosed, Part
from crm.desk.hiding import Hider
from crm.desk.request_word import answer_docx
from crm.desk.services.requests import answer_request, enter_in_log, find_records, hide_words, note_request, treat_item
from tests.assurance.factories import ActivityFactory, DecisionFactory, InsightFactory
from tests.partners.factories import PersonFactory

pytestmark = pytest.mark.django_db
ASKED = {"local_reference": "FOI-26-14", "subject": "The walk-in clinic", "question": "All records about the clinic.", "received_on": date(2026, 12, 1)}


@pytest.fixture
def ig(make_user):
    return make_user(role="ig_lead")


@pytest.fixture
def as_ig(client, ig):
    client.force_login(ig)
    return client


@pytest.fixture
def noted(ig):
    return note_request(values=ASKED | {"words": "clinic"}, actor=ig)


@pytest.fixture
def records(make_user):
    """Three open records with the word, and three that must never be found."""
    other = make_user(role="assurance_lead")
    PersonFactory(name="Rowan Testcase")
    activity = ActivityFactory(
        title="Meeting on the clinic", heard="Rowan Testcase rang from 01632 960123 and wrote to rowan@example.org.", date_from=date(2026, 3, 10)
    )
    ActivityFactory(title="CANARY clinic kept", visibility="restricted", named_user_ids=[other.pk])
    ActivityFactory(title="CANARY clinic training", is_training=True)
    ActivityFactory(title="Something else")
    return activity, InsightFactory(paraphrase="The clinic opens late", activity=activity), DecisionFactory(title="The clinic’s hours", proposal="=1+1")


def given(client, request) -> tuple[str, list[list]]:
    """All text of the Word file, and the rows of the workbook."""
    answer = client.get(reverse("desk:information_request_export", args=[request.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        document = Document(io.BytesIO(archive.read("answer.docx")))
        sheet = load_workbook(io.BytesIO(archive.read("records.xlsx"))).active
        text = "\n".join(
            [*(paragraph.text for paragraph in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)]
        )
        return text, [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("name", ["information_request_list", "disclosure_log", "information_request_new"])
def test_doors(make_user, name):
    address = reverse(f"desk:{name}")
    assert "/accounts/login/" in Client().get(address)["Location"]
    for role, status in (("assurance_lead", 403), ("partner", 403), ("auditor", 403 if name.endswith("new") else 200), ("ig_lead", 200)):
        client = Client()
        client.force_login(make_user(role=role))
        assert client.get(address).status_code == status, role


def test_the_answer_is_due_after_twenty_working_days(noted):
    assert noted.due_on == date(2026, 12, 31)  # 25 and 28 December are bank holidays


def test_noting_by_form_and_what_is_wrong(as_ig):
    typed = {**ASKED, "received_on_day": "1", "received_on_month": "6", "received_on_year": "2026", "words": "clinic"}
    typed.pop("received_on")
    assert as_ig.post(reverse("desk:information_request_new"), typed).status_code == 302
    again = as_ig.post(reverse("desk:information_request_new"), typed).content.decode()
    assert "error-summary" in again and "All records about the clinic." in again
    assert InformationRequest.objects.count() == 1


def test_two_who_edit_at_once_both_see_what_the_other_wrote(as_ig, noted):
    typed = {**ASKED, "received_on_day": "1", "received_on_month": "6", "received_on_year": "2026", "version": noted.version}
    typed.pop("received_on")
    address = reverse("desk:information_request_edit", args=[noted.pk])
    assert as_ig.post(address, typed | {"subject": "The first wording"}).status_code == 302
    page = as_ig.post(address, typed | {"subject": "The second wording"}).content.decode()
    assert "The first wording" in page and "The second wording" in page
    assert InformationRequest.objects.get().subject == "The first wording"


def test_only_what_all_staff_may_see_and_no_training_is_found(noted, records, ig):
    assert find_records(noted, actor=ig) == 3
    assert {(item.kind, item.record_key) for item in noted.items.all()} == {(record._meta.model_name, record.pk) for record in records}
    assert find_records(noted, actor=ig) == 0  # what is there already is not added again


def test_dates_narrow_the_search(noted, records, ig):
    InformationRequest.objects.filter(pk=noted.pk).update(from_on=date(2026, 3, 10), to_on=date(2026, 3, 10), words="meeting")
    noted.refresh_from_db()
    assert find_records(noted, actor=ig) == 1


def test_without_words_and_dates_nothing_is_searched(ig):
    with pytest.raises(ValidationError, match="what to search for"):
        find_records(note_request(values=ASKED, actor=ig), actor=ig)


def test_third_parties_are_hidden_exemptions_named_and_nothing_is_live(as_ig, noted, records, ig):
    find_records(noted, actor=ig)
    items = {item.kind: item for item in noted.items.all()}
    treat_item(items["activity"], treatment="release", actor=ig)
    treat_item(items["insight"], treatment="withhold", exemption="s41", reason="Told in confidence.", actor=ig)
    treat_item(items["decision"], treatment="part", exemption="s43", reason="A tender runs.", hidden=["title"], actor=ig)
    text, rows = given(as_ig, noted)
    everything = text + str(rows)
    for word in ("Rowan", "01632", "rowan@example.org", "CANARY", "opens late", "The clinic’s hours\n"):
        assert word not in everything, word
    assert "[name removed, s.40] rang from [number removed, s.40] and wrote to [address removed, s.40]." in text
    assert "s.41 It was given in confidence" in text and "Told in confidence." in text
    assert rows[0][:3] == ["Record", "Title", "What is done"]
    assert any(row[-1] == "=1+1" for row in rows)  # a text, not a formula


def test_a_record_that_is_restricted_later_is_not_given(as_ig, noted, records, ig, make_user):
    find_records(noted, actor=ig)
    item = noted.items.get(kind="activity")
    treat_item(item, treatment="release", actor=ig)
    type(records[0]).objects.filter(pk=records[0].pk).update(visibility="restricted", named_user_ids=[make_user(role="assurance_lead").pk])
    text, _rows = given(as_ig, noted)
    assert "Meeting on the clinic" not in text and "no longer open to all staff" in text
    page = as_ig.get(noted.get_absolute_url()).content.decode()
    assert "Meeting on the clinic" not in page


def test_keeping_back_needs_an_exemption_and_a_reason(as_ig, noted, records, ig):
    find_records(noted, actor=ig)
    item = noted.items.get(kind="activity")
    address = reverse("desk:information_request_item", args=[noted.pk, item.pk])
    page = as_ig.post(address, {"treatment": "withhold", "reason": "Because"}).content.decode()
    assert "Name the exemption" in page and "Because" in page
    page = as_ig.post(address, {"treatment": "part", "exemption": "s43", "reason": "Because"}).content.decode()
    assert "Choose the parts that are kept back" in page
    item.refresh_from_db()
    assert item.treatment == "undecided"


def test_answering_waits_until_everything_is_decided_and_then_it_is_closed(as_ig, noted, records, ig):
    find_records(noted, actor=ig)
    with pytest.raises(ValidationError, match="3 records are not decided"):
        answer_request(noted, outcome="all", on=date(2026, 12, 20), actor=ig)
    with pytest.raises(ValidationError, match="Answer the request first"):
        enter_in_log(noted, text="Asked about the clinic.", actor=ig)
    for item in noted.items.all():
        treat_item(item, treatment="release", actor=ig)
    answer_request(noted, outcome="all", on=date(2026, 12, 20), actor=ig)
    with pytest.raises(ValidationError, match="closed"):
        treat_item(noted.items.first(), treatment="out", actor=ig)
    as_ig.post(reverse("desk:information_request_disclose", args=[noted.pk]), {"text": "Asked about the clinic; all was given."})
    assert "all was given" in as_ig.get(reverse("desk:disclosure_log")).content.decode()


def test_the_auditor_reads_and_changes_nothing(client, make_user, noted):
    client.force_login(make_user(role="auditor"))
    assert client.get(noted.get_absolute_url()).status_code == 200
    for name in ("edit", "answer"):
        assert client.get(reverse(f"desk:information_request_{name}", args=[noted.pk])).status_code == 403
    assert client.post(reverse("desk:information_request_find", args=[noted.pk])).status_code == 403


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Call 01622 123456 or +44 1622 123456.", "Call [number removed, s.40] or [number removed, s.40]."),
        ("On 14/07/2026 at 10:30 we met 24 people in ME14 1AA.", "On 14/07/2026 at 10:30 we met 24 people in ME14 1AA."),
        ("Anna and Annabel", "[name removed, s.40] and Annabel"),
    ],
)
def test_hiding_leaves_what_is_no_third_party(text, left):
    assert Hider(["Anna"]).hide(text) == left


@pytest.mark.parametrize(
    "said",
    [
        "Rowan Testcase’s letter", "ROWAN TESTCASE", "Rowan\nTestcase", "R Testcase", "R. Testcase", "R.J. Testcase", "R J Testcase", "Testcase, Rowan",
        "Dr Testcase", "Mrs Anderson", "Professor A. B. Anderson-Example", "Sean O’Testcase", "Sean O'Testcase’s",
        "rowan.testcase@example.org", "rowan.testcase@\nexample.org", "rowan\n@example.org", "rowan (at) example.org", "o'testcase@example.org",
        "01632 960123", "(01632) 960123", "01632-960-123", "01632.960.123", "+44 1632 960123", "+44 (0)1632 960123", "+44(0) 1632 960 123",
        "0044 1632 960123", "07700 900123", "01632 960123 ext. 45", "943 476 5919", "9434765919",
    ],
)  # fmt: skip
def test_real_shapes_of_third_parties_are_hidden(said):
    hidden = Hider(["Rowan Testcase", "Sean O’Testcase"]).hide(f"We heard from {said} today.")
    for word in ("Rowan", "ROWAN", "Testcase", "TESTCASE", "Anderson", "testcase", "rowan", "example", "960", "900", "1632", "5919", "45"):
        assert word not in hidden, hidden
    assert hidden.startswith("We heard from [") and hidden.endswith(" today.")


@pytest.mark.parametrize(
    "said",
    [
        "A field trip to Rowan Close", "a testcase of ours", "24 people, 12 of them carers", "943 476 5918 forms", "£1,234,567 in 2026/27", "Drive on",
        "minute 7.2 of 14/07/2026", "Mr and Mrs", "Miss nothing", "version 0.1.2",
    ],
)  # fmt: skip
def test_what_is_no_third_party_stays(said):
    assert Hider(["Anna Field", "Rowan Testcase"]).hide(said) == said


def test_pieces_put_together_are_the_text_and_postcodes_are_pointed_out():
    text = "Anna Field of ME14 1AA,\nthe  baker, rang."
    pieces = list(Hider(["Anna Field"], ["The baker", ""]).pieces(text))
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.kind) for piece in pieces if piece.kind] == [("Anna Field", "name"), ("ME14 1AA", "postcode"), ("the  baker", "words")]
    assert "".join(piece.as_given for piece in pieces) == "[name removed, s.40] of ME14 1AA,\n[words removed], rang."


def test_a_record_of_another_request_is_not_decided_here(as_ig, noted, records, ig):
    find_records(noted, actor=ig)
    other = note_request(values=ASKED | {"local_reference": "FOI-OTHER"}, actor=ig)
    assert as_ig.get(reverse("desk:information_request_item", args=[other.pk, noted.items.first().pk])).status_code == 404


def test_overdue_begins_the_day_after_the_answer_was_due(as_ig, noted):
    address = reverse("desk:information_request_list")
    for days, shown in ((0, False), (1, True)):
        due = timezone.localdate() - timedelta(days=days)
        InformationRequest.objects.filter(pk=noted.pk).update(due_on=due, received_on=due)
        assert ("The walk-in clinic" in as_ig.get(address, {"overdue": "yes"}).content.decode()) is shown


def test_more_than_one_can_decide_upon_is_refused(noted, records, ig, monkeypatch):
    monkeypatch.setattr("crm.desk.services.requests.MOST_FOUND", 2)
    with pytest.raises(ValidationError, match="More than 2 records"):
        find_records(noted, actor=ig)
    assert not noted.items.exists()


def test_the_schedule_repeats_its_head_and_takes_odd_characters(ig, noted):
    rows = [Disclosed("ACT-1", "Title", "Give", "", "A\x0bB", parts=(Part("heard", "Heard", "C\x00D\tE"),))]
    document = Document(io.BytesIO(answer_docx(noted, rows)))
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml
    assert document.tables[0].rows[1].cells[3].text == "AB" and "CD\tE" in [paragraph.text for paragraph in document.paragraphs]


def release_all(request, ig) -> None:
    find_records(request, actor=ig)
    for item in request.items.all():
        treat_item(item, treatment="release", actor=ig)


def test_the_officer_sees_what_is_hidden_and_hides_more(as_ig, noted, records, ig):
    release_all(noted, ig)
    address = reverse("desk:information_request_check", args=[noted.pk])
    page = as_ig.get(address).content.decode()
    assert "<del>Rowan Testcase</del> <strong>[name removed, s.40]</strong> rang from <del>01632 960123</del>" in page and "3 places are hidden." in page
    assert "opens late" in page and "<del>opens late" not in page
    version = InformationRequest.objects.get().version
    assert as_ig.post(address, {"words": " opens   late \n\nOpens late", "version": version}).status_code == 302
    noted.refresh_from_db()
    assert noted.also_hide == "opens late\nOpens late" and noted.version == version + 1
    assert AuditEvent.objects.filter(action="hide_words", table_name="assurance_informationrequest", record_key=str(noted.pk)).exists()
    assert "<del>opens late</del> <strong>[words removed]</strong>" in as_ig.get(address).content.decode()
    text, rows = given(as_ig, noted)
    assert "opens late" not in text + str(rows) and "The clinic [words removed]" in text
    stale = as_ig.post(address, {"words": "clinic", "version": version}).content.decode()
    assert "Somebody else changed this request" in stale and "clinic</textarea>" in stale


def test_nobody_hides_words_in_an_answered_request(as_ig, noted, records, ig):
    release_all(noted, ig)
    answer_request(noted, outcome="all", on=date(2026, 12, 10), actor=ig)
    address = reverse("desk:information_request_check", args=[noted.pk])
    assert "Hide these words" not in as_ig.get(address).content.decode()
    with pytest.raises(ValidationError, match="closed"):
        hide_words(noted, version=InformationRequest.objects.get().version, words="clinic", actor=ig)


def test_checking_costs_the_same_for_many_records(as_ig, noted, ig, count_queries):
    costs = []
    for number in (1, 12):
        for _row in range(number):
            InsightFactory(paraphrase="The clinic opens late")
        release_all(noted, ig)
        costs.append(count_queries(as_ig, "desk:information_request_check", noted.pk))
    assert costs[0] == costs[1] <= 12


def test_cost_does_not_grow_with_rows(as_ig, ig, count_queries):
    note_request(values=ASKED, actor=ig)
    one = count_queries(as_ig, "desk:information_request_list")
    for number in range(19):
        note_request(values=ASKED | {"local_reference": f"FOI-{number}"}, actor=ig)
    assert count_queries(as_ig, "desk:information_request_list") == one


def test_nothing_of_a_request_is_public(noted):
    assert timezone.localdate() and "/accounts/login/" in Client().get(noted.get_absolute_url())["Location"]

"""Files of duties and frameworks: the difference is read first; what was changed here is kept."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assurance.models import Duty, DutyVersion, Framework
from assurance.reference import KEPT, apply, differences, load
from assurance.reference_files import read_text, rows_of
from crm.core.models import AuditEvent

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/frameworks/load/"
VERSION = {"statute": "An Act", "binds": "ICB", "trigger": "Always", "evidence": "A record", "source": "The Act", "confidence": "S"}


def duties(*versions: dict, key: str = "new-duty", name: str = "A new duty") -> str:
    return json.dumps({"duties": [{"key": key, "name": name, "versions": [VERSION | version for version in versions]}]})


def upload(client, text: str):
    return client.post(ADDRESS, {"file": SimpleUploadedFile("duties.json", text.encode())})


def said() -> list[str]:
    lines: list[str] = []
    load(lines.append)
    return lines


def test_what_was_changed_here_is_kept_and_said():
    Duty.objects.filter(key="psed").update(name="Our own words", is_edited=True)
    Framework.objects.filter(key="brown").update(note="Changed behind our back")
    lines = said()
    assert "Duties: 0 added, 0 changed, 29 as before, 1 kept as changed here" in lines
    assert "  kept as changed here: psed (duty: Our own words → Public sector equality duty)" in lines
    assert "  changed: brown (note: Changed behind our back → How courts judge due regard under the public sector equality duty.)" in lines
    assert Duty.objects.get(key="psed").name == "Our own words"
    assert Framework.objects.get(key="brown").note.startswith("How courts judge")


def test_version_of_the_file_does_not_overlap_one_that_was_changed_here():
    DutyVersion.objects.filter(duty__key="psed").update(valid_from=date(2011, 4, 5), is_edited=True)
    lines = said()
    assert "Duty versions: 0 added, 0 changed, 30 as before, 1 kept as changed here" in lines
    assert DutyVersion.objects.filter(duty__key="psed").count() == 1


def test_older_version_ends_before_the_next_one_begins_however_the_file_orders_them(as_lead):
    apply(differences(rows_of(duties({"valid_to": None}))))
    apply(differences(rows_of(duties({"valid_from": "2030-01-01"}, {"valid_to": "2029-12-31"}))))
    spans = DutyVersion.objects.filter(duty__key="new-duty").values_list("valid_from", "valid_to")
    assert list(spans) == [(None, date(2029, 12, 31)), (date(2030, 1, 1), None)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"duties": [', "The file is not JSON: line 1, column 13."),
        ("[]", "must hold"),
        ('{"duties": {}}', "duties: it must be a list."),
        ('{"duties": ["x"]}', "duties › 1: it must be an object."),
        (duties({"confidence": "certain"}), "duties › new-duty › versions › 1: “confidence”:"),
        (duties({"valid_from": "1 April"}), "duties › new-duty › versions › 1: “valid_from”:"),
        (duties({"statute": 7}), "“statute”: It must be text in quotation marks."),
        (duties({"source": ""}), "“source”: This field cannot be blank."),
        (duties({}, {}), "stands in the file twice"),
        (duties({"succeeded_by": "nobody"}), "there is no duty “nobody”"),
        (duties({}, {"valid_from": "2030-01-01"}), "two versions would be in force on the same day"),
        ('{"duties": [{"key": "x", "versions": []}]}', "duties › x: “name” is missing."),
        ('{"scales": [{"key": "x", "name": "X", "values": [{"label": "Good"}]}]}', "scales › x: Each value needs a code"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_bad_file_is_told_with_the_place(text, message):
    with pytest.raises(ValidationError) as refused:
        differences(rows_of(text))
    assert message in " ".join(refused.value.messages)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ValidationError, match="at byte 1"):
        read_text(b"a\xff")
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        read_text(b" " * 1_000_001)


def fields(response) -> dict[str, str]:
    form = response.context["form"]
    return {name: form[name].value() for name in ("text", "seen")}


def test_page_shows_the_difference_first_and_loads_only_then(as_lead, lead):
    shown = upload(as_lead, duties({"valid_from": "2027-04-01"}))
    assert "2 added, 0 changed, 0 kept as changed here, 0 as before. Nothing is stored yet." in shown.content.decode()
    assert not Duty.objects.filter(key="new-duty").exists()
    answer = as_lead.post(ADDRESS, fields(shown) | {"reason": "The Act of 2027"})
    assert answer.status_code == 302
    version = DutyVersion.objects.get(duty__key="new-duty")
    assert (version.valid_from, version.is_edited) == (date(2027, 4, 1), True)
    line = AuditEvent.objects.filter(table_name="assurance_dutyversion", record_key=str(version.pk)).latest("pk")
    assert (line.action, line.reason, line.actor) == ("load_reference_file", "The Act of 2027", f"user:{lead.pk}")
    assert not [line for line in said() if "new-duty" in line]


def test_row_that_was_changed_here_is_taken_over_only_by_name(as_lead):
    Duty.objects.filter(key="psed").update(name="Our own words", is_edited=True)
    text = json.dumps({"duties": [{"key": "psed", "name": "Words of the file"}]})
    shown = upload(as_lead, text)
    assert [item.outcome for item in differences(rows_of(text))] == [KEPT]
    as_lead.post(ADDRESS, fields(shown) | {"reason": "Looked at"})
    assert Duty.objects.get(key="psed").name == "Our own words"
    as_lead.post(ADDRESS, fields(shown) | {"reason": "Looked at", "take_over": ["duty:psed"]})
    assert Duty.objects.get(key="psed").name == "Words of the file"


def test_records_that_changed_since_are_shown_again(as_lead):
    shown = upload(as_lead, json.dumps({"duties": [{"key": "psed", "name": "Words of the file"}]}))
    Duty.objects.filter(key="psed").update(name="Changed meanwhile")
    answer = as_lead.post(ADDRESS, fields(shown) | {"reason": "x"})
    assert "The records changed since you read the differences" in answer.content.decode()
    assert Duty.objects.get(key="psed").name == "Changed meanwhile"


def test_bad_upload_is_told_beside_the_file(as_lead):
    assert "line 1, column 2" in upload(as_lead, "{").content.decode()
    assert as_lead.post(ADDRESS, {}).status_code == 200
    assert "not JSON" in as_lead.post(ADDRESS, {"text": "{", "seen": "x", "reason": "x"}).content.decode()


def test_only_those_who_keep_frameworks_may_load(client, make_user):
    assert client.get(ADDRESS).status_code == 302
    for role in ("engagement_officer", "auditor", "partner"):
        client.force_login(make_user(role=role))
        assert client.get(reverse("assurance:reference_load")).status_code == 403

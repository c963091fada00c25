"""`manage.py capture FILE…`: one worded outcome a line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities.models import CapturedMessage
from tests.capture.letters import invitation, mail

pytestmark = pytest.mark.django_db


def capture(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("capture", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_one_line_a_file_and_no_file_stops_the_rest(tmp_path):
    files = {"one.eml": mail("secretary@example.org"), "two.ics": invitation(), "again.eml": mail("secretary@example.org"), "bad.eml": b"\xff\xfe\0"}
    files["later.ics"] = invitation(sequence=1, start="20260310T140000Z", end="20260310T150000Z")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    lines = capture(*(str(tmp_path / name) for name in [*files, "missing.eml"]))
    first, second = CapturedMessage.objects.order_by("pk")[:2]
    assert [line.removeprefix(f"{tmp_path}/").split()[1] for line in lines] == ["draft", "draft", "duplicate", "refused", "update", "refused."]
    assert lines[2].endswith(f"Already here as {first.reference}.")
    assert lines[4].endswith(f"Changes {second.reference}, which is waiting: now Tuesday 10 March 2026, 14:00.")
    assert lines[5].endswith("It cannot be opened: no such file or directory.")
    assert CapturedMessage.objects.count() == 5


def test_they_may_be_somebodys(tmp_path, officer):
    (tmp_path / "one.eml").write_bytes(mail("secretary@example.org"))
    capture(str(tmp_path / "one.eml"), "--as", "Officer@example.nhs.uk")
    assert CapturedMessage.objects.get().captured_by == officer


@pytest.mark.parametrize("address", ["nobody@example.nhs.uk", "auditor@example.nhs.uk"])
def test_only_of_people_who_log_activities(tmp_path, make_user, address):
    make_user(role="auditor", email="auditor@example.nhs.uk")
    with pytest.raises(CommandError, match="may log activities"):
        capture(str(tmp_path / "one.eml"), "--as", address)

"""Commands that are given nonsense say so in one line, exit with a number, and change nothing."""

import pytest
from django.core.management import CommandError, call_command

from assurance.models import EvidencePack
from crm.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reference", ["DEC-9999", "nonsense", "DEC-", "DEC-0", "ORG-1", "DEC-1; DROP TABLE", "DEC-99999999999999999999", "\u0662"])
def test_pack_of_a_decision_that_is_not_there_is_refused(tmp_path, reference):
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("build_pack", reference, "--out", str(tmp_path / "pack.zip"))
    assert "\n" not in str(refusal.value) and str(refusal.value)
    assert list(tmp_path.iterdir()) == []
    assert EvidencePack.objects.count() == 0 and AuditEvent.objects.count() == before


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(40)], ids=["empty", "text", "empty zip", "half a zip"])
def test_verifying_what_is_no_pack_fails_with_a_reason(tmp_path, content, capsys):
    file = tmp_path / "pack.zip"
    file.write_bytes(content)
    with pytest.raises((CommandError, SystemExit)) as refusal:
        call_command("verify_pack", str(file))
    assert getattr(refusal.value, "code", 1) != 0
    assert "Traceback" not in capsys.readouterr().err


def test_verifying_a_file_that_is_not_there_fails_with_a_reason(tmp_path):
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_pack", str(tmp_path / "nothing.zip"))

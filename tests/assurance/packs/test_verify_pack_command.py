"""`manage.py verify_pack`: words and exit code. No test here may use the database, and none is marked to."""

import io

import pytest
from django.core.management import CommandError, call_command

from assurance.packs import signing


@pytest.fixture(autouse=True)
def no_published_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "published"


def verify(*arguments):
    """What the command printed, and its exit code."""
    out = io.StringIO()
    try:
        call_command("verify_pack", *map(str, arguments), stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error), error.returncode
    return out.getvalue(), 0


def test_sealed_pack_is_verified_in_words(d3_pack):
    text, code = verify(d3_pack)
    assert code == 0
    assert "PACK-4 verified: 7 files" in text
    assert "decision DEC-3" in text
    assert "does not prove who signed" in text


def test_altered_pack_is_named_and_exits_with_one(tampered):
    text, code = verify(tampered(change={"pack.docx": b"other"}))
    assert code == 1
    assert "PACK-4 NOT verified (tampered.zip)" in text
    assert "pack.docx: was changed" in text
    assert "1 of 1 packs did not verify" in text


def test_key_file_is_trusted_and_another_is_not(d3_pack, key, tmp_path):
    right, wrong = tmp_path / "right.pem", tmp_path / "wrong.pem"
    right.write_bytes(signing.public_pem(key.public_key()))
    wrong.write_bytes(signing.public_pem(signing.load_or_create_key(tmp_path / "other").public_key()))
    text, code = verify(d3_pack, "--key", right)
    assert (code, "Signed by the trusted key" in text) == (0, True)
    text, code = verify(d3_pack, "--key", wrong)
    assert (code, "signed by another key" in text) == (1, True)
    text, code = verify(d3_pack, "--key", tmp_path / "absent.pem")
    assert (code, "not a readable public key" in text) == (1, True)


def test_keys_this_installation_published_are_trusted(d3_pack, settings):
    signing.load_or_create_key(settings.KEY_DIR)
    assert verify(d3_pack)[1] == 1  # published by another installation than the one that signed


def test_several_packs_are_checked_as_a_chain(make_pack):
    first = make_pack("PACK-1")
    second = make_pack("PACK-2", first)
    text, code = verify(first[0], second[0])
    assert code == 0
    assert "Chain of 2 packs holds in this order." in text
    text, code = verify(second[0], first[0])
    assert code == 1
    assert "PACK-1 NOT verified" in text
    assert "the chain is broken" in text

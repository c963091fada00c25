"""The key file: private, made once, published."""

import stat

import pytest

from assurance.packs import signing


def test_key_is_made_once_and_private(tmp_path):
    folder = tmp_path / "keys"
    first = signing.load_or_create_key(folder)
    second = signing.load_or_create_key(folder)
    assert signing.fingerprint(first.public_key()) == signing.fingerprint(second.public_key())
    assert stat.S_IMODE((folder / "pack-signing.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_key_that_others_can_read_is_refused(tmp_path):
    signing.load_or_create_key(tmp_path)
    (tmp_path / "pack-signing.pem").chmod(0o640)
    with pytest.raises(signing.KeyRefused, match="chmod 600"):
        signing.load_or_create_key(tmp_path)


def test_file_that_is_no_key_is_refused(tmp_path):
    path = tmp_path / "pack-signing.pem"
    path.write_bytes(b"hello")
    path.chmod(0o600)
    with pytest.raises(signing.KeyRefused, match="not a private key"):
        signing.load_or_create_key(tmp_path)
    with pytest.raises(signing.KeyRefused, match="not a readable public key"):
        signing.read_public_key(path)


def test_public_keys_stay_published_when_the_key_is_replaced(tmp_path):
    old = signing.load_or_create_key(tmp_path)
    (tmp_path / "pack-signing.pem").unlink()
    new = signing.load_or_create_key(tmp_path)
    published = {signing.fingerprint(key) for key in signing.published_keys(tmp_path)}
    assert published == {signing.fingerprint(old.public_key()), signing.fingerprint(new.public_key())}
    assert signing.published_keys(tmp_path / "absent") == []


def test_the_process_that_comes_second_uses_the_key_of_the_first(tmp_path):
    first = signing.load_or_create_key(tmp_path)
    signing._create(tmp_path / "pack-signing.pem")
    assert signing.fingerprint(signing.load_or_create_key(tmp_path).public_key()) == signing.fingerprint(first.public_key())
    assert len(list(tmp_path.iterdir())) == 2


def test_public_text_reads_back_and_nothing_else_does(key):
    text = signing.public_text(key.public_key())
    assert signing.public_from_text(text).public_bytes_raw() == key.public_key().public_bytes_raw()
    with pytest.raises(ValueError, match="base64"):
        signing.public_from_text("not base64!")

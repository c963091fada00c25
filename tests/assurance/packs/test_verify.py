"""Each way to alter a pack is found and named."""

import json
import struct
import warnings
import zipfile

import pytest

from assurance.packs import archive, signing
from assurance.packs.manifest import canonical, write_manifest
from assurance.packs.verify import inspect_pack, verify_pack
from tests.assurance.packs.example import d3_report


def codes(findings):
    return [finding.code for finding in findings]


def member(path, name):
    with zipfile.ZipFile(path) as file:
        return file.read(name)


def test_sealed_pack_verifies(d3_pack, key):
    result = inspect_pack(d3_pack, trusted_keys=[key.public_key()])
    assert result.findings == []
    assert result.manifest.pack == "PACK-4"
    assert len(result.manifest.files) == 7


def test_without_a_trusted_key_it_says_what_is_not_proved(d3_pack, key):
    (note,) = inspect_pack(d3_pack).notes
    assert signing.fingerprint(key.public_key()) in note
    assert "does not prove who signed" in note


def test_changed_byte_names_the_file(tampered):
    path = tampered(change={"report.json": b"{}"})
    (finding,) = verify_pack(path)
    assert (finding.code, finding.subject) == ("file_changed", "report.json")


def test_changed_byte_of_the_same_size_names_the_file(d3_pack, tampered):
    content = bytearray(member(d3_pack, "pack.pdf"))
    content[len(content) // 2] ^= 1
    (finding,) = verify_pack(tampered(change={"pack.pdf": bytes(content)}))
    assert (finding.code, finding.subject) == ("file_changed", "pack.pdf")


def test_removed_file_is_named(tampered):
    (finding,) = verify_pack(tampered(drop=["index.xlsx"]))
    assert (finding.code, finding.subject) == ("file_missing", "index.xlsx")


def test_added_file_is_named(tampered):
    (finding,) = verify_pack(tampered(add={"evidence/099-late.txt": b"late"}))
    assert (finding.code, finding.subject) == ("file_added", "evidence/099-late.txt")


def test_edited_manifest_does_not_fit_the_signature(d3_pack, tampered):
    data = json.loads(member(d3_pack, "manifest.json"))
    path = tampered(change={"manifest.json": canonical({**data, "withheld": 0})})
    assert codes(verify_pack(path)) == ["signature_wrong"]


def test_manifest_written_another_way_is_refused(d3_pack, tampered):
    data = json.loads(member(d3_pack, "manifest.json"))
    path = tampered(change={"manifest.json": json.dumps(data).encode()})
    assert codes(verify_pack(path)) == ["manifest_changed"]


def test_file_and_manifest_edited_together_do_not_fit_the_signature(d3_pack, tampered):
    data = json.loads(member(d3_pack, "manifest.json"))
    forged = b'{"gaps": []}'
    (entry,) = [entry for entry in data["files"] if entry["path"] == "report.json"]
    entry["size"], entry["sha256"] = len(forged), archive.hashlib.sha256(forged).hexdigest()
    path = tampered(change={"report.json": forged, "manifest.json": canonical(data)})
    assert codes(verify_pack(path)) == ["signature_wrong"]


def test_removed_signature_is_named(tampered):
    (finding,) = verify_pack(tampered(drop=["manifest.sig"]))
    assert (finding.code, finding.subject) == ("signature_missing", "manifest.sig")


@pytest.mark.parametrize("signature", [b"", b"bm90IDY0IGJ5dGVz\n", b"\xff\x00", b"A" * 88 + b"\n"])
def test_broken_signature_is_named(tampered, signature):
    path = tampered(change={"manifest.sig": signature})
    assert codes(verify_pack(path))[0] in ("signature_changed", "signature_wrong")


def test_removed_manifest_is_named(tampered):
    assert codes(verify_pack(tampered(drop=["manifest.json"]))) == ["manifest_missing"]


def test_pack_signed_again_by_another_key_passes_only_where_no_key_is_trusted(d3_pack, make_pack, key, tmp_path):
    forger = signing.load_or_create_key(tmp_path / "forger")
    path, _ = make_pack("PACK-4", signer=forger)
    assert verify_pack(path) == []
    assert codes(verify_pack(path, trusted_keys=[key.public_key()])) == ["key_unknown"]


def test_chain_in_order_holds(make_pack):
    first = make_pack("PACK-1")
    second = make_pack("PACK-2", first)
    assert verify_pack(second[0], previous=first[0]) == []
    assert "PACK-1" in inspect_pack(second[0]).notes[-1]


def test_chain_reordered_or_with_a_missing_link_is_broken(make_pack):
    first = make_pack("PACK-1")
    second = make_pack("PACK-2", first)
    third = make_pack("PACK-3", second)
    assert codes(verify_pack(first[0], previous=second[0])) == ["chain_broken"]
    assert codes(verify_pack(third[0], previous=first[0])) == ["chain_broken"]
    assert codes(verify_pack(third[0], previous=third[0])) == ["chain_broken"]
    third[0].write_bytes(b"")
    assert codes(verify_pack(second[0], previous=third[0])) == ["chain_broken"]


def test_no_byte_of_the_zip_can_change(make_pack):
    path, _ = make_pack("PACK-1")
    content = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        directory, starts = file.start_dir, [info.header_offset for info in file.infolist()]
    headers = [position for start in starts for position in range(start, start + 60)]
    for position in [*headers, *range(0, directory, 1499), *range(directory, len(content))]:
        changed = bytearray(content)
        changed[position] ^= 0x21
        path.write_bytes(changed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zipfile warns of names that are there twice; the finding is what counts
            assert verify_pack(path), f"nobody saw that byte {position} changed"


@pytest.mark.parametrize("extra", [b"\0", b"PK\5\6" + b"\0" * 18])
def test_appended_and_prepended_bytes_are_found(d3_pack, tmp_path, extra):
    path = tmp_path / "more.zip"
    path.write_bytes(d3_pack.read_bytes() + extra)
    assert verify_pack(path)
    path.write_bytes(extra + d3_pack.read_bytes())
    assert codes(verify_pack(path)) == ["container_changed"]


def test_pack_that_was_packed_again_says_that_the_files_are_as_signed(tampered):
    assert codes(verify_pack(tampered())) == ["container_changed"]


def test_compressed_members_are_refused_unread(tampered):
    path = tampered(add={"evidence/bomb.txt": b"\0" * 5_000_000}, method=zipfile.ZIP_DEFLATED)
    assert set(codes(verify_pack(path))) == {"compressed", "oversize"}


def test_overlapping_members_are_refused_as_a_bomb(make_pack):
    path, _ = make_pack("PACK-1")
    content = path.read_bytes()
    entry = content.rindex(b"PK\1\2")
    sizes = struct.pack("<II", 900_000_000, 900_000_000)
    path.write_bytes(content[: entry + 20] + sizes + content[entry + 28 :])
    assert codes(verify_pack(path)) == ["oversize"]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "C:\\x", "evidence/../../x", "evidence/CON\u202e.txt", "a/b.txt"])
def test_unsafe_names_are_refused(tampered, name):
    assert codes(verify_pack(tampered(add={name: b"x"}))) == ["unsafe_name"]


def test_same_name_twice_is_refused(d3_pack, tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(d3_pack.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as file:
        file.writestr("pack.pdf", b"another")
    assert codes(verify_pack(path)) == ["duplicate_name"]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip" * 100, b"PK\5\6" + b"\xff" * 18, b"PK\5\6" + b"\0" * 18])
def test_what_is_no_pack_is_refused_in_words(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    (finding,) = verify_pack(path)
    assert finding.code in ("not_a_pack", "manifest_missing")
    assert str(finding)


def test_missing_file_and_folder_are_refused_in_words(tmp_path):
    assert codes(verify_pack(tmp_path / "absent.zip")) == ["not_a_pack"]
    assert codes(verify_pack(tmp_path)) == ["not_a_pack"]


HOSTILE_MANIFESTS = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"[" * 100_000,
    b'{"format": NaN}',
    b'{"n": ' + b"9" * 5_000 + b"}",
    canonical({"format": "listening-post-pack/1"}),
    canonical({"format": "listening-post-pack/2"}),
]


@pytest.mark.parametrize("content", HOSTILE_MANIFESTS, ids=range(len(HOSTILE_MANIFESTS)))
def test_hostile_manifests_are_refused(tampered, content):
    assert codes(verify_pack(tampered(change={"manifest.json": content}))) == ["manifest_changed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("files", [{"path": "pack.pdf", "size": -1, "sha256": "0" * 64}]),
        ("files", [{"path": "pack.pdf", "size": True, "sha256": "0" * 64}]),
        ("files", [{"path": 7, "size": 1, "sha256": "0" * 64}]),
        ("files", [{"path": "pack.pdf", "size": 1, "sha256": "short"}]),
        ("files", "pack.pdf"),
        ("created", "1066-10-14T09:00:00+00:00"),
        ("created", "2026-11-22T18:30:15"),
        ("public_key", "AAAA"),
        ("previous", "PACK-3"),
    ],
)
def test_fields_of_the_wrong_kind_are_refused(key, tampered, name, value):
    content, _ = write_manifest(d3_report(), [], None, key)
    changed = canonical({**json.loads(content), name: value})
    assert codes(verify_pack(tampered(change={"manifest.json": changed}))) == ["manifest_changed"]

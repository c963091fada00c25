"""Outlook messages (.msg) for tests: a compound file (MS-CFB) with the properties of a message (MS-OXMSG), small streams only."""

import struct
from datetime import UTC, datetime

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR, SMALL = 512, 64
TEXT, TIME, INTEGER, BINARY = 0x001F, 0x0040, 0x0003, 0x0102
Value = str | datetime | int | bytes


def outlook_message(properties: dict[int, Value], recipients: list[dict[int, Value]] | None = None, attachments: list[dict[int, Value]] | None = None) -> bytes:
    """A message by its property numbers (MS-OXPROPS): 0x0037 subject, 0x1000 body, 0x0C1A and 0x5D01 sender, 0x001A class."""
    recipients, attachments = recipients or [], attachments or []
    head = struct.pack("<8x4I8x", len(recipients), len(attachments), len(recipients), len(attachments))
    root: list[tuple[str, bytes | list]] = _streams(properties, head)
    root += [(f"__recip_version1.0_#{number:08X}", _streams(one, b"\0" * 8)) for number, one in enumerate(recipients)]
    root += [(f"__attach_version1.0_#{number:08X}", _streams(one, b"\0" * 8)) for number, one in enumerate(attachments)]
    return _compound_file(root)


def _streams(properties: dict[int, Value], head: bytes) -> list[tuple[str, bytes | list]]:
    rows, streams = head, []
    for number, value in properties.items():
        if isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            rows += struct.pack("<HHIQ", TIME, number, 6, ticks)
        elif isinstance(value, int):
            rows += struct.pack("<HHIII", INTEGER, number, 6, value, 0)
        else:
            kind, content = (TEXT, value.encode("utf-16-le")) if isinstance(value, str) else (BINARY, value)
            rows += struct.pack("<HHIII", kind, number, 6, len(content) + (2 if kind == TEXT else 0), 0)
            streams.append((f"__substg1.0_{number:04X}{kind:04X}", content))
    return [("__properties_version1.0", rows), *streams]


def _compound_file(root: list) -> bytes:
    small, chain, entries = b"", [], []

    def add(name: str, content: bytes | list, kind: int) -> int:
        nonlocal small
        entry = {"name": name, "kind": kind, "right": FREE, "child": FREE, "start": 0, "size": 0}
        entries.append(entry)
        number = len(entries) - 1
        if isinstance(content, list):
            children = [add(one, inside, 1 if isinstance(inside, list) else 2) for one, inside in content]
            for child, following in zip(children, children[1:], strict=False):
                entries[child]["right"] = following
            entry["child"] = children[0] if children else FREE
        elif content:
            entry["start"], entry["size"] = len(chain), len(content)
            pieces = -(-len(content) // SMALL)
            chain.extend([*range(len(chain) + 1, len(chain) + pieces), END])
            small += content.ljust(pieces * SMALL, b"\0")
        return number

    add("Root Entry", root, 5)
    table = struct.pack(f"<{len(chain)}I", *chain)
    table = table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff")
    directories = -(-len(entries) * 128 // SECTOR)
    tables, bodies = len(table) // SECTOR, -(-len(small) // SECTOR)
    first_table, first_body = 1 + directories, 1 + directories + tables
    entries[0]["start"], entries[0]["size"] = first_body, len(small)
    listed = b"".join(_entry(one) for one in entries).ljust(directories * SECTOR, b"\0")
    fat = [FAT, *_chain(1, directories), *_chain(first_table, tables), *_chain(first_body, bodies)]
    assert len(fat) <= 128, "one table of sectors is enough for tests"
    fat += [FREE] * (128 - len(fat))
    head = struct.pack("<8s16x5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, first_table, tables, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    return head + struct.pack("<128I", *fat) + listed + table + small.ljust(bodies * SECTOR, b"\0")


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END] if count else []


def _entry(one: dict) -> bytes:
    name = one["name"].encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", name, len(name), one["kind"], 1, FREE, one["right"], one["child"], one["start"], one["size"])

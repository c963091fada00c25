"""The project, decision or activity that an address or a subject names."""

import re
from collections.abc import Iterable

_IN_SUBJECT = re.compile(r"\b(PRJ|DEC|ACT)-([1-9][0-9]{0,8})\b", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"\+(PRJ|DEC|ACT)-?([1-9][0-9]{0,8})@", re.IGNORECASE)


def tag_of(addresses: Iterable[str], subject: str) -> str:
    """`PRJ-3`, as an address of the mailbox names it (`capture+PRJ-3@…`), else as the subject does; "" when neither does."""
    for address in addresses:
        if found := _IN_ADDRESS.search(address):
            return f"{found[1].upper()}-{found[2]}"
    found = _IN_SUBJECT.search(subject)
    return f"{found[1].upper()}-{found[2]}" if found else ""

"""Text that every file of a pack can carry."""

import re

# XML 1.0 (fifth edition) §2.2 allows no other control characters, so Word and Excel files cannot hold them;
# U+202D and U+202E turn the reading order of what follows round and can make a name read as another one.
NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202d\u202e]")


def plain(text: str) -> str:
    """The text without characters that no document may hold; line ends become one `\\n`."""
    return NOT_PRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

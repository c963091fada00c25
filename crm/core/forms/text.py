"""Text as people type it, made safe to keep."""

import unicodedata

from django.utils.datastructures import MultiValueDict

KEPT_CONTROLS = "\n\t"


def plain_text(value: str) -> str:
    """`value` without NUL and other control characters, with Unix line ends; everything else stays as it was typed.

    Lone surrogates go too: PostgreSQL cannot store them.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if value.isascii() and value.isprintable():
        return value
    return "".join(sign for sign in value if sign in KEPT_CONTROLS or unicodedata.category(sign) not in ("Cc", "Cs"))


def plain_data(data):
    """A copy of submitted data (`QueryDict` or a mapping) with each text made plain; None stays None."""
    if data is None:
        return None
    if isinstance(data, MultiValueDict):
        data = data.copy()
        for key, values in list(data.lists()):
            data.setlist(key, [plain_text(value) if isinstance(value, str) else value for value in values])
        return data
    return {key: plain_text(value) if isinstance(value, str) else value for key, value in data.items()}

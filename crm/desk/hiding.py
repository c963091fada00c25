"""What of a text is hidden before it leaves the house: names on record, e-mail addresses, numbers, and words that a person typed.

Postcodes stay, because most are of venues; they are pointed out, so that a person hides those of homes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

LABELS = {
    "email": _("[address removed, s.40]"),
    "phone": _("[number removed, s.40]"),
    "nhs": _("[number removed, s.40]"),
    "words": _("[words removed]"),
    "name": _("[name removed, s.40]"),
}
POSTCODE = "postcode"
"""Pointed out and given."""

BREAK = r"(?:[^\S\n]*\n[^\S\n]*)?"
"""A line may end here."""
EMAIL = rf"[\w.+’'-]+{BREAK}(?:@|\s?[\[(]at[\])]\s?){BREAK}[\w-]+(?:{BREAK}\.{BREAK}[\w-]+|\s?[\[(]dot[\])]\s?[\w-]+)+"
PHONE = r"(?<![\w/])(?:(?:\+|00)44[\s().–-]*(?:0\)[\s.–-]*)?|\(?0)(?:[\s().–-]*\d){9,10}(?!\w)(?:\s*(?:ext\.?|extension|x)\s*\d{1,5})?"
NHS_NUMBER = r"(?<![\w/])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)"
TITLED = r"\b(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor)\b\.?\s+(?:[A-Z]\.?\s*)*[A-Z][\w’'-]*[a-z](?:[-\s]+[A-Z][\w’'-]*[a-z])?"
PLACE = r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. `kind` says why it is hidden or pointed out, "" for what is simply given."""

    text: str
    kind: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.kind in LABELS

    @property
    def as_given(self) -> str:
        return str(LABELS[self.kind]) if self.is_hidden else self.text


class Hider:
    """Hides in one pass what it was made for; the first of two that meet wins."""

    def __init__(self, names: Iterable[str] = (), words: Iterable[str] = ()):
        ways = {"email": EMAIL, "phone": PHONE, "nhs": NHS_NUMBER, "words": _any_of(map(_phrase, words)), "name": _names(names), POSTCODE: PLACE}
        self._pattern = re.compile("|".join(f"(?P<{kind}>{way})" for kind, way in ways.items() if way))

    def pieces(self, text: str) -> Iterator[Piece]:
        """The text in order; put together again it is the text."""
        done = 0
        for match in self._pattern.finditer(text):
            kind = match.lastgroup or ""
            if kind == "nhs" and not _is_nhs_number(match.group()):
                continue
            if match.start() > done:
                yield Piece(text[done : match.start()])
            yield Piece(match.group(), kind)
            done = match.end()
        if done < len(text):
            yield Piece(text[done:])

    def hide(self, text: str) -> str:
        return "".join(piece.as_given for piece in self.pieces(text))


def _any_of(ways: Iterable[str]) -> str:
    found = sorted(set(filter(None, ways)), key=len, reverse=True)
    return "|".join(found)


def _phrase(words: str) -> str:
    """These words whole, in any case, however they are spaced and whichever apostrophe stands."""
    parts = [re.sub("['’]", "['’]", re.escape(part)) for part in words.split()]
    spaced = r"\s+".join(parts)
    return rf"(?<!\w)(?i:{spaced})(?!\w)" if parts else ""


def _names(names: Iterable[str]) -> str:
    """Full names, `A. Surname`, `Surname, First`, and any name after a title, on record or not."""
    ways = [TITLED]
    for name in names:
        ways.append(_phrase(name))
        first, *rest = name.split()
        if rest:
            last = re.sub("['’]", "['’]", re.escape(rest[-1]))
            ways.append(rf"\b{re.escape(first[0].upper())}\.?(?:\s?[A-Z]\.?)*\s+{last}(?!\w)")  # a field trip is no A Field: the capitals count
            ways.append(rf"(?<!\w){last},\s+{re.escape(first)}(?!\w)")
    return _any_of(ways)


def _is_nhs_number(text: str) -> bool:
    """Ten digits of which the last checks the others. Source: NHS Data Dictionary, NHS number."""
    digits = [int(character) for character in text if character.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits[9] == (0 if check == 11 else check)

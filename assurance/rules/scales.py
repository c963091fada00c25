"""What a rating scale may hold: words, perhaps with scores, and bands that turn a total into words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

MOST_VALUES = 20
CODE_LENGTH = 30
LABEL_LENGTH = 100


def problem_with_values(values: Any) -> str:
    """What is wrong with the values of a scale, "" when nothing is. Without values the verdict is a narrative."""
    if not isinstance(values, list) or len(values) > MOST_VALUES:
        return _("The values must be a list of at most {n}.").format(n=MOST_VALUES)
    for value in values:
        if not isinstance(value, dict) or set(value) - {"code", "label", "score"} or not _is_word(value.get("label"), LABEL_LENGTH):
            return _("Each value needs a label.")
        if not _is_word(value.get("code"), CODE_LENGTH):
            return _("Each value needs a code of at most {n} characters.").format(n=CODE_LENGTH)
        if value.get("score") is not None and not _is_score(value["score"]):
            return _("A score is a whole number from 0 to 1000, or nothing.")
    for name, message in (("code", _("Two values have the same code.")), ("label", _("Two values have the same label."))):
        if len({value[name] for value in values}) < len(values):
            return message
    if len({value.get("score") is None for value in values}) > 1:
        return _("Either every value has a score, or none has.")
    return ""


def problem_with_bands(bands: Any) -> str:
    """What is wrong with the bands, "" when nothing is."""
    if not isinstance(bands, list) or len(bands) > MOST_VALUES:
        return _("The bands must be a list of at most {n}.").format(n=MOST_VALUES)
    for band in bands:
        if not isinstance(band, dict) or set(band) != {"least", "label"} or not _is_word(band["label"], LABEL_LENGTH) or not _is_score(band["least"]):
            return _("Each band needs a label and the least total, a whole number from 0 to 1000.")
    if len({band["least"] for band in bands}) < len(bands):
        return _("Two bands begin at the same total.")
    return ""


def values_from_lines(text: str, stored: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Values from lines such as `Good = 2` or `Met`. A label that is stored keeps its code, because verdicts name it."""
    codes = {value["label"]: value["code"] for value in stored}
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if line.strip():
            label, score = _split(line)
            found.append({"code": codes.get(label) or slugify(label).replace("-", "_")[:CODE_LENGTH], "label": label, "score": score})
    return found


def bands_from_lines(text: str) -> list[dict[str, Any]]:
    """Bands from lines such as `Green/Good = 10`, highest first."""
    found = [{"least": score, "label": label} for label, score in (_split(line) for line in text.splitlines() if line.strip())]
    return sorted(found, key=lambda band: -band["least"] if isinstance(band["least"], int) else 0)


def lines_from_values(values: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(value["label"] if value.get("score") is None else f"{value['label']} = {value['score']}" for value in values)


def lines_from_bands(bands: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{band['label']} = {band['least']}" for band in bands)


def _split(line: str) -> tuple[str, int | str | None]:
    """The label and the number after the last equals sign; what is no number is given back to be refused."""
    label, equals, number = line.rpartition("=")
    if not equals:
        return line.strip(), None
    number = number.strip()
    return label.strip(), int(number) if number.isascii() and number.isdigit() and len(number) < 6 else number


def _is_word(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most


def _is_score(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000

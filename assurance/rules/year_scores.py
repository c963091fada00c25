"""Arithmetic on the verdicts of a framework's year. It adds up what people judged; it judges nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Total:
    """Scores added up: `points` of `most`, `judged` of `asked` parts; `band` in the words of the scale, "" where it has none."""

    points: int
    most: int
    judged: int
    asked: int
    band: str = ""

    @property
    def is_complete(self) -> bool:
        return self.judged == self.asked

    @property
    def in_words(self) -> str:
        """Whose scores these are, and of what. An incomplete set of verdicts is not added up."""
        if not self.is_complete:
            return f"{self.judged} of {self.asked} judged. Scores are added up once all are."
        called = f", which the scale calls {self.band}" if self.band else ""
        return f"Our scores add up to {self.points} of {self.most}{called}."


def total(scale_values: Sequence[Mapping[str, Any]], bands: Sequence[Mapping[str, Any]], verdicts: Iterable[str]) -> Total | None:
    """Add up one verdict for each part ("" where there is none yet); None where the scale has no scores or nothing is asked.

    A part that is not applicable is judged, and counts neither points nor towards the most there can be; the bands, which are made for
    all parts, are then left out.
    """
    scores = {value["code"]: value["score"] for value in scale_values if value.get("score") is not None}
    given = list(verdicts)
    if not scores or not given:
        return None
    counted = [scores[verdict] for verdict in given if verdict in scores]
    judged = sum(bool(verdict) for verdict in given)
    complete = judged == len(given)
    all_scored = len(counted) == len(given)
    points = sum(counted)
    band = (
        next((str(band["label"]) for band in sorted(bands, key=lambda band: -band["least"]) if points >= band["least"]), "") if complete and all_scored else ""
    )
    return Total(points=points, most=max(scores.values()) * len(counted), judged=judged, asked=len(given), band=band)


def label_of(scale_values: Sequence[Mapping[str, Any]], code: str) -> str:
    """`Good (2)`, `Met`; "" without a verdict; the code itself where the scale has lost it."""
    if not code:
        return ""
    value = next((value for value in scale_values if value["code"] == code), None)
    if value is None:
        return "Not applicable" if code == NOT_APPLICABLE else code
    return str(value["label"]) if value.get("score") is None else f"{value['label']} ({value['score']})"

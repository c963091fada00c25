"""Which duties follow for a decision, from its assessment and the law as at its own date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

TRIGGERS = {
    "strategy": "A strategy or plan",
    "specification": "A new or changed specification",
    "model-of-care": "A new model of care",
    "move": "A provider or a location moves",
    "procurement": "A procurement",
    "practice": "A practice merges or a branch closes",
    "hours": "Opening hours change",
    "eligibility": "Eligibility or thresholds change",
    "pilot": "A pilot",
    "decommissioning": "A service ends",
    "temporary": "A temporary change",
    "substantial": "It may be a substantial development or variation (council scrutiny)",
    "two-councils": "It may be substantial for more than one council area",
}
"""What sets the duty off. Source: Derby CCG's list; the last two lead to council scrutiny."""

INVOLVES = ("icb-involve", "ccg-involve")
APPLIES = ("applies", "applies-met-by-existing-insight", "urgent-deferred", "more-information-needed")


@dataclass(frozen=True)
class Version:
    """A duty's version and the days on which it was in force; None is open."""

    key: str
    pk: int
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Following:
    """A duty that follows, in the version in force, and why."""

    version: Version
    why: str


def duties_that_follow(
    versions: Iterable[Version], *, as_at: date, outcome: str, consults: bool = False, triggers: Iterable[str] = ()
) -> tuple[Following, ...]:
    """Duties of a decision, judged by the law as at `as_at`; a duty that was not in force then does not follow.

    Source:
        In force: s.14Z45 from 1 July 2022, s.14Z2 before; Equality Act 2010 s.149;
        SI 2013/218; NHS Act 2006 Sch.10A.
    """
    set_off = set(triggers)
    reasons: dict[str, str] = {}
    if outcome in APPLIES:
        why = "More information is needed; until then it is treated as applying." if outcome == "more-information-needed" else "The assessment says so."
        reasons |= dict.fromkeys(INVOLVES, why)
    reasons["psed"] = reasons["icb-inequal"] = "It follows for every decision."
    if consults or "substantial" in set_off:
        reasons["la-scrutiny"] = "There is a formal consultation." if consults else "The change may be substantial."
    if "substantial" in set_off:
        reasons["sos-notify"] = "The change may be substantial."
        if "two-councils" in set_off:
            reasons["la-joint"] = "It may be substantial for more than one council area."
    if "procurement" in set_off:
        reasons["psr"] = "A provider is chosen."
    found = {version.key: version for version in versions if version.key in reasons and version.in_force(as_at)}
    return tuple(Following(found[key], why) for key, why in reasons.items() if key in found)

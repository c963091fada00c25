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


def version_in_force(versions: Iterable[Version], key: str, on: date) -> Version | None:
    """The version of a duty that held on a day; None where the duty was not in force. A duty has one version a day at most."""
    return next((version for version in versions if version.key == key and version.in_force(on)), None)


def overlapping(spans: Iterable[tuple[date | None, date | None]]) -> bool:
    """Whether two of these spans, both days included and None open, share a day."""
    latest: date | None = None
    for number, (first, last) in enumerate(sorted(spans, key=lambda span: span[0] or date.min)):
        if number and (latest is None or (first or date.min) <= latest):
            return True
        latest = last
    return False


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
    known = list(versions)
    found = ((version_in_force(known, key, as_at), why) for key, why in reasons.items())
    return tuple(Following(version, why) for version, why in found if version is not None)

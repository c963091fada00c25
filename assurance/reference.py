"""Duties, scales, frameworks and criteria from the files in `assurance/data`. The law changes under us; the code must not."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from assurance.models import Criterion, Duty, DutyVersion, Framework, RatingScale

DATA = Path(__file__).parent / "data"


class Tally:
    """How many rows of one kind a load added, changed and left as they were."""

    def __init__(self, label: str):
        self.label, self.added, self.changed, self.same = label, 0, 0, 0

    def store(self, model: type[Model], key: dict, values: dict) -> Model:
        """The row with this key, made or brought up to date only where it differs. One or two queries."""
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.added += 1
            return model._default_manager.create(**key, **values)
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if differing:
            self.changed += 1
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
        else:
            self.same += 1
        return row

    def __str__(self) -> str:
        return f"{self.label}: {self.added} added, {self.changed} changed, {self.same} as before"


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Bring the stored rules up to the files; loading twice changes nothing. `say` gets one line a kind.

    Rows that are no longer in the files stay: decisions were judged by them.
    """
    _load_duties(say)
    _load_frameworks(say)


def _load_duties(say: Callable[[str], object]) -> None:
    duties, versions = Tally("Duties"), Tally("Duty versions")
    listed = _read("duties.json")["duties"]
    stored = {item["key"]: duties.store(Duty, {"key": item["key"]}, {"name": item["name"]}) for item in listed}
    for item in listed:
        for version in item["versions"]:
            values = {name: version[name] for name in ("statute", "binds", "trigger", "evidence", "source", "confidence")}
            values |= {"valid_to": _day(version.get("valid_to")), "succeeded_by": stored.get(version.get("succeeded_by"))}
            versions.store(DutyVersion, {"duty": stored[item["key"]], "valid_from": _day(version.get("valid_from"))}, values)
    say(str(duties))
    say(str(versions))


def _load_frameworks(say: Callable[[str], object]) -> None:
    scales, frameworks, criteria = Tally("Rating scales"), Tally("Frameworks"), Tally("Criteria")
    stored = {
        item["key"]: scales.store(RatingScale, {"key": item["key"]}, {"name": item["name"], "values": item["values"]})
        for item in _read("scales.json")["scales"]
    }
    for item in _read("frameworks.json")["frameworks"]:
        values = {name: item[name] for name in ("name", "use", "is_historical", "note", "source", "confidence", "position")}
        values |= {"scale": stored[item["scale"]], "valid_from": _day(item["valid_from"]), "valid_to": _day(item["valid_to"])}
        framework = frameworks.store(Framework, {"key": item["key"]}, values)
        for position, criterion in enumerate(item["criteria"], start=1):
            fields = {name: criterion[name] for name in ("domain", "short", "text", "evidence")} | {"position": position}
            criteria.store(Criterion, {"framework": framework, "code": criterion["code"]}, fields)
    for tally in (scales, frameworks, criteria):
        say(str(tally))


def _read(name: str) -> dict:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

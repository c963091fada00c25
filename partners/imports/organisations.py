"""What happens to a row that speaks of an organisation, whatever layout it came in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from crm.core.importing import Parsed, Plan, Planner
from crm.core.importing.bulk import update_records
from crm.core.importing.changes import changes_of, kept_words, set_value, value_of
from crm.core.importing.kinds import MAKE, MATCH
from crm.core.importing.ownership import written_by_imports
from crm.core.models import ImportRow
from partners.geography import PLACED_FIELDS, place_organisations, postcode_key
from partners.imports.directory import Candidate, Found, Identifier, find
from partners.imports.naming import name_key
from partners.models import ExternalIdentifier, Organisation, OrganisationType

FIELDS = ("name", "address", "postcode", "description", "email", "phone", "website", "opened_on", "closed_on")
"""What a file may bring up to date, in the order of the preview."""


@dataclass
class Details:
    """What one row says of an organisation. Dates are ISO text; `identifiers` start with the one that decides."""

    fields: dict[str, str]
    identifiers: list[Identifier] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    source: str = ""
    notes: list[str] = field(default_factory=list)
    wrong: str = ""


@dataclass
class Known:
    """A row of this file that became, or matched, an organisation."""

    number: int
    identifiers: set[Identifier]
    object_id: int | None


class OrganisationPlanner(Planner):
    """Matches rows by identifier, then by name and postcode; the same organisation twice in one file is one."""

    def __init__(self, actor, kind):
        super().__init__(actor, kind)
        self.earlier: dict[Identifier, Known] = {}
        self.earlier_names: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.type_ids: dict[str, int] = {}

    def details(self, parsed: Parsed) -> Details:
        """What the row says, in terms of an organisation."""
        raise NotImplementedError

    def plan(self, rows: Sequence[Parsed]) -> list[Plan]:
        """Eight queries however many rows."""
        self._load_types()
        read = [(parsed, self.details(parsed)) for parsed in rows]
        found = find(
            self.actor,
            {identifier for _, details in read for identifier in details.identifiers},
            {details.fields["name"] for _, details in read},
            {details.fields["postcode"] for _, details in read},
        )
        plans, matched = [], {}
        for parsed, details in read:
            plan, candidate = self._decide(parsed, details, found)
            plans.append(plan)
            if candidate is not None:
                matched[plan.number] = (details, candidate)
        self._add_changes({plan.number: plan for plan in plans}, matched)
        return plans

    def _decide(self, parsed: Parsed, details: Details, found: Found) -> tuple[Plan, Candidate | None]:
        name = details.fields["name"]
        if details.wrong:
            return Plan.park(parsed, details.wrong, name), None
        earlier = next((self.earlier[identifier] for identifier in details.identifiers if identifier in self.earlier), None)
        earlier = earlier or self._earlier_of_that_name(details)
        if earlier:
            reason = f"The same organisation as row {earlier.number} of this file. Nothing was taken from this row."
            return Plan(parsed.number, MATCH, reason, name, [], {"same_as": earlier.number}, earlier.object_id), None
        candidates, problem = self._candidates(details, found)
        if problem:
            return Plan.park(parsed, problem, name), None
        if not candidates:
            notes = [*parsed.notes, *details.notes]
            self._remember(parsed.number, details, None)
            values = {"fields": details.fields, "identifiers": [list(pair) for pair in details.identifiers], "types": details.types, "source": details.source}
            return Plan(parsed.number, MAKE, " ".join(notes)[:500], name[:300], [], values), None
        candidate = candidates[0]
        candidate.identifiers |= set(details.identifiers)
        self._remember(parsed.number, details, candidate.organisation.pk)
        return Plan(parsed.number, MATCH, " ".join(parsed.notes)[:500], name[:300], [], {}, candidate.organisation.pk), candidate

    def _candidates(self, details: Details, found: Found) -> tuple[list[Candidate], str]:
        """At most one candidate, or why the row is parked."""
        ids = {pk for identifier in details.identifiers for pk in found.by_identifier.get(identifier, ())}
        candidates = [found.by_id[pk] for pk in sorted(ids)]
        by_number = bool(candidates)
        if not by_number:
            candidates = self._of_that_name(details, found)
        refusal = next((candidate.refusal() for candidate in candidates if candidate.refusal()), "")
        if refusal:
            return [], refusal
        if len(candidates) > 1:
            references = ", ".join(candidate.organisation.reference for candidate in candidates[:5])
            same = "The numbers in this row belong to different organisations" if by_number else "More than one organisation has this name and postcode"
            return [], f"{same}: {references}. Say which by a number, or merge them."
        if by_number and candidates[0].contradicts(details.identifiers[:1]):
            return [], f"A number in this row belongs to {candidates[0].organisation.reference}, which a register calls by another one. Check both."
        return self._unless_doubtful(candidates, details, found, by_number=by_number)

    def _of_that_name(self, details: Details, found: Found) -> list[Candidate]:
        key, postcode = name_key(details.fields["name"]), postcode_key(details.fields["postcode"])
        named = [item for item in found.by_name.get(key, []) if item.postcode_key == postcode and not item.organisation.is_training]
        return [item for item in named if not item.contradicts(details.identifiers)]

    def _unless_doubtful(self, candidates: list[Candidate], details: Details, found: Found, *, by_number: bool) -> tuple[list[Candidate], str]:
        """The same name where one of the two has no postcode may be the same organisation or not: a person has to say."""
        if candidates or by_number:
            return candidates, ""
        key, postcode = name_key(details.fields["name"]), postcode_key(details.fields["postcode"])
        for item in found.by_name.get(key, []):
            is_open = item.is_visible and item.organisation.archived_at is None and not item.organisation.is_training
            if is_open and (not item.postcode_key or not postcode) and not item.contradicts(details.identifiers):
                which = "this row has no postcode" if not postcode else f"{item.organisation.reference} has no postcode"
                return [], f"{item.organisation.reference} has the same name, but {which}. Add it, or a number of a register, and send the row again."
        return [], ""

    def _earlier_of_that_name(self, details: Details) -> Known | None:
        numbers = dict(details.identifiers)
        for known in self.earlier_names.get((name_key(details.fields["name"]), postcode_key(details.fields["postcode"])), []):
            if not any(scheme in numbers and numbers[scheme] != value for scheme, value in known.identifiers):
                return known
        return None

    def _remember(self, number: int, details: Details, object_id: int | None) -> None:
        known = Known(number, set(details.identifiers), object_id)
        for identifier in details.identifiers:
            self.earlier.setdefault(identifier, known)
        self.earlier_names[name_key(details.fields["name"]), postcode_key(details.fields["postcode"])].append(known)

    def _add_changes(self, plans: dict[int, Plan], matched: dict[int, tuple[Details, Candidate]]) -> None:
        """Say of each match what it changes: values that are empty, or that this kind of file wrote last."""
        ids = [candidate.organisation.pk for _, candidate in matched.values()]
        ours = written_by_imports(Organisation, ids, FIELDS, self.kind.code)
        types = defaultdict(set)
        for pk, code in Organisation.types.through.objects.filter(organisation__in=ids).values_list("organisation_id", "organisationtype__code"):
            types[pk].add(code)
        numbers = set(ExternalIdentifier.objects.filter(organisation__in=ids).values_list("organisation_id", "scheme", "value"))
        schemes = {(pk, scheme) for pk, scheme, _ in numbers}
        for number, (details, candidate) in matched.items():
            organisation, plan = candidate.organisation, plans[number]
            changes, kept = changes_of_organisation(organisation, details.fields, ours)
            new = [list(pair) for pair in details.identifiers if (organisation.pk, *pair) not in numbers and (organisation.pk, pair[0]) not in schemes]
            added = [] if types[organisation.pk] else [code for code in details.types if code in self.type_ids]
            plan.values = {"changes": changes, "identifiers": new, "types": added, "source": details.source}
            plan.changed = bool(changes or new or added)
            notes = [plan.reason, *(details.notes if added else []), kept_words(organisation, kept)]
            plan.reason = " ".join(note for note in notes if note)[:500]

    def write(self, rows: Sequence[ImportRow], made: dict[int, int]) -> None:
        """Ten queries however many rows."""
        self._load_types()
        fresh = [row for row in rows if row.outcome == MAKE]
        organisations = [self._new(row) for row in fresh]
        place_organisations(organisations)
        Organisation.objects.bulk_create(organisations)
        for row, organisation in zip(fresh, organisations, strict=True):
            row.object_id = made[row.number] = organisation.pk
        changed = [row for row in rows if row.changed]
        stored = Organisation.objects.select_for_update(of=("self",)).in_bulk([row.object_id for row in changed])
        for row in changed:
            for name, (_, value) in row.values["changes"].items():
                set_value(stored[row.object_id], name, value)
        moved = list(stored.values())
        place_organisations(moved)
        update_records(moved, dict.fromkeys([*FIELDS, *PLACED_FIELDS]))
        made.update({row.number: row.object_id for row in rows if row.outcome == MATCH and row.object_id})
        self._write_parts([*fresh, *changed])

    def _new(self, row: ImportRow) -> Organisation:
        organisation = Organisation(source=row.values["source"], created_by=self.actor, team=getattr(self.actor, "team", None))
        for name, value in row.values["fields"].items():
            set_value(organisation, name, value)
        return organisation

    def _write_parts(self, rows: Sequence[ImportRow]) -> None:
        """Numbers and types of the organisations that these rows made or matched."""
        ExternalIdentifier.objects.bulk_create(
            [
                ExternalIdentifier(organisation_id=row.object_id, scheme=scheme, value=value, source=row.values["source"])
                for row in rows
                for scheme, value in row.values["identifiers"]
            ]
        )
        through = Organisation.types.through
        through.objects.bulk_create(
            [
                through(organisation_id=row.object_id, organisationtype_id=self.type_ids[code])
                for row in rows
                for code in row.values["types"]
                if code in self.type_ids
            ]
        )

    def undo(self, rows: Sequence[ImportRow], stored: dict[int, Organisation]) -> None:
        """Put back what these matched rows changed. Six queries however many rows."""
        organisations, numbers, types = [], set(), set()
        for row in rows:
            organisation = stored[row.object_id]
            for name, (before, _) in row.values["changes"].items():
                set_value(organisation, name, before)
            organisations.append(organisation)
            numbers |= {(organisation.pk, scheme, value) for scheme, value in row.values["identifiers"]}
            types |= {(organisation.pk, code) for code in row.values["types"]}
        place_organisations(organisations)
        update_records(organisations, dict.fromkeys([*FIELDS, *PLACED_FIELDS]))
        there = ExternalIdentifier.objects.filter(organisation__in=organisations).values_list("pk", "organisation_id", "scheme", "value")
        ExternalIdentifier.objects.filter(pk__in=[pk for pk, *number in there if tuple(number) in numbers]).delete()
        through = Organisation.types.through
        links = through.objects.filter(organisation__in=organisations).values_list("pk", "organisation_id", "organisationtype__code")
        through.objects.filter(pk__in=[pk for pk, *link in links if tuple(link) in types]).delete()

    def _load_types(self) -> None:
        if not self.type_ids:
            self.type_ids = dict(OrganisationType.objects.values_list("code", "pk"))


def changes_of_organisation(organisation: Organisation, given: dict[str, str], ours: set[tuple[int, str]]) -> tuple[dict[str, list[str]], list[str]]:
    """As `changes_of`; two spellings of one name are no difference, and an organisation never closes before it opened."""
    changes, kept = changes_of(organisation, FIELDS, given, ours)
    if "name" in kept and name_key(organisation.name) == name_key(given["name"]):
        kept.remove("name")
    opened, closed = (changes.get(name, ["", value_of(organisation, name)])[1] for name in ("opened_on", "closed_on"))
    if opened and closed and closed < opened:
        kept += [name for name in ("opened_on", "closed_on") if changes.pop(name, None)]
    return changes, kept

"""What happens to a row that speaks of a person in a role."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Upper

from crm.core.importing import Parsed, Plan, Planner
from crm.core.importing.bulk import update_records
from crm.core.importing.changes import changes_of, kept_words, set_value
from crm.core.importing.kinds import HIDDEN, MAKE, MATCH, RESTORE_IT
from crm.core.importing.ownership import written_by_imports
from crm.core.models import ImportRow
from partners.imports.directory import NamedOrganisations, visible
from partners.imports.naming import name_key
from partners.models import Person, RoleHolding

FIELDS = ("email", "phone", "note")
SOURCE = "Imported from a spreadsheet"


@dataclass
class Stored:
    """People that the rows may mean."""

    by_email: dict[str, Person]
    by_name: dict[tuple[str, int], list[Person]]
    seen: set[int]
    roles: dict[int, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))


class PeoplePlanner(Planner):
    """Matches rows by e-mail address, then by name at the same organisation. A further row of a person adds a role."""

    def __init__(self, actor, kind):
        super().__init__(actor, kind)
        self.organisations = NamedOrganisations(actor)
        self.earlier: dict[object, tuple[int, int | None, set]] = {}

    def plan(self, rows: Sequence[Parsed]) -> list[Plan]:
        """Nine queries however many rows."""
        self.organisations.look_up({parsed.values["organisation"] for parsed in rows})
        stored = self._stored(rows)
        plans = [self._decide(parsed, stored) for parsed in rows]
        people = {person.pk: person for person in stored.by_email.values()} | {item.pk: item for items in stored.by_name.values() for item in items}
        given = {parsed.number: parsed.values for parsed in rows}
        matched = [plan for plan in plans if plan.outcome == MATCH and plan.object_id]
        ours = written_by_imports(Person, {plan.object_id for plan in matched}, FIELDS, self.kind.code)
        for plan in matched:
            if "same_as" not in plan.values:
                person = people[plan.object_id]
                plan.values["changes"], kept = changes_of(person, FIELDS, given[plan.number], ours)
                plan.reason = " ".join(note for note in (plan.reason, kept_words(person, kept)) if note)[:500]
        for plan in plans:
            plan.changed = plan.outcome == MATCH and bool(plan.values["changes"] or plan.values["roles"])
        return plans

    def _decide(self, parsed: Parsed, stored: Stored) -> Plan:
        values = parsed.values
        organisation, problem = self.organisations.named(values["organisation"])
        problem = problem or self._problem(values)
        email = values["email"].upper()
        keys = [key for key in (email, (name_key(values["name"]), organisation.pk) if organisation else None) if key]
        if problem:
            return Plan.park(parsed, problem, values["name"])
        role = [organisation.pk, values["role"], values["since"], values["until"]] if organisation else []
        earlier = next((self.earlier[key] for key in keys if key in self.earlier), None)
        notes = " ".join(parsed.notes)[:500]
        if earlier:
            number, object_id, roles = earlier
            new = self._new_roles(role, roles)
            reason = f"The same person as row {number} of this file. {'The role was added.' if new else 'Nothing was taken from this row.'}"
            return Plan(parsed.number, MATCH, reason, values["name"], [], {"same_as": number, "changes": {}, "roles": new}, object_id)
        people, problem = self._people(keys, stored)
        if problem:
            return Plan.park(parsed, problem, values["name"])
        roles: set[tuple[int, str]] = set(stored.roles[people[0].pk]) if people else set()
        new = self._new_roles(role, roles)
        self.earlier |= dict.fromkeys(keys, (parsed.number, people[0].pk if people else None, roles))
        if people:
            return Plan(parsed.number, MATCH, notes, values["name"], [], {"changes": {}, "roles": new}, people[0].pk)
        fields = {name: values[name] for name in ("name", *FIELDS)}
        return Plan(parsed.number, MAKE, notes, values["name"], [], {"fields": fields, "changes": {}, "roles": new})

    @staticmethod
    def _problem(values: dict) -> str:
        if values["role"] and not values["organisation"]:
            return "A role needs an organisation. Say at which."
        if values["organisation"] and not values["role"]:
            return f"Say which role this person has at {values['organisation']}."
        if values["since"] and values["until"] and values["until"] < values["since"]:
            return f"The role ends ({values['until']}) before it starts ({values['since']})."
        return ""

    @staticmethod
    def _new_roles(role: list, held: set[tuple[int, str]]) -> list[list]:
        if not role or (role[0], role[1].casefold()) in held:
            return []
        held.add((role[0], role[1].casefold()))
        return [role]

    def _people(self, keys: list, stored: Stored) -> tuple[list[Person], str]:
        """At most one person, or why the row is parked."""
        people: list[Person] = []
        for key in keys:
            people = [stored.by_email[key]] if key in stored.by_email else stored.by_name.get(key, [])
            if people:
                break
        for person in people:
            if person.pk not in stored.seen:
                return [], HIDDEN
            if person.archived_at is not None:
                return [], f"This is {person.reference}, who is archived. {RESTORE_IT}."
            if person.is_training:
                return [], f"This is {person.reference}, a training example. Imports leave those alone."
        if len(people) > 1:
            return [], f"More than one person has this name there: {', '.join(person.reference for person in people[:5])}. Give an e-mail address."
        return people, ""

    def _stored(self, rows: Sequence[Parsed]) -> Stored:
        emails = {parsed.values["email"].upper() for parsed in rows} - {""}
        names = {parsed.values["name"].upper() for parsed in rows}
        asked = Person.objects.annotate(upper_email=Upper("email"), upper_name=Upper("name"))
        people = list(asked.filter(Q(upper_email__in=emails) | Q(upper_name__in=names)).order_by("pk"))
        seen = set(visible(Person, self.actor).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
        stored = Stored({}, defaultdict(list), seen)
        for person in people:
            if person.email:
                known = stored.by_email.get(person.email.upper())
                if known is None or known.archived_at is not None:
                    stored.by_email[person.email.upper()] = person
        named = {person.pk: person for person in people}
        for holding in RoleHolding.objects.filter(person__in=named).order_by("pk"):
            stored.roles[holding.person_id].add((holding.organisation_id, holding.role.casefold()))
            person = named[holding.person_id]
            same = stored.by_name[name_key(person.name), holding.organisation_id]
            if person not in same:
                same.append(person)
        return stored

    def write(self, rows: Sequence[ImportRow], made: dict[int, int]) -> None:
        """Six queries however many rows."""
        fresh = [row for row in rows if row.outcome == MAKE]
        people = [Person(source=SOURCE, created_by=self.actor, team=getattr(self.actor, "team", None), **row.values["fields"]) for row in fresh]
        Person.objects.bulk_create(people)
        made.update({row.number: person.pk for row, person in zip(fresh, people, strict=True)})
        made.update({row.number: row.object_id for row in rows if row.outcome == MATCH and row.object_id})
        for row in rows:
            row.object_id = row.object_id or made[row.values.get("same_as", row.number)]
        changed = [row for row in rows if row.values["changes"]]
        stored = Person.objects.select_for_update(of=("self",)).in_bulk([row.object_id for row in changed])
        for row in changed:
            for name, (_, value) in row.values["changes"].items():
                set_value(stored[row.object_id], name, value)
        update_records(list(stored.values()), FIELDS)
        RoleHolding.objects.bulk_create(
            [
                RoleHolding(person_id=row.object_id, organisation_id=pk, role=role, valid_from=since or None, valid_to=until or None)
                for row in rows
                for pk, role, since, until in row.values["roles"]
            ]
        )

    def undo(self, rows: Sequence[ImportRow], stored: dict[int, Person]) -> None:
        """Put back what these matched rows changed. Three queries however many rows."""
        roles = set()
        for row in rows:
            for name, (before, _) in row.values["changes"].items():
                set_value(stored[row.object_id], name, before)
            roles |= {(row.object_id, pk, role) for pk, role, _, _ in row.values["roles"]}
        update_records(list({row.object_id: stored[row.object_id] for row in rows}.values()), FIELDS)
        there = RoleHolding.objects.filter(person__in={row.object_id for row in rows}).values_list("pk", "person_id", "organisation_id", "role")
        RoleHolding.objects.filter(pk__in=[pk for pk, *role in there if tuple(role) in roles]).delete()

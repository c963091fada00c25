"""Imports of activities from our own template: what happened, when, with whom, what was heard."""

import datetime
import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.models.functions import Upper
from django.utils import timezone
from import_export import widgets

from activities.models import Activity, ActivityOrganisation, ActivityType, ParticipationCount, Project
from crm.core.importing import Column, ImportKind, Parsed, Plan, Planner, RowResource
from crm.core.importing.bulk import update_records
from crm.core.importing.changes import changes_of, kept_words, set_value
from crm.core.importing.kinds import HIDDEN, MAKE, MATCH, RESTORE_IT
from crm.core.importing.ownership import written_by_imports
from crm.core.importing.resources import Choice, Day, Several, Text, WholeNumber, column, shown, tidy
from crm.core.models import ImportRow
from partners.imports.directory import NamedOrganisations, visible
from partners.imports.naming import name_key

SINCE_THE_NHS = datetime.date(1948, 7, 5)
FIELDS = ("how", "venue", "audience", "heard", "next_steps", "summary")
SOURCE = "Imported from a spreadsheet"


class WhenWidget(widgets.Widget):
    """A date as far as it is known: a day, `July 2026`, `2026` or nothing. Gives [ISO date or "", precision]."""

    def __init__(self):
        super().__init__()
        self.day = Day(SINCE_THE_NHS)

    def clean(self, value, row=None, **kwargs) -> list[str]:
        text = tidy(str(value or ""))
        if not text:
            return ["", "unknown"]
        if re.fullmatch(r"[0-9]{4}", text):
            return [self.day.clean(f"{text}-12-31")[:4] + "-01-01", "year"]
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
            return [self.day.clean(f"{text}-01"), "month"]
        if re.fullmatch(r"[A-Za-z]{3,9} [0-9]{4}", text):
            return [self.day.clean(f"1 {text}"), "month"]
        return [self.day.clean(text), "day"]


class ActivityResource(RowResource):
    """A row of the template."""

    title = column("title", "title", Text(250, name=True, required=True))
    type = column("type", "type", Text(100, required=True))
    when = column("when", "date", WhenWidget())
    until = column("until", "until", Day(SINCE_THE_NHS))
    status = column("status", "status", Choice(dict(Activity.Status.choices)))
    how = column("how", "how", Choice(dict(Activity.How.choices)))
    venue = column("venue", "venue", Text(200, cut=True))
    organisations = column("organisations", "organisations", Several())
    project = column("project", "project", Text(200))
    number = column("number", "people", WholeNumber())
    method = column("method", "counted", Choice(dict(ParticipationCount.Method.choices), default=ParticipationCount.Method.REGISTER.value))
    audience = column("audience", "audience", Text(300, cut=True))
    heard = column("heard", "heard", Text(50_000, lines=True))
    next_steps = column("next_steps", "next_steps", Text(3000, lines=True))
    summary = column("summary", "summary", Text(3000, lines=True))


class ActivityPlanner(Planner):
    """Matches rows by title and date. A match fills what is empty; who took part is not changed."""

    def __init__(self, actor, kind):
        super().__init__(actor, kind)
        self.organisations = NamedOrganisations(actor)
        self.earlier: dict[tuple[str, str], tuple[int, int | None]] = {}

    def plan(self, rows: Sequence[Parsed]) -> list[Plan]:
        """Nine queries however many rows."""
        self.organisations.look_up({name for parsed in rows for name in parsed.values["organisations"]})
        self._look_up(rows)
        plans = [self._decide(parsed) for parsed in rows]
        given = {parsed.number: parsed.values for parsed in rows}
        matched = [plan for plan in plans if plan.outcome == MATCH and plan.object_id and "same_as" not in plan.values]
        ours = written_by_imports(Activity, {plan.object_id for plan in matched}, FIELDS, self.kind.code)
        for plan in matched:
            activity = self.by_key[self._key(given[plan.number])][0]
            plan.values["changes"], kept = changes_of(activity, FIELDS, given[plan.number], ours)
            plan.changed = bool(plan.values["changes"])
            plan.reason = " ".join(note for note in (plan.reason, kept_words(activity, kept)) if note)[:500]
        return plans

    @staticmethod
    def _key(values: dict) -> tuple[str, str]:
        return name_key(values["title"]), values["when"][0]

    def _look_up(self, rows: Sequence[Parsed]) -> None:
        titles = {parsed.values["title"].upper() for parsed in rows}
        found = list(Activity.objects.annotate(upper_title=Upper("title")).filter(upper_title__in=titles).order_by("pk"))
        self.seen = set(visible(Activity, self.actor).filter(pk__in=[item.pk for item in found]).values_list("pk", flat=True))
        self.by_key: dict[tuple[str, str], list[Activity]] = defaultdict(list)
        for item in found:
            self.by_key[name_key(item.title), item.date_from.isoformat() if item.date_from else ""].append(item)
        self.types = {text.casefold(): pk for pk, *texts in ActivityType.objects.values_list("pk", "code", "label") for text in texts}
        self.projects: dict[str, list[int]] = defaultdict(list)
        for project in visible(Project, self.actor).filter(archived_at=None, is_training=False):
            for text in {project.title.casefold(), project.reference.casefold()}:
                self.projects[text].append(project.pk)

    def _decide(self, parsed: Parsed) -> Plan:
        values, title, key = parsed.values, parsed.values["title"], self._key(parsed.values)
        organisations = [self.organisations.named(name) for name in values["organisations"]]
        problem = self._problem(values) or next((said for _, said in organisations if said), "")
        stored = self.by_key.get(key, [])
        problem = problem or next((said for item in stored if (said := self._refusal(item))), "")
        if not problem and len(stored) > 1:
            problem = f"More than one activity has this title and date: {', '.join(item.reference for item in stored[:5])}."
        if problem:
            return Plan.park(parsed, problem, title)
        if key in self.earlier:
            number, object_id = self.earlier[key]
            reason = f"The same activity as row {number} of this file. Nothing was taken from this row."
            return Plan(parsed.number, MATCH, reason, title, [], {"same_as": number, "changes": {}}, object_id)
        self.earlier[key] = (parsed.number, stored[0].pk if stored else None)
        notes = " ".join(parsed.notes)[:500]
        if stored:
            return Plan(parsed.number, MATCH, notes, title, [], {"changes": {}}, stored[0].pk)
        return Plan(parsed.number, MAKE, notes, title, [], self._values(values, [item.pk for item, _ in organisations if item]))

    def _values(self, values: dict, organisations: list[int]) -> dict:
        date_from, precision = values["when"]
        is_ahead = date_from > timezone.localdate().isoformat()
        fields = {name: values[name] for name in ("title", *FIELDS)} | {
            "date_from": date_from,
            "date_precision": precision,
            "date_to": values["until"],
            "status": values["status"] or (Activity.Status.PLANNED.value if is_ahead else Activity.Status.HELD.value),
        }
        project = self.projects[values["project"].casefold()][0] if values["project"] else None
        return {
            "fields": fields,
            "type": self.types[values["type"].casefold()],
            "project": project,
            "organisations": list(dict.fromkeys(organisations)),
            "count": [values["number"], values["method"]] if values["number"] is not None else [],
            "changes": {},
        }

    def _problem(self, values: dict) -> str:
        date_from, precision = values["when"]
        if values["type"].casefold() not in self.types:
            return f"“{shown(values['type'])}” is none of our types of activity."
        if values["until"] and (not date_from or values["until"] < date_from):
            return f"It ends ({values['until']}) before it starts ({date_from or 'date not known'})."
        if values["until"] and precision != "day":
            return "It ends on a day, so say the day it starts."
        if values["project"] and len(self.projects.get(values["project"].casefold(), [])) != 1:
            return f"There is no project “{shown(values['project'])}” here, or more than one. Write its reference, like PRJ-3."
        return ""

    def _refusal(self, activity: Activity) -> str:
        if activity.pk not in self.seen:
            return HIDDEN
        if activity.archived_at is not None:
            return f"This is {activity.reference}, which is archived. {RESTORE_IT}."
        return f"This is {activity.reference}, a training example. Imports leave those alone." if activity.is_training else ""

    def write(self, rows: Sequence[ImportRow], made: dict[int, int]) -> None:
        """Seven queries however many rows."""
        fresh = [row for row in rows if row.outcome == MAKE]
        activities = [self._new(row) for row in fresh]
        Activity.objects.bulk_create(activities)
        for row, activity in zip(fresh, activities, strict=True):
            row.object_id = made[row.number] = activity.pk
        made.update({row.number: row.object_id for row in rows if row.outcome == MATCH and row.object_id})
        ActivityOrganisation.objects.bulk_create(
            [ActivityOrganisation(activity_id=row.object_id, organisation_id=pk) for row in fresh for pk in row.values["organisations"]]
        )
        ParticipationCount.objects.bulk_create(
            [
                ParticipationCount(activity_id=row.object_id, number=row.values["count"][0], method=row.values["count"][1])
                for row in fresh
                if row.values["count"]
            ]
        )
        changed = [row for row in rows if row.changed]
        stored = Activity.objects.select_for_update(of=("self",)).in_bulk([row.object_id for row in changed])
        for row in changed:
            for name, (_, value) in row.values["changes"].items():
                set_value(stored[row.object_id], name, value)
        update_records(list(stored.values()), FIELDS)

    def _new(self, row: ImportRow) -> Activity:
        activity = Activity(type_id=row.values["type"], project_id=row.values["project"], source=SOURCE, created_by=self.actor, owner=self.actor)
        activity.team = getattr(self.actor, "team", None)
        for name, value in row.values["fields"].items():
            set_value(activity, name, value)
        return activity

    def undo(self, rows: Sequence[ImportRow], stored: dict[int, Activity]) -> None:
        """Put back what these matched rows changed. One query however many rows."""
        for row in rows:
            for name, (before, _) in row.values["changes"].items():
                set_value(stored[row.object_id], name, before)
        update_records([stored[row.object_id] for row in rows], FIELDS)


ACTIVITIES = ImportKind(
    code="activities",
    label="Activities (our template)",
    hint="A log of meetings and other activities that was kept in a spreadsheet.",
    columns=(
        Column("title", "Title", required=True, example="Meeting about the stroke pathway"),
        Column("type", "Type", required=True, hint="As on the log form", example="Meeting"),
        Column("date", "Date", hint="2026-07-14, 14/07/2026, July 2026, 2026, or empty when it is not known", example="2026-07-14"),
        Column("until", "Until", hint="Last day, if it took several"),
        Column("status", "Planned or held", hint="Planned, held or cancelled"),
        Column("how", "How", hint="In person, online, phone, hybrid, post or e-mail"),
        Column("venue", "Venue"),
        Column("organisations", "Organisations", hint="By name or reference, several with semicolons", example="Example community group"),
        Column("project", "Project", hint="By title or reference, like PRJ-3"),
        Column("people", "Members of the public", hint="A whole number", example="14"),
        Column("counted", "How counted", hint="Counted by register, estimated, responses received"),
        Column("audience", "Audience"),
        Column("heard", "What was heard"),
        Column("next_steps", "What happens next"),
        Column("summary", "Summary for packs and public pages"),
    ),
    resource=ActivityResource(),
    planner=ActivityPlanner,
    model=Activity,
    children=(ActivityOrganisation, ParticipationCount),
)

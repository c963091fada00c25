"""From the records of a year to the ten parts of its report. What leaves the room holds nothing kept to some people."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from activities.models import Project, ProjectStage, Stage
from assurance.annual import stories
from assurance.annual.counts import METHOD as COUNTS_METHOD
from assurance.annual.counts import YearCounts
from assurance.annual.shape import CASE_STUDIES, PARTS, AnnualFacts, Part
from assurance.answers import Answer, Row, Sentence, Table, answer
from assurance.answers.reader import Reader, number
from assurance.filling.public import ACTIONS, INTERNAL_GAPS, NOT_PUBLISHED, ORGANISATIONS, PUBLISHED, REMARKS, Redaction
from assurance.filling.words import words
from assurance.models import AnnualReport, DutyVersion
from assurance.querysets import OPEN_TO_STAFF
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from partners.models import Organisation

INVOLVE_DUTIES = ("icb-involve", "ccg-involve")
UNEVEN = ("#places", "#communities")
"""Tables of the answer on reach that show who was heard less than others."""
UNREACHED = ("community-", "population", "char")
FORMATS = "This section is made as a Word file and as an accessible web page of one file, both from the same facts."


def read_report(report: AnnualReport, user: User, *, now: datetime | None = None, generated_by: str = "", status: str = "draft") -> AnnualFacts:
    """The whole report as the records have it now. About forty queries, whatever the number of rows."""
    year = FinancialYear.parse(report.year)
    reader = Reader(user=user, year=year, leaves_the_room=True)
    answers = {code: answer(code, year, user, leaves_the_room=True) for code in ("Q1", "Q3", "Q4", "Q5", "Q6", "Q7")}
    found = _found(report, reader, answers)
    published = Organisation.objects.filter(published_at__isnull=False, visibility__in=OPEN_TO_STAFF).values_list("name", flat=True)
    redaction = Redaction(frozenset(published) | {settings.ORGANISATION_NAME})
    return AnnualFacts(
        organisation=settings.ORGANISATION_NAME,
        year=year.label,
        starts=words(year.starts_on),
        ends=words(year.ends_on),
        status=status,
        generated_at=now or timezone.now(),
        generated_by=generated_by,
        parts=tuple(_finished(found[code], report.texts.get(code, ""), redaction) for code, _title, _asks in PARTS),
    )


def _finished(part: Part, text: str, redaction: Redaction) -> Part:
    """Ready for the public: contacts out of what records say, anchors of its own, then the author's words as they stand."""
    tables = tuple(_public(table, part.code, redaction) for table in part.tables if ACTIONS not in table.headers)
    anchors = {f"#{table.anchor}" for table in tables if table.anchor}
    sentences = tuple(dataclasses.replace(sentence, address=_address(sentence.address, part.code, anchors)) for sentence in part.sentences)
    studies = tuple(dataclasses.replace(redaction.scrub(dataclasses.replace(story, text="")), text=story.text) for story in part.stories)
    shown = redaction.scrub(dataclasses.replace(part, sentences=sentences, tables=tables, stories=()))
    return dataclasses.replace(shown, stories=studies, text=text)


def _address(address: str, code: str, anchors: set[str]) -> str:
    """A place on this page is named by its part; a place that is not shown here is no address."""
    if not address.startswith("#"):
        return address
    return f"#{code}-{address[1:]}" if f"#{code}-{address[1:]}" in anchors else ""


def _public(table: Table, code: str, redaction: Redaction) -> Table:
    """The table without remarks, unpublished rows, and names of organisations that did not agree to be named."""
    kept = [place for place, header in enumerate(table.headers) if header not in REMARKS]
    rows = list(table.rows)
    if PUBLISHED in table.headers:
        rows = [row for row in rows if row.cells[table.headers.index(PUBLISHED)] != NOT_PUBLISHED]

    def cell(row: Row, place: int) -> str:
        return redaction.organisation(row.cells[place]) if table.headers[place] in ORGANISATIONS else row.cells[place]

    return dataclasses.replace(
        table,
        headers=tuple(table.headers[place] for place in kept),
        rows=tuple(dataclasses.replace(row, cells=tuple(cell(row, place) for place in kept)) for row in rows),
        anchor=f"{code}-{table.anchor}" if table.anchor else "",
    )


def _found(report: AnnualReport, reader: Reader, answers: dict[str, Answer]) -> dict[str, Part]:
    q1, q3, q4, q5, q6, q7 = answers.values()
    counts = YearCounts(reader)
    told, left_out = stories.stories_of(reader, list(report.case_studies.all()))
    year = reader.year.label
    parts: dict[str, dict[str, Any]] = {
        "AR1": {"sentences": q1.sentences[:1], "tables": (_duty(reader), q1.tables[0]), "gaps": _gaps(q1, "assessment-"), "methods": (q1.method,)},
        "AR2": {"sentences": q1.sentences, "tables": (_bodies(reader), *q1.tables[1:]), "gaps": _gaps(q1, "cover-"), "methods": (q1.method,)},
        "AR3": {
            "sentences": (*counts.sentences(), *_about(q3.sentences[1:], UNEVEN, without=True), *q4.sentences[:1]),
            "charts": tuple(counts.charts()),
            "tables": (*counts.tables(), *q3.tables[:1]),
            "gaps": _gaps(q3, "counts"),
            "methods": (COUNTS_METHOD, q3.method, q4.method),
        },
        CASE_STUDIES: {
            "sentences": () if told else (Sentence(text=f"Nothing is recorded for case studies of {year}: none is chosen.", source=f"Annual report {year}"),),
            "stories": tuple(told),
            "gaps": (f"{number(left_out, 'case study is', 'case studies are')} left out: the decision is not open to all staff.",) if left_out else (),
            "methods": (stories.METHOD,),
        },
        "AR5": {"sentences": _about(q3.sentences, UNEVEN), "tables": q3.tables[1:], "gaps": _gaps(q3, *UNREACHED), "methods": (q3.method,)},
        "AR6": {"sentences": q4.sentences, "tables": q4.tables, "gaps": _gaps(q4), "methods": (q4.method,)},
        "AR7": {"sentences": q6.sentences, "tables": (*q6.tables, _consultations(reader)), "gaps": _gaps(q6), "methods": (q6.method,)},
        "AR8": {"sentences": q5.sentences, "tables": (*q5.tables, _evaluations(reader)), "gaps": _gaps(q5), "methods": (q5.method,)},
        "AR9": {"sentences": q7.sentences, "tables": q7.tables, "gaps": _gaps(q7), "methods": (q7.method,)},
        "AR10": {"sentences": (Sentence(text=FORMATS, source=f"Annual report {year}"),)},
    }  # fmt: skip
    return {code: Part(code=code, title=title, asks=asks, **parts[code]) for code, title, asks in PARTS}


def _about(sentences: Iterable[Sentence], places: tuple[str, ...], *, without: bool = False) -> tuple[Sentence, ...]:
    """Sentences that lead to one of these tables, or the others."""
    return tuple(sentence for sentence in sentences if (sentence.address in places) != without)


def _gaps(answered: Answer, *codes: str) -> tuple[str, ...]:
    """Gaps of an answer by the beginning of their code, all without one; internal actions and promises stay inside."""
    return tuple(gap.text for gap in answered.gaps if not gap.code.startswith(INTERNAL_GAPS) and (not codes or gap.code.startswith(codes)))


def _duty(reader: Reader) -> Table:
    """The duty to involve as it stood in the year. One query."""
    start, end = reader.days
    in_force = (Q(valid_from=None) | Q(valid_from__lte=end)) & (Q(valid_to=None) | Q(valid_to__gte=start))
    versions = DutyVersion.objects.filter(in_force, duty__key__in=INVOLVE_DUTIES).select_related("duty").order_by("valid_from", "pk")
    return Table(
        title="The duty to involve in force in the year",
        headers=("Duty", "Law", "From", "Until", "Source"),
        rows=tuple(
            Row(cells=(str(version.duty), version.statute, words(version.valid_from), words(version.valid_to, "still in force"), version.source))
            for version in versions
        ),
        note="From the register of duties.",
    )


def _bodies(reader: Reader) -> Table:
    """Which bodies decided, and how often. One query."""
    rows = reader.decision_rows.order_by().values_list("body__name").annotate(held=Count("pk")).order_by("body__name")
    return Table(
        title="Bodies that decided",
        headers=("Body", f"Decisions of {reader.year.label}"),
        rows=tuple(Row(cells=(name or "Body not recorded", str(held))) for name, held in rows),
    )


def _consultations(reader: Reader) -> Table:
    """Decisions with a formal consultation. One query."""
    decisions: Iterable[Any] = reader.decision_rows.filter(consults=True)
    return Table(
        title="Formal consultations",
        headers=("Decision", "Reference", "State", "Day"),
        rows=tuple(
            Row(cells=(row.title, row.reference, row.get_state_display(), words(row.recorded_day)), address=row.get_absolute_url()) for row in decisions
        ),
        anchor="consultations",
    )


def _evaluations(reader: Reader) -> Table:
    """Projects that reached evaluation in the year. Two queries."""
    from_day, until = reader.days
    reached = Q(actual_from__range=(from_day, until)) | Q(actual_to__range=(from_day, until))
    projects = reader.visible(Project).order_by().values("pk")
    stages: Iterable[ProjectStage] = ProjectStage.objects.filter(reached, stage=Stage.EVALUATION, project__in=projects).select_related("project").order_by("pk")
    return Table(
        title="Evaluations",
        headers=("Project", "Started", "Ended"),
        rows=tuple(Row(cells=(row.project.title, words(row.actual_from), words(row.actual_to)), address=row.project.get_absolute_url()) for row in stages),
        anchor="evaluations",
    )

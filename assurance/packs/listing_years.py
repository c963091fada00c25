"""The lists of the pack of a year and of a question as tables of text."""

from functools import partial

from assurance.packs.tables import PackSection, Rows, Table, common_facts, file_rows, gap_rows, withheld_words
from assurance.reports_years import YEAR_SECTIONS, AnswerTable, QuestionReport, YearReport

LONGEST_SHEET_NAME = 31


def year_facts(report: YearReport) -> list[tuple[str, str]]:
    """What the pack is and what the year is: one pair a row."""
    stated = [(claim.label, f"{claim.text} [{claim.source}]") for claim in report.facts]
    return [*common_facts(report), ("Framework", report.framework_name), ("Year", report.year), *stated, ("Withheld", withheld_words(report))]


def question_facts(report: QuestionReport) -> list[tuple[str, str]]:
    stated = [("Question", f"{report.code} {report.question}"), ("Year", report.year), ("Withheld", withheld_words(report))]
    return [*common_facts(report), *stated]


def _criteria(report: YearReport) -> Rows:
    for c in report.criteria:
        reviewer = f"{c.reviewer_role}, {c.reviewed_on}" if c.reviewer_role else "not reviewed"
        yield (c.code, c.text, c.state, ", ".join(c.evidence) or "none", c.verdict or "none given", reviewer, c.comment)


def _beside(report: YearReport) -> Rows:
    return ((c.code, c.text, c.last_verdict or "not on record", c.last_comment, c.verdict or "none given", c.comment) for c in report.criteria)


def _domains(report: YearReport) -> Rows:
    for d in report.domains:
        reviewer = f"{d.reviewer_role}, {d.reviewed_on}" if d.reviewer_role else "not reviewed"
        yield (d.name, d.last_verdict or "not on record", d.verdict or "none given", reviewer, d.comment)


def _evidence(report: YearReport) -> Rows:
    for e in report.evidence:
        judged = f"{e.verdict}: {e.reviewer_role}" if e.verdict else "not reviewed"
        what = ". ".join(filter(None, [e.title, e.shows, f"Work of {e.credited_to}" if e.credited_to else ""]))
        where = ", ".join(filter(None, [e.address, f"as at {e.as_at}" if e.as_at else "", e.snapshot]))
        yield (e.reference, e.criterion, what, e.kind, where, e.strength or "not judged", judged, e.comment)


YEAR_TABLES = (
    Table(
        "Gaps", 7, ("Code", "Gap", "Owner", "Due", "Source"), gap_rows, words=1, opens_and_closes=True, widths=(16, 40, 18, 12, 14)
    ),
    Table(
        "Criteria", 2, ("Criterion", "What it asks", "State", "Evidence", "Verdict", "Reviewer", "Comment"), _criteria, words=1,
        widths=(9, 24, 13, 13, 13, 13, 15),
    ),
    Table(
        "Last year", 3, ("Criterion", "What it asks", "Last year", "Comment then", "This year", "Comment now"), _beside, key=(),
        widths=(9, 27, 14, 18, 14, 18),
    ),
    Table("Domains", 4, ("Domain", "Last year", "This year", "Reviewer", "Comment"), _domains, widths=(26, 15, 15, 19, 25)),
    Table(
        "Evidence", 5, ("Ref", "Criterion", "What", "Kind", "Where", "Strength", "Reviewer’s verdict", "Comment"), _evidence, key=(0, 1), words=2,
        widths=(9, 9, 24, 10, 20, 9, 11, 8),
    ),
    Table("Files", 6, ("File", "Title", "Source", "Type", "Size", "SHA-256"), file_rows, key=(1, 2), words=1, ignored=(0,), widths=(24, 22, 10, 12, 10, 22)),
)  # fmt: skip


def year_tables(report: YearReport) -> tuple[Table, ...]:
    """All lists, without that of domains where the framework is not judged by domain."""
    return tuple(table for table in YEAR_TABLES if table.name != "Domains" or report.domains)


def year_sections(report: YearReport) -> list[PackSection]:
    tables = year_tables(report)
    found = []
    for number, title in YEAR_SECTIONS.items():
        own = tuple(table for table in tables if table.section == number)
        if own or number == 1:
            gaps = report.gaps_in(number) if number != 7 else ()
            found.append(PackSection(number, title, report.facts if number == 1 else (), gaps, own))
    return found


def _cells(table: AnswerTable, _report: QuestionReport) -> Rows:
    return (row.cells for row in table.rows)


def question_tables(report: QuestionReport) -> tuple[Table, ...]:
    """Gaps, the tables of the answer, files. Sheets get the first 31 letters of their title and a number where two are alike."""
    own: list[Table] = []
    last = len(report.tables) + 2
    for number, table in enumerate(report.tables, start=2):
        name = _sheet_name(table.title, [made.name for made in own])
        own.append(Table(name, number, table.columns, partial(_cells, table), words=min(1, len(table.columns) - 1), note=table.note))
    gaps = Table("Gaps", last + 1, ("Code", "Gap", "Owner", "Due", "Source"), gap_rows, words=1, opens_and_closes=True, widths=(16, 40, 18, 12, 14))
    files = Table(
        "Files", last, ("File", "Title", "Source", "Type", "Size", "SHA-256"), file_rows, key=(1, 2), words=1, ignored=(0,), widths=(24, 22, 10, 12, 10, 22)
    )
    return (gaps, *own, files)


def _sheet_name(title: str, taken: list[str]) -> str:
    """A name that a workbook takes: no signs of its own, at most 31 letters, none twice."""
    name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()[:LONGEST_SHEET_NAME] or "Table"
    number, found = 2, name
    while found.lower() in {one.lower() for one in [*taken, "About", "Gaps", "Files", "What is new"]}:
        found, number = f"{name[: LONGEST_SHEET_NAME - 4]} ({number})", number + 1
    return found


def question_sections(report: QuestionReport) -> list[PackSection]:
    gaps, *own, files = question_tables(report)
    found = [PackSection(1, "The answer", report.sentences)]
    found += [PackSection(table.section, answer.title, tables=(table,)) for table, answer in zip(own, report.tables, strict=True)]
    return [*found, PackSection(files.section, "Files", tables=(files,)), PackSection(gaps.section, "Gaps and who owns them", tables=(gaps,))]

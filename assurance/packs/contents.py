"""The facts, lists and sections of a report, whatever it is about. Every renderer starts here."""

from assurance.packs import listing, listing_years
from assurance.packs.tables import CHANGES, PackSection, Table, common_facts, withheld_words
from assurance.reports import SECTION_TITLES, PackReport
from assurance.reports_base import SealedReport
from assurance.reports_years import QuestionReport, YearReport


def facts(report: SealedReport) -> list[tuple[str, str]]:
    """What the pack is and what it is about: one pair a row."""
    if isinstance(report, PackReport):
        return listing.facts(report)
    return listing_years.year_facts(report) if isinstance(report, YearReport) else listing_years.question_facts(_question(report))


def short_facts(report: SealedReport) -> list[tuple[str, str]]:
    """The facts for papers, which tell what is known of a year in its first section."""
    return facts(report) if isinstance(report, PackReport) else [*common_facts(report), ("Not shown", withheld_words(report))]


def tables(report: SealedReport) -> tuple[Table, ...]:
    """All lists of the pack, gaps first, what is new since the pack before last."""
    own: tuple[Table, ...] = listing.TABLES
    if not isinstance(report, PackReport):
        own = listing_years.year_tables(report) if isinstance(report, YearReport) else listing_years.question_tables(_question(report))
    return (*own, CHANGES) if report.changes else own


def sections(report: SealedReport) -> list[PackSection]:
    """The numbered sections with their claims, gaps and tables."""
    if isinstance(report, PackReport):
        return [
            PackSection(
                number, title, report.claims(number), report.gaps_in(number) if number != 14 else (),
                tuple(table for table in listing.TABLES if table.section == number),
            )
            for number, title in SECTION_TITLES.items()
        ]  # fmt: skip
    return listing_years.year_sections(report) if isinstance(report, YearReport) else listing_years.question_sections(_question(report))


def _question(report: SealedReport) -> QuestionReport:
    if not isinstance(report, QuestionReport):
        raise TypeError(f"No pack is made of a {type(report).__name__}.")
    return report

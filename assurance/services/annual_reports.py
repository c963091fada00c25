"""The annual report of a year: opened, written part by part, its case studies chosen, made final."""

import hashlib
import zlib
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from assurance.annual.files import annual_page, annual_word
from assurance.annual.policies import can_write_annual_report
from assurance.annual.reading import read_report
from assurance.annual.shape import TITLES
from assurance.annual.stories import full_chains
from assurance.answers.reader import Reader
from assurance.covers.report import digest
from assurance.models import AnnualReport, CaseStudy
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.financial_year import FinancialYear
from crm.core.models import User
from crm.core.services import StaleRecord, explained, locked, save_record

MOST_CHARACTERS = 20_000
FROZEN = ["state", "facts", "sha256", "word_file", "word_sha256", "page_file", "page_sha256", "made_final_by", "made_final_at"]


def words_version(text: str) -> int:
    """The words that a writer saw, as a number: each part of a report is written by itself, so that two people can write two parts."""
    return zlib.crc32(text.encode()) + 1


@transaction.atomic
def open_annual_report(year: FinancialYear, *, actor: User, key: UUID | None = None) -> AnnualReport:
    """Start the report of a year.

    Raises:
        PermissionDenied: The person may not write annual reports.
        ValidationError: There is one for this year.
    """
    _may(actor)
    press, made = earlier_press(AnnualReport, key, actor)
    if made:
        return made
    if AnnualReport.objects.filter(year=year.label).exists():
        raise ValidationError({"year": f"The annual report {year.label} is already open."}, code="once")
    report = AnnualReport(year=year.label, starts_on=year.starts_on, ends_on=year.ends_on, created_by=actor)
    report.clean_fields(exclude=["created_by"])
    with history.because(actor, "open_annual_report"), explained():
        report.save()
    remember(press, report)
    return report


@transaction.atomic
def write_part(report: AnnualReport, code: str, text: str, *, seen: int, actor: User) -> AnnualReport:
    """Store the author's words on one part. Blank words are taken out: the report then says that nothing is recorded.

    Args:
        seen: `words_version` of the words that the writer started from.

    Raises:
        StaleRecord: Somebody else wrote this part since.
        ValidationError: `final`, no such part, or too long.
    """
    report = _open(report, actor)
    if code not in TITLES:
        raise ValidationError("There is no such part.", code="no_part")
    if words_version(report.texts.get(code, "")) != seen:
        raise StaleRecord(report)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_CHARACTERS:
        raise ValidationError({"text": f"The text is longer than {MOST_CHARACTERS:,} characters."}, code="too_long")
    texts = {other: words for other, words in report.texts.items() if other != code}
    report.texts = {**texts, code: text} if text else texts
    with history.because(actor, "write_annual_report"):
        return save_record(report, fields=["texts"])


@transaction.atomic
def choose_case_studies(report: AnnualReport, places: Mapping[int, int], *, actor: User) -> AnnualReport:
    """Which decisions are told, and in which order. What was written about one that stays is kept.

    Args:
        places: Place in the report (from 1) by decision; decisions that are not in it are taken out.

    Raises:
        ValidationError: `final`, or a new decision without a full chain.
    """
    report = _open(report, actor)
    chosen = {study.decision_id: study for study in report.case_studies.all()}
    new = places.keys() - chosen.keys()
    reader = Reader(user=actor, year=FinancialYear.parse(report.year), leaves_the_room=True)
    if new - set(full_chains(reader).order_by().values_list("pk", flat=True)):
        raise ValidationError("A case study needs an activity, what people said, and a published answer.", code="no_chain")
    with history.because(actor, "choose_case_studies"), explained():
        for decision, study in chosen.items():
            if decision not in places:
                study.delete()
            elif study.position != places[decision]:
                study.position = places[decision]
                study.save(update_fields=["position"])
        for decision in new:
            CaseStudy.objects.create(report=report, decision_id=decision, position=places[decision])
        return save_record(report, fields=[])


@transaction.atomic
def write_case_study(study: CaseStudy, text: str, *, seen: int, actor: User) -> CaseStudy:
    """Store the author's words on a case study.

    Raises:
        StaleRecord: Somebody else wrote it since; `current` is the case study.
        ValidationError: `final`, or too long.
    """
    report = _open(study.report, actor)
    study = CaseStudy.objects.select_for_update(of=("self",)).select_related("decision").get(pk=study.pk, report=report)
    if words_version(study.text) != seen:
        raise _StaleStudy(study)
    study.text = text.replace("\r\n", "\n").strip()
    study.clean_fields(exclude=["report", "decision"])
    with history.because(actor, "write_case_study"):
        study.save(update_fields=["text"])
        save_record(report, fields=[])
    return study


class _StaleStudy(StaleRecord):
    def __init__(self, current: CaseStudy):
        Exception.__init__(self, "This case study was changed by somebody else.")
        self.current = current


@transaction.atomic
def make_final(report: AnnualReport, *, version: int, actor: User) -> AnnualReport:
    """Freeze what the report says now: facts, Word file and page, each with its hash. Later changes of records do not alter it.

    Raises:
        PermissionDenied: The person may not write annual reports.
        StaleRecord: It changed since it was read.
        ValidationError: `final`.
    """
    report = _open(report, actor, version=version)
    now = timezone.now()
    facts = read_report(report, actor, now=now, generated_by=first_role(actor), status="final")
    report.state, report.made_final_by, report.made_final_at = AnnualReport.State.FINAL, actor, now
    report.facts = facts.to_data()
    report.sha256 = digest(report.facts)
    name = f"involvement-{report.starts_on.year}-{report.ends_on.year}"
    stored = []
    try:
        for field, content, suffix in (("word", annual_word(facts), "docx"), ("page", annual_page(facts), "html")):
            file = getattr(report, f"{field}_file")
            file.save(f"{name}.{suffix}", ContentFile(content), save=False)
            stored.append(file)
            setattr(report, f"{field}_sha256", hashlib.sha256(content).hexdigest())
        with history.because(actor, "make_annual_report_final"):
            save_record(report, fields=FROZEN)
    except BaseException:
        for file in stored:
            file.storage.delete(file.name)
        raise
    return report


def _may(actor: User) -> None:
    if not can_write_annual_report(actor):
        raise PermissionDenied


def _open(report: AnnualReport, actor: User, *, version: int | None = None) -> AnnualReport:
    """The row, locked, of a report that is not final."""
    _may(actor)
    report = locked(AnnualReport, report.pk, version=version)
    if report.state == AnnualReport.State.FINAL:
        raise ValidationError("This report is final. It is not changed any more.", code="final")
    return report

"""`manage.py build_pack DEC-n|pcei:2019/20|Q2:2026/27 --out FILE.zip`: the evidence pack of a decision, a year or a question."""

import re
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assurance import services
from assurance.models import Decision, EvidencePack, FrameworkYear
from assurance.reports_base import FULL, PUBLIC

DECISION = re.compile(r"DEC-([1-9][0-9]{0,17})", re.IGNORECASE)
YEAR = re.compile(r"([a-z0-9-]{1,40}):(\d{4}/\d{2})", re.IGNORECASE)


class Command(BaseCommand):
    help = "Build the evidence pack of a decision, of a framework's year or of a question about a year. Restricted records are left out and counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="DEC-n|FRAMEWORK:YEAR|Qn:YEAR", help="what it is about: DEC-3, pcei:2019/20, Q2:2026/27")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write the pack; not overwritten")
        parser.add_argument("--draft", action="store_true", help="mark it as a draft")
        parser.add_argument("--public", action="store_true", help="the redacted edition for the public")
        parser.add_argument("--with-raw-notes", action="store_true", help="include raw notes and files that are not published")

    def handle(self, *args: Any, reference: str, out: Path, draft: bool, public: bool, with_raw_notes: bool, **options: Any) -> None:
        if public and with_raw_notes:
            raise CommandError("The public edition never holds raw notes. Choose one of the two.")
        subject = _subject(reference.strip())
        if out.exists():
            raise CommandError(f"{out} is already there. Choose another name.")
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        order = {"is_draft": draft, "with_raw_notes": with_raw_notes, "edition": PUBLIC if public else FULL}
        pack = services.build_ordered_pack(services.order_pack(subject, actor=None, **order).pk)
        if pack.state != EvidencePack.State.READY:
            raise CommandError(f"The pack was not built: {pack.message}")
        with pack.file.open("rb") as source, out.open("xb") as target:
            shutil.copyfileobj(source, target)
        facts = f"{pack.items} files, {pack.size:,} bytes, {pack.gaps} gaps, {pack.withheld} items withheld, hash {pack.sha256}"
        about = services.report_of(pack).subject
        self.stdout.write(f"{pack.reference} of {about}: {facts}. Written to {out}.")


def _subject(reference: str) -> services.Subject:
    """What the reference names.

    Raises:
        CommandError: Nothing that a pack can be about, or there is none.
    """
    if match := DECISION.fullmatch(reference):
        decision = Decision.objects.visible_to(services.Operator()).filter(pk=int(match[1])).first()
        if decision is None:
            raise CommandError(f"There is no decision {reference.upper()}.")
        return decision
    match = YEAR.fullmatch(reference)
    if match is None:
        raise CommandError(f"{reference!r} is nothing that a pack is about. It looks like DEC-3, pcei:2019/20 or Q2:2026/27.")
    key, year = match[1], match[2]
    if key.upper() in EvidencePack.Question.values:
        try:
            return services.QuestionOfYear(key.upper(), year)
        except ValueError as error:
            raise CommandError(str(error)) from error
    found = FrameworkYear.objects.select_related("framework").filter(framework__key=key.lower(), year=year).first()
    if found is None:
        raise CommandError(f"There is no year {year} of a framework {key.lower()!r}.")
    return found

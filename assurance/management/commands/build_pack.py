"""`manage.py build_pack DEC-n --out FILE.zip`: the evidence pack of one decision, final unless --draft."""

import re
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assurance import services
from assurance.models import Decision, EvidencePack

REFERENCE = re.compile(r"DEC-([1-9][0-9]{0,17})", re.IGNORECASE)


class Command(BaseCommand):
    help = "Build the evidence pack of one decision. Restricted records are left out and counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", metavar="DEC-n", help="the decision")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write the pack; not overwritten")
        parser.add_argument("--draft", action="store_true", help="mark it as a draft")
        parser.add_argument("--with-raw-notes", action="store_true", help="include raw notes and files that are not published")

    def handle(self, *args: Any, reference: str, out: Path, draft: bool, with_raw_notes: bool, **options: Any) -> None:
        match = REFERENCE.fullmatch(reference.strip())
        if match is None:
            raise CommandError(f"{reference!r} is not the reference of a decision. It looks like DEC-3.")
        decision = Decision.objects.visible_to(services.Operator()).filter(pk=int(match[1])).first()
        if decision is None:
            raise CommandError(f"There is no decision {reference.upper()}.")
        if out.exists():
            raise CommandError(f"{out} is already there. Choose another name.")
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        pack = services.build_ordered_pack(services.order_pack(decision, is_draft=draft, with_raw_notes=with_raw_notes, actor=None).pk)
        if pack.state != EvidencePack.State.READY:
            raise CommandError(f"The pack was not built: {pack.message}")
        with pack.file.open("rb") as source, out.open("xb") as target:
            shutil.copyfileobj(source, target)
        facts = f"{pack.items} files, {pack.size:,} bytes, {pack.gaps} gaps, {pack.withheld} items withheld, hash {pack.sha256}"
        self.stdout.write(f"{pack.reference} of {decision.reference}: {facts}. Written to {out}.")

"""`manage.py verify_pack FILE.zip [FILE.zip …]`: is each pack as it was sealed, and does the chain hold?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assurance.packs import signing
from assurance.packs.verify import inspect_pack


class Command(BaseCommand):
    help = "Check evidence packs without database or network. Several files are checked as a chain, in their order."
    requires_system_checks = []  # a check could ask the database, and a pack must verify without one

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.zip", help="packs, oldest first")
        parser.add_argument(
            "--key",
            action="append",
            type=Path,
            metavar="PUBKEYFILE",
            help="trust this public key (PEM) instead of those this installation published; may be repeated",
        )

    def handle(self, *args: Any, files: list[Path], key: list[Path] | None, **options: Any) -> None:
        try:
            trusted = [signing.read_public_key(path) for path in key] if key else _published()
        except signing.KeyRefused as error:
            raise CommandError(str(error)) from error
        wrong = 0
        result = None
        for path in files:
            result = inspect_pack(path, previous=result, trusted_keys=trusted)
            wrong += bool(result.findings)
            if result.findings or result.manifest is None:
                self.stdout.write(self.style.ERROR(f"{result.name} NOT verified ({path.name}):"))
                self.stdout.writelines(f"  {finding}" for finding in result.findings)
            else:
                listed = result.manifest.files
                size = sum(file.size for file in listed)
                manifest = result.manifest
                subject = f"decision {manifest.decision}" if manifest.decision else manifest.subject
                edition = ", public edition" if manifest.edition == "public" else ""
                facts = f"{len(listed)} files, {size:,} bytes, {subject}{edition}"
                self.stdout.write(self.style.SUCCESS(f"{result.name} verified: {facts}, hash {result.sha256}."))
            self.stdout.writelines(f"  {note}" for note in result.notes)
        if wrong:
            raise CommandError(f"{wrong} of {len(files)} packs did not verify.", returncode=1)
        if len(files) > 1:
            self.stdout.write(f"Chain of {len(files)} packs holds in this order.")


def _published() -> list[Ed25519PublicKey] | None:
    """Keys this installation published; None where there are none, as on an auditor's own machine."""
    return signing.published_keys(settings.KEY_DIR) or None

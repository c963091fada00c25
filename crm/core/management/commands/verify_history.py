import sys

from django.core.management.base import BaseCommand, CommandParser

from crm.core.sealing import verify_history


class Command(BaseCommand):
    help = "Name everything in history and records that was altered behind the product's back. Exit status 1 when anything was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kept-hash", default="", help="the hash of a seal that was printed and kept elsewhere")

    def handle(self, *, kept_hash: str, **options) -> None:
        verdict = verify_history(kept_hash=kept_hash)
        for finding in verdict.findings:
            print(finding)
        print(
            f"{verdict.seals:,} seals over {verdict.sealed:,} lines, {verdict.unsealed:,} lines not sealed yet, "
            f"{verdict.records:,} records compared with their history."
        )
        if verdict.findings:
            print(f"{len(verdict.findings):,} things were altered behind the product’s back.")
            sys.exit(1)
        print("Nothing was altered behind the product’s back.")

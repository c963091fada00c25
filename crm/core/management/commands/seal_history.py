from django.core.management.base import BaseCommand

from crm.core.sealing import newest_seal, seal_history


class Command(BaseCommand):
    help = "Seal the history written since the last seal, and print the newest seal: keep its hash somewhere else."

    def handle(self, **options) -> None:
        count = seal_history()
        seal = newest_seal()
        print(f"{count:,} lines of history sealed." if count else "Everything is sealed already.")
        if seal:
            print(f"Seal {seal.number} of {seal.at:%-d %B %Y %H:%M} UTC, up to line {seal.last_event}: {seal.hash.hex()}")

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from crm.core.services.tidying import remove_old_exports, remove_orphans


class Command(BaseCommand):
    help = "Delete files of exports that ended a week ago, and uploads older than a day that no record names. Meant to run daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many, delete nothing")

    def handle(self, *, dry_run: bool, **options) -> None:
        now = timezone.now()
        exports, orphans = remove_old_exports(now, dry_run=dry_run), remove_orphans(now, dry_run=dry_run)
        words = "Would delete" if dry_run else "Deleted"
        self.stdout.write(f"{words} {exports} files of old exports and {orphans} files that no record names.")

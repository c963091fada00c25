from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.core.importing import preview, receive, run_import
from crm.core.models import ImportBatch, ImportRow, User
from crm.desk.importing import KINDS

SHOWN = 20


class Command(BaseCommand):
    help = "Say what importing a file would do, row by row; with --commit, do it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(KINDS), help="kind of file")
        parser.add_argument("file", help="CSV, tab-separated or .xlsx")
        parser.add_argument("--commit", action="store_true", help="import it; without this, only the preview is made")
        parser.add_argument("--as", dest="email", metavar="E-MAIL", help="import as this person; without it, only records open to all staff are touched")

    def handle(self, *, kind: str, file: str, commit: bool, email: str | None, **options) -> None:
        actor, path = self._actor(email), Path(file)
        try:
            with path.open("rb") as content:
                batch = receive(KINDS[kind], content, name=path.name, actor=actor)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        batch = preview(batch, KINDS[kind], actor=actor)
        if batch.state == ImportBatch.State.REFUSED:
            raise CommandError(f"{path.name}: {batch.message}")
        if commit:
            try:
                batch = run_import(batch, KINDS[kind], actor=actor)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self._report(batch)

    @staticmethod
    def _actor(email: str | None) -> User | None:
        if not email:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not user.has_right("import_records"):
            raise CommandError(f"Nobody who may import signs in as {email}.")
        return user

    def _report(self, batch: ImportBatch) -> None:
        done = batch.state == ImportBatch.State.IMPORTED
        words = ("made", "matched", "parked") if done else ("to make", "to match", "to park")
        counts = zip((batch.made, batch.matched, batch.parked), words, strict=True)
        self.stdout.write(f"Import {batch.pk}, {batch.file_name}: {batch.rows:,} rows = " + " + ".join(f"{count:,} {word}" for count, word in counts))
        if batch.message:
            self.stdout.write(batch.message)
        for row in batch.row_set.filter(outcome=ImportRow.Outcome.PARK)[:SHOWN]:
            self.stdout.write(f"  row {row.number}, {row.label or 'no name'}: {row.reason}")
        if batch.parked > SHOWN:
            self.stdout.write(f"  and {batch.parked - SHOWN:,} more")
        if not done:
            self.stdout.write("Nothing was imported. Add --commit to import.")

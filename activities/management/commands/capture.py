"""Take in messages from files, as the mailbox does: one worded outcome a line."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from activities.capture.outcomes import line_of
from activities.capture.parsing import Limits
from activities.models import CapturedMessage
from activities.services.capturing import capture_file
from crm.core.models import User


class Command(BaseCommand):
    """Read e-mails (.eml), Outlook messages (.msg) and invitations (.ics) from files."""

    help = "Read e-mails (.eml), Outlook messages (.msg) and invitations (.ics) from files; one line a file: outcome, reference, reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--as", dest="person", metavar="EMAIL", default="", help="whose they are; without it they wait for everybody who logs activities")

    def handle(self, *, files: list[str], person: str, **options: object) -> None:
        actor = self._person(person) if person else None
        for name in files:
            path = Path(name)
            try:
                with path.open("rb") as file:
                    content = file.read(Limits().bytes + 1)
            except OSError as error:
                self.stdout.write(f"{name}: refused. It cannot be opened: {(error.strerror or 'not readable').lower()}.")
                continue
            message = capture_file(content, path.name, door=CapturedMessage.Door.COMMAND, actor=actor, now=timezone.now())
            self.stdout.write(f"{name}: {line_of(message)}")

    def _person(self, email: str) -> User:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not user.has_right("log_activities"):
            raise CommandError(f"Nobody with the address {email} may log activities here.")
        return user

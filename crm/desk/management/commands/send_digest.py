from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crm.core.models import User
from crm.desk.digest import digest_of, may_have_digest, recipients, send_digests


class Command(BaseCommand):
    help = "Send today's summaries of desks by e-mail to those who asked for them; nobody gets two a day. The clock does this each working day at seven."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", metavar="EMAIL", help="only to this person, asked for or not, whatever day it is")
        parser.add_argument("--dry-run", action="store_true", help="print what would be sent, send and mark nothing")

    def handle(self, *, to: str, dry_run: bool, **options) -> None:
        if to and not any(may_have_digest(user) for user in User.objects.filter(email__iexact=to.strip())):
            raise CommandError(f"Nobody with the address {to} has a desk to summarise.")
        now = timezone.now()
        if not dry_run:
            self.stdout.write(send_digests(now, to=to))
            return
        today = timezone.localdate(now)
        for user in recipients(today, to=to):
            if may_have_digest(user):
                self.stdout.write(f"To: {user.email}\n{digest_of(user, today).text}\n")

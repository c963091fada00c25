"""Read the mailbox once, from a terminal or a timer; the task queue does the same by itself."""

from django.core.management import BaseCommand, CommandError

from activities.capture.collecting import collect_mail
from activities.capture.mailbox import MailboxError


class Command(BaseCommand):
    """Read what was sent to the mailbox."""

    help = "Read what was sent to the mailbox (MAILBOX_HOST and others); one line a message: outcome, reference, reason."

    def handle(self, **options: object) -> None:
        count = 0
        try:
            for line in collect_mail():
                self.stdout.write(line)
                count += 1
        except MailboxError as error:
            raise CommandError(str(error)) from error
        if not count:
            self.stdout.write("No new messages.")

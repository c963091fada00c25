from django.core.management.base import BaseCommand

from crm.desk.load.generating import generate


class Command(BaseCommand):
    help = "Add a large, plausible data set by COPY, for measuring. Never on a real database: nothing takes it out again."

    def add_arguments(self, parser):
        parser.add_argument("--activities", type=int, required=True, help="how many activities")

    def handle(self, *, activities: int, **options):
        generate(activities, self.stdout.write)

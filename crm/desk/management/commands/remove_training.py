from django.core.management.base import BaseCommand

from crm.desk.example import training


class Command(BaseCommand):
    help = "Remove the training case. Its history stays."

    def handle(self, **options):
        self.stdout.write(f"Removed {training.remove()} training records.")

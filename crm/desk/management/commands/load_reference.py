from django.core.management.base import BaseCommand

import activities.reference
import assurance.reference
import crm.core.reference
import partners.reference


class Command(BaseCommand):
    help = "Bring types, places, postcodes, deprivation, themes, duties and frameworks up to the files that the project ships, and say what changed."

    def handle(self, *args, **options) -> None:
        for reference in (crm.core.reference, partners.reference, activities.reference, assurance.reference):
            reference.load(self.stdout.write)

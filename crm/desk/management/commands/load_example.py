import os

from django.core.management.base import BaseCommand
from django.db import transaction

from crm.core import history
from crm.desk.example import annual_report, checks, covid_learning, open_data, papers, service_change, sign_ins, strategy, training, years


class Command(BaseCommand):
    help = "Load the Kent and Medway example: sign-ins, the Covid-19 learning programme, open data, a training case, the public pages. Idempotent."

    def add_arguments(self, parser):
        parser.add_argument("--without-open-data", action="store_true", help="leave out GP practices, trusts and charities")
        parser.add_argument("--without-training", action="store_true", help="leave out the training case")

    def handle(self, *, without_open_data: bool, without_training: bool, **options):
        password = os.environ.get("EXAMPLE_PASSWORD")
        if not password:
            self.stderr.write("Set EXAMPLE_PASSWORD to the password that the example sign-ins shall have.")
            raise SystemExit(2)
        with transaction.atomic(), history.because(None, "load_example"):
            users = sign_ins.load_sign_ins(password)
            self.say("Covid-19 learning programme", covid_learning.load(users))
            self.say("Year 2019/20 of the indicator", years.load())
            self.say("Involvement strategy", strategy.load(users))
            self.say("Annual report 2020/21, a draft", annual_report.load(users))
            if not without_training:
                self.say("Training case", training.load(users))
                self.say("Its stages, assessments and scrutiny", service_change.load(users))
                self.say("Views of its checks", checks.load(users))
            self.stdout.write(f"Covers of papers: {papers.load(users)} written.")
        if not without_open_data:
            for line in open_data.load():
                self.stdout.write(line)
        from pages.services import build_site

        with transaction.atomic(), history.because(None, "load_example"):
            build_site()
        self.stdout.write("Public pages: in place.")

    def say(self, what: str, made) -> None:
        self.stdout.write(f"{what}: {'loaded' if made else 'already there'}.")

"""The clock: what is due when, once however many clocks tick, caught up once, and never wrong in silence."""

import os
import signal
import subprocess
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from crm import env
from crm.core.models import JobRun
from crm.desk import periodic
from crm.desk.periodic import Job, run_due

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)


def moment(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


class Work:
    """A job's work, which remembers when it was done."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done: list[datetime] = []
        self.error = error

    def __call__(self, now: datetime) -> str:
        self.done.append(now)
        if self.error:
            raise self.error
        return f"done {len(self.done)}"


def daily(work, name: str = "daily") -> Job:
    return Job(name, "Daily work", work, at=time(7, 0))


def often(work, name: str = "often") -> Job:
    return Job(name, "Frequent work", work, every=timedelta(minutes=2))


@pytest.mark.django_db
def test_a_daily_job_runs_once_a_day_from_its_time_on():
    work = Work()
    for now in (moment(14, 7), moment(14, 7, 1), moment(14, 23), moment(15, 6, 59), moment(15, 7), moment(15, 12)):
        run_due(now, [daily(work)])
    assert work.done == [moment(14, 7), moment(15, 7)]
    assert JobRun.objects.get().said == "done 2"


@pytest.mark.django_db
def test_missed_days_are_caught_up_once():
    work = Work()
    run_due(moment(14, 7), [daily(work)])
    for now in (moment(17, 9), moment(17, 9, 1), moment(18, 7)):
        run_due(now, [daily(work)])
    assert work.done == [moment(14, 7), moment(17, 9), moment(18, 7)]


@pytest.mark.django_db
def test_a_frequent_job_waits_its_minutes():
    work = Work()
    for minute in range(7):
        run_due(moment(14, 9, minute), [often(work)])
    assert [now.minute for now in work.done] == [0, 2, 4, 6]


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "month"), [(28, 3), (24, 10)])
def test_the_clock_on_the_wall_counts_when_the_clocks_change(day, month):
    work = Work()
    saturday = moment(day, 7, month=month)
    for hours in range(49):
        run_due(saturday + timedelta(hours=hours), [daily(work)])
    assert [timezone.localtime(now).hour for now in work.done] == [7, 7, 7]


@pytest.mark.django_db
def test_a_failed_job_is_told_tried_again_and_stops_nobody(caplog):
    broken, fine = Work(ValueError("a name that no log may hold")), Work()
    jobs = [daily(broken, "broken"), daily(fine, "fine")]
    assert run_due(moment(14, 7), jobs) == ["broken", "fine"]
    row = JobRun.objects.get(name="broken")
    assert row.failed and row.said == "It stopped with ValueError. The log says where." and "job_failed" in caplog.text
    assert run_due(moment(14, 7, 14), jobs) == [] and run_due(moment(14, 7, 15), jobs) == ["broken"]
    broken.error = None
    run_due(moment(14, 7, 30), jobs)
    assert run_due(moment(14, 8), jobs) == [] and not JobRun.objects.get(name="broken").failed


@pytest.mark.django_db
def test_a_job_that_was_killed_is_tried_again():
    work = Work()
    JobRun.objects.create(name="daily", started_at=moment(14, 7))
    assert run_due(moment(14, 7, 1), [daily(work)]) == []
    assert run_due(moment(14, 7, 15), [daily(work)]) == ["daily"]


def test_two_clocks_start_a_job_once(own_database):
    work = Work()
    with periodic._alone("daily") as first:  # on a connection of its own, as another clock would
        assert first and run_due(moment(14, 7), [daily(work)]) == [] and work.done == []
    assert run_due(moment(14, 7), [daily(work)]) == ["daily"]


@pytest.mark.django_db
def test_a_clock_that_saw_an_old_row_does_not_start_it_again(monkeypatch):
    work, job = Work(), daily(Work())
    run_due(moment(14, 7), [daily(work)])
    assert job.due(moment(14, 7), None) and not periodic._start(daily(work), moment(14, 7))
    assert work.done == [moment(14, 7)]


@pytest.mark.django_db
def test_nothing_due_costs_one_query(django_assert_num_queries):
    work = Work()
    jobs = [daily(work, f"job-{number}") for number in range(3)]
    run_due(moment(14, 7), jobs)
    with django_assert_num_queries(1):
        assert run_due(moment(14, 8), jobs) == []


@pytest.mark.django_db
def test_the_mailbox_is_read_only_where_there_is_one(settings):
    settings.MAILBOX_HOST = ""
    assert [job.name for job in periodic.jobs()] == ["send_digest", "tidy_files", "seal_history", "verify_history", "check_links", "tidy_drafts"]
    settings.MAILBOX_HOST = "imap.example.org"
    assert periodic.jobs()[-1].name == "collect_mail"


@pytest.mark.django_db
def test_what_the_mailbox_says_names_nobody(settings, monkeypatch):
    settings.MAILBOX_HOST = "imap.example.org"
    monkeypatch.setattr("activities.capture.collecting.collect_mail", lambda: iter(["draft, from somebody@example.org", "refused"]))
    run_due(timezone.now(), [job for job in periodic.jobs() if job.name == "collect_mail"])
    assert JobRun.objects.get().said == "2 messages read"


@pytest.mark.django_db
def test_every_job_of_the_product_runs(settings):
    settings.MAILBOX_HOST = ""
    names = run_due(timezone.now())
    assert names == [job.name for job in periodic.jobs()]
    assert [run.said for run in JobRun.objects.all() if run.failed] == []


@pytest.mark.django_db
def test_administrators_see_what_failed_and_that_no_clock_ticks(make_user):
    client = Client()
    client.force_login(make_user(role="administrator"))
    assert client.get("/desk/").content.decode().count("Not started when it was due") == len(periodic.jobs())
    call_command("run_jobs", "--once")
    JobRun.objects.filter(name="tidy_files").update(failed=True, said="It stopped with OSError. The log says where.")
    page = client.get("/desk/").content.decode()
    assert "Not started when it was due" not in page and "It stopped with OSError" in page and "Failed" in page


CLOCK = """
import django
django.setup()
from crm.desk.management.commands import run_jobs
from django.core.management import call_command
run_jobs.run_due = lambda now: print("ticked", flush=True)
call_command("run_jobs")
"""


def test_the_clock_ends_when_it_is_asked_to():
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PYTHONPATH": f"{env.PROJECT}:{env.PROJECT / 'site'}"}
    with subprocess.Popen(
        [sys.executable, "-c", CLOCK], cwd=env.PROJECT, env=variables, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "ticked\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

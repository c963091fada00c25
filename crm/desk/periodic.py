"""Work that comes again by the clock: which jobs there are, when each is due, and running it once however many clocks tick.

`manage.py run_jobs` asks every few seconds what is due; `bin/run` keeps it up. A job that was missed while nothing ran is
caught up once. Whoever starts a job holds an advisory lock meanwhile, on a connection of its own, so that a second clock
passes by and a killed one leaves no lock behind.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import history
from crm.core.models import JobRun
from crm.core.registries import Panel
from crm.core.sealing import newest_seal, seal_history, verify_history
from crm.core.templatetags.kit import long_moment

RETRY = timedelta(minutes=15)
"""A daily job that went wrong, or was killed while it ran, is tried again after this."""
GRACE = timedelta(minutes=30)
"""A job this long past its time without a start means that no clock is ticking."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """One job of the clock: either every so often, or once a day at a local time.

    Attributes:
        name: Stable; its row in `JobRun` and the actor of its writes (`system:<name>`).
        label: What it does, for administrators.
        run: Does it, given the moment; says in a few words what came of it, without names of people.
    """

    name: str
    label: str
    run: Callable[[datetime], str]
    every: timedelta | None = None
    at: time | None = None

    def due(self, now: datetime, last: JobRun | None) -> bool:
        """Whether it is to be started now."""
        if last is None:
            return True
        if last.started_at < self._newest_time(now):
            return True
        unfinished = last.failed or last.finished_at is None
        return unfinished and now - last.started_at >= (self.every or RETRY)

    def is_forgotten(self, now: datetime, last: JobRun | None) -> bool:
        """Whether its time is long past and nobody started it."""
        return last is None or last.started_at < self._newest_time(now - GRACE)

    def _newest_time(self, now: datetime) -> datetime:
        """The newest moment, up to `now`, at which it was to be started."""
        if self.at is None:
            return now - (self.every or RETRY) + timedelta(microseconds=1)
        local = timezone.localtime(now)
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        # A day earlier is the same time on the clock on the wall, also when the clocks go back.
        return today if today <= local else (local - timedelta(days=1)).replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)


def jobs() -> tuple[Job, ...]:
    """The jobs of this installation; the mailbox only where one is set up."""
    found = [
        Job("send_digest", gettext_lazy("Summaries of desks by e-mail"), _send_digests, at=time(7, 0)),
        Job("tidy_files", gettext_lazy("Old exports and stray uploads deleted"), _tidy_files, at=time(3, 0)),
        Job("seal_history", gettext_lazy("History sealed"), _seal_history, every=timedelta(minutes=10)),
        Job("verify_history", gettext_lazy("History verified"), _verify_history, at=time(4, 15)),
        Job("check_links", gettext_lazy("Links of evidence tested"), _check_links, every=timedelta(days=7)),
        Job("tidy_drafts", gettext_lazy("Old drafts deleted"), _tidy_drafts, at=time(3, 30)),
    ]
    if getattr(settings, "MAILBOX_HOST", ""):
        found.append(Job("collect_mail", gettext_lazy("Mailbox read"), _collect_mail, every=timedelta(minutes=2)))
    return tuple(found)


def _seal_history(now: datetime) -> str:
    sealed = seal_history()
    seal = newest_seal()
    return _("%(lines)s lines, seal %(number)s") % {"lines": sealed, "number": seal.number if seal else 0}


def _check_links(now: datetime) -> str:
    from assurance.services.snapshots import check_links_in_use

    return _("{number} links do not work").format(number=check_links_in_use(timezone.localdate(now)))


class Altered(Exception):
    """History, or a record, is not what was written through the product."""


def _verify_history(now: datetime) -> str:
    """Check every seal, line and record. What is found goes to the log, place by place: `manage.py verify_history` names it again."""
    verdict = verify_history()
    for finding in verdict.findings[:100]:
        log.error("history_altered", where=finding.where, what=finding.what)
    if not verdict.is_clean:
        raise Altered(len(verdict.findings))
    return _("{lines} lines and {records} records: nothing altered").format(lines=f"{verdict.sealed:,}", records=f"{verdict.records:,}")


def _send_digests(now: datetime) -> str:
    from crm.desk.digest import send_digests

    return send_digests(now)


def _tidy_files(now: datetime) -> str:
    from crm.core.services.tidying import remove_old_exports, remove_orphans

    return _("{exports} files of old exports and {orphans} stray files deleted").format(exports=remove_old_exports(now), orphans=remove_orphans(now))


def _tidy_drafts(now: datetime) -> str:
    from activities.services.drafts import remove_old_drafts

    return _("{n} old drafts deleted").format(n=remove_old_drafts(now) or 0)


def _collect_mail(now: datetime) -> str:
    from activities.capture.collecting import collect_mail_job

    return _("{n} messages read").format(n=len(collect_mail_job()))  # their outcomes name senders: the tray shows them to those who may see


def run_due(now: datetime, among: Iterable[Job] | None = None) -> list[str]:
    """Start what is due, one after the other; a job that fails does not keep the next from its turn. One query where nothing is due.

    Returns:
        Names of the jobs that were started, in order.
    """
    chosen = jobs() if among is None else tuple(among)
    last = {run.name: run for run in JobRun.objects.filter(name__in=[job.name for job in chosen])}
    return [job.name for job in chosen if job.due(now, last.get(job.name)) and _start(job, now)]


def _start(job: Job, now: datetime) -> bool:
    """Run a job that looked due, unless another clock runs it or has just done so."""
    with _alone(job.name) as alone, history.acting(f"system:{job.name}"):
        if not alone or not job.due(now, JobRun.objects.filter(name=job.name).first()):
            return False
        row, _made = JobRun.objects.update_or_create(name=job.name, defaults={"started_at": now, "finished_at": None, "failed": False, "said": ""})
        try:
            row.said = job.run(now)[:300]
        except Exception as error:  # whatever it is: it is logged, shown to administrators, and the other jobs go on
            log.exception("job_failed", task=job.name)
            row.failed, row.said = True, _("It stopped with {kind}. The log says where.").format(kind=type(error).__name__)
        row.finished_at = timezone.now()
        row.save()
    return True


@contextlib.contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether we are the only one to run the job of that name, until the end of the block."""
    number = int.from_bytes(hashlib.sha256(f"periodic job {name}".encode()).digest()[:8], signed=True)
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            found = cursor.fetchone()[0]
        yield found
    finally:
        holder.close()


def background_work(user, _reader) -> Panel:
    """For administrators: how each job last went, and whether the clock ticks at all. One query."""
    now, last = timezone.now(), {run.name: run for run in JobRun.objects.all()}
    rows = [_row(job, now, last.get(job.name)) for job in jobs()]
    return Panel(_("Background work"), "desk/panels/rows.html", {"rows": rows, "empty": ""})


def _row(job: Job, now: datetime, last: JobRun | None) -> dict:
    row = {"text": str(job.label), "note": _("has not run yet"), "tag": "", "colour": ""}
    if last is not None:
        row["note"] = " · ".join(filter(None, [long_moment(last.started_at), last.said]))
    if job.is_forgotten(now, last):
        row |= {"tag": _("Not started when it was due: is the clock (manage.py run_jobs) running?"), "colour": "red"}
    elif last is not None and last.failed:
        row |= {"tag": _("Failed"), "colour": "red"}
    return row

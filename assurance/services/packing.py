"""Evidence packs: planning one, building it whole or not at all, in one chain, and telling what has changed since."""

import dataclasses
import tempfile
from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from assurance import policies, reports
from assurance.filling.files import PackFile
from assurance.filling.report import Choices
from assurance.filling.years import subject_of as subject_words
from assurance.models import Decision, EvidencePack, FrameworkYear
from assurance.packs.archive import PackRefused
from assurance.packs.build import build_pack
from assurance.packs.compare import compare
from assurance.packs.manifest import PreviousPack
from assurance.packs.render import RenderFailed
from assurance.packs.signing import KeyRefused, load_or_create_key
from assurance.reports_base import FULL, PUBLIC, SealedReport
from assurance.reports_years import QuestionReport, YearReport
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from assurance.services.pack_plans import QuestionOfYear, Subject, plan_of
from crm.core import history
from crm.core.models import AuditEvent, User

RELATED = ("decision", "framework_year__framework")
CHAIN_LOCK = 7_130_001
"""Advisory lock of the chain: one pack at a time gets its predecessor."""
MOST_SECONDS = 600
NOT_SOURCES = ("assurance_evidencepack", "assurance_papercover")
"""Packs and covers are made of the record; making one does not change it."""


def subject_of(pack: EvidencePack) -> Subject:
    """What the pack is about."""
    return pack.decision or pack.framework_year or QuestionOfYear(pack.question, pack.year)


def subject_columns(subject: Subject) -> dict[str, Any]:
    """The columns of a pack that say what it is about."""
    if isinstance(subject, QuestionOfYear):
        return {"question": subject.code, "year": subject.year}
    return {"decision": subject} if isinstance(subject, Decision) else {"framework_year": subject}


@transaction.atomic
def order_pack(subject: Subject, *, is_draft: bool, with_raw_notes: bool, actor: User | None, edition: str = FULL, key: UUID | None = None) -> EvidencePack:
    """Take a number for a pack. `build_ordered_pack` builds it, now or in a task.

    Raises:
        PermissionDenied: The person may not build packs of this subject.
        ValidationError: Raw notes were asked for in the public edition.
    """
    if actor is not None and not policies.can_build_pack_of(actor, subject):
        raise PermissionDenied
    if edition == PUBLIC and with_raw_notes:
        raise ValidationError({"with_raw_notes": _("The public edition never holds raw notes.")})
    press, made = earlier_press(EvidencePack, key, actor)
    if made:
        return made
    pack = EvidencePack(is_draft=is_draft, with_raw_notes=with_raw_notes, edition=edition, built_by=actor, **subject_columns(subject))
    with history.because(actor, "order_pack"):
        pack.save()
    remember(press, pack)
    return pack


def last_final(pack: EvidencePack) -> EvidencePack | None:
    """The newest final pack of the same subject and edition before this one."""
    earlier = EvidencePack.objects.filter(**subject_columns(subject_of(pack)), edition=pack.edition, state=EvidencePack.State.READY, is_draft=False)
    return earlier.filter(pk__lt=pack.pk).order_by("-pk").first()


def build_ordered_pack(pack_id: int) -> EvidencePack:
    """Build an ordered pack: whole and in the chain, or marked as failed with the reason. A finished pack stays as it is.

    Returns:
        The pack, `ready` or `failed`.
    """
    try:
        return _build(pack_id)
    except (PackRefused, RenderFailed, KeyRefused, OSError) as error:
        return _failed(pack_id, str(error))
    except (Decision.DoesNotExist, FrameworkYear.DoesNotExist):
        return _failed(pack_id, "The person who asked for it may no longer see what it is about.")
    except Exception:
        _failed(pack_id, "Something went wrong; nothing was written. The log says what.")
        raise


def _failed(pack_id: int, message: str) -> EvidencePack:
    with history.because(None, "build_pack", reason=message):
        EvidencePack.objects.filter(pk=pack_id).update(state=EvidencePack.State.FAILED, message=message[:300])
    return EvidencePack.objects.select_related(*RELATED).get(pk=pack_id)


@transaction.atomic
def _build(pack_id: int) -> EvidencePack:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [f"{MOST_SECONDS}s"])
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = %s", [f"{MOST_SECONDS}s"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    pack = EvidencePack.objects.select_for_update(of=("self",)).select_related(*RELATED, "built_by").get(pk=pack_id)
    if pack.state == EvidencePack.State.READY:
        return pack
    seen_event = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    plan = plan_of(pack)
    called = first_role(pack.built_by) if pack.built_by else "Operator of this installation"
    report = plan.report(pack.reference, Choices(pack.is_draft, pack.with_raw_notes, called, pack.edition), timezone.now())
    if earlier := last_final(pack):
        report = dataclasses.replace(report, changes=compare(report_of(earlier), report))
    previous = EvidencePack.objects.filter(state=EvidencePack.State.READY, next=None).order_by("-pk").first()
    stored = ""
    try:
        with tempfile.TemporaryFile() as target:
            built = build_pack(
                report,
                {file.path: partial(_open, source) for file, source in zip(report.files, plan.files, strict=True)},
                target,
                key=load_or_create_key(settings.KEY_DIR),
                previous=PreviousPack(previous.reference, previous.sha256) if previous else None,
            )
            target.seek(0)
            pack.file.save(file_name(pack), File(target), save=False)
        stored = str(pack.file.name)
        pack.state, pack.message, pack.previous = EvidencePack.State.READY, "", previous
        pack.previous_sha256 = previous.sha256 if previous else ""
        pack.size, pack.sha256, pack.items = built.size, built.sha256, built.file_count
        pack.withheld, pack.gaps, pack.seen_event = report.not_shown, len(report.gaps), seen_event
        pack.report, pack.sources = report.to_data(), plan.sources()
        with history.because(None, "build_pack"):
            pack.save()
    except BaseException:
        if stored:
            pack.file.storage.delete(stored)
        raise
    return pack


def _open(source: PackFile) -> BinaryIO:
    file = source.attachment.file
    return cast(BinaryIO, file.storage.open(str(file.name), "rb"))


def changed_since(pack: EvidencePack) -> list[AuditEvent]:
    """At most 20 lines of history, newest first, of the records that went into the pack, written after it was built. One query."""
    tables = {model._meta.model_name: model._meta.db_table for model in apps.get_models() if model._meta.app_label in ("activities", "assurance")}
    keys: dict[str, list[str]] = {}
    for source in pack.sources:
        kind, _colon, key = source.partition(":")
        keys.setdefault(tables[kind], []).append(key)
    rule = Q(pk__in=[])
    for table, numbers in keys.items():
        rule |= Q(table_name=table, record_key__in=numbers) | Q(parent__in=[f"{table}:{number}" for number in numbers])
    return list(AuditEvent.objects.filter(rule, pk__gt=pack.seen_event).exclude(table_name__in=NOT_SOURCES).order_by("-pk")[:20])


def report_of(pack: EvidencePack) -> SealedReport:
    """What a finished pack says, as it was frozen."""
    if pack.decision_id:
        return reports.PackReport.from_data(pack.report)
    return (YearReport if pack.framework_year_id else QuestionReport).from_data(pack.report)


def file_name(pack: EvidencePack) -> str:
    """`pack-4-dec-3.zip`, `pack-5-pcei-2019-20.zip`, `pack-6-q2-2026-27-public.zip`."""
    subject = subject_of(pack)
    words = subject.reference if isinstance(subject, Decision) else subject_words(subject) if isinstance(subject, FrameworkYear) else str(subject)
    edition = "-public" if pack.edition == PUBLIC else ""
    return f"{pack.reference}-{words}{edition}.zip".lower().replace(":", "-").replace("/", "-")


@task()
def build_pack_task(pack_id: int) -> None:
    """Background task: build one ordered pack; a killed worker's half-built one is built again from the start."""
    with history.acting("system:build_pack"):
        build_ordered_pack(pack_id)

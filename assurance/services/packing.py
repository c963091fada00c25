"""Evidence packs: planning one, building it whole or not at all, in one chain, and telling what has changed since."""

import tempfile
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from assurance import policies, reports
from assurance.dossier import Dossier, read_dossier
from assurance.filling import files as pack_files
from assurance.filling.report import Choices, fill
from assurance.models import Decision, EvidencePack
from assurance.packs.archive import PackRefused
from assurance.packs.build import build_pack
from assurance.packs.manifest import PreviousPack
from assurance.packs.render import RenderFailed
from assurance.packs.signing import KeyRefused, load_or_create_key
from assurance.querysets import OPEN_TO_STAFF, activities_of, insights_of, promises_of, responses_of
from assurance.services.decisions import first_role
from assurance.services.once import earlier_press, remember
from crm.core import history
from crm.core.models import AuditEvent, User

AT_ONCE_BYTES = 20_000_000
AT_ONCE_ACTIVITIES = 60
"""A larger pack is built by a background task."""
CHAIN_LOCK = 7_130_001
"""Advisory lock of the chain: one pack at a time gets its predecessor."""
MOST_SECONDS = 600
NOT_SOURCES = ("assurance_evidencepack", "assurance_papercover")
"""Packs and covers are made of the record; making one does not change it."""


class Operator:
    """Whoever types commands on the machine: sees what all staff see, nothing kept to a team or to named people."""

    pk = 0
    is_authenticated = is_active = is_staff_member = True
    is_partner_user = False
    team_id = None
    led_team_ids: tuple[int, ...] = ()
    roles: frozenset[str] = frozenset()

    def has_right(self, right: str) -> bool:
        return right == "build_packs"


@dataclass(frozen=True)
class PackPlan:
    """What a pack would hold: shown before it is built."""

    dossier: Dossier
    files: list[pack_files.PackFile]
    left_out: int
    withheld: int

    @property
    def size(self) -> int:
        return sum(file.attachment.size for file in self.files)

    @property
    def is_small(self) -> bool:
        return self.size <= AT_ONCE_BYTES and len(self.dossier.activities) <= AT_ONCE_ACTIVITIES


def plan_pack(user: User | Operator, decision_pk: int, *, with_raw_notes: bool) -> PackPlan:
    """Read what would go in, and count what is withheld. Fifteen queries, whatever the number of rows.

    Raises:
        Decision.DoesNotExist: There is none, or this person may not see it.
    """
    dossier = read_dossier(user, decision_pk, leaves_the_room=True)
    files, left_out = pack_files.pack_files(dossier, with_raw_notes=with_raw_notes)
    return PackPlan(dossier, files, left_out, count_withheld(dossier))


def count_withheld(dossier: Dossier) -> int:
    """Records of the decision that no pack holds, because they are kept to a team or to named people: how many, whoever asks."""
    decision = dossier.decision
    activities = activities_of(decision)
    belonging: list[QuerySet] = [activities, insights_of(decision, activities), promises_of(decision, activities), responses_of(decision)]
    kept_to_some = [~Q(visibility__in=OPEN_TO_STAFF)]
    heard_among_some = ~Q(visibility__in=OPEN_TO_STAFF) | (Q(activity__isnull=False) & ~Q(activity__visibility__in=OPEN_TO_STAFF))
    rules = [*kept_to_some, heard_among_some, heard_among_some, *kept_to_some]
    return sum(rows.filter(rule).order_by().count() for rows, rule in zip(belonging, rules, strict=True))


@transaction.atomic
def order_pack(decision: Decision, *, is_draft: bool, with_raw_notes: bool, actor: User | None, key: UUID | None = None) -> EvidencePack:
    """Take a number for a pack. `build_ordered_pack` builds it, now or in a task.

    Raises:
        PermissionDenied: The person may not build packs of this decision.
    """
    if actor is not None and not policies.can_build_pack(actor, decision):
        raise PermissionDenied
    press, made = earlier_press(EvidencePack, key, actor)
    if made:
        return made
    pack = EvidencePack(decision=decision, is_draft=is_draft, with_raw_notes=with_raw_notes, built_by=actor)
    with history.because(actor, "order_pack"):
        pack.save()
    remember(press, pack)
    return pack


def build_ordered_pack(pack_id: int) -> EvidencePack:
    """Build an ordered pack: whole and in the chain, or marked as failed with the reason. A finished pack stays as it is.

    Returns:
        The pack, `ready` or `failed`.
    """
    try:
        return _build(pack_id)
    except (PackRefused, RenderFailed, KeyRefused, OSError) as error:
        return _failed(pack_id, str(error))
    except Decision.DoesNotExist:
        return _failed(pack_id, "The person who asked for it may no longer see this decision.")
    except Exception:
        _failed(pack_id, "Something went wrong; nothing was written. The log says what.")
        raise


def _failed(pack_id: int, message: str) -> EvidencePack:
    with history.because(None, "build_pack", reason=message):
        EvidencePack.objects.filter(pk=pack_id).update(state=EvidencePack.State.FAILED, message=message[:300])
    return EvidencePack.objects.select_related("decision").get(pk=pack_id)


@transaction.atomic
def _build(pack_id: int) -> EvidencePack:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [f"{MOST_SECONDS}s"])
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = %s", [f"{MOST_SECONDS}s"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    pack = EvidencePack.objects.select_for_update(of=("self",)).select_related("decision", "built_by").get(pk=pack_id)
    if pack.state == EvidencePack.State.READY:
        return pack
    seen_event = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    plan = plan_pack(pack.built_by or Operator(), pack.decision_id, with_raw_notes=pack.with_raw_notes)
    called = first_role(pack.built_by) if pack.built_by else "Operator of this installation"
    report = fill(
        plan.dossier, plan.files, reference=pack.reference, choices=Choices(pack.is_draft, pack.with_raw_notes, called), withheld=plan.withheld,
        left_out=plan.left_out, now=timezone.now(),
    )  # fmt: skip
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
            pack.file.save(f"{pack.reference.lower()}-{pack.decision.reference.lower()}.zip", File(target), save=False)
        stored = str(pack.file.name)
        pack.state, pack.message, pack.previous = EvidencePack.State.READY, "", previous
        pack.previous_sha256 = previous.sha256 if previous else ""
        pack.size, pack.sha256, pack.items = built.size, built.sha256, built.file_count
        pack.withheld, pack.gaps, pack.seen_event = plan.withheld, len(report.gaps), seen_event
        pack.report, pack.sources = report.to_data(), sources(plan.dossier)
        with history.because(None, "build_pack"):
            pack.save()
    except BaseException:
        if stored:
            pack.file.storage.delete(stored)
        raise
    return pack


def _open(source: pack_files.PackFile) -> BinaryIO:
    file = source.attachment.file
    return cast(BinaryIO, file.storage.open(str(file.name), "rb"))


def sources(dossier: Dossier) -> list[str]:
    """The records that went into a pack, as `activity:12`."""
    records = [dossier.decision, *(item.activity for item in dossier.activities), *dossier.insights, *dossier.promises, *dossier.responses]
    records += [dossier.decision.project] if dossier.decision.project else []
    return [f"{record._meta.model_name}:{record.pk}" for record in records]


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


def report_of(pack: EvidencePack) -> reports.PackReport:
    """What a finished pack says, as it was frozen."""
    return reports.PackReport.from_data(pack.report)


@task()
def build_pack_task(pack_id: int) -> None:
    """Background task: build one ordered pack; a killed worker's half-built one is built again from the start."""
    with history.acting("system:build_pack"):
        build_ordered_pack(pack_id)

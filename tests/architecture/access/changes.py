"""Planned changes for the walk: every decision was announced, and one link works."""

from datetime import timedelta

from django.utils import timezone

from assurance.models import ColleagueLink, PlannedChange
from tests.architecture.access.records import Records
from tests.architecture.access.words import VARIETIES, canary


def lay_out_changes(made: Records) -> None:
    """`role` carries the word of its decision."""
    for variety in VARIETIES:
        decision = made.of("decision", variety)
        PlannedChange.objects.create(decision=decision, announced_by=made.named, role=canary("decision", variety))
    expires_on = timezone.localdate() + timedelta(days=30)
    link = ColleagueLink.objects.create(token_hash="0" * 64, role="Manager", email="m@example.org", expires_on=expires_on, created_by=made.named)
    made.add("colleague_link", "one", link, "eab")

"""Whom to ring about what needs care: roles without numbers, which each board enters for itself."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from crm.core.loading import Difference
from crm.core.models import CareContact

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Add a role for each matter that has nobody to ring yet; what people entered stays as it is. `say` gets one line."""
    rows = json.loads((DATA / "care_contacts.json").read_text(encoding="utf-8"))["contacts"]
    entered = set(CareContact.objects.values_list("matter", flat=True))
    new = [CareContact(**row) for row in rows if row["matter"] not in entered]
    CareContact.objects.bulk_create(new)
    say(str(Difference("Whom to ring", added=len(new), same=len(rows) - len(new))))

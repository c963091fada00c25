"""Activity types and themes from the files in `activities/data` (docs/data-sources.md)."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from activities.models import ActivityType, Theme
from crm.core.loading import bring_up_to_date

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Bring the stored types and themes up to the files; loading twice changes nothing. `say` gets one line a kind."""
    types = json.loads((DATA / "activity_types.json").read_text(encoding="utf-8"))["types"]
    themes = json.loads((DATA / "themes.json").read_text(encoding="utf-8"))["themes"]
    say(str(bring_up_to_date("Activity types", ActivityType, ("code",), types)))
    say(str(bring_up_to_date("Themes", Theme, ("name",), themes)))

"""Messages after a change, with "Undo" where it can be undone."""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

MARK = "undo:"


@dataclass(frozen=True)
class Undo:
    """A POST that takes the change back: `action` is an address of ours, `fields` go as hidden inputs, `text` on the button."""

    action: str
    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""


def success(request: HttpRequest, text: str, undo: Undo | None = None) -> None:
    """Say that something was done; the next page shows it once, with the Undo button."""
    tags = ""
    if undo is not None:
        tags = MARK + json.dumps([undo.action, undo.fields, undo.text or _("Undo")])
    messages.success(request, text, extra_tags=tags)


def read_undo(message: object) -> dict | None:
    """The undo form of a message: `{"action", "fields", "text"}`, or None."""
    tags = getattr(message, "extra_tags", "") or ""
    if not tags.startswith(MARK):
        return None
    action, fields, text = json.loads(tags.removeprefix(MARK))
    return {"action": action, "fields": [tuple(pair) for pair in fields], "text": text}

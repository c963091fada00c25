from django.core.exceptions import ValidationError
from django.db import transaction

from crm.core import history
from crm.core.models import SavedView
from crm.core.services.editing import explained

MOST_VIEWS = 30


@transaction.atomic
def save_view(*, kind: str, name: str, query: str, for_team: bool, actor) -> SavedView:
    """Keep a filter of a list under a name, for oneself or also for one's team.

    Raises:
        ValidationError: No name, a name used already, or more than 30 views of this list.
    """
    if SavedView.objects.filter(user=actor, kind=kind).count() >= MOST_VIEWS:
        raise ValidationError("You have 30 views of this list. Delete one first.", code="too_many")
    view = SavedView(user=actor, kind=kind, name=name.strip(), query=query, team=actor.team if for_team else None)
    if not view.name:
        raise ValidationError("Enter a name for the view.", code="required")
    view.clean_fields()
    with history.because(actor, "save_view"), explained():
        view.save()
    return view


@transaction.atomic
def delete_view(view: SavedView, *, actor) -> None:
    """Delete a saved view; the records it showed are not touched."""
    with history.because(actor, "delete_view"):
        view.delete()

"""The first page after signing in: for each role, what needs doing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.core.registries import desk_panels_of
from crm.core.roles import ROLE_LABELS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk. A person with several roles gets the panels of all, in the order of the roles."""
    panels = desk_panels_of(request.user)
    roles = [label for role, label in ROLE_LABELS.items() if role in request.user.roles]
    context = {
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "role_labels": roles,
    }
    return render(request, "desk/home.html", context)

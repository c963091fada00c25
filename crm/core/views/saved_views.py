"""Filters of lists kept under a name."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.forms.text import plain_text
from crm.core.models import SavedView
from crm.core.services.viewing import delete_view, save_view
from crm.core.tables import list_of
from crm.core.views.notices import success
from crm.core.views.returning import back_to


@require_POST
def saved_view_new(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name, and open the kept view."""
    definition = list_of(request.POST.get("kind", ""))
    if definition is None:
        raise Http404
    if not definition.may_open(request.user):
        raise PermissionDenied
    back = back_to(request)
    try:
        view = save_view(
            kind=definition.kind,
            name=plain_text(request.POST.get("name", "")),
            query=plain_text(request.POST.get("query", "")),
            for_team=bool(request.POST.get("for_team")),
            actor=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    success(request, _("The view “{name}” is saved.").format(name=view.name))
    return redirect(f"{urlsplit(back).path}?{view.query}&view={view.pk}")


@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own view."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    delete_view(view, actor=request.user)
    success(request, _("The view “{name}” is deleted.").format(name=view.name))
    return redirect(urlsplit(back_to(request)).path)

"""What the pages of decisions have in common."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Project
from assurance import policies
from assurance.dossier import Dossier, read_dossier
from assurance.models import Decision
from assurance.querysets import OPEN_TO_STAFF
from crm.core.views.notices import success


def visible_decision(request: HttpRequest, pk: int) -> Decision:
    """The decision, 404 when hidden; 403 for partner users, who open no decisions."""
    if not policies.can_open(request.user):
        raise PermissionDenied
    return get_object_or_404(Decision.objects.visible_to(request.user).select_related("project", "body", "meeting", "owner", "team"), pk=pk)


def visible_dossier(request: HttpRequest, pk: int, *, leaves_the_room: bool = False) -> Dossier:
    """The decision with all that hangs on it; the same answers as `visible_decision`."""
    if not policies.can_open(request.user):
        raise PermissionDenied
    try:
        return read_dossier(request.user, pk, leaves_the_room=leaves_the_room)
    except Decision.DoesNotExist as missing:
        raise Http404 from missing


def sees_project(decision: Decision, user) -> bool:
    """Whether the reader may open the project of the decision. One query, none where the rule for staff already says yes."""
    project = decision.project
    if project is None:
        return False
    if user.is_staff_member and project.visibility in OPEN_TO_STAFF:
        return True
    return Project.objects.visible_to(user).filter(pk=project.pk).exists()


def allow(answer: bool) -> None:
    """403 unless the policy said yes."""
    if not answer:
        raise PermissionDenied


def trail(decision: Decision) -> list[tuple[str, str]]:
    """The breadcrumb of a page below a decision."""
    return [(_("Decisions"), reverse("assurance:decision_list")), (str(decision), decision.get_absolute_url())]


def add_errors(form, error: ValidationError) -> None:
    """Show a service's refusal beside the field that this form has for it, otherwise on top."""
    if hasattr(form, "add_service_errors"):
        form.add_service_errors(error)
    elif hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def answer_form(
    request: HttpRequest,
    form,
    act: Callable[[Any], object],
    *,
    decision: Decision,
    title: str,
    done: str,
    after: str = "",
    template: str = "assurance/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form of a decision; when it is valid, act on its cleaned data, say so and go on.

    Args:
        act: Calls the service. What it returns with an address of its own is where to go, unless `after` says otherwise.
        after: Where to go then; the decision's page by default.
    """
    address = after or decision.get_absolute_url()
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, done)
            return redirect(address)
    defaults = {"form": form, "record": decision, "decision": decision, "title": title, "cancel_address": address, "breadcrumb": trail(decision)}
    return render(request, template, defaults | context)

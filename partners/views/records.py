"""History, archive and restore of partners and people, by the generic pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from crm.core.views.records import record_archive, record_history, record_restore
from partners import policies
from partners.models import Organisation
from partners.views.people import visible_person


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


@require_safe
def organisation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a partner, when and why."""
    organisation = _organisation(request, pk)
    return record_history(request, organisation, may_see=policies.can_see_history(request.user, organisation))


@require_http_methods(["GET", "POST"])
def organisation_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a partner out of daily use, with a reason."""
    organisation = _organisation(request, pk)
    restore = reverse("partners:organisation_restore", args=[pk])
    return record_archive(request, organisation, may_change=policies.can_change(request.user, organisation), restore_address=restore)


@require_http_methods(["GET", "POST"])
def organisation_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived partner back."""
    organisation = _organisation(request, pk)
    return record_restore(request, organisation, may_change=policies.can_change(request.user, organisation))


@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a person, when and why."""
    person = visible_person(request, pk)
    return record_history(request, person, may_see=policies.can_see_history(request.user, person))


@require_http_methods(["GET", "POST"])
def person_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person out of daily use, with a reason."""
    person = visible_person(request, pk)
    restore = reverse("partners:person_restore", args=[pk])
    return record_archive(request, person, may_change=policies.can_change(request.user, person), restore_address=restore)


@require_http_methods(["GET", "POST"])
def person_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived person back."""
    person = visible_person(request, pk)
    return record_restore(request, person, may_change=policies.can_change(request.user, person))

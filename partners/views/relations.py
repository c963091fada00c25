"""Relations, successors and sharing of an organisation: small forms from its page."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.views.notices import success
from partners import policies, services
from partners.forms import AgreementForm, PartnerUserForm, RelationshipForm, SuccessionForm
from partners.models import Organisation


def _organisation(request: HttpRequest, pk: int, may: Callable) -> Organisation:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not may(request.user, organisation):
        raise PermissionDenied
    return organisation


def _form_page(request: HttpRequest, organisation: Organisation, form, title: str, save: Callable[[dict], object], done: str, after: str = "") -> HttpResponse:
    """One small form: bind, call the service, say so, go back."""
    address = after or organisation.get_absolute_url()
    if form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as error:
            named = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
            form.add_error(None, error if named else ValidationError(error.messages))
        else:
            success(request, done)
            return redirect(address)
    context = {
        "form": form,
        "record": organisation,
        "title": title,
        "cancel_address": address,
        "breadcrumb": [(organisation.name, organisation.get_absolute_url())],
    }
    return render(request, "core/form.html", context)


@require_http_methods(["GET", "POST"])
def relationship_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what this organisation is to another."""
    organisation = _organisation(request, pk, policies.can_change)
    form = RelationshipForm(request.POST or None, user=request.user, organisation=organisation)

    def save(values: dict) -> None:
        services.add_relationship(organisation, actor=request.user, **values)

    return _form_page(request, organisation, form, _("Add a relation of {name}").format(name=organisation), save, _("The relation is recorded."))


@require_http_methods(["GET", "POST"])
def succession_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which organisation followed this one."""
    organisation = _organisation(request, pk, policies.can_change)
    form = SuccessionForm(request.POST or None, user=request.user, organisation=organisation)

    def save(values: dict) -> None:
        services.succeed(organisation, successor=values["other"], on=values["on"], note=values["note"], actor=request.user)

    return _form_page(request, organisation, form, _("Who followed {name}?").format(name=organisation), save, _("The successor is recorded."))


@require_safe
def organisation_sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Agreements with the organisation and the sign-ins that speak for it."""
    organisation = _organisation(request, pk, lambda user, item: policies.can_share(user, item) or policies.can_name_partner_users(user, item))
    context = {
        "organisation": organisation,
        "record": organisation,
        "agreements": organisation.sharing_agreements.all(),
        "memberships": organisation.partner_memberships.select_related("user"),
        "today": timezone.localdate(),
        "can_share": policies.can_share(request.user, organisation),
        "can_name_partner_users": policies.can_name_partner_users(request.user, organisation),
    }
    return render(request, "partners/organisation_sharing.html", context)


@require_http_methods(["GET", "POST"])
def agreement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an agreement to share."""
    organisation = _organisation(request, pk, policies.can_share)
    form = AgreementForm(request.POST or None)

    def save(values: dict) -> None:
        services.agree_to_share(organisation, actor=request.user, **values)

    title = _("Sharing agreement with {name}").format(name=organisation)
    return _form_page(request, organisation, form, title, save, _("The agreement is recorded."), _sharing(organisation))


@require_POST
def agreement_end(request: HttpRequest, pk: int, agreement_pk: int) -> HttpResponse:
    """End an agreement today."""
    organisation = _organisation(request, pk, policies.can_share)
    agreement = get_object_or_404(organisation.sharing_agreements, pk=agreement_pk)
    services.end_agreement(agreement, on=max(timezone.localdate(), agreement.signed_on), actor=request.user)
    success(request, _("The agreement ends today. From tomorrow the organisation's users see nothing more."))
    return redirect(_sharing(organisation))


@require_http_methods(["GET", "POST"])
def partner_user_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a partner user's sign-in read what is shared with the organisation."""
    organisation = _organisation(request, pk, policies.can_name_partner_users)
    form = PartnerUserForm(request.POST or None, organisation=organisation)

    def save(values: dict) -> None:
        services.name_partner_user(organisation, user=values["user"], actor=request.user)

    title = _("Who signs in for {name}?").format(name=organisation)
    return _form_page(request, organisation, form, title, save, _("The partner user is named."), _sharing(organisation))


@require_POST
def partner_user_remove(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """The sign-in no longer speaks for the organisation."""
    organisation = _organisation(request, pk, policies.can_name_partner_users)
    membership = get_object_or_404(organisation.partner_memberships.select_related("user"), pk=membership_pk)
    services.remove_partner_user(membership, actor=request.user)
    success(request, _("{user} no longer reads what is shared with {name}.").format(user=membership.user, name=organisation))
    return redirect(_sharing(organisation))


def _sharing(organisation: Organisation) -> str:
    return reverse("partners:organisation_sharing", args=[organisation.pk])

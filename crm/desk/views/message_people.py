"""Whom an address of a captured message belongs to: said by a person, never by a machine."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.models import CapturedAddress, CapturedMessage
from crm.core.views.notices import Undo, success
from crm.desk.forms.messages import NewPersonOfAddressForm, WhoForm
from crm.desk.services import message_people as services
from crm.desk.views.messages import message_of
from partners import policies as partner_policies


@require_http_methods(["GET", "POST"])
def message_address(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    """Choose whose address it is, or add the person. Two forms; the button pressed says which is sent."""
    message, address = _address(request, pk, address_pk)
    is_new = "_new" in request.POST
    known = WhoForm(None if is_new else request.POST or None, user=request.user, prefix="known")
    new = NewPersonOfAddressForm(request.POST if is_new else None, user=request.user, prefix="new", initial={"name": address.name})
    form = new if is_new else known
    may_add = partner_policies.can_create(request.user)
    if is_new and not may_add:
        raise PermissionDenied
    if form.is_valid():
        try:
            done = _add(address, new, request.user) if is_new else _name(address, known, request.user)
        except ValidationError as error:
            _show(form, error)
        else:
            success(request, done)
            return redirect(message)
    context = {"message": message, "address": address, "known": known, "new": new, "form": form, "may_add": may_add}
    return render(request, "desk/messages/address.html", context)


@require_POST
def message_address_leave_out(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    """Leave an address out of what the message becomes."""
    message, address = _address(request, pk, address_pk)
    try:
        services.leave_out(address, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        success(request, _("{name} is left out.").format(name=address), Undo(reverse("desk:message_address_bring_back", args=[pk, address_pk])))
    return redirect(message)


@require_POST
def message_address_bring_back(request: HttpRequest, pk: int, address_pk: int) -> HttpResponse:
    """Take "leave out" back."""
    message, address = _address(request, pk, address_pk)
    try:
        services.bring_back(address, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        success(request, _("{name} is back.").format(name=address))
    return redirect(message)


def _address(request: HttpRequest, pk: int, address_pk: int) -> tuple[CapturedMessage, CapturedAddress]:
    message = message_of(request, pk)
    return message, get_object_or_404(CapturedAddress, pk=address_pk, message=message, is_ours=False)


def _name(address: CapturedAddress, form: WhoForm, actor) -> str:
    who = form.cleaned_data["who"]
    count = services.name_address(address, who=who, remembers=form.cleaned_data["remembers"], actor=actor)
    if count == 1:
        return _("{address} is {name}.").format(address=address.address, name=who)
    return _("{address} is {name}, in {count} messages.").format(address=address.address, name=who, count=count)


def _add(address: CapturedAddress, form: NewPersonOfAddressForm, actor) -> str:
    person = services.add_person(address, actor=actor, **form.values())
    return _("{name} is added as {reference}.").format(name=person, reference=person.reference)


def _show(form: WhoForm | NewPersonOfAddressForm, error: ValidationError) -> None:
    """Show what a service says beside the field it is about, or above the form."""
    for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, errors)

"""Whom to ring, by matter: kept by the information-governance lead and those who manage people."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.forms.care import ContactForm, initial_of_contact
from crm.core.models import CareContact, Matter
from crm.core.services import care
from crm.core.views.notices import success
from crm.desk.views.care import can_keep_contacts, may_open_register


@require_safe
def care_contact_list(request: HttpRequest) -> HttpResponse:
    """Whom to ring about what."""
    if not (may_open_register(request.user) or can_keep_contacts(request.user)):
        raise PermissionDenied
    contacts = list(CareContact.objects.all())
    groups = [(label, [contact for contact in contacts if contact.matter == matter]) for matter, label in Matter.choices]
    return render(request, "desk/care/contacts.html", {"groups": groups, "can_keep": can_keep_contacts(request.user)})


def _contact(request: HttpRequest, pk: int) -> CareContact:
    if not can_keep_contacts(request.user):
        raise PermissionDenied
    return get_object_or_404(CareContact, pk=pk)


@require_http_methods(["GET", "POST"])
def care_contact_new(request: HttpRequest) -> HttpResponse:
    """Add somebody to ring."""
    if not can_keep_contacts(request.user):
        raise PermissionDenied
    return _kept(request, ContactForm(request.POST or None), None, _("Add whom to ring"))


@require_http_methods(["GET", "POST"])
def care_contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change whom to ring, mostly: enter the number."""
    contact = _contact(request, pk)
    return _kept(request, ContactForm(request.POST or None, initial=initial_of_contact(contact)), contact, _("Edit {name}").format(name=contact))


@require_POST
def care_contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of the list of whom to ring."""
    contact = _contact(request, pk)
    care.remove_contact(contact, request.user)
    success(request, _("{name} is taken out.").format(name=contact))
    return redirect("desk:care_contact_list")


def _kept(request: HttpRequest, form: ContactForm, contact: CareContact | None, title: str) -> HttpResponse:
    if form.is_valid():
        try:
            care.keep_contact(form.cleaned_data, request.user, contact)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("Kept. People see it on the page of each case."))
            return redirect("desk:care_contact_list")
    return render(request, "core/form.html", {"form": form, "title": title, "cancel_address": "/desk/care/contacts/"})

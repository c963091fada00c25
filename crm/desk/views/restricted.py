"""Opening a restricted record with a reason that stays on record: the information-governance lead and the auditor."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.core.forms import PlainForm
from crm.core.models import Visibility
from crm.core.search import REFERENCE, prefixes, record_kinds
from crm.core.services import open_restricted
from crm.core.views.notices import success


class OpenForm(PlainForm):
    """Why the record has to be read."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you need to see this?"),
        max_length=500,
        help_text=gettext_lazy("Information-governance leads and auditors can read what you write here."),
    )


@require_safe
def restricted_find(request: HttpRequest) -> HttpResponse:
    """`?reference=DEC-12` leads to the page that asks for a reason."""
    _only_for_those_who_may(request)
    match = REFERENCE.fullmatch(request.GET.get("reference", "")[:40])
    model = prefixes().get(match[1].upper()) if match else None
    if model is None or model._meta.model_name not in record_kinds():
        raise Http404
    return redirect("desk:restricted_open", model._meta.model_name, int(match[2]))


@require_http_methods(["GET", "POST"])
def restricted_open(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the reason, write it down, open the record for eight hours."""
    _only_for_those_who_may(request)
    model = record_kinds().get(kind)
    if model is None:
        raise Http404
    record = get_object_or_404(model._default_manager.filter(visibility=Visibility.RESTRICTED), pk=pk)
    if model._default_manager.visible_to(request.user).filter(pk=pk).exists():
        return redirect(record)
    form = OpenForm(request.POST or None)
    if form.is_valid():
        try:
            open_restricted(record, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            success(request, _("{reference} is open to you for eight hours. The reason is on record.").format(reference=record.reference))
            return redirect(record)
    context = {
        "form": form,
        "title": _("Open {reference}").format(reference=record.reference),
        "lede": _("This record is kept to named people. Its title is shown only after you give a reason."),
        "submit_words": _("Open it for eight hours"),
        "cancel_address": "/desk/",
    }
    return render(request, "core/form.html", context)


def _only_for_those_who_may(request: HttpRequest) -> None:
    """403 before any record is looked at, so that it says nothing about one."""
    if not request.user.has_right("open_restricted_with_reason"):
        raise PermissionDenied

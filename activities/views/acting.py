"""Small acts that are one press or one reason: done by a service, answered with a notice."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crm.core.views.notices import Undo, success
from crm.core.views.records import ReasonForm


def act(request: HttpRequest, record, service: Callable, *, allowed: bool, done: str, undo: Undo | None = None) -> HttpResponse:
    """Call `service(record, actor=…)` and go back to the record; a refusal is said there."""
    if not allowed:
        raise PermissionDenied
    try:
        service(record, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        success(request, done, undo)
    return redirect(record.get_absolute_url())


def act_with_reason(request: HttpRequest, record, service: Callable, *, allowed: bool, title: str, submit: str, lede: str, done: str) -> HttpResponse:
    """Ask for a reason, then call `service(record, reason=…, actor=…)`."""
    if not allowed:
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            service(record, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, done)
            return redirect(record.get_absolute_url())
    address = record.get_absolute_url()
    return render(request, "core/form.html", {"form": form, "record": record, "title": title, "submit_words": submit, "lede": lede, "cancel_address": address})

"""Generic pages of one record: its history, and taking it out of daily use and back.

The caller fetches the record through `visible_to` (hidden: 404) and asks its policy (not allowed: 403); these views do
what is the same for every kind.
"""

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crm.core import services
from crm.core.forms import PlainForm
from crm.core.history import events_for
from crm.core.models import AuditEvent
from crm.core.views.notices import Undo, success

EVENTS = 50


class ReasonForm(PlainForm):
    """One sentence for readers in five years."""

    reason = forms.CharField(label="Reason", max_length=500, help_text="One sentence that somebody will understand in five years.")


def record_history(request: HttpRequest, record, *, may_see: bool = True, template: str = "core/history.html", **context) -> HttpResponse:
    """The history of one record as sentences, newest first, 50 lines a page (`?before=` continues).

    Args:
        may_see: The answer of the policy; history repeats every value the record ever had.
    """
    if not may_see:
        raise PermissionDenied
    before = request.GET.get("before", "")
    events = events_for(record, limit=EVENTS, before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None, reader=request.user)
    return render(
        request,
        template,
        {
            "record": record,
            "events": events,
            "is_start": not before,
            "older": events[-1].id if events and _has_older(record, events[-1].id) else None,
            **context,
        },
    )


def _has_older(record, event_id: int) -> bool:
    table, key = record._meta.db_table, str(record.pk)
    return AuditEvent.objects.filter(Q(table_name=table, record_key=key) | Q(parent=f"{table}:{key}"), pk__lt=event_id).exists()


def record_archive(
    request: HttpRequest,
    record,
    *,
    may_change: bool,
    restore_address: str,
    service: Callable = services.archive,
    after: str = "",
    **context,
) -> HttpResponse:
    """Ask for a reason, archive the record, and offer to undo it.

    Args:
        may_change: The answer of the policy.
        restore_address: Address of the view that calls `record_restore`; "Undo" posts there.
        service: `archive(record, *, reason, actor)`, or the app's own that does more.
        after: Where to go then; the record's page by default.
    """
    words = _("archived")
    undo = Undo(restore_address, (("reason", _("Archived by mistake")),), _("Undo"))
    wording = {
        "title": _("Archive {name}").format(name=record),
        "submit_words": _("Archive"),
        "lede": _("It leaves lists and pickers. Its history and its links stay."),
    }
    return _with_reason(request, record, may_change, service, after, words, undo, wording | context)


def record_restore(request: HttpRequest, record, *, may_change: bool, service: Callable = services.restore, after: str = "", **context) -> HttpResponse:
    """Ask for a reason and bring an archived record back."""
    words = _("back in use")
    wording = {"title": _("Restore {name}").format(name=record), "submit_words": _("Restore"), "lede": _("It comes back into lists and pickers.")}
    return _with_reason(request, record, may_change, service, after, words, None, wording | context)


def _with_reason(request: HttpRequest, record, may_change: bool, service: Callable, after: str, done: str, undo: Undo | None, context: dict) -> HttpResponse:
    if not may_change:
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    address = after or record.get_absolute_url()
    if form.is_valid():
        try:
            service(record, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error if not hasattr(error, "error_dict") else ValidationError(error.messages))
        else:
            success(request, _("{name} is {done}.").format(name=record, done=done), undo)
            return redirect(address)
    return render(request, "core/archive.html", {"form": form, "record": record, "cancel_address": address, **context})

"""Requests under the Freedom of Information Act: list, search, decide, export, answer, disclosure log."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.models import InformationRequest, InformationRequestItem
from crm.core.exports import write_xlsx
from crm.core.forms import ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.services import StaleRecord
from crm.core.tables import Column, RecordList, register
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from crm.desk.disclosing import EXEMPTIONS, disclosed, parts_of, records_of
from crm.desk.forms.requests import AnswerForm, EditRequestForm, HideForm, ItemForm, LogEntryForm, RequestForm
from crm.desk.request_word import answer_docx
from crm.desk.services import requests as services

Treatment = InformationRequestItem.Treatment


class RequestFilter(ListFilterSet):
    """Filters of the list of requests."""

    q = WordsFilter(("subject", "question", "local_reference"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=InformationRequest.State.choices, empty_label=gettext_lazy("Any"))
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Answer"), choices=[("yes", gettext_lazy("Overdue"))], method="is_overdue", empty_label=gettext_lazy("Any")
    )
    since = SinceFilter("received_on")
    until = UntilFilter("received_on")

    class Meta:
        model = InformationRequest
        fields: list[str] = []

    def is_overdue(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(state=InformationRequest.State.OPEN, due_on__lt=timezone.localdate())


def _requests(user) -> QuerySet[InformationRequest]:
    return InformationRequest.objects.annotate(found=Count("items"), undecided=Count("items", filter=Q(items__treatment=Treatment.UNDECIDED)))


def _state(request: InformationRequest) -> str:
    if request.state == InformationRequest.State.OPEN and request.due_on < timezone.localdate():
        return str(_("Overdue"))
    return str(request.get_state_display())


request_records = register(
    RecordList(
        kind="information_request",
        title=gettext_lazy("Information requests"),
        noun=("request", "requests"),
        queryset=_requests,
        columns=(
            Column("subject", gettext_lazy("About"), sort=("subject",), link=True),
            Column("reference", gettext_lazy("Reference"), value="local_reference"),
            Column("received", gettext_lazy("Received"), value="received_on", sort=("received_on",)),
            Column("due", gettext_lazy("Answer due"), value="due_on", sort=("due_on",)),
            Column("state", gettext_lazy("State"), value=_state, is_tag=True),
            Column("found", gettext_lazy("Records found"), value="found", is_number=True),
            Column("undecided", gettext_lazy("Not decided"), value="undecided", is_number=True),
        ),
        filterset_class=RequestFilter,
        default_sort="due",
        empty_text=gettext_lazy("Requests under the Freedom of Information Act stand here with the day on which the answer is due."),
        first_step=("/desk/requests/new/", gettext_lazy("Note a request"), "answer_requests"),
        actions=(
            ("/desk/requests/new/", gettext_lazy("Note a request"), "answer_requests"),
            ("/desk/requests/log/", gettext_lazy("Disclosure log"), ""),
        ),
        may_open=lambda user: user.has_right("read_requests"),
    )
)


def _may(request: HttpRequest, right: str) -> None:
    if not request.user.has_right(right):
        raise PermissionDenied


def _get(request: HttpRequest, pk: int, right: str = "answer_requests") -> InformationRequest:
    _may(request, right)
    return get_object_or_404(InformationRequest, pk=pk)


def _trail(found: InformationRequest | None = None) -> list[tuple[str, str]]:
    trail = [(_("Information requests"), reverse("desk:information_request_list"))]
    return [*trail, (str(found), found.get_absolute_url())] if found else trail


def _form_page(
    request: HttpRequest, form, act: Callable[[dict[str, Any]], InformationRequest], *, title: str, done: str, about=None, **context
) -> HttpResponse:
    """Show a form of a request; when it is valid, act and go on to the request."""
    if form.is_valid():
        try:
            stored = act(form.cleaned_data)
        except StaleRecord as stale:
            context["conflict"] = form.conflict_with(EditRequestForm(initial=_initial(stale.current)))
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else _add(form, error)
        else:
            success(request, done)
            return redirect(stored.get_absolute_url())
    cancel = about.get_absolute_url() if about else reverse("desk:information_request_list")
    return render(request, "core/form.html", {"form": form, "title": title, "cancel_address": cancel, "breadcrumb": _trail(about), **context})


def _add(form, error: ValidationError) -> None:
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _initial(found: InformationRequest) -> dict[str, Any]:
    return {name: getattr(found, name) for name in (*services.COLUMNS, "version")}


@require_safe
def information_request_list(request: HttpRequest) -> HttpResponse:
    """Requests, the one due next first."""
    return record_list(request, request_records)


@require_http_methods(["GET", "POST"])
def information_request_new(request: HttpRequest) -> HttpResponse:
    """Note a request."""
    _may(request, "answer_requests")
    form = RequestForm(request.POST or None, initial={"received_on": timezone.localdate()})
    return _form_page(
        request, form, lambda data: services.note_request(values=data, actor=request.user), title=_("Note a request"), done=_("The request is noted.")
    )


@require_http_methods(["GET", "POST"])
def information_request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was noted, or what to search for."""
    found = _get(request, pk)
    form = EditRequestForm(request.POST or None, initial=_initial(found))

    def change(data: dict[str, Any]) -> InformationRequest:
        return services.change_request(found, version=data["version"], values=data, actor=request.user)

    return _form_page(request, form, change, title=_("Edit the request"), done=_("The request is saved."), about=found)


@require_safe
def information_request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A request with what was found and what is done with each record. Five queries and one a kind."""
    found = _get(request, pk, "read_requests")
    items = list(found.items.all())
    records = records_of(items, request.user)
    rows = [{"item": item, "record": records.get((item.kind, item.record_key)), "exemption": EXEMPTIONS.get(item.exemption, "")} for item in items]
    undecided = sum(item.treatment == Treatment.UNDECIDED for item in items)
    may = request.user.has_right("answer_requests") and found.state == InformationRequest.State.OPEN
    context = {
        "found": found, "rows": rows, "undecided": undecided, "may": may, "may_log": request.user.has_right("answer_requests"), "breadcrumb": _trail(),
        "may_find": may and bool(found.words or found.from_on or found.to_on),
    }  # fmt: skip
    return render(request, "desk/requests/detail.html", context)


@require_POST
def information_request_find(request: HttpRequest, pk: int) -> HttpResponse:
    """Search, and add what is found."""
    found = _get(request, pk)
    try:
        number = services.find_records(found, actor=request.user)
    except ValidationError as error:
        success(request, " ".join(error.messages))
    else:
        success(request, _("{number} records are added.").format(number=number))
    return redirect(found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def information_request_item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Decide what is done with one record; its parts stand above the form."""
    found = _get(request, pk)
    item = get_object_or_404(InformationRequestItem, pk=item_pk, request=found)
    record = records_of([item], request.user).get((item.kind, item.record_key))
    parts = parts_of(record) if record is not None else ()
    initial = {"treatment": item.treatment, "hidden": item.hidden_fields, "exemption": item.exemption, "reason": item.reason}
    form = ItemForm(request.POST or None, parts=parts, initial=initial)

    def treat(data: dict[str, Any]) -> InformationRequest:
        services.treat_item(item, actor=request.user, **data)
        return found

    if form.is_valid():
        try:
            treat(form.cleaned_data)
        except ValidationError as error:
            _add(form, error) if hasattr(error, "error_dict") else form.add_error(None, error)
        else:
            success(request, _("That is decided."))
            return redirect(found.get_absolute_url())
    context = {
        "form": form, "title": str(record) if record is not None else _("A record that is no longer open to all staff"), "record_shown": record,
        "parts": parts, "cancel_address": found.get_absolute_url(), "breadcrumb": _trail(found),
    }  # fmt: skip
    return render(request, "desk/requests/item.html", context)


@require_http_methods(["GET", "POST"])
def information_request_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Each text as it leaves, with what is hidden in it; hide more words. Then export."""
    found = _get(request, pk, "answer_requests" if request.method == "POST" else "read_requests")
    may = request.user.has_right("answer_requests") and found.state == InformationRequest.State.OPEN
    form = HideForm(request.POST or None, initial={"words": found.also_hide, "version": found.version})
    if form.is_valid():
        try:
            services.hide_words(found, version=form.cleaned_data["version"], words=form.cleaned_data["words"], actor=request.user)
        except StaleRecord:
            form.add_error(None, _("Somebody else changed this request while you were writing. Copy your words, open the page again and add them."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            success(request, _("These words are hidden now."))
            return redirect("desk:information_request_check", pk=found.pk)
    rows = list(disclosed(found, request.user))
    pieces = [piece for row in rows for piece in (*row.title_pieces, *(piece for part in row.parts for piece in part.pieces))]
    context = {
        "found": found, "form": form, "rows": rows, "may": may, "breadcrumb": _trail(found), "submit_words": _("Hide these words"),
        "hidden": sum(piece.is_hidden for piece in pieces),
        "pointed_out": sum(bool(piece.kind) and not piece.is_hidden for piece in pieces),
    }  # fmt: skip
    return render(request, "desk/requests/check.html", context)


@require_safe
def information_request_export(request: HttpRequest, pk: int) -> HttpResponse:
    """What is given, as a ZIP of a Word file and a workbook: third parties hidden, exemptions named."""
    found = _get(request, pk, "read_requests")
    rows = list(disclosed(found, request.user))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer.docx", answer_docx(found, rows))
        sheet = io.BytesIO()
        head = (_("Record"), _("Title"), _("What is done"), _("Exemption"), _("Why"), _("Part"), _("Text"))
        table = [(row.reference, row.title, row.treatment, row.exemption, row.reason, part.label, part.text) for row in rows for part in row.parts]
        table += [(row.reference, row.title, row.treatment, row.exemption, row.reason, "", "") for row in rows if not row.parts]
        write_xlsx([head, *table], _("Records"), sheet)
        archive.writestr("records.xlsx", sheet.getvalue())
    name = f"request-{found.pk}.zip"
    return HttpResponse(out.getvalue(), content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "POST"])
def information_request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it was answered, and when."""
    found = _get(request, pk)
    form = AnswerForm(request.POST or None, initial={"on": timezone.localdate()})
    return _form_page(
        request, form, lambda data: services.answer_request(found, actor=request.user, **data), title=_("Answer the request"),
        done=_("The request is answered."), about=found,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def information_request_disclose(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an answered request in the disclosure log."""
    found = _get(request, pk)
    form = LogEntryForm(request.POST or None, initial={"text": found.disclosure_text})
    return _form_page(
        request, form, lambda data: services.enter_in_log(found, actor=request.user, **data), title=_("Enter in the disclosure log"),
        done=_("It is in the disclosure log."), about=found,
    )  # fmt: skip


@require_safe
def disclosure_log(request: HttpRequest) -> HttpResponse:
    """Answered requests in words for the public, newest first."""
    _may(request, "read_requests")
    rows = InformationRequest.objects.filter(disclosed_at__isnull=False).order_by("-answered_on", "-pk")[:200]
    return render(request, "desk/requests/log.html", {"rows": rows, "breadcrumb": _trail()})

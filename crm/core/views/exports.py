"""Taking a list away as a file."""

import tempfile

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from crm.core.exports import CONTENT_TYPES, csv_lines, file_name, table_of, write_file
from crm.core.forms.text import plain_text
from crm.core.models import Export
from crm.core.services.exporting import start_export
from crm.core.tables import RecordList, list_of
from crm.core.views.returning import back_to


@require_POST
def export_new(request: HttpRequest) -> HttpResponseBase:
    """Write the list that the page showed: a short one now, a long one in the background."""
    definition = list_of(request.POST.get("kind", ""))
    if definition is None:
        raise Http404
    query, file_format = plain_text(request.POST.get("query", ""))[:4000], request.POST.get("file_format", "")
    try:
        export = start_export(definition, query=query, file_format=file_format, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back_to(request))
    if export.state == Export.State.DONE:
        return _at_once(definition, request.user, QueryDict(query), file_format)
    return redirect("core:export_detail", export.pk)


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """The person's own exports, newest first."""
    _need_right(request)
    exports = [(export, list_of(export.kind)) for export in Export.objects.filter(user=request.user)[:50]]
    return render(request, "core/export_list.html", {"exports": exports})


@require_safe
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an export is, and the file when it is ready."""
    _need_right(request)
    export = get_object_or_404(Export, pk=pk, user=request.user)
    return render(request, "core/export_detail.html", {"export": export, "definition": list_of(export.kind)})


@require_safe
def export_download(request: HttpRequest, pk: int) -> FileResponse:
    """The finished file. Whether the person may still have it is asked again."""
    _need_right(request)
    export = get_object_or_404(Export, pk=pk, user=request.user, state=Export.State.DONE)
    definition = list_of(export.kind)
    if definition is None or not export.file:
        raise Http404
    if not (definition.may_open(request.user) and definition.may_export(request.user)):
        raise PermissionDenied
    return _as_download(FileResponse(export.file.open("rb"), as_attachment=True, filename=file_name(definition, export.file_format)), export.file_format)


def _need_right(request: HttpRequest) -> None:
    if not request.user.has_right("export_lists"):
        raise PermissionDenied


def _at_once(definition: RecordList, user, query: QueryDict, file_format: str) -> HttpResponseBase:
    name = file_name(definition, file_format)
    if file_format == "xlsx":
        target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_file(definition, user, query, file_format, target)
        target.seek(0)
        return _as_download(FileResponse(target, as_attachment=True, filename=name), file_format)
    response = StreamingHttpResponse(csv_lines(table_of(definition, user, query)))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _as_download(response, file_format)


def _as_download(response, file_format: str):
    response["Content-Type"] = CONTENT_TYPES[file_format]
    response["Cache-Control"] = "private, no-store"
    return response

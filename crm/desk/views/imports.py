"""Bringing files into records: upload, preview, import, roll back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.exports import csv_lines
from crm.core.importing import parked_rows, receive
from crm.core.models import ImportBatch, ImportRow
from crm.core.paging import read_page
from crm.core.views import notices
from crm.core.views.lists import Pages, plain_query
from crm.core.views.parameters import with_values, without
from crm.desk import importing
from crm.desk.forms.imports import UploadForm
from crm.desk.importing import KINDS

Outcome, State = ImportRow.Outcome, ImportBatch.State
SHOWN = {"make": {"outcome": Outcome.MAKE}, "match": {"outcome": Outcome.MATCH}, "park": {"outcome": Outcome.PARK}, "kept": {"kept": True}}
WILL = {"make": "Make", "match": "Match", "park": "Park"}
DID = {"make": "Made", "match": "Matched", "park": "Parked", "kept": "Kept at roll-back"}
HEADINGS = ["File", "Kind", "State", "Rows", "Sent by", "On"]
ROW_HEADINGS = ["Name", "Outcome", "Why, or what to know"]
SECONDS_BETWEEN_LOOKS = 3


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Imports of the person, of the team and of commands, newest first."""
    _need_right(request)
    query = plain_query(request)
    part = read_page(importing.batches_of(request.user), _number(query.get("page", "")))
    rows = [
        [
            {"text": batch.file_name, "href": reverse("desk:import_detail", args=[batch.pk])},
            KINDS[batch.kind].label if batch.kind in KINDS else batch.kind,
            {"tag": _state_words(batch)},
            _counted(batch),
            batch.created_by.name if batch.created_by else "A command",
            f"{batch.created_at:%-d %B %Y}",
        ]
        for batch in part.rows
    ]
    return render(request, "desk/imports/list.html", {"rows": rows, "page": Pages(part, query), "headings": HEADINGS})


@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a file; the preview follows. Nothing becomes a record here."""
    _need_right(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, initial={"kind": request.GET.get("kind", "")})
    if form.is_valid():
        file = form.cleaned_data["file"]
        batch = receive(KINDS[form.cleaned_data["kind"]], file, name=file.name, actor=request.user)
        batch = importing.begin_preview(batch, actor=request.user)
        if batch.state != State.REFUSED:
            return redirect("desk:import_detail", batch.pk)
        form.add_error("file", batch.message)
    return render(request, "desk/imports/new.html", {"form": form, "kinds": KINDS.values()})


@require_safe
def import_template(request: HttpRequest, code: str) -> HttpResponse:
    """A CSV file with the headings of one of our own layouts."""
    _need_right(request)
    kind = KINDS.get(code)
    if kind is None or not kind.is_ours:
        raise Http404
    return _csv([[column.label for column in kind.columns]], f"{kind.code}-template.csv")


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do, is doing, or did; row by row."""
    batch = _batch(request, pk)
    busy = importing.is_busy(batch)
    context = {
        "batch": batch,
        "importable": batch.made + batch.matched,
        "headings": ROW_HEADINGS,
        "kind": KINDS[batch.kind],
        "busy": busy,
        "state_words": _state_words(batch),
        "summary": _summary(batch),
    }
    if not busy and batch.state != State.REFUSED:
        context |= _rows_of(request, batch)
    response = render(request, "desk/imports/detail.html", context)
    if busy:
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the preview that the person looked at."""
    batch = _batch(request, pk)
    try:
        batch = importing.begin_import(batch, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if batch.state == State.IMPORTED:
            undo = notices.Undo(reverse("desk:import_roll_back", args=[batch.pk]), text="Roll it back")
            notices.success(request, f"Imported: {_counted(batch, done=True)}.", undo)
    return redirect("desk:import_detail", pk)


@require_http_methods(["GET", "POST"])
def import_roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a roll-back does, in numbers; then do it."""
    batch = _batch(request, pk)
    if request.method == "POST":
        try:
            batch = importing.begin_roll_back(batch, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if batch.state == State.ROLLED_BACK:
                messages.success(request, _rolled_back_words(batch))
        return redirect("desk:import_detail", pk)
    if batch.state != State.IMPORTED:
        messages.info(request, f"This import is “{batch.get_state_display()}”; there is nothing to roll back.")
        return redirect("desk:import_detail", pk)
    changed = batch.row_set.filter(outcome=Outcome.MATCH, changed=True).count()
    return render(request, "desk/imports/roll_back.html", {"batch": batch, "changed": changed, "unchanged": batch.matched - changed})


@require_safe
def import_parked(request: HttpRequest, pk: int) -> HttpResponse:
    """The parked rows in the layout they came in, with the reason as the last column."""
    batch = _batch(request, pk)
    return _csv(parked_rows(batch), f"parked-{slugify(batch.file_name.rsplit('.', 1)[0]) or batch.pk}.csv")


def _need_right(request: HttpRequest) -> None:
    if not request.user.has_right("import_records"):
        raise PermissionDenied


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    _need_right(request)
    return get_object_or_404(importing.batches_of(request.user), pk=pk, kind__in=KINDS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _rows_of(request: HttpRequest, batch: ImportBatch) -> dict:
    """One page of rows, those of one outcome when asked for. Five queries at most."""
    query = plain_query(request)
    show = query.get("show", "")
    rows = batch.row_set.filter(**SHOWN[show]) if show in SHOWN else batch.row_set.all()
    part = read_page(rows.order_by("number"), _number(query.get("page", "")))
    query = without(query, "page")
    tabs = [{"text": f"All {batch.rows:,}", "address": with_values(without(query, "show")) or "?", "current": show not in SHOWN}]
    counts = {"make": batch.made, "match": batch.matched, "park": batch.parked, "kept": batch.kept}
    words = _outcome_words(batch)
    for key in SHOWN:
        if counts[key]:
            tabs.append({"text": f"{words[key]} {counts[key]:,}", "address": with_values(query, show=key), "current": show == key})
    model = KINDS[batch.kind].model
    written = words is DID
    ids = {row.object_id for row in part.rows if row.object_id and (written or row.outcome == Outcome.MATCH)}
    records = model._default_manager.visible_to(request.user).in_bulk(ids) if ids else {}
    return {"tabs": tabs, "rows": [_cells(row, records.get(row.object_id), model, words) for row in part.rows], "page": Pages(part, query)}


def _cells(row: ImportRow, record, model, words: dict[str, str]) -> list:
    changed = [str(model._meta.get_field(name).verbose_name) for name in row.values.get("changes", {})]
    added = [
        words for words, key in (("numbers", "identifiers"), ("types", "types"), ("roles", "roles")) if row.outcome == Outcome.MATCH and row.values.get(key)
    ]
    changes = f"Changes {', '.join(changed)}." if changed else ""
    adds = f"Adds {', '.join(added)}." if added else ""
    name = {"text": row.label or "No name", "note": f"row {row.number:,}"}
    if record is not None:
        name["href"] = record.get_absolute_url()
    return [
        name,
        {"tag": words[row.outcome], "colour": {"make": "green", "match": "blue", "park": "yellow"}[row.outcome]},
        " ".join(said for said in (row.reason, changes, adds, "Kept: edited or used since." if row.kept else "") if said),
    ]


def _outcome_words(batch: ImportBatch) -> dict[str, str]:
    return DID if batch.state in (State.IMPORTED, State.ROLLED_BACK) else WILL


def _summary(batch: ImportBatch) -> str:
    """`Make 450 · Match 40 · Park 10`."""
    words = _outcome_words(batch)
    return " · ".join(f"{words[key]} {count:,}" for key, count in (("make", batch.made), ("match", batch.matched), ("park", batch.parked)))


def _counted(batch: ImportBatch, *, done: bool = False) -> str:
    if batch.state in (State.PREVIEWING, State.REFUSED):
        return ""
    if done:
        return f"{batch.made:,} made, {batch.matched:,} matched, {batch.parked:,} parked"
    return f"{batch.rows:,}: {_summary(batch)}"


def _state_words(batch: ImportBatch) -> str:
    return "Being rolled back" if batch.mapping.get("rolling_back") else batch.get_state_display()


def _rolled_back_words(batch: ImportBatch) -> str:
    if not batch.kept:
        return "Rolled back. Everything is as it was before this import."
    records = "1 record was" if batch.kept == 1 else f"{batch.kept:,} records were"
    return f"Rolled back. {records} kept, edited or used since; they are listed below."


def _csv(rows, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

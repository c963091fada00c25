"""This needs care: the press, the page that says whom to ring, and the register."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies
from activities import services as activity_services
from activities.models import Activity, CapturedMessage, Commitment, Insight
from activities.services.apart import WORDS
from activities.services.care import MODELS
from crm.core.forms.care import MatterForm, StepForm
from crm.core.models import CareCase, CareContact, CareStep
from crm.core.paging import read_page
from crm.core.services import care
from crm.core.templatetags.kit import short_date
from crm.core.views.care import to_case
from crm.core.views.lists import Pages, plain_query
from crm.core.views.notices import Undo, success
from crm.core.views.records import ReasonForm

KINDS = {"activity": Activity, "insight": Insight, "commitment": Commitment, "message": CapturedMessage}
"""What can be set apart from its page, as addresses name it."""
SHOWS = ("open", "closed", "all")


@dataclass(frozen=True)
class Words:
    """Kept words of one record, or of a form that is no record: (label, words) rows."""

    title: str
    rows: tuple[tuple[str, str], ...]


def may_open_register(user) -> bool:
    """Who writes things down, who leads a team, who handles care. Whose cases they see is `CareCase.visible_to`."""
    return user.has_right("open_care_register") or (user.is_staff_member and bool(user.led_team_ids))


@require_http_methods(["GET", "POST"])
def care_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what will happen and ask what it is; one press sets the words apart and shows whom to ring."""
    if kind not in KINDS:
        raise Http404
    if not policies.can_log(request.user):
        raise PermissionDenied
    record = get_object_or_404(KINDS[kind].objects.visible_to(request.user), pk=pk)
    earlier = care.cases_of(record).visible_to(request.user).first()
    if earlier is not None:
        return redirect(earlier)
    form = MatterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_apart = activity_services.set_apart_message if kind == "message" else activity_services.set_apart
        try:
            case = set_apart(record, matter=form.cleaned_data["matter"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            return to_case(request, case)
    return render(request, "desk/care/new.html", {"form": form, "record": record, "kind": kind})


def _case(request: HttpRequest, pk: int) -> CareCase:
    if not may_open_register(request.user):
        raise PermissionDenied
    return get_object_or_404(CareCase.objects.visible_to(request.user).select_related("opened_by", "team"), pk=pk)


@require_http_methods(["GET", "POST"])
def care_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ring, what was done, and the kept words."""
    case = _case(request, pk)
    form = StepForm(request.POST or None)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            care.add_step(case, cleaned["kind"], cleaned["whom"], cleaned["note"], form.moment, request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("Written down."))
            return redirect(case)
    context = {
        "case": case,
        "is_training": case.is_training,
        "form": form,
        "contacts": CareContact.objects.filter(matter=case.matter),
        "steps": case.steps.select_related("by"),
        "kept": words_of(case),
        "source": source_of(case, request.user),
        "can_put_back": case.closed_at is None and case.opened_by_id == request.user.pk and bool(case.texts.get(care.MOVED)),
        "can_keep_contacts": can_keep_contacts(request.user),
    }
    return render(request, "desk/care/detail.html", context)


def words_of(case: CareCase) -> list[Words]:
    """The kept words by record, in the words of the forms they were typed in."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, text in sorted(case.texts.items(), key=_place):
        if key == care.MOVED:
            continue
        record, _dot, field = key.rpartition(".")
        found.setdefault(record, []).append((_label(record, field), str(text)))
    return [Words(_record_words(record), tuple(rows)) for record, rows in found.items()]


def _place(item: tuple[str, object]) -> tuple[int, str, int]:
    """Where words stand on the page: by kind of record as `WORDS` has them, in the order of its columns. The database sorts keys otherwise."""
    record, _dot, field = item[0].rpartition(".")
    model = MODELS.get(record.partition("-")[0])
    columns = WORDS[model] if model else ()
    return list(WORDS).index(model) if model else -1, record, columns.index(field) if field in columns else len(columns)


def _label(record: str, field: str) -> str:
    model = MODELS.get(record.partition("-")[0])
    names = {item.name: str(item.verbose_name) for item in model._meta.fields} if model else {}
    return capfirst({"new_names": _("new names"), "reason": _("reason for the change")}.get(field) or names.get(field) or field.replace("_", " "))


def _record_words(record: str) -> str:
    kind, _dash, key = record.partition("-")
    model = MODELS.get(kind)
    if model is None:
        return ""
    prefix = getattr(model, "reference_prefix", "") or {"capturedmessage": "MSG"}.get(kind, "")
    return f"{capfirst(str(model._meta.verbose_name))} {prefix}-{key}" if prefix else capfirst(str(model._meta.verbose_name))


def source_of(case: CareCase, user):
    """The record where it was written, if the reader may see it. One query."""
    model = MODELS.get(case.source_kind)
    return model.objects.visible_to(user).filter(pk=case.source_id).first() if model is not None and hasattr(model.objects, "visible_to") else None


@require_http_methods(["GET", "POST"])
def care_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nothing is left to do."""
    case, form = _case(request, pk), ReasonForm(request.POST or None)
    form.fields["reason"].label, form.fields["reason"].help_text = _("How did it end?"), _("One sentence for the register. No names and no details.")
    if form.is_valid():
        try:
            care.close_case(case, form.cleaned_data["reason"], request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("{reference} is closed.").format(reference=case.reference), Undo(reverse("desk:care_reopen", args=[pk])))
            return redirect("desk:care_list")
    context = {"form": form, "title": _("Close {reference}").format(reference=case.reference), "submit_words": _("Close it")}
    lede = _("The words stay kept apart, for you, your team lead and the information-governance lead.")
    return render(request, "core/form.html", context | {"cancel_address": case.get_absolute_url(), "lede": lede})


@require_POST
def care_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed case again."""
    case = _case(request, pk)
    try:
        care.reopen_case(case, request.user)
    except ValidationError:
        return redirect(case)
    success(request, _("{reference} is open again.").format(reference=case.reference))
    return redirect(case)


@require_http_methods(["GET", "POST"])
def care_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not need care after all: the words stand again where they stood."""
    case, form = _case(request, pk), ReasonForm(request.POST or None)
    if case.opened_by_id != request.user.pk:
        raise PermissionDenied
    if form.is_valid():
        try:
            activity_services.put_back(case, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("The words are back where they stood, for everybody who could read them before."))
            return redirect(source_of(case, request.user) or case)
    context = {"form": form, "title": _("It does not need care after all"), "submit_words": _("Put the words back")}
    lede = _("Everybody who could read them before can read them again. What was on the public pages is not published again by itself.")
    return render(request, "core/form.html", context | {"cancel_address": case.get_absolute_url(), "lede": lede})


@require_safe
def care_list(request: HttpRequest) -> HttpResponse:
    """The register: one's own cases, those of teams one leads, all for who handles care. Never the words."""
    if not may_open_register(request.user):
        raise PermissionDenied
    query = plain_query(request)
    show = query.get("show", "open") if query.get("show", "open") in SHOWS else "open"
    rows = CareCase.objects.visible_to(request.user).defer("texts").select_related("opened_by")
    if show != "all":
        rows = rows.filter(closed_at__isnull=show == "open")
    number = query.get("page", "")
    steps = Prefetch("steps", CareStep.objects.filter(kind__in=[CareStep.Kind.RUNG, CareStep.Kind.HANDED_OVER]).order_by("-at", "-pk"))
    part = read_page(rows.prefetch_related(steps), int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1)
    labels = {"open": _("Open"), "closed": _("Closed"), "all": _("All")}
    context = {
        "headings": [_("Case"), _("Set apart"), _("By"), _("Rang"), _("Handed over to"), _("State")],
        "rows": [_cells(case) for case in part.rows],
        "page": Pages(part, query),
        "tabs": [{"text": labels[name], "address": f"?show={name}", "current": name == show} for name in SHOWS],
        "show": show,
    }
    return render(request, "desk/care/list.html", context)


def _cells(case: CareCase) -> list:
    """One line of the register. The steps are prefetched."""
    latest = {kind: next((step for step in case.steps.all() if step.kind == kind), None) for kind in (CareStep.Kind.RUNG, CareStep.Kind.HANDED_OVER)}
    days = (timezone.localdate(case.closed_at) if case.closed_at else timezone.localdate()) - timezone.localdate(case.opened_at)
    not_yet = {"tag": _("Not yet"), "colour": "grey" if case.closed_at else "red"}
    length = _("1 day") if days.days == 1 else _("{n} days").format(n=days.days)
    return [
        {"text": case.reference, "href": case.get_absolute_url(), "note": case.get_matter_display(), "tag": _("Training example") if case.is_training else ""},
        short_date(case.opened_at),
        str(case.opened_by),
        *({"text": step.whom, "note": short_date(step.at)} if step else not_yet for step in latest.values()),
        {"tag": _("Closed") if case.closed_at else _("Open"), "colour": "grey" if case.closed_at else "yellow", "note": length},
    ]


def can_keep_contacts(user) -> bool:
    """Keep the list that says whom to ring."""
    return user.has_right("handle_care") or user.has_right("manage_people")

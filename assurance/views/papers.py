"""Packs and covers."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies, reports, services
from assurance.forms import CoverForm, PackForm
from assurance.models import Decision, EvidencePack, PaperCover
from assurance.packs.word import cover_docx
from assurance.reports import COVER_WORD_CAP, SECTION_TITLES
from assurance.views.shared import add_errors, allow, trail, visible_decision
from crm.core.views.notices import success

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def visible_packs(user) -> QuerySet[EvidencePack]:
    """Packs of decisions that the reader may see."""
    decisions = Decision.objects.visible_to(user)
    return EvidencePack.objects.filter(decision__in=decisions).select_related("decision", "built_by", "previous")


@require_http_methods(["GET", "POST"])
def pack_new(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes in, what is missing, what is withheld; then one button."""
    decision = visible_decision(request, pk)
    allow(policies.can_build_pack(request.user, decision))
    form = PackForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        order = {"is_draft": data["status"] == "draft", "with_raw_notes": data["with_raw_notes"], "key": data["submission_key"]}
        pack = services.order_pack(decision, actor=request.user, **order)
        plan = services.plan_pack(request.user, pk, with_raw_notes=pack.with_raw_notes)
        if plan.is_small:
            pack = services.build_ordered_pack(pack.pk)
        else:
            services.build_pack_task.enqueue(pack.pk)
        if pack.state == EvidencePack.State.READY:
            success(request, _("{reference} is sealed.").format(reference=pack.reference))
        return redirect(pack)
    plan = services.plan_pack(request.user, pk, with_raw_notes=False)
    dossier = plan.dossier
    context = {
        "form": form,
        "decision": decision,
        "record": decision,
        "plan": plan,
        "gaps": [(gap, SECTION_TITLES[gap.section]) for gap in dossier.gaps],
        "going_in": [
            (_("Activities"), len(dossier.activities)),
            (_("Points of what people said"), len(dossier.insights)),
            (_("Responses"), sum(response.approved_on is not None for response in dossier.responses)),
            (_("Promises"), len(dossier.promises)),
            (_("Criteria"), sum(len(view.criteria) for view in dossier.frameworks)),
            (_("Published files"), len(plan.files)),
        ],
        "breadcrumb": trail(decision),
    }
    return render(request, "assurance/pack_new.html", context)


@require_safe
def pack_list(request: HttpRequest) -> HttpResponse:
    """Packs of the decisions that the reader may see, newest first; the newest 200."""
    allow(policies.can_read_packs(request.user))
    packs = visible_packs(request.user)
    return render(request, "assurance/pack_list.html", {"packs": packs[:200]})


@require_safe
def pack_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack: number, hash, size, files, what has changed since; reloads itself while it is being built."""
    allow(policies.can_read_packs(request.user))
    pack = get_object_or_404(visible_packs(request.user), pk=pk)
    is_ready = pack.state == EvidencePack.State.READY
    report = services.report_of(pack) if is_ready else None
    changes = services.changed_since(pack) if is_ready else []
    context = {"pack": pack, "record": pack.decision, "decision": pack.decision, "report": report, "changes": len(changes), "breadcrumb": trail(pack.decision)}
    response = render(request, "assurance/pack_detail.html", context)
    if pack.state == EvidencePack.State.BUILDING:
        response["Refresh"] = "5"
    return response


@require_safe
def pack_download(request: HttpRequest, pk: int) -> FileResponse:
    """The sealed ZIP."""
    allow(policies.can_read_packs(request.user))
    pack = get_object_or_404(visible_packs(request.user), pk=pk, state=EvidencePack.State.READY)
    name = f"{pack.reference.lower()}-{pack.decision.reference.lower()}.zip"
    return _as_download(FileResponse(pack.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip"))


def _as_download(response):
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def cover_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the cover: proposed from the record, edited, counted, frozen."""
    decision = visible_decision(request, pk)
    allow(policies.can_write_cover(request.user, decision))
    plan = services.plan_pack(request.user, pk, with_raw_notes=False)
    form = CoverForm(request.POST or None, initial={"text": services.proposed_text(plan.dossier), "word_limit": COVER_WORD_CAP})
    if form.is_valid():
        data = form.cleaned_data
        try:
            cover = services.freeze_cover(decision, text=data["text"], word_limit=data["word_limit"], actor=request.user, key=data["submission_key"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("Cover {number} is frozen.").format(number=cover.number))
            return redirect("assurance:cover_detail", cover.pk)
    context = {
        "form": form, "decision": decision, "record": decision, "dossier": plan.dossier, "title": _("Write the cover"), "breadcrumb": trail(decision),
        "cancel_address": decision.get_absolute_url(), "submit_words": _("Freeze this text"), "withheld": plan.withheld,
    }  # fmt: skip
    return render(request, "assurance/cover_new.html", context)


def _visible_cover(request: HttpRequest, pk: int) -> PaperCover:
    allow(policies.can_open(request.user))
    covers = PaperCover.objects.filter(decision__in=Decision.objects.visible_to(request.user)).select_related("decision", "written_by")
    return get_object_or_404(covers, pk=pk)


@require_safe
def cover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen cover: the text to copy, and what it rests on."""
    cover = _visible_cover(request, pk)
    report = reports.CoverReport.from_data(cover.facts)
    context = {"cover": cover, "report": report, "record": cover.decision, "decision": cover.decision, "breadcrumb": trail(cover.decision)}
    return render(request, "assurance/cover_detail.html", context)


@require_safe
def cover_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen cover as a Word file."""
    cover = _visible_cover(request, pk)
    content = cover_docx(reports.CoverReport.from_data(cover.facts))
    name = f"{cover.decision.reference.lower()}-cover-{cover.number}.docx"
    return _as_download(HttpResponse(content, content_type=WORD_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}))

"""Covers."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies, reports, services
from assurance.forms import CoverForm
from assurance.models import Decision, PaperCover
from assurance.packs.word import cover_docx
from assurance.reports import COVER_WORD_CAP
from assurance.views.shared import add_errors, allow, trail, visible_decision
from crm.core.views.notices import success

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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

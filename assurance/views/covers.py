"""Covers of papers: write, edit, review, sign, take away, and what came later."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance import policies, services
from assurance.covers.lists import cover_records
from assurance.covers.proposing import proposed_boxes, proposed_text
from assurance.covers.report import WholeCover, stored_cover, whole_cover
from assurance.dossier import Dossier, read_dossier
from assurance.forms.covers import CoverForm, EditCoverForm, ReviewCoverForm, SignCoverForm, SignUnreviewedForm, SupplementForm, initial_of_boxes
from assurance.models import Decision, PaperCover
from assurance.packs.word import cover_docx
from assurance.services.covers import cover_file
from assurance.services.decisions import first_role
from assurance.views.shared import add_errors, allow, trail, visible_decision
from crm.core.services import StaleRecord
from crm.core.views.lists import record_list
from crm.core.views.notices import success

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def visible_covers(user) -> QuerySet[PaperCover]:
    """Covers of decisions that the reader may see."""
    related = ("decision__meeting__body", "decision__owner", "written_by", "signed_by", "template", "meeting__body")
    return PaperCover.objects.filter(decision__in=Decision.objects.visible_to(user)).select_related(*related)


def visible_cover(request: HttpRequest, pk: int) -> PaperCover:
    allow(policies.can_open(request.user))
    return get_object_or_404(visible_covers(request.user), pk=pk)


def cover_to_change(request: HttpRequest, pk: int) -> PaperCover:
    """A cover that the person may write on."""
    cover = visible_cover(request, pk)
    allow(policies.can_write_cover(request.user, cover.decision))
    return cover


@require_safe
def cover_list(request: HttpRequest) -> HttpResponse:
    """Covers of the decisions that the reader may see."""
    return record_list(request, cover_records)


@require_http_methods(["GET", "POST"])
def cover_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the cover: proposed from the record, edited, counted, kept as a draft."""
    decision = visible_decision(request, pk)
    allow(policies.can_write_cover(request.user, decision))
    plan = services.plan_pack(request.user, pk, with_raw_notes=False)
    boxes = proposed_boxes(plan.dossier)
    initial = {"text": proposed_text(plan.dossier), **initial_of_boxes(boxes)}
    form = CoverForm(request.POST or None, proposed=boxes, initial=initial)
    if form.is_valid():
        try:
            cover = services.draft_cover(decision, actor=request.user, key=form.cleaned_data["submission_key"], **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("Cover {number} is kept as a draft.").format(number=cover.number))
            return redirect(cover)
    context = {
        "form": form, "decision": decision, "record": decision, "dossier": plan.dossier, "title": _("Write the cover"), "breadcrumb": trail(decision),
        "cancel_address": decision.get_absolute_url(), "submit_words": _("Keep as a draft"), "withheld": plan.withheld,
    }  # fmt: skip
    return render(request, "assurance/covers/write.html", context)


@require_http_methods(["GET", "POST"])
def cover_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cover that is not signed; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    cover = cover_to_change(request, pk)
    if cover.state == PaperCover.State.FROZEN:
        return redirect(cover)
    plan = services.plan_pack(request.user, cover.decision_id, with_raw_notes=False)
    about = {"proposed": proposed_boxes(plan.dossier), "kept": cover.template}
    form = EditCoverForm(request.POST or None, initial=EditCoverForm.initial_of(cover), **about)
    conflict = None
    if form.is_valid():
        try:
            services.change_cover(cover, version=form.cleaned_data["version"], actor=request.user, **form.values())
        except StaleRecord as stale:
            conflict = form.conflict_with(EditCoverForm(initial=EditCoverForm.initial_of(stale.current), **about))
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("Cover {number} is saved.").format(number=cover.number))
            return redirect(cover)
    context = {
        "form": form, "decision": cover.decision, "record": cover.decision, "dossier": plan.dossier, "withheld": plan.withheld, "conflict": conflict,
        "title": _("Edit cover {number}").format(number=cover.number), "breadcrumb": trail(cover.decision), "cancel_address": cover.get_absolute_url(),
    }  # fmt: skip
    return render(request, "assurance/covers/write.html", context)


def _as_it_reads(cover: PaperCover, dossier: Dossier) -> WholeCover:
    return whole_cover(cover, dossier, author_role=first_role(cover.written_by), now=timezone.now())


@require_safe
def cover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A cover: the text to copy, what it rests on, review and signature, and what came later."""
    cover = visible_cover(request, pk)
    is_frozen = cover.state == PaperCover.State.FROZEN
    if is_frozen:
        report = stored_cover(cover.facts)
    else:
        report = _as_it_reads(cover, read_dossier(request.user, cover.decision_id, leaves_the_room=True))
    may_write = policies.can_write_cover(request.user, cover.decision)
    context = {
        "cover": cover,
        "report": report,
        "record": cover.decision,
        "decision": cover.decision,
        "breadcrumb": trail(cover.decision),
        "is_frozen": is_frozen,
        "supplements": list(cover.supplements.select_related("written_by")) if is_frozen else [],
        "may_edit": may_write and not is_frozen,
        "may_sign": may_write and policies.can_sign(request.user, cover),
        "may_send": may_write and cover.state == PaperCover.State.DRAFT,
        "may_review": not is_frozen and policies.can_review_cover(request.user, cover),
        "may_add": may_write and is_frozen,
    }
    return render(request, "assurance/covers/detail.html", context)


@require_POST
def cover_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the review."""
    cover = cover_to_change(request, pk)
    try:
        services.send_for_review(cover, actor=request.user)
    except ValidationError as error:
        success(request, " ".join(error.messages))
    else:
        success(request, _("Cover {number} waits for review.").format(number=cover.number))
    return redirect(cover)


@require_http_methods(["GET", "POST"])
def cover_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge a cover: the checklist, then the verdict."""
    cover = visible_cover(request, pk)
    allow(policies.can_review_cover(request.user, cover))
    initial = {"version": cover.version, "reviewer_role": first_role(request.user)}
    if cover.verdict:  # other words are judged afresh
        initial |= {"verdict": cover.verdict, "note": cover.review_note, **cover.review_answers}
    form = ReviewCoverForm(request.POST or None, initial=initial)
    stale = False
    if form.is_valid():
        data = form.cleaned_data
        words = {"verdict": data["verdict"], "note": data["note"], "reviewer_role": data["reviewer_role"]}
        try:
            services.review_cover(cover, version=data["version"], answers=form.answers(), on=timezone.localdate(), actor=request.user, **words)
        except StaleRecord as changed:
            stale, cover = True, changed.current
            form.add_error(None, _("The words of this cover changed while you were reading. Read them again, then give your verdict."))
            form.data = form.data.copy()
            form.data["version"] = str(cover.version)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("Your verdict on cover {number} is recorded.").format(number=cover.number))
            return redirect(cover)
    context = {
        "form": form, "cover": cover, "decision": cover.decision, "record": cover.decision, "title": _("Review cover {number}").format(number=cover.number),
        "breadcrumb": trail(cover.decision), "cancel_address": cover.get_absolute_url(), "submit_words": _("Record my verdict"), "stale": stale,
    }  # fmt: skip
    return render(request, "assurance/covers/review.html", context)


@require_http_methods(["GET", "POST"])
def cover_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what signing freezes, then sign; without a review only with a reason, and never what the reviewer finds not adequate."""
    cover = cover_to_change(request, pk)
    if cover.state == PaperCover.State.FROZEN:
        return redirect(cover)
    may_sign = policies.can_sign(request.user, cover)
    form = (SignCoverForm if cover.verdict else SignUnreviewedForm)(request.POST or None, initial={"version": cover.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.sign_cover(cover, version=data["version"], because=data.get("because", ""), actor=request.user)
        except StaleRecord:
            success(request, _("The cover changed while you were reading. Read it again before you sign."))
            return redirect("assurance:cover_detail", pk)
        except ValidationError as error:
            if not may_sign:  # its page says why, and what to do
                return redirect(cover)
            add_errors(form, error)
        else:
            success(request, _("Cover {number} is signed and frozen.").format(number=cover.number))
            return redirect(cover)
    context = {
        "form": form, "cover": cover, "decision": cover.decision, "record": cover.decision, "title": _("Sign cover {number}").format(number=cover.number),
        "breadcrumb": trail(cover.decision), "cancel_address": cover.get_absolute_url(), "may_sign": may_sign,
        "submit_words": _("Sign and freeze") if cover.verdict else _("Sign without a review"),
    }  # fmt: skip
    return render(request, "assurance/covers/sign.html", context)


@require_http_methods(["GET", "POST"])
def supplement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a late paper, or what was said at the meeting, to a signed cover."""
    cover = cover_to_change(request, pk)
    form = SupplementForm(request.POST or None, initial={"given_on": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.add_supplement(
                cover, kind=data["kind"], given_on=data["given_on"], text=data["text"], actor=request.user, key=data["submission_key"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("Supplement {number} is added. The cover itself stays as it was.").format(number=made.number))
            return redirect(cover)
    context = {
        "form": form, "decision": cover.decision, "record": cover.decision, "title": _("Add to cover {number}").format(number=cover.number),
        "lede": _("The signed cover is not changed. What you add is dated, numbered and has its own hash."), "breadcrumb": trail(cover.decision),
        "cancel_address": cover.get_absolute_url(),
    }  # fmt: skip
    return render(request, "assurance/form.html", context)


@require_safe
def cover_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file: the stored bytes of a signed cover, or a draft as it reads now."""
    cover = visible_cover(request, pk)
    name = f"{cover.decision.reference.lower()}-cover-{cover.number}.docx"
    if cover.file:
        return word_file(stored_bytes(cover.file), name)
    if cover.state == PaperCover.State.FROZEN:  # frozen before Word files were stored
        content = cover_docx(stored_cover(cover.facts))
    else:
        report = _as_it_reads(cover, read_dossier(request.user, cover.decision_id, leaves_the_room=True))
        try:
            content = cover_file(report, cover.template)
        except ValidationError as error:
            success(request, " ".join(error.messages))
            return redirect(cover)
    return word_file(content, name)


def stored_bytes(file: FieldFile) -> bytes:
    """A stored Word file as it was written; covers and templates are small."""
    with file.open("rb") as stored:
        return stored.read()


def word_file(content: bytes, name: str) -> HttpResponse:
    """A download that nobody keeps on the way, and that is never run."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=WORD_TYPE, headers=headers)

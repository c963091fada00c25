"""Evidence packs: what would go in, the finished pack, what is new in it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies, services
from assurance.forms import PackForm
from assurance.models import Decision, EvidencePack, FrameworkYear
from assurance.packs.compare import compare
from assurance.views.questions import asked_year, years_offered
from assurance.views.shared import allow, trail, visible_decision
from crm.core.views.notices import success

KINDS = {"decision": Q(decision__isnull=False), "year": Q(framework_year__isnull=False), "question": ~Q(question="")}


def visible_packs(user) -> QuerySet[EvidencePack]:
    """Packs of decisions that the reader may see; those of years and questions for whoever reads assurance."""
    rule = Q(decision__in=Decision.objects.visible_to(user))
    if policies.can_read_year_packs(user):
        rule |= Q(decision=None)
    return EvidencePack.objects.filter(rule).select_related("decision", "framework_year__framework", "built_by", "previous")


@require_http_methods(["GET", "POST"])
def pack_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision: what goes in, what is missing, what is withheld; then one button."""
    decision = visible_decision(request, pk)
    allow(policies.can_build_pack(request.user, decision))

    def plan(edition: str, with_raw_notes: bool) -> services.Plan:
        return services.plan_pack(request.user, pk, with_raw_notes=with_raw_notes, edition=edition)

    context = {"record": decision, "decision": decision, "subject": decision, "reference": decision.reference, "breadcrumb": trail(decision)}
    return _new(request, decision, plan, context)


@require_http_methods(["GET", "POST"])
def pack_year_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A framework's year, in the same manner."""
    allow(policies.can_read_year_packs(request.user))
    year = get_object_or_404(FrameworkYear.objects.select_related("framework"), pk=pk)
    allow(policies.can_build_pack_of(request.user, year))

    def plan(edition: str, with_raw_notes: bool) -> services.Plan:
        return services.plan_year_pack(pk, edition=edition)

    context = {"subject": year, "reference": f"{year.framework.key}:{year.year}", "breadcrumb": _packs_trail()}
    return _new(request, year, plan, context, offers_notes=False)


@require_http_methods(["GET", "POST"])
def pack_question_new(request: HttpRequest) -> HttpResponse:
    """A question about a year (`?question=Q2&year=2026/27`), in the same manner; without them, a page to choose."""
    allow(policies.can_read_year_packs(request.user))
    allow(policies.can_build_pack_of(request.user, None))
    asked = {name: request.GET.get(name) or request.POST.get(name, "") for name in ("question", "year")}
    if not asked["question"]:
        year = asked_year(request)
        choices = [(words, str(services.QuestionOfYear(code, year.label)), code) for code, words in EvidencePack.Question.choices]
        shown = {"choices": choices, "year": year, "years": years_offered(year), "breadcrumb": _packs_trail()}
        return render(request, "assurance/pack_questions.html", shown)
    try:
        subject = services.QuestionOfYear(asked["question"], asked["year"])
    except ValueError as error:
        raise Http404 from error

    def plan(edition: str, with_raw_notes: bool) -> services.Plan:
        return services.plan_question_pack(request.user, subject, edition=edition)

    words = f"{EvidencePack.Question(subject.code).label} ({subject.year})"
    context = {"subject": words, "reference": str(subject), "breadcrumb": _packs_trail()}
    return _new(request, subject, plan, context, offers_notes=False)


def _new(request: HttpRequest, subject, plan, context: dict[str, Any], *, offers_notes: bool = True) -> HttpResponse:
    form = PackForm(request.POST or None, offers_notes=offers_notes)
    if form.is_valid():
        data = form.cleaned_data
        order = {"is_draft": data["status"] == "draft", "with_raw_notes": data["with_raw_notes"], "edition": data["edition"]}
        pack = services.order_pack(subject, actor=request.user, key=data["submission_key"], **order)
        if plan(pack.edition, pack.with_raw_notes).is_small:
            pack = services.build_ordered_pack(pack.pk)
        else:
            services.build_pack_task.enqueue(pack.pk)
        if pack.state == EvidencePack.State.READY:
            success(request, _("{reference} is sealed.").format(reference=pack.reference))
        return redirect(pack)
    return render(request, "assurance/pack_new.html", context | {"form": form, "plan": plan("full", False)})


@require_safe
def pack_list(request: HttpRequest) -> HttpResponse:
    """Packs that the reader may see, newest first; the newest 200, of one kind or all."""
    allow(policies.can_read_packs(request.user))
    kind = request.GET.get("kind", "")
    packs = visible_packs(request.user)
    if kind in KINDS:
        packs = packs.filter(KINDS[kind])
    kinds = [("", _("All")), ("decision", _("Decisions")), ("year", _("Years of a framework")), ("question", _("Questions about a year"))]
    context = {"packs": [(pack, _subject(pack)) for pack in packs[:200]], "kinds": kinds, "kind": kind if kind in KINDS else ""}
    context["may_build"] = policies.can_build_pack_of(request.user, None)
    return render(request, "assurance/pack_list.html", context)


@require_safe
def pack_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack: number, hash, size, files, what has changed since; reloads itself while it is being built."""
    allow(policies.can_read_packs(request.user))
    pack = get_object_or_404(visible_packs(request.user), pk=pk)
    is_ready = pack.state == EvidencePack.State.READY
    report = services.report_of(pack) if is_ready else None
    changes = services.changed_since(pack) if is_ready else []
    context = _about(pack) | {"report": report, "changes": len(changes), "earlier": services.last_final(pack) if is_ready else None}
    context |= {"file_name": services.file_name(pack), "again": _again(pack, request.user)}
    response = render(request, "assurance/pack_detail.html", context)
    if pack.state == EvidencePack.State.BUILDING:
        response["Refresh"] = "5"
    return response


@require_safe
def pack_download(request: HttpRequest, pk: int) -> FileResponse:
    """The sealed ZIP."""
    allow(policies.can_read_packs(request.user))
    pack = get_object_or_404(visible_packs(request.user), pk=pk, state=EvidencePack.State.READY)
    answer = FileResponse(pack.file.open("rb"), as_attachment=True, filename=services.file_name(pack), content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def pack_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new in a pack since an earlier one of the same subject, by default the final one before it."""
    allow(policies.can_read_packs(request.user))
    ready = visible_packs(request.user).filter(state=EvidencePack.State.READY)
    pack = get_object_or_404(ready, pk=pk)
    others = list(_same_subject(ready, pack).exclude(pk=pk)[:50])
    wanted = request.GET.get("with", "")
    default = services.last_final(pack)
    other = next((one for one in others if str(one.pk) == wanted or (not wanted and one == default)), None)
    if wanted and other is None:
        raise Http404
    changes = None
    if other:
        old, new = sorted([other, pack], key=lambda one: one.pk)
        changes = compare(services.report_of(old), services.report_of(new))
    return render(request, "assurance/pack_compare.html", _about(pack) | {"others": others, "other": other, "found": changes})


def _same_subject(packs: QuerySet[EvidencePack], pack: EvidencePack) -> QuerySet[EvidencePack]:
    return packs.filter(decision=pack.decision_id, framework_year=pack.framework_year_id, question=pack.question, year=pack.year)


def _about(pack: EvidencePack) -> dict[str, Any]:
    decision = pack.decision
    context = {"pack": pack, "decision": decision, "subject": _subject(pack), "breadcrumb": trail(decision) if decision else _packs_trail()}
    return context | ({"record": decision} if decision else {})


def _subject(pack: EvidencePack) -> dict[str, str]:
    """What a pack is about: words, reference, the address of its page."""
    subject = services.subject_of(pack)
    if isinstance(subject, services.QuestionOfYear):
        return {"words": f"{pack.get_question_display()} ({pack.year})", "reference": str(subject), "address": ""}
    if isinstance(subject, FrameworkYear):
        return {"words": str(subject), "reference": f"{subject.framework.key}:{subject.year}", "address": subject.get_absolute_url()}
    return {"words": str(subject), "reference": subject.reference, "address": subject.get_absolute_url()}


def _again(pack: EvidencePack, user) -> str:
    """Where a pack of the same subject is built, "" for those who may not."""
    subject = services.subject_of(pack)
    if not policies.can_build_pack_of(user, subject):
        return ""
    if isinstance(subject, Decision):
        return reverse("assurance:pack_new", args=[subject.pk])
    if isinstance(subject, FrameworkYear):
        return reverse("assurance:pack_year_new", args=[subject.pk])
    return f"{reverse('assurance:pack_question_new')}?question={subject.code}&year={subject.year}"


def _packs_trail() -> list[tuple[str, str]]:
    return [(_("Evidence packs"), reverse("assurance:pack_list"))]

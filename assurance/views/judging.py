"""Assessment, reviews, verdict, owners of gaps, places on the timeline."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.models import Activity
from activities.rules import day_text
from assurance import policies, services
from assurance.forms import AssessmentForm, GapOwnerForm, PlacingForm, ReviewForm, VerdictForm
from assurance.models import Criterion, GapOwner, InvolvementAssessment, TimelinePlacing
from assurance.querysets import activities_of
from assurance.rules.duties import TRIGGERS
from assurance.views.hub import find_gap
from assurance.views.shared import allow, answer_form, trail, visible_decision, visible_dossier
from crm.core.views.notices import success


@require_http_methods(["GET", "POST"])
def assessment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Does the duty to involve apply? A new assessment starts from the one before."""
    decision = visible_decision(request, pk)
    allow(policies.can_assess(request.user, decision))
    form = AssessmentForm(request.POST or None, instance=InvolvementAssessment(), initial=_answers_before(decision))
    return answer_form(
        request,
        form,
        lambda data: services.assess(decision, answers=form.answers(), on=timezone.localdate(), actor=request.user, key=data["submission_key"]),
        decision=decision,
        title=_("Does the duty to involve apply?"),
        done=_("The assessment is recorded, with the duties that follow. Somebody else approves it."),
        template="assurance/grouped_form.html",
    )


def _answers_before(decision) -> dict:
    newest = decision.assessments.first()
    return {name: getattr(newest, name) for name in AssessmentForm.Meta.fields} if newest else {}


@require_safe
def assessment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All assessments of a decision in full, newest first."""
    decision = visible_decision(request, pk)
    assessments = list(decision.assessments.select_related("assessed_by", "approved_by"))
    for assessment in assessments:
        assessment.answers = _in_words(assessment)
    context = {
        "decision": decision,
        "record": decision,
        "assessments": assessments,
        "breadcrumb": trail(decision),
        "duties": decision.duties.select_related("duty_version__duty"),
    }
    return render(request, "assurance/assessment_list.html", context)


def _in_words(assessment: InvolvementAssessment) -> list[tuple[str, str]]:
    """Each question that was answered, and the answer, in words."""
    rows = []
    for name in AssessmentForm.Meta.fields:
        field = InvolvementAssessment._meta.get_field(name)
        value = getattr(assessment, name)
        if name == "triggers":
            value = "; ".join(TRIGGERS.get(code, code) for code in value)
        elif name == "involve_by" and value:
            value = day_text(value)
        elif field.choices:
            value = getattr(assessment, f"get_{name}_display")()
        if value:
            rows.append((str(AssessmentForm.Meta.labels.get(name, field.verbose_name)).capitalize(), str(value)))
    return rows


@require_POST
def assessment_approve(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Approve the newest assessment."""
    decision = visible_decision(request, pk)
    assessment = get_object_or_404(decision.assessments, pk=assessment_pk)
    try:
        services.approve_assessment(assessment, on=timezone.localdate(), actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        success(request, _("The assessment is approved."))
    return redirect(decision)


@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Judge one criterion, with the evidence in sight."""
    dossier = visible_dossier(request, pk)
    allow(policies.can_review(request.user, dossier.decision))
    found = [item for framework in dossier.frameworks for item in framework.criteria if item.criterion.pk == criterion_pk]
    if not found:
        raise Http404
    item, criterion = found[0], get_object_or_404(Criterion, pk=criterion_pk)
    form = ReviewForm(request.POST or None, initial={"reviewer_role": services.first_role(request.user)})
    return answer_form(
        request,
        form,
        lambda data: services.review_criterion(dossier.decision, criterion, on=timezone.localdate(), actor=request.user, **data),
        decision=dossier.decision,
        title=_("Review {key}: {short}").format(key=item.facts.key, short=criterion.short),
        done=_("Your review of {key} is recorded.").format(key=item.facts.key),
        after=f"{dossier.decision.get_absolute_url()}?framework={item.facts.framework}#readiness",
        template="assurance/review_new.html",
        item=item,
    )


@require_http_methods(["GET", "POST"])
def verdict_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the whole, in words."""
    decision = visible_decision(request, pk)
    allow(policies.can_review(request.user, decision))
    form = VerdictForm(request.POST or None, initial={"reviewer_role": services.first_role(request.user)})
    return answer_form(
        request,
        form,
        lambda data: services.give_verdict(decision, on=timezone.localdate(), actor=request.user, **data),
        decision=decision,
        title=_("Your verdict on the whole"),
        done=_("Your verdict is recorded. Packs quote it as yours."),
        lede=_("The software counts and does not judge. Say in your own words how well people were involved."),
    )


@require_http_methods(["GET", "POST"])
def gap_owner_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Say who closes a gap, and by when."""
    dossier = visible_dossier(request, pk)
    decision, gap = dossier.decision, find_gap(dossier, code)
    allow(policies.can_change(request.user, decision))
    if gap is None:
        raise Http404
    stored = GapOwner.objects.filter(decision=decision, gap=code).select_related("owner").first()
    initial = {name: getattr(stored, name) for name in ("owner", "owner_role", "due_on", "note")} if stored else {}
    form = GapOwnerForm(request.POST or None, user=request.user, initial=initial)
    return answer_form(
        request,
        form,
        lambda data: services.name_gap_owner(decision, gap=code, actor=request.user, **data),
        decision=decision,
        title=_("Who closes this gap?"),
        done=_("The gap has an owner."),
        after=f"{decision.get_absolute_url()}#gaps",
        lede=gap.text,
    )


@require_http_methods(["GET", "POST"])
def placing_edit(request: HttpRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Correct where an activity stands on the timeline, with a reason."""
    decision = visible_decision(request, pk)
    allow(policies.can_change(request.user, decision))
    activity = get_object_or_404(activities_of(decision).filter(pk__in=Activity.objects.visible_to(request.user)), pk=activity_pk)
    stored = TimelinePlacing.objects.filter(decision=decision, activity=activity).first()
    form = PlacingForm(request.POST or None, initial={"placing": stored.placing, "reason": stored.reason} if stored else {})

    def act(data: dict) -> object:
        if data["placing"]:
            return services.place_activity(decision, activity, actor=request.user, **data)
        return services.take_placing_back(decision, activity, reason=data["reason"], actor=request.user)

    return answer_form(
        request,
        form,
        act,
        decision=decision,
        title=_("When did “{title}” happen?").format(title=activity.title),
        done=_("The place on the timeline is recorded."),
        after=f"{decision.get_absolute_url()}#timeline",
        lede=_("Dates place activities by themselves. Correct one only where you know better, and say how."),
    )

"""Planned changes: announced by a colleague with an account, taken up by the engagement team."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies as activity_policies
from assurance import policies, services
from assurance.forms import AssessmentForm
from assurance.forms.announcing import ChangeForm, InviteColleagueForm
from assurance.models import ColleagueLink, Decision, InvolvementAssessment, PlannedChange
from assurance.querysets import decisions_for_list
from assurance.rules.proportion import Plan, plan_for
from assurance.services import announcing
from assurance.views.shared import add_errors, allow, answer_form, sees_project, visible_decision
from crm.core.views.notices import success

MOST_ROWS = 50


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes that were announced, those that nobody has taken up first. Three queries."""
    allow(policies.can_announce(request.user))
    seen = decisions_for_list(request.user).current()
    changes = PlannedChange.objects.filter(decision__in=Decision.objects.visible_to(request.user).current())
    rows = list(changes.select_related("announced_by", "link", "taken_up_by").order_by("-taken_up_at", "-pk")[:MOST_ROWS])
    by_key = {decision.pk: decision for decision in seen.filter(pk__in=[row.decision_id for row in rows])}
    for row in rows:
        row.decision = by_key[row.decision_id]
    may_invite = policies.can_invite_colleagues(request.user)
    context = {
        "waiting": [row for row in rows if row.taken_up_at is None],
        "taken_up": [row for row in rows if row.taken_up_at is not None],
        "may_invite": may_invite,
        "links": _living_links() if may_invite else [],
    }
    return render(request, "assurance/changes/list.html", context)


def _living_links() -> list[ColleagueLink]:
    living = ColleagueLink.objects.filter(ended_at__isnull=True, expires_on__gte=timezone.localdate())
    return list(living.select_related("decision", "created_by").order_by("-pk")[:MOST_ROWS])


@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest) -> HttpResponse:
    """Announce a change; the eight questions come next."""
    allow(policies.can_announce(request.user))
    form = ChangeForm(request.POST or None, initial={"role": "" if request.user.is_staff_member else request.user.name})
    if form.is_valid():
        data = form.cleaned_data
        try:
            change = announcing.announce_change(values=form.values(), role=data["role"], wants=data["wants"], actor=request.user, key=data["submission_key"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{reference} is opened and the engagement team is told. Next: eight questions.").format(reference=change.decision.reference))
            return redirect("assurance:change_test", change.decision_id)
    context = {
        "form": form,
        "title": _("I am planning a change"),
        "lede": _("Tell the engagement team at the start. It takes five minutes. You then answer eight questions and see what follows."),
        "submit_words": _("Tell the engagement team"),
        "cancel_address": reverse("assurance:change_list"),
        "breadcrumb": _trail(),
    }
    return render(request, "core/form.html", context)


@require_http_methods(["GET", "POST"])
def change_test(request: HttpRequest, pk: int) -> HttpResponse:
    """The eight questions; afterwards what follows from the answers."""
    decision = visible_decision(request, pk)
    allow(policies.can_assess(request.user, decision))
    form = AssessmentForm(request.POST or None, instance=InvolvementAssessment())
    return answer_form(
        request,
        form,
        lambda data: services.assess(decision, answers=form.answers(), on=timezone.localdate(), actor=request.user, key=data["submission_key"]),
        decision=decision,
        title=_("Eight questions about the change"),
        done=_("Your answers are recorded. This is what follows."),
        after=reverse("assurance:change_detail", args=[pk]),
        template="assurance/grouped_form.html",
        breadcrumb=_trail(),
    )


@require_safe
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What follows from an announced change: duties, a plan in proportion, who helps, what comes next."""
    decision = visible_decision(request, pk)
    change = announcing.announced(decision)
    if change is None:
        raise Http404
    follows = what_follows(decision)
    context = {
        **follows,
        "cover_address": follows["cover"].get_absolute_url() if follows["cover"] else "",
        "change": change,
        "decision": decision,
        "record": decision,
        "breadcrumb": _trail(),
        "may_take_up": policies.can_invite_colleagues(request.user) and change.taken_up_by_id != request.user.pk,
        "may_test": policies.can_assess(request.user, decision),
        "may_plan": decision.project_id is None and _may_plan(request.user, decision),
        "may_cover": policies.can_write_cover(request.user, decision),
        "plan_address": decision.project.get_absolute_url() if decision.project and sees_project(decision, request.user) else "",
    }
    return render(request, "assurance/changes/detail.html", context)


def what_follows(decision: Decision) -> dict:
    """For the page with an account and the one by link: newest answers, duties, plan, newest cover. Three queries."""
    assessment = decision.assessments.first()
    return {
        "assessment": assessment,
        "duties": list(decision.duties.select_related("duty_version__duty")) if assessment else [],
        "plan": plan_of(decision, assessment) if assessment else None,
        "cover": decision.covers.first(),
    }


def plan_of(decision: Decision, assessment: InvolvementAssessment) -> Plan:
    return plan_for(
        expected_on=decision.expected_on, today=timezone.localdate(), outcome=assessment.outcome, affects_manner=assessment.affects_manner,
        affects_range=assessment.affects_range, triggers=assessment.triggers,
    )  # fmt: skip


def _may_plan(user, decision: Decision) -> bool:
    return activity_policies.can_create_project(user) and policies.can_change(user, decision)


@require_POST
def change_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a project whose engagement plan starts from the proposed steps."""
    decision = visible_decision(request, pk)
    allow(_may_plan(request.user, decision))
    assessment = decision.assessments.first()
    if assessment is None:
        success(request, _("Answer the eight questions first: the plan follows from them."))
        return redirect("assurance:change_detail", pk)
    try:
        project = announcing.start_plan(decision, plan_of(decision, assessment), actor=request.user)
    except ValidationError as error:
        success(request, " ".join(error.messages))
        return redirect("assurance:change_detail", pk)
    success(request, _("{reference} is made with this plan. Change it as you need.").format(reference=project.reference))
    return redirect(project)


@require_POST
def change_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one helps with this change."""
    decision = visible_decision(request, pk)
    allow(policies.can_invite_colleagues(request.user))
    change = announcing.announced(decision)
    if change is None:
        raise Http404
    announcing.take_up(change, actor=request.user)
    success(request, _("You help with this change. Whoever plans it sees your name here."))
    return redirect("assurance:change_detail", pk)


@require_http_methods(["GET", "POST"])
def colleague_link_new(request: HttpRequest) -> HttpResponse:
    """Send a link to a colleague who has no account."""
    allow(policies.can_invite_colleagues(request.user))
    form = InviteColleagueForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            link, _token = announcing.invite_colleague(role=data["role"], email=data["email"], actor=request.user, today=timezone.localdate())
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("A link is on its way to {email}.").format(email=link.email))
            return redirect("assurance:change_list")
    context = {
        "form": form,
        "title": _("Send a colleague a link"),
        "lede": _("For somebody who plans a change and has no account here. The link works for six months and opens that one change only."),
        "submit_words": _("Send the link"),
        "cancel_address": reverse("assurance:change_list"),
        "breadcrumb": _trail(),
    }
    return render(request, "core/form.html", context)


@require_POST
def colleague_link_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link; what was announced by it stays."""
    allow(policies.can_invite_colleagues(request.user))
    link = get_object_or_404(ColleagueLink, pk=pk)
    try:
        announcing.end_link(link, actor=request.user)
    except ValidationError as error:
        success(request, " ".join(error.messages))
    else:
        success(request, _("The link no longer works."))
    return redirect("assurance:change_list")


def _trail() -> list[tuple[str, str]]:
    return [(_("Planned changes"), reverse("assurance:change_list"))]

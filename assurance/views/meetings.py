"""Meetings, the forward plan, and papers that are sent back."""

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.forms.meetings import EditMeetingForm, MeetingForm, ReturnPaperForm
from assurance.forward_plan import forward_plan_records, meeting_records
from assurance.models import BodyMeeting, Decision, PaperCover, PublicQuestion
from assurance.readiness import readiness, with_paper_facts
from assurance.rules.paper_gate import days_in_words
from assurance.services import meetings
from assurance.views.shared import add_errors, allow, answer_form, visible_decision
from crm.core.views.lists import record_list
from crm.core.views.notices import success


@require_safe
def forward_plan(request: HttpRequest) -> HttpResponse:
    """Decisions ahead, by meeting, with what their papers lack."""
    return record_list(request, forward_plan_records, wide=True)


@require_http_methods(["GET", "POST"])
def paper_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a paper back, with the reason; what is missing stands above the form."""
    decision = visible_decision(request, pk)
    allow(policies.can_return_paper(request.user, decision))
    found = readiness(with_paper_facts(Decision.objects.filter(pk=pk)).get(), timezone.localdate())
    owner = decision.owner or decision.team
    return answer_form(
        request,
        ReturnPaperForm(request.POST or None),
        lambda data: meetings.return_paper(decision, reason=data["reason"], actor=request.user, key=data["submission_key"]),
        decision=decision,
        title=_("Return the paper"),
        done=_("The paper of {reference} is sent back. {owner} is told.").format(reference=decision.reference, owner=owner or _("Nobody owns it: nobody")),
        after=reverse("assurance:forward_plan"),
        template="assurance/meetings/return.html",
        submit_words=_("Return the paper"),
        found=found,
    )


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings of deciding bodies, newest first."""
    return record_list(request, meeting_records)


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Note a meeting."""
    allow(policies.can_keep_meetings(request.user))
    form = MeetingForm(request.POST or None)
    if form.is_valid():
        try:
            meeting = meetings.create_meeting(actor=request.user, key=form.cleaned_data["submission_key"], **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{meeting} is noted.").format(meeting=meeting))
            return redirect("assurance:meeting_detail", meeting.pk)
    address = reverse("assurance:meeting_list")
    context = {"form": form, "title": _("Note a meeting"), "cancel_address": address, "breadcrumb": [(_("Meetings"), address)]}
    return render(request, "core/form.html", context)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting's day, publicity or paper deadline, with the reason."""
    allow(policies.can_keep_meetings(request.user))
    meeting = get_object_or_404(BodyMeeting.objects.select_related("body"), pk=pk)
    form = EditMeetingForm(request.POST or None, initial=EditMeetingForm.initial_of(meeting))
    address = reverse("assurance:meeting_detail", args=[pk])
    if form.is_valid():
        try:
            stored = meetings.change_meeting(meeting, values=form.values(), seen=form.seen(), reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("{meeting} is saved.").format(meeting=stored))
            return redirect(address)
    context = {"form": form, "title": _("Edit {meeting}").format(meeting=meeting), "cancel_address": address, "breadcrumb": _trail(meeting)}
    return render(request, "core/form.html", context)


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: its decisions with readiness and covers, and the questions that the public put. Five queries."""
    allow(policies.can_open(request.user))
    meeting = get_object_or_404(BodyMeeting.objects.select_related("body"), pk=pk)
    today = timezone.localdate()
    visible = Decision.objects.visible_to(request.user).current()
    shown = ("decision_id", "number", "state", "verdict", "stale_verdict", "unreviewed_because", "signed_at")
    covers = Prefetch("covers", PaperCover.objects.order_by("number").only(*shown))
    decisions = with_paper_facts(visible.filter(meeting=meeting)).select_related("owner", "team", "meeting").prefetch_related(covers).order_by("pk")
    questions = PublicQuestion.objects.filter(meeting=meeting).select_related("decision")
    seen = list(decisions)
    keys = {decision.pk for decision in seen}
    rows = [
        {
            "decision": decision,
            "found": readiness(decision, today),
            "may_return": meeting.on >= today and policies.can_return_paper(request.user, decision),
            "may_record": meeting.on <= today and decision.state != Decision.State.TAKEN and policies.can_change(request.user, decision),
        }
        for decision in seen
    ]
    ahead = [row["found"] for row in rows if not row["found"].facts.is_taken]
    context = {
        "meeting": meeting,
        "rows": rows,
        "paper_days": days_in_words(meeting.paper_due_on, today),
        "ahead": len(ahead),
        "ready": sum(found.passes_the_gate for found in ahead),
        "questions": [question for question in questions if question.decision_id is None or question.decision_id in keys],
        "may_keep": policies.can_keep_meetings(request.user),
        "breadcrumb": [(_("Meetings"), reverse("assurance:meeting_list"))],
    }
    return render(request, "assurance/meetings/detail.html", context)


def _trail(meeting: BodyMeeting) -> list[tuple[str, str]]:
    return [(_("Meetings"), reverse("assurance:meeting_list")), (str(meeting), reverse("assurance:meeting_detail", args=[meeting.pk]))]

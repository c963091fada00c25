"""Stages, impact assessments, scrutiny, the Secretary of State, what is put off, the outcome; public questions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assurance import policies
from assurance.forms.service_change import (
    EscalationForm,
    ImpactForm,
    LeavePathForm,
    OutcomeForm,
    PublicQuestionForm,
    PublicReplyForm,
    PutOffForm,
    ScrutinyForm,
    StagesForm,
)
from assurance.models import BodyMeeting, Decision, Escalation, ImpactAssessment, PublicQuestion, Scrutiny
from assurance.panels_service_change import stored_stages
from assurance.rules.stages import PATHS
from assurance.services import service_change
from assurance.views.shared import add_errors, allow, answer_form, visible_decision
from crm.core.views.notices import success


def _changeable(request: HttpRequest, pk: int) -> Decision:
    decision = visible_decision(request, pk)
    allow(policies.can_change(request.user, decision))
    return decision


@require_http_methods(["GET", "POST"])
def stages_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The path and the dates of its stages on one page. `?path=` shows the fields of the other path."""
    decision = _changeable(request, pk)
    asked = request.POST.get("path") or request.GET.get("path", "")
    path = asked if asked in PATHS else decision.path
    form = StagesForm(request.POST or None, path=path, stored=stored_stages(decision), initial={"path": path})

    def act(data: dict[str, Any]) -> None:
        added = service_change.set_stages(decision, path=path, rows=form.rows(), accepted=data["accepted"], actor=request.user)
        if added:
            names = ", ".join(str(framework) for framework in added)
            success(request, _("The decision is read against these frameworks now too: {names}.").format(names=names))

    return answer_form(
        request,
        form,
        act,
        decision=decision,
        title=_("Stages"),
        done=_("The stages are saved."),
        template="assurance/service_change/stages.html",
        other_paths=[(code, label) for code, label in Decision.Path.choices if code != path],
    )


def _row_form(
    request: HttpRequest, decision: Decision, row: Any, form_class: type, *, title: str, done: str, action: str, keep: Callable[..., Any] = service_change.keep
) -> HttpResponse:
    """A form over one row that hangs on the decision; `keep` is the service that stores it."""
    form = form_class(request.POST or None, request.FILES or None, instance=row)
    return answer_form(
        request, form, lambda data: keep(row, values=data, action=action, actor=request.user), decision=decision, title=title, done=done
    )  # fmt: skip


_impact_form = partial(_row_form, form_class=ImpactForm, keep=service_change.keep_impact)
_scrutiny_form = partial(_row_form, form_class=ScrutinyForm, keep=service_change.keep_scrutiny)


@require_http_methods(["GET", "POST"])
def impact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """An impact assessment of a decision."""
    decision = _changeable(request, pk)
    kind = request.GET.get("kind", "")
    row = ImpactAssessment(decision=decision, kind=kind if kind in ImpactAssessment.Kind.values else "")
    return _impact_form(request, decision, row, title=_("Impact assessment"), done=_("The assessment is on record."), action="add_impact_assessment")


@require_http_methods(["GET", "POST"])
def impact_edit(request: HttpRequest, pk: int, impact_pk: int) -> HttpResponse:
    """Change an impact assessment."""
    decision = _changeable(request, pk)
    row = get_object_or_404(ImpactAssessment.objects.select_related("attachment"), pk=impact_pk, decision=decision)
    return _impact_form(request, decision, row, title=_("Impact assessment"), done=_("The assessment is saved."), action="change_impact_assessment")


@require_http_methods(["GET", "POST"])
def scrutiny_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A committee that is asked about a decision."""
    decision = _changeable(request, pk)
    row = Scrutiny(decision=decision)
    return _scrutiny_form(request, decision, row, title=_("Council scrutiny"), done=_("The committee is on record."), action="add_scrutiny")


@require_http_methods(["GET", "POST"])
def scrutiny_edit(request: HttpRequest, pk: int, scrutiny_pk: int) -> HttpResponse:
    """Its view, its reply and our answer."""
    decision = _changeable(request, pk)
    row = get_object_or_404(Scrutiny.objects.select_related("letter", "reply_letter"), pk=scrutiny_pk, decision=decision)
    return _scrutiny_form(request, decision, row, title=_("Council scrutiny"), done=_("What the committee said is saved."), action="change_scrutiny")


@require_http_methods(["GET", "POST"])
def escalation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A step with the Secretary of State or a court."""
    decision = _changeable(request, pk)
    row = Escalation(decision=decision)
    title = _("Secretary of State, or a court")
    return _row_form(request, decision, row, EscalationForm, title=title, done=_("The step is on record."), action="add_escalation")


@require_http_methods(["GET", "POST"])
def escalation_edit(request: HttpRequest, pk: int, escalation_pk: int) -> HttpResponse:
    """What was answered, and when."""
    decision = _changeable(request, pk)
    row = get_object_or_404(Escalation, pk=escalation_pk, decision=decision)
    title = _("Secretary of State, or a court")
    return _row_form(request, decision, row, EscalationForm, title=title, done=_("The step is saved."), action="change_escalation")


@require_http_methods(["GET", "POST"])
def decision_put_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a decision off; it comes back on the day."""
    decision = _changeable(request, pk)
    return answer_form(
        request,
        PutOffForm(request.POST or None, initial={"until": decision.deferred_until, "because": decision.deferred_because}),
        lambda data: service_change.put_off(decision, until=data["until"], because=data["because"], actor=request.user),
        decision=decision,
        title=_("Put the decision off"),
        lede=_("It keeps everything recorded so far, and comes back among the clocks on that day."),
        done=_("The decision is put off. It comes back among the clocks on that day."),
    )


@require_POST
def decision_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision up again."""
    decision = _changeable(request, pk)
    service_change.bring_back(decision, actor=request.user)
    success(request, _("The decision is taken up again."))
    return redirect(decision)


@require_http_methods(["GET", "POST"])
def decision_leave_path(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdrawn, urgent, called in, before a court; or back on its path."""
    decision = _changeable(request, pk)
    initial = {"side_exit": decision.side_exit, "on": decision.side_exit_on, "note": decision.side_exit_note}
    return answer_form(
        request,
        LeavePathForm(request.POST or None, initial=initial),
        lambda data: service_change.leave_path(decision, side_exit=data["side_exit"], on=data["on"], note=data["note"], actor=request.user),
        decision=decision,
        title=_("Withdrawn, urgent or called in"),
        lede=_("For a decision that leaves its planned stages. Choose “It did not: it goes on” to take it back."),
        done=_("It is on record how the decision left its path.") if request.POST.get("side_exit") else _("It is on record that the decision goes on."),
    )


@require_http_methods(["GET", "POST"])
def decision_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was decided, with its day, meeting and minute."""
    decision = visible_decision(request, pk)
    allow(policies.can_record_outcome(request.user, decision))
    decided_on = decision.decided_on or (decision.meeting.on if decision.meeting and decision.meeting.on <= timezone.localdate() else None)
    initial = {"decided_on": decided_on, "meeting": decision.meeting_id, "outcome": decision.outcome, "minute": decision.minute}
    return answer_form(
        request,
        OutcomeForm(request.POST or None, decision=decision, initial=initial),
        lambda data: service_change.record_outcome(decision, actor=request.user, **data),
        decision=decision,
        title=_("Record the decision"),
        lede=_("As the minute has it. Those who took part are told afterwards."),
        done=_("The decision is on record. Next: tell those who took part."),
    )


@require_http_methods(["GET", "POST"])
def public_question_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a question that the public put to a meeting."""
    allow(policies.can_keep_meetings(request.user))
    meeting = get_object_or_404(BodyMeeting.objects.select_related("body"), pk=pk)
    form = PublicQuestionForm(request.POST or None, meeting=meeting, user=request.user)
    return _meeting_form(
        request,
        meeting,
        form,
        lambda data: service_change.ask_publicly(meeting, question=data["question"], decision=data["decision"], actor=request.user),
        _("A question from the public"),
    )


@require_http_methods(["GET", "POST"])
def public_question_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the reply to a public question."""
    allow(policies.can_keep_meetings(request.user))
    question = get_object_or_404(PublicQuestion.objects.select_related("meeting__body"), pk=pk)
    if question.decision_id is not None:
        visible_decision(request, question.decision_id)
    form = PublicReplyForm(request.POST or None, initial={"reply": question.reply, "on": question.replied_on or timezone.localdate()})
    return _meeting_form(
        request,
        question.meeting,
        form,
        lambda data: service_change.reply_publicly(question, reply=data["reply"], on=data["on"], actor=request.user),
        _("Reply to a question from the public"),
        lede=question.question,
    )


def _meeting_form(request: HttpRequest, meeting: BodyMeeting, form, act: Callable[[dict[str, Any]], object], title: str, lede: str = "") -> HttpResponse:
    address = reverse("assurance:meeting_detail", args=[meeting.pk])
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("It is on record."))
            return redirect(address)
    context = {"form": form, "title": title, "lede": lede, "cancel_address": address, "breadcrumb": [(str(meeting), address)]}
    return render(request, "core/form.html", context)

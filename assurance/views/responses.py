"""You said, we did: list, page, drafting, approving, withdrawing, telling."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.models import Insight
from assurance import policies, services
from assurance.forms import EditResponseForm, NewResponseForm, ToldForm, WithdrawForm
from assurance.lists import response_records, response_state
from assurance.models import Decision, Response
from assurance.views.shared import allow, answer_form, trail, visible_dossier
from crm.core.services import StaleRecord
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from crm.core.views.records import record_archive, record_history, record_restore


def _visible(request: HttpRequest, pk: int) -> Response:
    """The response, of a decision that the reader sees too: 404 when hidden, 403 for partner users."""
    allow(policies.can_open(request.user))
    rows = Response.objects.visible_to(request.user).filter(decision__in=Decision.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("decision", "approved_by", "owner", "team", "created_by"), pk=pk)


@require_safe
def response_list(request: HttpRequest) -> HttpResponse:
    """The responses that the reader may see."""
    return record_list(request, response_records)


@require_safe
def response_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One response: what was said, what became of it, who approved it, whether contributors were told."""
    response = _visible(request, pk)
    user = request.user
    context = {
        "response": response,
        "record": response,
        "state": response_state(response),
        "insights": Insight.objects.visible_to(user).filter(responses=response).order_by("pk"),
        "breadcrumb": trail(response.decision),
        "can": {
            "change": policies.can_change_response(user, response),
            "approve": response.published_at is None and response.archived_at is None and policies.can_approve_response(user, response),
            "withdraw": response.published_at is not None and policies.can_withdraw_response(user, response),
            "tell": response.approved_on is not None and policies.can_tell(user, response),
        },
    }
    return render(request, "assurance/response_detail.html", context)


@require_http_methods(["GET", "POST"])
def response_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a response to what people said about a decision (`pk` is the decision's)."""
    allow(policies.can_draft_responses(request.user))
    dossier = visible_dossier(request, pk)
    form = NewResponseForm(request.POST or None, dossier=dossier)
    insights = {insight.pk: insight for insight in dossier.insights}
    return answer_form(
        request,
        form,
        lambda data: services.draft_response(
            dossier.decision, values=form.values(), insights=[insights[key] for key in data["insights"]], actor=request.user, key=data["submission_key"]
        ),
        decision=dossier.decision,
        title=_("You said, we did"),
        done=_("The response is drafted. It is public once it is approved."),
        after=f"{dossier.decision.get_absolute_url()}#responses",
        template="assurance/response_form.html",
        dossier=dossier,
        submit_words=_("Save draft"),
    )


@require_http_methods(["GET", "POST"])
def response_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a response that is not published; two writers see both versions."""
    response = _visible(request, pk)
    allow(policies.can_change_response(request.user, response))
    dossier = visible_dossier(request, response.decision_id)
    insights = {insight.pk: insight for insight in dossier.insights}
    form = EditResponseForm(request.POST or None, dossier=dossier, initial=_initial(response))

    def act(data: dict) -> Response:
        chosen = [insights[key] for key in data["insights"]]
        return services.change_response(response, version=data["version"], values=form.values(), insights=chosen, actor=request.user)

    context = {"template": "assurance/response_form.html", "dossier": dossier, "record": response, "cancel_address": response.get_absolute_url()}
    wording = {"decision": dossier.decision, "title": _("Edit the response"), "done": _("The response is saved."), "after": response.get_absolute_url()}
    try:
        return answer_form(request, form, act, **wording, **context)
    except StaleRecord as stale:
        conflict = form.conflict_with(EditResponseForm(dossier=dossier, initial=_initial(stale.current)))
        wording = {"title": wording["title"], "decision": dossier.decision, "breadcrumb": trail(dossier.decision)}
        return render(request, context.pop("template"), {"form": form, "conflict": conflict, **wording, **context})


def _initial(response: Response) -> dict:
    names = ("you_said", "answer", "we_did", "considered_by", "considered_on", "will_do_by", "version")
    return {**{name: getattr(response, name) for name in names}, "insights": list(response.insights.values_list("pk", flat=True))}


@require_POST
def response_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the words: they are on the public page from now on."""
    response = _visible(request, pk)
    allow(policies.can_approve_response(request.user, response))
    try:
        services.approve_response(response, on=timezone.localdate(), actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        success(request, _("The response is approved and on the public page."))
    return redirect(response)


@require_http_methods(["GET", "POST"])
def response_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a response off the public page, with a reason."""
    response = _visible(request, pk)
    allow(policies.can_withdraw_response(request.user, response))
    return answer_form(
        request,
        WithdrawForm(request.POST or None),
        lambda data: services.withdraw_response(response, reason=data["reason"], actor=request.user),
        decision=response.decision,
        title=_("Withdraw the response"),
        done=_("The response is off the public page."),
        after=response.get_absolute_url(),
        submit_words=_("Withdraw"),
    )


@require_http_methods(["GET", "POST"])
def response_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down when and how contributors were told."""
    response = _visible(request, pk)
    allow(policies.can_tell(request.user, response))
    return answer_form(
        request,
        ToldForm(request.POST or None, initial={"told_on": response.told_on or timezone.localdate(), "channel": response.channel}),
        lambda data: services.tell_contributors(response, actor=request.user, **data),
        decision=response.decision,
        title=_("When were contributors told?"),
        done=_("It is recorded that contributors were told."),
        after=response.get_absolute_url(),
    )


@require_safe
def response_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a response, when and why."""
    return record_history(request, _visible(request, pk))


@require_http_methods(["GET", "POST"])
def response_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a response out of daily use; an archived one is not public."""
    response = _visible(request, pk)
    restore = reverse("assurance:response_restore", args=[pk])
    return record_archive(request, response, may_change=policies.can_draft_responses(request.user), restore_address=restore)


@require_http_methods(["GET", "POST"])
def response_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived response back."""
    return record_restore(request, _visible(request, pk), may_change=policies.can_draft_responses(request.user))

"""The same by a signed link, without an account: announce one change, answer the eight questions, see what follows, complete the cover.

Whoever holds the link sees that one change and nothing else. What the link writes is recorded as `link:<n>`.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assurance import services
from assurance.covers.proposing import proposed_boxes, proposed_text
from assurance.forms import AssessmentForm
from assurance.forms.announcing import ChangeForm
from assurance.forms.covers import CoverForm, EditCoverForm, initial_of_boxes
from assurance.models import ColleagueLink, InvolvementAssessment, PaperCover
from assurance.services import announcing
from assurance.views.changes import what_follows
from assurance.views.shared import add_errors
from crm.core.services import StaleRecord


def _link(token: str) -> ColleagueLink:
    """404 for a link that is none, has ended or is out of date: nothing tells which."""
    link = announcing.link_of(token, today=timezone.localdate())
    if link is None or (link.decision is not None and link.decision.archived_at is not None):
        raise Http404
    announcing.note_use(link)
    return link


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def planning_start(request: HttpRequest, token: str) -> HttpResponse:
    """Announce the change; once that is done, what follows from it."""
    link = _link(token)
    if link.decision is not None:
        return _overview(request, link, token)
    form = ChangeForm(request.POST or None, initial={"role": link.role})
    if form.is_valid():
        data = form.cleaned_data
        try:
            with announcing.acting_by(link):
                announcing.announce_change(values=form.values(), role=data["role"], wants=data["wants"], link=link)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("planning_test", token)
    context = {
        "form": form,
        "title": _("I am planning a change"),
        "lede": _("Tell the engagement team at the start. It takes five minutes. You then answer eight questions and see what follows."),
        "submit_words": _("Tell the engagement team"),
    }
    return _answer(request, "assurance/changes/planning_form.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def planning_test(request: HttpRequest, token: str) -> HttpResponse:
    """The eight questions."""
    link = _link(token)
    if link.decision is None:
        return redirect("planning_start", token)
    newest = link.decision.assessments.first()
    before = {name: getattr(newest, name) for name in AssessmentForm.Meta.fields} if newest else {}
    form = AssessmentForm(request.POST or None, instance=InvolvementAssessment(), initial=before)
    if form.is_valid():
        try:
            with announcing.acting_by(link):
                services.assess(link.decision, answers=form.answers(), on=timezone.localdate(), actor=None)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("planning_start", token)
    context = {"form": form, "title": _("Eight questions about the change"), "submit_words": _("See what follows")}
    return _answer(request, "assurance/changes/planning_form.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def planning_cover(request: HttpRequest, token: str) -> HttpResponse:
    """Complete the cover of the paper: proposed from the record, kept as a draft, or sent for review."""
    link = _link(token)
    if link.decision is None or not link.decision.assessments.exists():
        return redirect("planning_start", token)
    writer, newest = link.created_by, link.decision.covers.first()
    cover = newest if newest is not None and newest.state != PaperCover.State.FROZEN else None
    dossier = services.plan_pack(writer, link.decision_id, with_raw_notes=False).dossier
    boxes = proposed_boxes(dossier)
    if cover is None:
        form = CoverForm(request.POST or None, proposed=boxes, initial={"text": proposed_text(dossier), **initial_of_boxes(boxes)})
    else:
        form = EditCoverForm(request.POST or None, proposed=boxes, kept=cover.template, initial=EditCoverForm.initial_of(cover))
    conflict = None
    if form.is_valid():
        try:
            with announcing.acting_by(link):
                _keep_cover(link, cover, form, send="send" in request.POST)
        except StaleRecord as stale:
            conflict = form.conflict_with(EditCoverForm(proposed=boxes, kept=stale.current.template, initial=EditCoverForm.initial_of(stale.current)))
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("planning_start", token)
    context = {
        "form": form,
        "title": _("The cover of your paper"),
        "submit_words": _("Keep as a draft"),
        "conflict": conflict,
        "may_send": True,
        "token": token,
    }
    return _answer(request, "assurance/changes/planning_form.html", context)


@transaction.atomic
def _keep_cover(link: ColleagueLink, cover: PaperCover | None, form: CoverForm, *, send: bool) -> None:
    if cover is None:
        cover = services.draft_cover(link.decision, actor=link.created_by, by_link=True, **form.values())
    else:
        cover = services.change_cover(cover, version=form.cleaned_data["version"], actor=link.created_by, by_link=True, **form.values())
    if send:
        services.send_for_review(cover, actor=link.created_by, by_link=True)


def _overview(request: HttpRequest, link: ColleagueLink, token: str) -> HttpResponse:
    decision = link.decision
    context = {**what_follows(decision), "change": announcing.announced(decision), "decision": decision, "link": link, "token": token}
    return _answer(request, "assurance/changes/planning.html", context)


def _answer(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    response = render(request, template, context)
    response["Referrer-Policy"] = "same-origin"  # the address is the key; "no-referrer" would have forms refused as coming from nowhere
    response["X-Robots-Tag"] = "noindex"
    return response

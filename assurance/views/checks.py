"""What the records show: computed checks with the views of named people, and the actions that follow."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies, services
from assurance.actions import action_records, actions_seen_by, raised_by, shown, state_of, whose
from assurance.checking import CheckedRow, address_of, checked, common_finding
from assurance.dossier import Dossier
from assurance.forms.checks import ActionForm, CheckReviewForm, CloseActionForm, ReopenActionForm
from assurance.models import Action, Decision
from assurance.panels_checks import COLOURS
from assurance.rules.checks import CANNOT_TELL, DOES_NOT_ARISE, FOUND, NOT_FOUND, PARTLY, STATES, Finding
from assurance.services.actions import close_action, raise_action, reopen_action
from assurance.services.checks import has_open_action, review_check
from assurance.views.hub import find_gap
from assurance.views.shared import add_errors, allow, answer_form, trail, visible_decision, visible_dossier
from crm.core.views.lists import record_list
from crm.core.views.notices import success

ROWS_SHOWN = 5
GROUPS = (
    ("gunning", _("Was the consultation fair? (Gunning)")),
    ("brown", _("Was equality considered? (Brown)")),
    ("five-tests", _("The tests of service change")),
    ("feedback", _("Were people told?")),
)


@require_safe
def check_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every check of a decision: what was found, on what it rests, what people said of it, what is to be done. Sixteen queries."""
    dossier = visible_dossier(request, pk)
    decision = dossier.decision
    can_review = policies.can_review(request.user, decision)
    rows = [check_row(row, dossier, can_review, request.user) for row in checked(dossier)]
    context = {
        "decision": decision,
        "record": decision,
        "breadcrumb": trail(decision),
        "groups": [_group(title, [row for row in rows if row["finding"].framework == key]) for key, title in GROUPS],
        "summary": summary(row["finding"] for row in rows),
        "actions": action_rows(decision.actions.select_related("owner"), request.user),
        "new_action_address": reverse("assurance:action_new", args=[pk]) if policies.can_raise_action(request.user, decision) else "",
    }
    return render(request, "assurance/checks/list.html", context)


def _group(title: str, rows: list[dict]) -> dict:
    """Checks of one kind: those that arise in full, the others folded away."""
    arising = [row for row in rows if row["finding"].state != DOES_NOT_ARISE]
    return {"title": title, "arising": arising, "others": [row for row in rows if row["finding"].state == DOES_NOT_ARISE]}


def summary(findings) -> str:
    """`3 found, 2 partly found, 9 not found`; states that no check has are left out."""
    words = {
        FOUND: _("found"),
        PARTLY: _("partly found"),
        NOT_FOUND: _("not found"),
        CANNOT_TELL: _("where the records cannot tell"),
        DOES_NOT_ARISE: _("not arising here"),
    }
    states = [finding.state for finding in findings]
    return ", ".join(f"{states.count(state)} {text}" for state, text in words.items() if state in states)


def check_row(row: CheckedRow, dossier: Dossier, can_review: bool, user) -> dict:
    """One check as the page shows it; no queries."""
    decision, finding = dossier.decision, row.finding
    rests_on = [{"row": item, "href": address_of(item.kind, item.key, decision)} for item in finding.rows]
    return {
        "finding": finding,
        "anchor": anchor(finding),
        "colour": COLOURS.get(finding.state, "grey"),
        "rows": rests_on[:ROWS_SHOWN],
        "more_rows": rests_on[ROWS_SHOWN:],
        "missing": [{"text": item.text, "href": _gap_address(dossier, item.gap, user)} for item in finding.missing],
        "review": row.review,
        "earlier": row.reviews[1:],
        "is_stale": row.is_stale and user.is_staff_member,
        "found_then": STATES.get(row.review.found, row.review.found) if row.review else "",
        "review_href": reverse("assurance:check_review", args=[decision.pk, finding.code]) if can_review else "",
    }


def _gap_address(dossier: Dossier, code: str, user) -> str:
    """Where an owner of the gap is named, "" where there is no such gap or the reader may not."""
    gap = find_gap(dossier, code) if code else None
    if gap is None or not policies.can_change(user, dossier.decision):
        return ""
    return reverse("assurance:gap_owner_edit", args=[dossier.decision.pk, code])


def action_rows(actions, user) -> list[dict]:
    """Actions of one decision or year, open ones first by their day, with what the reader may do."""
    today = timezone.localdate()
    found = [shown(action, today) for action in actions]
    return sorted(found, key=lambda row: (row["action"].done_on is not None, row["action"].due_on is None, row["action"].due_on or today, row["action"].pk))


@require_http_methods(["GET", "POST"])
def check_review(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Confirm what a check found, or see it differently with a reason. It is made from what all staff may see."""
    dossier = visible_dossier(request, pk)
    decision = dossier.decision
    allow(policies.can_review(request.user, decision))
    finding = common_finding(dossier, code)
    if finding is None:
        raise Http404
    form = CheckReviewForm(
        request.POST or None,
        user=request.user,
        finding=finding,
        has_open_action=has_open_action(decision, code),
        initial={"reviewer_role": services.first_role(request.user)},
    )
    return answer_form(
        request,
        form,
        lambda data: _review(decision, finding, form, request.user),
        decision=decision,
        title=_("Your view: {name}").format(name=finding.name),
        done=_("Your view is recorded beside what was found."),
        after=f"{reverse('assurance:check_list', args=[pk])}#{anchor(finding)}",
        template="assurance/checks/review.html",
        finding=finding,
        colour=COLOURS.get(finding.state, "grey"),
        rows=[{"row": item, "href": address_of(item.kind, item.key, decision)} for item in finding.rows],
    )


def _review(decision: Decision, finding: Finding, form: CheckReviewForm, user) -> object:
    values = {name: form.cleaned_data[name] for name in ("view", "reason", "reviewer_role")}
    return review_check(decision, finding, **values, recommendation=form.recommendation(), on=timezone.localdate(), actor=user)


def anchor(finding: Finding) -> str:
    """The part of the page with this check: `gunning-1`."""
    return finding.code.replace(":", "-")


@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """Actions that the reader may see; what is not done first, by its day."""
    return record_list(request, action_records)


@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Recommend something for a decision."""
    decision = visible_decision(request, pk)
    allow(policies.can_raise_action(request.user, decision))
    form = ActionForm(request.POST or None, user=request.user)
    return answer_form(
        request,
        form,
        lambda data: raise_action(decision=decision, **data, actor=request.user),
        decision=decision,
        title=_("What is to be done?"),
        done=_("The action is recorded."),
        after=f"{reverse('assurance:check_list', args=[pk])}#actions",
    )


def visible_action(request: HttpRequest, pk: int) -> Action:
    """The action, 404 when its decision or year is hidden; 403 for partner users."""
    if not policies.can_open(request.user):
        raise PermissionDenied
    return get_object_or_404(actions_seen_by(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def action_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One action; its owner and its keepers close it here, or open it again."""
    action = visible_action(request, pk)
    may_close = policies.can_close_action(request.user, action)
    if request.method == "POST":
        allow(may_close)
    today = timezone.localdate()
    form = ReopenActionForm(request.POST or None) if action.done_on else CloseActionForm(request.POST or None, today=today)
    if form.is_valid():
        try:
            _turn(action, form.cleaned_data, request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The action is open again.") if action.done_on else _("The action is done."))
            return redirect("assurance:action_detail", pk)
    context = {
        "form": form,
        "action": action,
        "state": state_of(action, today),
        "whose": whose(action),
        "raised_by": raised_by(action),
        "title": _("Action: {text}").format(text=action),
        "record": action.decision,
        "may_close": may_close,
        "submit_words": _("Open it again") if action.done_on else _("Mark as done"),
        "cancel_address": reverse("assurance:action_list"),
        "breadcrumb": [(_("Actions"), reverse("assurance:action_list"))],
    }
    return render(request, "assurance/checks/action.html", context)


def _turn(action: Action, data: dict, user) -> Action:
    """Close what is open, open what is done."""
    if action.done_on:
        return reopen_action(action, reason=data["reason"], actor=user)
    return close_action(action, done_note=data["done_note"], on=data["done_on"], actor=user)

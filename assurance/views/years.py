"""Frameworks' years: opening one, judging its criteria, writing down the result, assigning its gaps, taking the submission along."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.forms.years import AgainForm, GapForm, OpenYearForm, OwnJudgementForm, ResultForm
from assurance.models import FrameworkYear
from assurance.policies_years import can_keep_years, can_read_years
from assurance.services.actions import raise_action
from assurance.services.years import DETAILS, OWN, RESULT, actions_to_assign_again, assign_again, open_year, write_down
from assurance.views.checks import action_rows
from assurance.views.shared import add_errors, allow
from assurance.year_comparison import comparable, compare
from assurance.year_sheet import items_of, submission
from assurance.years import Domain, Part, YearView, address_of, criteria_in_force, read_year, years_in_order
from crm.core.exports import CONTENT_TYPES
from crm.core.financial_year import FinancialYear
from crm.core.views.notices import success
from crm.core.views.records import record_history


def visible_year(request: HttpRequest, pk: int, *, to_change: bool = False) -> FrameworkYear:
    """The year, 404 when there is none; 403 for those who may not read years, or not change them."""
    allow(can_read_years(request.user) and (can_keep_years(request.user) or not to_change))
    return get_object_or_404(years_in_order(), pk=pk)


def trail(year: FrameworkYear | None = None) -> list[tuple[str, str]]:
    """The breadcrumb of a page of a year."""
    first = [(_("Frameworks"), reverse("assurance:framework_list")), (_("Years"), reverse("assurance:framework_year_list"))]
    return first if year is None else [*first, (str(year), year.get_absolute_url())]


@require_safe
def framework_year_list(request: HttpRequest) -> HttpResponse:
    """Every year that was opened, newest first, with what was judged and what is to be done."""
    allow(can_read_years(request.user))
    undone = Count("actions", filter=Q(actions__done_on=None), distinct=True)
    years = years_in_order().annotate(judgements=Count("reviews", distinct=True), to_do=undone)
    context = {"years": years, "may_keep": can_keep_years(request.user), "breadcrumb": trail()[:1]}
    return render(request, "assurance/years/list.html", context)


@require_http_methods(["GET", "POST"])
def framework_year_new(request: HttpRequest) -> HttpResponse:
    """Open a framework for a financial year."""
    allow(can_keep_years(request.user))
    initial = {"framework": request.GET.get("framework", ""), "year": FinancialYear.of(timezone.localdate()).label}
    form = OpenYearForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> FrameworkYear:
        return open_year(actor=request.user, **data)

    words = _("Nothing is taken over from the year before. Its page offers to assign gaps that were left again.")
    return answer_form(request, form, act, year=None, title=_("Open a year"), done=_("The year is open."), lede=words)


@require_safe
def framework_year_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Each criterion with its evidence, this year's and last year's verdict, and what is to be done. Eleven queries."""
    year = visible_year(request, pk)
    view = read_year(request.user, year)
    may_keep = can_keep_years(request.user)
    # What is known of a framework of the past comes from the source of its result; nobody judges it now.
    is_sourced = year.framework.is_historical and bool(year.result_source)
    context = {
        "view": view,
        "year": year,
        "is_sourced": is_sourced,
        "domains": [_domain(view, domain, may_keep) for domain in view.domains],
        "judged_number": sum(part.review is not None for part in view.judged),
        "next_to_judge": next_to_judge(view) if may_keep and not is_sourced else None,
        "without_evidence": sum(not part.number for part in view.parts),
        "actions": action_rows(view.actions, request.user),
        "may_keep": may_keep,
        "undone_last": len(actions_to_assign_again(year, view.last)) if may_keep else 0,
        "comparable": comparable(year)[:1],
        "pack_address": reverse("assurance:pack_year_new", args=[pk]) if policies.can_build_pack_of(request.user, year) else "",
        "breadcrumb": trail(),
    }
    return render(request, "assurance/years/detail.html", context)


def _domain(view, domain, may_keep: bool) -> dict[str, Any]:
    """A domain as the page shows it."""
    address = judge_address(view, domain) if may_keep and view.by_domain else ""
    judged = _judged(view, domain, address) if view.by_domain else None
    return {"domain": domain, "judged": judged, "parts": [_part(view, part, may_keep) for part in domain.parts]}


def _part(view, part, may_keep: bool) -> dict[str, Any]:
    pk, key = view.year.pk, part.criterion.pk
    address = judge_address(view, part) if may_keep and not view.by_domain else ""
    takes_more = view.framework.most_items is None or part.number < view.framework.most_items
    return {
        "part": part,
        "uses": [{"use": use, "href": address_of(use.item)} for use in part.uses],
        "judged": None if view.by_domain else _judged(view, part, address),
        "add_address": _evidence_address(pk, key) if may_keep and takes_more else "",
        "is_full": not takes_more,
        "gap_address": f"{reverse('assurance:year_action_new', args=[pk])}?criterion={key}" if may_keep else "",
        "open_actions": [action for action in part.actions if action.done_on is None],
    }


def judge_address(view: YearView, part: Part | Domain) -> str:
    """The page on which a criterion, or a domain, of the year is judged."""
    if isinstance(part, Domain):
        return reverse("assurance:year_judge_domain", args=[view.year.pk, part.position])
    return reverse("assurance:year_judge_criterion", args=[view.year.pk, part.criterion.pk])


def next_to_judge(view: YearView, after: Part | Domain | None = None) -> dict[str, str] | None:
    """What nobody judged yet, in the order of the framework: the first after `after`, otherwise the first of all."""
    order = list(view.judged)
    start = order.index(after) + 1 if after is not None else 0
    found = next((part for part in order[start:] + order[:start] if part.review is None and part is not after), None)
    return {"name": found.name if isinstance(found, Domain) else str(found.criterion), "address": judge_address(view, found)} if found else None


def _judged(view, part, address: str) -> dict[str, Any]:
    return {
        "review": part.review,
        "verdict": view.verdict(part.review),
        "earlier": part.reviews[1:],
        "last": part.last,
        "last_verdict": view.verdict(part.last),
        "address": address,
    }


def _evidence_address(year_pk: int, criterion_pk: int) -> str:
    """Where evidence is added; "" while that page is not part of this installation."""
    try:
        return f"{reverse('assurance:evidence_use_new')}?{urlencode({'year': year_pk, 'criterion': criterion_pk})}"
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
def year_own_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Our own judgement of the whole year, and the dates of the submission."""
    return _write(request, pk, OwnJudgementForm, (*DETAILS, *OWN), _("Our own judgement"), _("Saved. It is shown as our own judgement."))


@require_http_methods(["GET", "POST"])
def year_result_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the assurance body said."""
    return _write(request, pk, ResultForm, RESULT, _("The assurance body’s result"), _("The result is recorded with its source."))


def _write(request: HttpRequest, pk: int, form_class: type, names: tuple[str, ...], title: str, done: str) -> HttpResponse:
    year = visible_year(request, pk, to_change=True)
    form = form_class(request.POST or None, initial={name: getattr(year, name) for name in names})
    return answer_form(request, form, lambda data: write_down(year, names, actor=request.user, **data), year=year, title=title, done=done)


@require_http_methods(["GET", "POST"])
def year_action_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign a gap: what is to be done, who does it, by when."""
    year = visible_year(request, pk, to_change=True)
    criteria = criteria_in_force(year.framework, FinancialYear.parse(year.year))
    form = GapForm(request.POST or None, user=request.user, criteria=criteria, initial={"criterion": request.GET.get("criterion", "")})

    def act(data: dict[str, Any]) -> object:
        criterion = data.pop("criterion")
        code = f"{year.framework.key}:{criterion.code}" if criterion else ""
        return raise_action(framework_year=year, criterion=criterion, code=code[:40], actor=request.user, **data)

    return answer_form(
        request, form, act, year=year, title=_("Assign a gap"), done=_("The gap is assigned."), after=f"{year.get_absolute_url()}#actions"
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def year_actions_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign gaps of the year before again, those that are chosen."""
    year = visible_year(request, pk, to_change=True)
    last = FrameworkYear.objects.filter(framework=year.framework, year=FinancialYear.parse(year.year).previous.label).first()
    undone = actions_to_assign_again(year, last)
    form = AgainForm(request.POST or None, undone=undone)

    def act(data: dict[str, Any]) -> object:
        return assign_again(year, form.chosen(), due_on=data["due_on"], actor=request.user)

    words = _("Nothing of last year is left to assign again.") if not undone else ""
    return answer_form(
        request, form, act, year=year, title=_("Assign last year’s gaps again"), done=_("The chosen gaps are assigned."), lede=words,
        after=f"{year.get_absolute_url()}#actions",
    )  # fmt: skip


@require_safe
def framework_year_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """This year beside another one (`?with=`): of the same framework by criterion, of its successor by domain."""
    year = visible_year(request, pk)
    others = comparable(year)
    chosen = request.GET.get("with", "")
    other = next((row for row in others if str(row.pk) == chosen), None) if chosen else (others[0] if others else None)
    if chosen and other is None:
        raise Http404
    pair = sorted([year, other], key=lambda row: row.starts_on) if other else []
    found = compare(*(read_year(request.user, row) for row in pair)) if pair else None
    context = {"year": year, "other": other, "others": others, "found": found, "breadcrumb": trail(year)}
    return render(request, "assurance/years/compare.html", context)


@require_safe
def framework_year_submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The submission as a workbook. It leaves the room: evidence that is kept to some people is left out."""
    year = visible_year(request, pk)
    view = read_year(request.user, year, leaves_the_room=True)
    view = read_year(request.user, year, leaves_the_room=True, most=items_of(view)) if items_of(view) > max(year.framework.most_items or 0, 5) else view
    response = HttpResponse(submission(view), content_type=CONTENT_TYPES["xlsx"])
    name = f"{year.framework.key}-{year.year.replace('/', '-')}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def framework_year_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the year, its judgements, evidence and actions."""
    return record_history(request, visible_year(request, pk), breadcrumb=trail())


def answer_form(
    request: HttpRequest, form, act: Callable[[dict[str, Any]], object], *, year: FrameworkYear | None, title: str, done: str, after: str = "",
    template: str = "assurance/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """Show a form of a year; when it is valid, act on its data, say so and go on."""
    address = after or (year.get_absolute_url() if year else "")
    if form.is_valid():
        try:
            made = act(dict(form.cleaned_data))
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, done)
            return redirect(address or made)
    cancel = year.get_absolute_url() if year else reverse("assurance:framework_year_list")
    defaults = {"form": form, "year": year, "title": title, "cancel_address": cancel, "breadcrumb": trail(year)}
    return render(request, template, defaults | context)

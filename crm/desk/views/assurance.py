"""How assurance stands now, the seal of the day, and who opened what is restricted."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assurance import standing
from assurance.clocks import clocks_for
from assurance.models import Decision
from crm.core.financial_year import FinancialYear, Quarter
from crm.core.views.lists import record_list
from crm.desk.assuring import decision_rows, figures_of
from crm.desk.sealed import how_sealed
from crm.desk.view_log import view_records

SHOWN_CLOCKS = 10


def _may_read(request: HttpRequest) -> None:
    if not request.user.has_right("read_assurance"):
        raise PermissionDenied


@require_safe
def assurance_desk(request: HttpRequest) -> HttpResponse:
    """This quarter's decisions and what they lack, feedback, papers, reach, clocks, the seal. Each number opens its rows."""
    _may_read(request)
    today = timezone.localdate()
    quarter = _quarter(request, today)
    decisions = Decision.objects.visible_to(request.user).current().real()
    counts = standing.counts_of(decisions, quarter)
    context = {
        "quarter": quarter,
        "is_now": quarter == Quarter.of(today),
        "counts": counts,
        "figures": figures_of(counts, quarter),
        "coming": standing.coming(decisions, quarter, today),
        "most_rows": standing.MOST_ROWS,
        "feedback": standing.feedback_of(decisions, quarter.year),
        "papers": standing.papers_of(Decision.objects.visible_to(request.user).real(), quarter.year),
        "signed_rows": _signed_rows(quarter.year),
        "adequate_rows": _signed_rows(quarter.year, verdict="either"),
        "reach": standing.reach_of(request.user, quarter.year),
        "clocks": clocks_for(request.user, today, most=SHOWN_CLOCKS),
        "sealed": how_sealed(),
        "undated": standing.undated(decisions).count(),
        "undated_rows": f"{reverse('assurance:decision_list')}?{urlencode({'period': 'undated', 'training': 'no'})}",
        "held_rows": _held_rows(quarter.year),
        "counted_rows": _held_rows(quarter.year, counted="yes"),
        "heard_answer": f"{reverse('assurance:question_detail', args=['Q3'])}?{urlencode({'year': quarter.year.label})}",
        "told_rows": decision_rows(quarter.year, feedback="told"),
        "not_told_rows": decision_rows(quarter.year, lacks="feedback"),
    }
    return render(request, "desk/assurance/desk.html", context)


def _quarter(request: HttpRequest, today: date) -> Quarter:
    """The quarter asked for, this one without; 404 for what is none."""
    label = request.GET.get("quarter", "")
    if not label:
        return Quarter.of(today)
    try:
        return Quarter.parse(label)
    except ValueError as error:
        raise Http404 from error


def _held_rows(year: FinancialYear, **query: str) -> str:
    held = {"since": year.starts_on.isoformat(), "until": year.ends_on.isoformat(), "status": "held", "level": "involving", "training": "no", **query}
    return f"{reverse('activities:activity_list')}?{urlencode(held)}"


def _signed_rows(year: FinancialYear, **query: str) -> str:
    signed = {"state": "frozen", "signed_since": year.starts_on.isoformat(), "signed_until": year.ends_on.isoformat(), "training": "no", **query}
    return f"{reverse('assurance:cover_list')}?{urlencode(signed)}"


def _trail() -> list[tuple[str, str]]:
    return [(_("Assurance now"), reverse("desk:assurance_desk"))]


@require_safe
def clock_list(request: HttpRequest) -> HttpResponse:
    """Every deadline that runs, soonest first."""
    _may_read(request)
    return render(request, "desk/assurance/clocks.html", {"clocks": clocks_for(request.user, timezone.localdate()), "breadcrumb": _trail()})


@require_safe
def history_seal(request: HttpRequest) -> HttpResponse:
    """The seal of the day, to print and keep elsewhere."""
    _may_read(request)
    return render(request, "desk/assurance/seal.html", {"sealed": how_sealed(), "today": timezone.localdate(), "breadcrumb": _trail()})


@require_safe
def view_log(request: HttpRequest) -> HttpResponse:
    """Who opened which restricted record, when, and the reason they gave."""
    return record_list(request, view_records)

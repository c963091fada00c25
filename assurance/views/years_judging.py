"""Judging the criteria or domains of a framework's year one by one, with what the verdict rests on in sight."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assurance.forms.years import JudgeYearForm
from assurance.models import FrameworkYear
from assurance.services import first_role
from assurance.services.years import judge
from assurance.views.years import answer_form, next_to_judge, visible_year
from assurance.years import Domain, Part, YearView, address_of, read_year


@require_http_methods(["GET", "POST"])
def year_judge_criterion(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Give a verdict on one criterion; earlier ones stay."""
    year = visible_year(request, pk, to_change=True)
    view = read_year(request.user, year)
    part = next((part for part in view.parts if part.criterion.pk == criterion_pk), None)
    if part is None:
        raise Http404
    return _judge(request, year, view, part)


@require_http_methods(["GET", "POST"])
def year_judge_domain(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Give a verdict on a whole domain."""
    year = visible_year(request, pk, to_change=True)
    view = read_year(request.user, year)
    domain = next((domain for domain in view.domains if domain.position == position), None)
    if domain is None or not domain.name:
        raise Http404
    return _judge(request, year, view, domain)


def _judge(request: HttpRequest, year: FrameworkYear, view: YearView, part: Part | Domain) -> HttpResponse:
    form = JudgeYearForm(request.POST or None, year=year, initial={"reviewer_role": first_role(request.user)})
    is_domain = isinstance(part, Domain)
    criterion, name = (None, part.name) if isinstance(part, Domain) else (part.criterion, str(part.criterion))
    anchor = f"domain-{slugify(name)}" if criterion is None else f"criterion-{criterion.code}"
    to_come = next_to_judge(view, after=part) if part in view.judged else None

    def act(data: dict[str, Any]) -> object:
        said = {"verdict": "", **data}
        return judge(year, criterion=criterion, domain=name if is_domain else "", on=timezone.localdate(), actor=request.user, **said)

    return answer_form(
        request, form, act, year=year, title=_("Your verdict: {name}").format(name=name), done=_done(view, part, name),
        after=to_come["address"] if to_come and "next" in request.POST else f"{year.get_absolute_url()}#{anchor}",
        template="assurance/years/judge.html", lede="" if criterion is None else criterion.text, next_name=to_come["name"] if to_come else "",
        parts=[_resting_on(row) for row in (part.parts if isinstance(part, Domain) else [part])], is_domain=is_domain, withheld=view.withheld,
        has_last=view.last is not None, judged={
            "review": part.review, "verdict": view.verdict(part.review), "last": part.last, "last_verdict": view.verdict(part.last),
        },
    )  # fmt: skip


def _resting_on(part: Part) -> dict[str, Any]:
    return {"part": part, "uses": [{"use": use, "href": address_of(use.item)} for use in part.uses]}


def _done(view: YearView, part: Part | Domain, name: str) -> str:
    left = sum(row.review is None and row is not part for row in view.judged)
    said = _("{name}: your verdict is recorded with your name and today’s date.").format(name=name)
    if not left:
        return f"{said} {_('All are judged.')}"
    return f"{said} {ngettext('{n} is left to judge.', '{n} are left to judge.', left).format(n=left)}"

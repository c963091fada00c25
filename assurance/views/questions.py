"""The seven questions about a year: seven cards, and each answer with its tables."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assurance import policies
from assurance.answers import QUESTIONS, Answer, answer
from assurance.answers.shape import Table
from assurance.models import FrameworkYear
from assurance.policies_years import can_read_years
from assurance.views.shared import allow
from assurance.workbook import Sheet, write_workbook
from crm.core.exports import CONTENT_TYPES, csv_lines
from crm.core.financial_year import FinancialYear

MOST_SHOWN = 100
"""Rows of a table on the page; the files hold all."""


def asked_year(request: HttpRequest) -> FinancialYear:
    """`?year=2026/27`, this year without.

    Raises:
        Http404: Not a financial year.
    """
    text = request.GET.get("year", "")
    try:
        return FinancialYear.parse(text) if text else FinancialYear.of(timezone.localdate())
    except ValueError as error:
        raise Http404 from error


def years_offered(chosen: FinancialYear) -> list[FinancialYear]:
    """This year and six before, years that a framework was opened for, and the chosen one; newest first. One query."""
    this = FinancialYear.of(timezone.localdate())
    opened = {FinancialYear.parse(label) for label in FrameworkYear.objects.order_by().values_list("year", flat=True).distinct()}
    return sorted({FinancialYear(this.first - back) for back in range(7)} | opened | {chosen}, reverse=True)


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Seven cards with the first sentence of each answer."""
    allow(can_read_years(request.user))
    year = asked_year(request)
    found = [answer(code, year, request.user) for code in QUESTIONS]
    cards = [{"answer": row, "first": row.sentences[0], "address": _address("question_detail", row.code, year)} for row in found]
    return render(request, "assurance/questions/list.html", {"cards": cards, "year": year, "years": years_offered(year)})


@require_safe
def question_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One answer: sentences with their source, what is missing, tables."""
    allow(can_read_years(request.user))
    year = asked_year(request)
    found = _answer(request, code, year)
    context = {
        "answer": found,
        "year": year,
        "years": years_offered(year),
        "tables": [_shown(table) for table in found.tables],
        "pack_address": _pack_address(request.user, code, year),
        "export_address": f"{reverse('assurance:question_export', args=[code])}?{urlencode({'year': year.label})}&format=",
        "breadcrumb": [(_("Questions about a year"), f"{reverse('assurance:question_list')}?{urlencode({'year': year.label})}")],
    }
    return render(request, "assurance/questions/detail.html", context)


@require_safe
def question_export(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The whole answer as CSV or as a workbook (`?format=xlsx`)."""
    allow(can_read_years(request.user))
    year, file_format = asked_year(request), request.GET.get("format", "csv")
    found = _answer(request, code, year)
    if file_format not in CONTENT_TYPES:
        raise Http404
    content = _workbook(found) if file_format == "xlsx" else b"".join(csv_lines(_lines(found)))
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{code}-{year.label.replace("/", "-")}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, code: str, year: FinancialYear) -> Answer:
    if code not in QUESTIONS:
        raise Http404
    return answer(code, year, request.user)


def _address(name: str, code: str, year: FinancialYear) -> str:
    return f"{reverse(f'assurance:{name}', args=[code])}?{urlencode({'year': year.label})}"


def _pack_address(user, code: str, year: FinancialYear) -> str:
    """Where a pack of this answer is built; "" for those who build none."""
    if not policies.can_build_pack_of(user, None):
        return ""
    try:
        return f"{reverse('assurance:pack_question_new')}?{urlencode({'question': code, 'year': year.label})}"
    except NoReverseMatch:
        return ""


def _shown(table: Table) -> dict[str, Any]:
    """A table as the page's component takes it, its first rows."""
    rows = [[{"text": row.cells[0], "href": row.address} if row.address else row.cells[0], *row.cells[1:]] for row in table.rows[:MOST_SHOWN]]
    return {"table": table, "rows": rows, "more": max(len(table.rows) - MOST_SHOWN, 0)}


def _lines(found: Answer) -> Iterator[tuple[str, ...]]:
    """The answer as one sheet: sentences with their source, then each table under its title."""
    yield (f"{found.code} {found.question}", found.year)
    yield ("As at", found.as_at)
    yield ("How it was counted", found.method)
    yield from ((sentence.text, sentence.source) for sentence in found.sentences)
    for table in found.tables:
        yield ()
        yield (table.title, table.note)
        yield table.headers
        yield from (row.cells for row in table.rows)
    yield ()
    yield ("What is missing", "Source")
    yield from ((gap.text, gap.source) for gap in found.gaps)


def _workbook(found: Answer) -> bytes:
    about = [(sentence.text, sentence.source) for sentence in found.sentences]
    about += [(found.method, "How it was counted"), (found.as_at, "As at")]
    sheets = [Sheet(f"{found.code} {found.year}", ("What was found", "Counted from"), about)]
    sheets += [Sheet(table.title, table.headers, [row.cells for row in table.rows]) for table in found.tables]
    sheets.append(Sheet("What is missing", ("What is missing", "Source"), [(gap.text, gap.source) for gap in found.gaps]))
    return write_workbook(f"{found.question} ({found.year})", settings.ORGANISATION_NAME, sheets)

"""The annual report on involvement: open a year, write its parts, choose its case studies, make it final, take it away."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance.annual import policies
from assurance.annual.files import annual_page, annual_word, made_on
from assurance.annual.reading import read_report
from assurance.annual.shape import CASE_STUDIES, PARTS, TITLES, AnnualFacts
from assurance.annual.stories import full_chains, stories_of
from assurance.answers.reader import Reader
from assurance.forms.annual_reports import FinalForm, OpenReportForm, PartForm, StudiesForm, StudyForm
from assurance.models import AnnualReport
from assurance.services import annual_reports as services
from assurance.services.decisions import first_role
from assurance.views.covers import stored_bytes, word_file
from assurance.views.shared import add_errors, allow
from crm.core.financial_year import FinancialYear
from crm.core.services import StaleRecord
from crm.core.views.notices import success

FORM = "assurance/annual/form.html"


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Annual reports"), reverse("assurance:annual_report_list")), *steps]


def _report(request: HttpRequest, pk: int) -> AnnualReport:
    allow(policies.can_read_annual_reports(request.user))
    return get_object_or_404(AnnualReport, pk=pk)


def _to_write(request: HttpRequest, pk: int) -> AnnualReport:
    """A report that the person may write on."""
    report = _report(request, pk)
    allow(policies.can_write_annual_report(request.user))
    return report


def _reader(request: HttpRequest, report: AnnualReport) -> Reader:
    return Reader(user=request.user, year=FinancialYear.parse(report.year), leaves_the_room=True)


def _as_it_reads(request: HttpRequest, report: AnnualReport) -> AnnualFacts:
    if report.state == AnnualReport.State.FINAL:
        return AnnualFacts.from_data(report.facts)
    return read_report(report, request.user, generated_by=first_role(request.user))


@require_safe
def annual_report_list(request: HttpRequest) -> HttpResponse:
    """One row a year."""
    allow(policies.can_read_annual_reports(request.user))
    reports = AnnualReport.objects.defer("facts").annotate(studies=Count("case_studies")).order_by("-starts_on", "pk")
    rows = [(report, len(report.texts)) for report in reports]
    context = {"reports": rows, "most": len(PARTS), "may_write": policies.can_write_annual_report(request.user)}
    return render(request, "assurance/annual/list.html", context)


@require_http_methods(["GET", "POST"])
def annual_report_new(request: HttpRequest) -> HttpResponse:
    """Open the report of a year."""
    allow(policies.can_write_annual_report(request.user))
    today = FinancialYear.of(timezone.localdate())
    opened = set(AnnualReport.objects.values_list("year", flat=True))
    form = OpenReportForm(request.POST or None, newest=today, opened=opened, initial={"year": today.previous.label})
    if form.is_valid():
        try:
            report = services.open_annual_report(FinancialYear.parse(form.cleaned_data["year"]), actor=request.user, key=form.cleaned_data["submission_key"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The annual report {year} is open.").format(year=report.year))
            return redirect(report)
    context = {"form": form, "title": _("Open an annual report"), "breadcrumb": _trail(), "cancel_address": reverse("assurance:annual_report_list")}
    return render(request, "assurance/annual/form.html", context | {"submit_words": _("Open the report")})


@require_safe
def annual_report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All ten parts with what the records say, as a draft has it now or as it was made final."""
    report = _report(request, pk)
    facts = _as_it_reads(request, report)
    is_final = report.state == AnnualReport.State.FINAL
    context = {
        "report": report, "facts": facts, "made_on": made_on(facts), "is_final": is_final, "breadcrumb": _trail(), "case_studies": CASE_STUDIES,
        "may_write": not is_final and policies.can_write_annual_report(request.user),
        "next_part": next((part for part in facts.parts if not part.text.strip()), None),
    }  # fmt: skip
    return render(request, "assurance/annual/detail.html", context)


@require_http_methods(["GET", "POST"])
def annual_report_part(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Write one part; if somebody else wrote it meanwhile, both versions are shown and nothing typed is lost."""
    report = _to_write(request, pk)
    if code not in TITLES:
        raise Http404
    text = report.texts.get(code, "")
    form = PartForm(request.POST or None, initial={"version": services.words_version(text), "text": text})
    conflict = None
    address = f"{report.get_absolute_url()}#{code}"
    if form.is_valid():
        try:
            services.write_part(report, code, form.cleaned_data["text"], seen=form.cleaned_data["version"], actor=request.user)
        except StaleRecord as stale:
            theirs = stale.current.texts.get(code, "")
            conflict = form.conflict_with(PartForm(initial={"version": services.words_version(theirs), "text": theirs}))
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("“{title}” is saved.").format(title=TITLES[code]))
            return redirect(address)
    asks = next(asks for known, _title, asks in PARTS if known == code)
    context = {
        "form": form, "title": f"{report.year}: {TITLES[code]}", "lede": asks, "conflict": conflict, "cancel_address": address,
        "breadcrumb": _trail((str(report), report.get_absolute_url())),
    }  # fmt: skip
    return render(request, FORM, context)


@require_http_methods(["GET", "POST"])
def annual_report_studies(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose and order the case studies: decisions with a full chain are proposed."""
    report = _to_write(request, pk)
    chosen = {study.decision_id: study for study in report.case_studies.select_related("decision")}
    reader = _reader(request, report)
    proposed = list(full_chains(reader))
    known = {decision.pk for decision in proposed}
    kept = [study.decision for study in chosen.values() if study.decision_id not in known and _is_open(reader, study.decision)]
    initial = {f"decision_{pk}": study.position for pk, study in chosen.items()}
    form = StudiesForm(request.POST or None, decisions=[*kept, *proposed], initial=initial)
    address = f"{report.get_absolute_url()}#{CASE_STUDIES}"
    if form.is_valid():
        try:
            services.choose_case_studies(report, form.places(), actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The case studies are chosen."))
            return redirect(address)
    context = {
        "form": form, "title": _("Case studies of {year}").format(year=report.year), "cancel_address": address, "is_choice": True,
        "breadcrumb": _trail((str(report), report.get_absolute_url())),
        "lede": _(
            "Decisions of the year with an activity, what people said, and a published answer. "
            "Write 1 for the first, 2 for the next; a blank place leaves a decision out."
        ),
    }  # fmt: skip
    return render(request, FORM, context)


def _is_open(reader: Reader, decision) -> bool:
    return reader.visible(type(decision)).filter(pk=decision.pk).exists()


@require_http_methods(["GET", "POST"])
def annual_report_study(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    """Write the story of a chosen decision above its facts; a decision that is not open to all staff is not found."""
    report = _to_write(request, pk)
    study = get_object_or_404(report.case_studies.select_related("decision", "report"), decision=decision_pk)
    stories, hidden = stories_of(_reader(request, report), [study])
    if hidden:
        raise Http404
    form = StudyForm(request.POST or None, initial={"version": services.words_version(study.text), "text": study.text})
    conflict = None
    address = f"{report.get_absolute_url()}#{CASE_STUDIES}"
    if form.is_valid():
        try:
            services.write_case_study(study, form.cleaned_data["text"], seen=form.cleaned_data["version"], actor=request.user)
        except StaleRecord as stale:
            theirs = stale.current.text
            conflict = form.conflict_with(StudyForm(initial={"version": services.words_version(theirs), "text": theirs}))
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The case study is saved."))
            return redirect(address)
    context = {
        "form": form, "title": _("Case study: {title}").format(title=study.decision.title), "conflict": conflict, "cancel_address": address,
        "stories": stories, "breadcrumb": _trail((str(report), report.get_absolute_url())),
    }  # fmt: skip
    return render(request, FORM, context)


@require_http_methods(["GET", "POST"])
def annual_report_final(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what making it final freezes and what is still blank, then do it."""
    report = _to_write(request, pk)
    if report.state == AnnualReport.State.FINAL:
        return redirect(report)
    form = FinalForm(request.POST or None, initial={"version": report.version})
    if form.is_valid():
        try:
            services.make_final(report, version=form.cleaned_data["version"], actor=request.user)
        except StaleRecord:
            success(request, _("The report changed while you were reading. Read it again before you make it final."))
            return redirect("assurance:annual_report_detail", pk)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The annual report {year} is final.").format(year=report.year))
            return redirect(report)
    context = {
        "form": form, "title": _("Make the annual report {year} final").format(year=report.year), "cancel_address": report.get_absolute_url(),
        "blanks": [title for code, title in TITLES.items() if code not in report.texts], "is_final_step": True, "submit_words": _("Make final"),
        "breadcrumb": _trail((str(report), report.get_absolute_url())),
    }  # fmt: skip
    return render(request, FORM, context)


@require_safe
def annual_report_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file: the stored bytes of a final report, or a draft as it reads now."""
    report = _report(request, pk)
    content = stored_bytes(report.word_file) if report.word_file else annual_word(_as_it_reads(request, report))
    return word_file(content, _file_name(report, "docx"))


@require_safe
def annual_report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The accessible page as a file: the stored bytes of a final report, or a draft as it reads now."""
    report = _report(request, pk)
    content = stored_bytes(report.page_file) if report.page_file else annual_page(_as_it_reads(request, report))
    name = _file_name(report, "html")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="text/html; charset=utf-8", headers=headers)


def _file_name(report: AnnualReport, suffix: str) -> str:
    draft = "" if report.state == AnnualReport.State.FINAL else "-draft"
    return f"involvement-{report.year.replace('/', '-')}{draft}.{suffix}"

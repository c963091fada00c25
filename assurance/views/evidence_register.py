"""The evidence register: every item, what uses it, how strong it is, and whether its link works."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance import policies, services
from assurance.fetching import plain
from assurance.forms.evidence import AcceptForm, DeclineForm
from assurance.forms.evidence_register import ChooseDecisionForm, ChooseYearForm, ItemForm, ReviewUseForm, YearUseForm
from assurance.models import Criterion, Decision, EvidenceItem, EvidenceUse, FrameworkYear, PageSnapshot
from assurance.own_sites import moved
from assurance.policies_years import can_read_years
from assurance.register import decisions_for, evidence_records, items_for_list, subject_of_use, visible_items, visible_uses
from assurance.services.evidence_uses import describe_item, review_use, use_for_year
from assurance.services.snapshots import check_link_task
from assurance.views.shared import add_errors, allow, visible_dossier
from assurance.years import address_of, criteria_in_force
from crm.core.attachments import store_upload
from crm.core.financial_year import FinancialYear
from crm.core.views.lists import record_list
from crm.core.views.notices import success

MOST_SNAPSHOTS = 20


def _trail(item: EvidenceItem | None = None) -> list[tuple[str, str]]:
    first = [(_("Evidence"), reverse("assurance:evidence_list"))]
    return first if item is None else [*first, (item.title, item.get_absolute_url())]


def _may_link(user) -> bool:
    """Keep the register and link evidence to years, which are about the whole organisation: staff who link evidence."""
    return user.is_staff_member and user.has_right("link_evidence") and can_read_years(user)


@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """Evidence that the reader may know of."""
    return record_list(request, evidence_records)


@require_safe
def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it is, whose work, all that uses it, and the pages that were kept of it. Six queries at most, and five for a web address of ours."""
    allow(policies.can_open(request.user))
    item = get_object_or_404(items_for_list(request.user), pk=pk)
    uses = visible_uses(request.user).filter(item=item)
    uses = uses.select_related("decision", "framework_year__framework", "criterion__framework", "linked_by", "reviewed_by").order_by("pk")
    snapshots = list(item.snapshots.select_related("attachment", "taken_by").defer("text")[:MOST_SNAPSHOTS])
    kept = [row for row in snapshots if row.sha256]
    context = {
        "item": item,
        "address": address_of(item),
        "rows": [_use_row(use, request.user) for use in uses],
        "snapshots": snapshots,
        "newest": snapshots[0] if snapshots else None,
        "kept": kept[0] if kept else None,
        "moved": moved(item.url) if item.url else None,
        "leads_on": _leads_on(snapshots[0]) if snapshots else "",
        "has_changed": len(kept) > 1 and _words_differ(kept[0].pk, kept[1].pk),
        "may_link": _may_link(request.user),
        "use_address": f"{reverse('assurance:evidence_use_new')}?item={item.pk}",
        "may_link_decision": decisions_for(request.user, item).exists(),
        "breadcrumb": _trail(),
    }
    return render(request, "assurance/evidence/detail.html", context)


def _words_differ(newest: int, before: int) -> bool:
    """Whether the words of two kept pages differ; markup that changes with every visit does not count. One query."""
    words = set(PageSnapshot.objects.filter(pk__in=[newest, before]).values_list("text", flat=True))
    return len(words) > 1


def _leads_on(snapshot: PageSnapshot) -> str:
    """The address at which the page was found, when it is another one than was asked."""
    return snapshot.final_url if snapshot.final_url and plain(snapshot.final_url) != plain(snapshot.url) else ""


def _use_row(use: EvidenceUse, user) -> dict[str, Any]:
    subject = subject_of_use(use)
    is_linked = use.state == EvidenceUse.State.LINKED
    may_keep = policies.can_link(user, use.decision) if use.decision else _may_link(user)
    may_review = policies.can_review(user, use.decision) if use.decision else user.has_right("review_evidence")
    return {
        "use": use,
        "subject": subject,
        "is_own": use.reviewed_by_id is not None and use.reviewed_by_id == use.linked_by_id,
        "may_take_out": may_keep and is_linked,
        "may_review": may_review and is_linked,
    }


@require_http_methods(["GET", "POST"])
def evidence_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an item is, whose work it is, when it was live, and which page of ours leads there."""
    allow(_may_link(request.user))
    item = get_object_or_404(visible_items(request.user).select_related("credited_to"), pk=pk)
    names = ("title", "as_at", "own_page_url", "credited_to", "is_published")
    form = ItemForm(request.POST or None, user=request.user, item=item, initial={name: getattr(item, name) for name in names})
    return _answer(
        request, form, lambda data: describe_item(item, values=data, actor=request.user), item=item, title=_("About this evidence"), done=_("Saved.")
    )


@require_POST
def evidence_link_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Test the link in the background, and keep the page as it is now."""
    allow(_may_link(request.user))
    item = get_object_or_404(visible_items(request.user).filter(kind=EvidenceItem.Kind.WEB), pk=pk)
    check_link_task.enqueue(item.pk, request.user.pk)
    success(request, _("The link is being tested. The result shows on this page."))
    return redirect(item)


@require_http_methods(["GET", "POST"])
def evidence_use_new(request: HttpRequest) -> HttpResponse:
    """Add evidence for a criterion of a framework's year (`?year=4&criterion=7`); `?item=` takes one from the register."""
    allow(_may_link(request.user))
    year = FrameworkYear.objects.select_related("framework").filter(pk=_number(request.GET.get("year", ""))).first()
    item = visible_items(request.user).filter(pk=_number(request.GET.get("item", ""))).first()
    if (request.GET.get("item") and item is None) or (request.GET.get("year") and year is None):
        raise Http404
    if year is None:
        return _choose_year(request, item)
    criteria = criteria_in_force(year.framework, FinancialYear.parse(year.year))
    initial: dict[str, Any] = {"criterion": request.GET.get("criterion", "")}
    if item is not None:
        initial |= {"as_at": item.as_at, "own_page_url": item.own_page_url, "credited_to": item.credited_to}
    form = YearUseForm(request.POST or None, request.FILES or None, user=request.user, criteria=criteria, item=item, initial=initial)

    @transaction.atomic
    def act(data: dict[str, Any]) -> None:
        chosen = _described(item, data, request.user) if item is not None else _made(data, request.user)
        use_for_year(chosen, year, data["criterion"], note=data["note"], actor=request.user)

    return _answer(
        request, form, act, item=item, title=_("Evidence for {year}").format(year=year), done=_("The evidence is linked."), after=year.get_absolute_url()
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def evidence_use_for_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Use an item of the register for a decision: first say which, then (`?decision=4`) for which criteria."""
    allow(policies.can_open(request.user) and request.user.has_right("link_evidence"))
    item = get_object_or_404(visible_items(request.user).select_related("activity", "insight", "commitment"), pk=pk)
    decisions = decisions_for(request.user, item)
    if "decision" not in request.GET:
        return _choose_decision(request, item, decisions)
    dossier = visible_dossier(request, get_object_or_404(decisions, pk=_number(request.GET["decision"])).pk)
    form = AcceptForm(request.POST or None, dossier=dossier)

    def act(data: dict[str, Any]) -> None:
        criteria = list(Criterion.objects.filter(pk__in=data["criteria"]))
        services.link_evidence(dossier.decision, [item], criteria, note=data["note"], actor=request.user)

    return _answer(
        request, form, act, item=item, title=_("Use as evidence: {title}").format(title=item.title), done=_("The evidence is linked."),
        lede=_("For {decision}.").format(decision=f"{dossier.decision} ({dossier.decision.reference})"), submit_words=_("Link evidence"),
    )  # fmt: skip


def _choose_decision(request: HttpRequest, item: EvidenceItem, decisions: QuerySet[Decision]) -> HttpResponse:
    """First the decision: what it is read against says which criteria there are."""
    form = ChooseDecisionForm(request.POST or None, decisions=decisions)
    if form.is_valid():
        return redirect(f"{request.path}?decision={form.cleaned_data['decision'].pk}")
    context = {"form": form, "title": _("Use for a decision: {title}").format(title=item.title), "submit_words": _("Continue"), "breadcrumb": _trail(item)}
    return render(request, "assurance/form.html", context | {"cancel_address": item.get_absolute_url()})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _choose_year(request: HttpRequest, item: EvidenceItem | None) -> HttpResponse:
    """First the year: its framework says which criteria there are."""
    form = ChooseYearForm(request.POST or None)
    if form.is_valid():
        chosen = f"{reverse('assurance:evidence_use_new')}?year={form.cleaned_data['year'].pk}"
        return redirect(f"{chosen}&item={item.pk}" if item else chosen)
    context = {"form": form, "title": _("Add evidence for a year"), "submit_words": _("Continue"), "breadcrumb": _trail(item)}
    context["cancel_address"] = item.get_absolute_url() if item else reverse("assurance:evidence_list")
    return render(request, "assurance/form.html", context)


def _described(item: EvidenceItem, data: dict[str, Any], user) -> EvidenceItem:
    said = {name: data[name] for name in ("as_at", "own_page_url", "credited_to") if name in data}
    return describe_item(item, values=said, actor=user)


def _made(data: dict[str, Any], user) -> EvidenceItem:
    """The item of what the form chose, with what was said of it."""
    if data["record"]:
        item = services.item_for(data["record"])
        return describe_item(item, values={"credited_to": data["credited_to"] or item.credited_to}, actor=user)
    kept = {"title": data["title"], "source": "", "is_published": data["is_published"], "actor": user}
    if data["file"]:
        try:
            attachment = store_upload(data["file"], user)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        item = services.add_file(attachment, **kept)
    else:
        known = visible_items(user).filter(kind=EvidenceItem.Kind.WEB, url=data["url"], as_at=data["as_at"]).first()
        item = known or services.add_web_address(url=data["url"], as_at=data["as_at"], **kept)
    said = {name: data[name] or getattr(item, name) for name in ("as_at", "own_page_url", "credited_to")}
    return describe_item(item, values=said, actor=user)


def _visible_use(request: HttpRequest, pk: int) -> EvidenceUse:
    """A linked use whose decision or year, and whose item, the reader sees; 404 otherwise."""
    allow(policies.can_open(request.user))
    rows = visible_uses(request.user).filter(item__in=visible_items(request.user), state=EvidenceUse.State.LINKED)
    return get_object_or_404(rows.select_related("decision", "framework_year__framework", "item", "criterion"), pk=pk)


@require_http_methods(["GET", "POST"])
def evidence_use_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge how strong a piece of evidence is, as a named reviewer."""
    allow(request.user.has_right("review_evidence"))
    use = _visible_use(request, pk)
    names = ("strength", "verdict", "review_note")
    initial = {name: getattr(use, name) for name in names} | {"reviewer_role": services.first_role(request.user)}
    form = ReviewUseForm(request.POST or None, initial=initial)
    words = _("For {subject}: {criterion}.").format(criterion=use.criterion, subject=subject_of_use(use))
    if use.linked_by_id == request.user.pk:
        words += " " + _("You linked it yourself: the register will say so.")

    def act(data: dict[str, Any]) -> None:
        review_use(use, on=timezone.localdate(), actor=request.user, **data)

    return _answer(
        request, form, act, item=use.item, title=_("Review: {title}").format(title=use.item.title), lede=words,
        done=_("Your review is recorded with your name."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def evidence_use_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Take evidence out of a decision or a year, with the reason."""
    allow(policies.can_open(request.user) and request.user.has_right("link_evidence"))
    use = _visible_use(request, pk)
    allow(policies.can_link(request.user, use.decision) if use.decision else _may_link(request.user))
    return _answer(
        request,
        DeclineForm(request.POST or None),
        lambda data: services.decline_evidence(use, reason=data["reason"], actor=request.user),
        item=use.item,
        title=_("Take out: {title}").format(title=use.item.title),
        done=_("It is taken out. The reason stays on record."),
        lede=_("For {subject}: {criterion}.").format(criterion=use.criterion, subject=subject_of_use(use)),
        submit_words=_("Take it out"),
    )


def _answer(request: HttpRequest, form, act, *, item: EvidenceItem | None, title: str, done: str, after: str = "", **context: Any) -> HttpResponse:
    """Show a form of the register; when it is valid, act on its data, say so and go on."""
    address = after or (item.get_absolute_url() if item else reverse("assurance:evidence_list"))
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, done)
            return redirect(address)
    defaults = {"form": form, "title": title, "cancel_address": address, "breadcrumb": _trail(item)}
    return render(request, "assurance/form.html", defaults | context)

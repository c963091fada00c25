"""Log an activity: one page for everything that a meeting leaves behind."""

from dataclasses import asdict
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies, rules
from activities.calendar.clashes import clashes_of
from activities.forms import LogForm
from activities.forms.series import same_as_last_time
from activities.models import Activity, LogDraft, Project
from activities.services import drafts_of, keep_draft, logged_before
from assurance.models import Decision
from assurance.services.evidence import Suggestion, decisions_that_could_use
from crm.core.forms import PartialDate
from crm.core.forms.dates import parse_iso
from crm.core.forms.pickers import MOST_LINES, value_of
from crm.core.forms.text import plain_data
from crm.core.services.care import cases_of
from crm.core.views.care import to_case
from crm.desk.forms.log import EvidenceForm, LogParts, form_data_of, pairs_of, title_of_draft
from crm.desk.messages_prefill import initial_of_message, message_named
from crm.desk.proposing import as_fields, fill, propose_from_line
from crm.desk.queued import QueuedEntry
from crm.desk.services import log_with_evidence, propose_for
from crm.desk.services.offering import decisions_for, last_project, projects_for
from partners.models import Organisation, Person
from partners.pickers import person_source

DRAFTS_OFFERED = 3


@require_http_methods(["GET", "POST"])
def activity_log(request: HttpRequest) -> HttpResponse:
    """The log form; `?partner=`, `?person=`, `?project=`, `?decision=`, `?activity=`, `?message=`, `?when=` and `?type=` prefill it, `?draft=` refills it."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    if request.method == "GET":
        return _shown(request)
    if {"_fill", "_use_project", "_draft"} & set(request.POST):
        return _before_saving(request)
    queued = QueuedEntry.of(request)
    parts = LogParts.of(request.user, request.POST, request.FILES)
    is_valid = parts.are_valid()
    key = parts.form.cleaned_data.get("submission_key")
    if key and (earlier := logged_before(key, request.user)) is not None:
        return queued.saved(earlier) if queued else _saved_before(request, earlier)
    if not is_valid or (queued and queued.problem):
        if not queued and request.POST.get("line", "").strip() not in ("", request.POST.get("line_read", "")):
            return _before_saving(request, fills=True)  # saved right from the first line: it fills in what is missing, and the person looks
        return _refused(request, parts, queued)
    try:
        activity = log_with_evidence(
            values=parts.form.values(),
            commitments=parts.promises.values(),
            insights=parts.points.values(),
            decisions=parts.evidence.cleaned_data["decisions"],
            message=message_named(parts.form.cleaned_data["message"], request.user),
            actor=request.user,
            written_at=queued.written_at if queued else None,
            **parts.relations(),
        )
    except ValidationError as error:
        parts.form.add_service_errors(error)
        return _refused(request, parts, queued)
    if queued:
        return queued.saved(activity)
    if parts.form.cleaned_data["care"]:
        return to_case(request, cases_of(activity).first())
    if "_another" in request.POST:
        messages.success(request, _("{title} is logged as {reference}. Here is a clean form.").format(title=activity, reference=activity.reference))
        return redirect(f"{reverse('desk:activity_log')}?saved={activity.pk}")
    return redirect("desk:activity_logged", activity.pk)


def _refused(request: HttpRequest, parts: LogParts, queued: QueuedEntry | None) -> HttpResponse:
    """Say what is wrong: on the page, or, to a device whose entry comes late, through a draft."""
    if queued is None:
        return _page(request, parts)
    return queued.kept(LogDraft.Form.LOG, title_of_draft(request.POST), "desk:activity_log", [parts.form, parts.points, parts.promises, parts.evidence])


def _shown(request: HttpRequest) -> HttpResponse:
    """The form before anything was sent: clean, prefilled by its address, or a draft that is brought back."""
    user, draft = request.user, None
    if (key := _uuid(request.GET.get("draft", ""))) is not None:
        draft = drafts_of(user).filter(key=key).first()
        if draft is None:
            messages.info(request, _("That draft is not there any more: it was saved or discarded. Here is a clean form."))
    if draft is not None:
        return _page(request, LogParts.of(user, form_data_of(draft)).quietly(), {"draft": draft})
    start = _prefilled(request)
    reason = ""
    if not {"project", "decision", "activity", "series", "like", "message"} & set(request.GET) and (project := last_project(user)) is not None:
        start["project"], reason = project.pk, _("Your last project. Change it if this was for another, or for none.")
    others = list(drafts_of(user).filter(form=LogDraft.Form.LOG)[:DRAFTS_OFFERED])
    return _page(request, LogParts.of(user, initial=start), {"came_from": start.get("decision"), "project_reason": reason, "drafts": others})


def _before_saving(request: HttpRequest, *, fills: bool = False) -> HttpResponse:
    """What the other buttons of the form do without JavaScript: fill in from the line, take an offered project, keep as a draft."""
    data, context = request.POST.copy(), {}
    if "_use_project" in data:
        data["project"] = data["_use_project"]
    if fills or "_fill" in data:
        today = timezone.localdate()
        proposal = propose_from_line(data.get("line", ""), request.user, today=today)
        context["filled"] = fill(data, proposal, today=today)
        data["line_read"] = data.get("line", "").strip()
    if "_draft" in data:
        try:
            keep_draft(request.user, _uuid(data.get("submission_key", "")) or uuid4(), {"pairs": pairs_of(data)}, title=title_of_draft(data))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Kept as a draft. Only you can see it. Files are never kept: choose them again before you save."))
            return redirect("desk:finish_list")
    return _page(request, LogParts.of(request.user, data).quietly(), context)


def _saved_before(request: HttpRequest, earlier: Activity) -> HttpResponse:
    """A second press, or "back" and save again: one record, and what was changed meanwhile is kept as a draft."""
    if (case := cases_of(earlier).visible_to(request.user).first()) is not None:  # what was typed is kept apart, and nowhere twice
        return redirect(case)
    words = _("This form was saved before, as {reference}. Nothing was saved a second time.").format(reference=earlier.reference)
    posted = plain_data(request.POST)
    if any(posted.get(name, "").strip() not in ("", getattr(earlier, name)) for name in ("title", "heard", "next_steps")):
        try:
            keep_draft(request.user, uuid4(), {"pairs": pairs_of(posted)}, title=title_of_draft(posted))
            words += " " + _("What you typed since is kept as a draft, under “Finish these”.")
        except ValidationError as error:
            words += " " + " ".join(error.messages)
    messages.warning(request, words)
    return redirect("desk:activity_logged", earlier.pk)


def _page(request: HttpRequest, parts: LogParts, more: dict | None = None) -> HttpResponse:
    form, more = parts.form, more or {}
    context = {
        "form": form,
        "points": parts.points,
        "promises": parts.promises,
        "counts": parts.counts,
        **_offers(request.user, str(form["project"].value() or ""), _chosen_values(form), more.get("came_from")),
        "ticked": parts.evidence.ticked,
        "was_saved": "saved" in request.GET,
        "page_has_errors": form.is_bound and any(part.errors for part in (form, parts.evidence)),
    }
    return render(request, "desk/log/log.html", context | more)


@require_POST
def activity_log_line(request: HttpRequest) -> JsonResponse:
    """What the typed first line proposes, for the script of the form. It changes nothing; it is sent, not asked, so that no log of addresses holds the line."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    proposal = propose_from_line(request.POST.get("line", ""), request.user, today=timezone.localdate())
    questions = [{"words": item.words, "choices": [asdict(choice) for choice in item.choices]} for item in proposal.names.questions]
    who = [asdict(choice) for choice in proposal.names.chosen]
    return JsonResponse({"fields": as_fields(proposal), "who": who, "questions": questions, "unknown": proposal.names.unknown})


@require_safe
def activity_log_decisions(request: HttpRequest) -> HttpResponse:
    """The decisions and projects offered for what is chosen so far, as a fragment for the log form."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    offers = _offers(request.user, request.GET.get("project", ""), request.GET.getlist("who"))
    return render(request, "desk/log/suggestions.html", {**offers, "ticked": set()})


@require_http_methods(["GET", "POST"])
def activity_logged(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a logged activity now shows, what would make it complete, and which decisions it could be evidence for."""
    visible = Activity.objects.visible_to(request.user)
    activity = get_object_or_404(visible.select_related("type", "project", "place").prefetch_related(*rules.FACTS), pk=pk)
    if not policies.can_log(request.user):
        raise PermissionDenied
    evidence = EvidenceForm(request.POST or None, user=request.user)
    if evidence.is_valid():
        try:
            propose_for(activity, evidence.cleaned_data["decisions"], actor=request.user)
        except ValidationError as error:
            evidence.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Proposed. The people of the decision accept or decline it."))
            return redirect("desk:activity_logged", activity.pk)
    proposed = list(Decision.objects.visible_to(request.user).filter(evidence_uses__item__activity=activity).distinct().order_by("pk"))
    offered = [item for item in decisions_that_could_use(activity, request.user) if item.decision not in proposed]
    context = {
        "record": activity,
        "activity": activity,
        "form": evidence,
        "organisations": Organisation.objects.visible_to(request.user).filter(activity_links__activity=activity).order_by("name", "pk"),
        "people": Person.objects.visible_to(request.user).filter(activity_links__activity=activity).order_by("name", "pk"),
        "proposed": proposed,
        "suggestions": offered,
        "ticked": evidence.ticked,
        "missing": rules.would_complete(activity, set(activity.waivers.values_list("prompt", flat=True))),
        "clashes": clashes_of(activity, request.user),
    }
    return render(request, "desk/log/logged.html", context)


def _one(queryset, key: str):
    """The row that an address names, by key or reference (`12`, `ORG-12`); None when it is none, or hidden."""
    number = key.rpartition("-")[2].strip()
    return queryset.filter(pk=int(number)).first() if _is_key(number) else None


def _is_key(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 19


def _prefilled(request: HttpRequest) -> dict:
    """What the address fills in. Hidden and unknown records are left out without a word."""
    user, query = request.user, request.GET
    found = {
        "when": PartialDate(timezone.localdate(), "day"),
        "staff": [user],
        "owner": user,
        "team": user.team_id,
        "named_users": [user],
        "public_method": "register",
    }
    if (day := parse_iso(query.get("when", ""))) is not None:
        found["when"] = PartialDate(day, "day")
    who = []
    if earlier := _one(Activity.objects.visible_to(user), query.get("like", "") or query.get("activity", "")):
        found |= same_as_last_time(earlier, user)
        who += found["who"]
    if (message := message_named(query.get("message", ""), user)) is not None:
        found |= initial_of_message(message, user)
        who += found["who"]
    if "partner" in query:
        who.append(_one(Organisation.objects.visible_to(user).current(), query["partner"]))
    if "person" in query:
        who.append(_one(person_source(user).queryset, query["person"]))
    if "decision" in query:
        found["decision"] = _one(Decision.objects.visible_to(user).current(), query["decision"])
        if found["decision"] is not None:
            found["project"] = found["decision"].project_id
    if "project" in query and (project := _one(Project.objects.visible_to(user).current(), query["project"])):
        found["project"] = project.pk
    if "type" in query:
        found["type"] = query["type"][:20]
    found["who"] = list(dict.fromkeys(item for item in who if item is not None))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _chosen_values(form: LogForm) -> list[str]:
    """`organisation:12` of the partners chosen so far, on a form of any state."""
    value = form["who"].value()
    values = getattr(value, "values", value) or []
    return [value_of(item) for item in values] if isinstance(values, list) else []


def _offers(user, project_key: str, who: list[str], came_from: Decision | None = None) -> dict:
    """Decisions and projects offered beside the form, for the project and the partners chosen so far."""
    today = timezone.localdate()
    project = _one(Project.objects.visible_to(user).current(), project_key) if project_key else None
    keys = [int(number) for kind, _colon, number in (value.partition(":") for value in who[:MOST_LINES]) if kind == "organisation" and _is_key(number)]
    organisations = list(Organisation.objects.visible_to(user).filter(pk__in=keys)) if keys else []
    found = decisions_for(user, project=project, organisations=organisations, today=today)
    if came_from is not None and all(item.decision != came_from for item in found):
        found.insert(0, Suggestion(came_from, _("you came from this decision")))
    return {"suggestions": found, "project_offers": projects_for(user, organisations=organisations, chosen=project, today=today)}

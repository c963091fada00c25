"""Log an activity: one page for everything that a meeting leaves behind."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies, rules
from activities.forms import LogForm, PointRows, PromiseRows
from activities.models import Activity, Project
from assurance.models import Decision
from assurance.services.evidence import Suggestion, decisions_that_could_use
from crm.core.forms import PartialDate
from crm.core.forms.text import plain_data
from crm.desk.forms.log import EvidenceForm
from crm.desk.services import log_with_evidence, propose_for
from partners.models import Organisation, Person
from partners.pickers import person_source


@require_http_methods(["GET", "POST"])
def activity_log(request: HttpRequest) -> HttpResponse:
    """The log form; `?partner=`, `?person=`, `?project=`, `?decision=`, `?activity=` and `?type=` prefill it."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    data, files = plain_data(request.POST) if request.method == "POST" else None, request.FILES or None
    start = _prefilled(request)
    form = LogForm(data, files, user=request.user, initial=start)
    points = PointRows(data, prefix="points")
    promises = PromiseRows(data, prefix="promises", form_kwargs={"user": request.user})
    evidence = EvidenceForm(data, user=request.user)
    parts = [form, points, promises, evidence]
    valid = [part.is_valid() for part in parts]  # each part says what is wrong with it, also when another is wrong
    if request.method == "POST" and all(valid):
        try:
            activity = log_with_evidence(
                values=form.values(),
                commitments=promises.values(),
                insights=points.values(),
                decisions=evidence.cleaned_data["decisions"],
                actor=request.user,
                **form.relations(),
            )
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if "_another" in request.POST:
                messages.success(request, _("{title} is logged as {reference}. Here is a clean form.").format(title=activity, reference=activity.reference))
                return redirect(f"{reverse('desk:activity_log')}?saved={activity.pk}")
            return redirect("desk:activity_logged", activity.pk)
    context = {
        "form": form,
        "points": points,
        "promises": promises,
        "suggestions": _suggestions(request, form, start.get("decision")),
        "ticked": evidence.ticked,
        "was_saved": "saved" in request.GET,
        "page_has_errors": request.method == "POST" and any(part.errors for part in (form, evidence)),
    }
    return render(request, "desk/log/log.html", context)


@require_safe
def activity_log_decisions(request: HttpRequest) -> HttpResponse:
    """The decisions offered for a project, as a fragment for the log form."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    project = _one(Project.objects.visible_to(request.user).current(), request.GET.get("project", ""))
    found = decisions_that_could_use(Activity(project=project, is_training=bool(project and project.is_training)), request.user)
    return render(request, "desk/log/suggestions.html", {"suggestions": found, "ticked": set()})


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
        "missing": rules.would_complete(activity),
    }
    return render(request, "desk/log/logged.html", context)


def _one(queryset, key: str):
    """The row that an address names, by key or reference (`12`, `ORG-12`); None when it is none, or hidden."""
    number = key.rpartition("-")[2].strip()
    return queryset.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 19 else None


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
    who = []
    if "activity" in query:
        earlier = _one(Activity.objects.visible_to(user), query["activity"])
        if earlier is not None:
            found |= {"type": earlier.type_id, "how": earlier.how, "place": earlier.place, "venue": earlier.venue, "project": earlier.project_id}
            found |= {"visibility": earlier.visibility, "staff": list(earlier.staff.all())}
            who += Organisation.objects.visible_to(user).current().filter(activity_links__activity=earlier).order_by("activity_links__pk")
            who += person_source(user).queryset.filter(activity_links__activity=earlier).order_by("activity_links__pk")
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


def _suggestions(request: HttpRequest, form: LogForm, came_from: Decision | None) -> list[Suggestion]:
    """Decisions offered beside the form: those of the project chosen so far, or the person's own."""
    chosen = str(form["project"].value() or "")
    project = _one(Project.objects.visible_to(request.user).current(), chosen) if chosen else None
    found = decisions_that_could_use(Activity(project=project, is_training=bool(project and project.is_training)), request.user)
    if came_from is not None and all(item.decision != came_from for item in found):
        found.insert(0, Suggestion(came_from, _("you came from this decision")))
    return found

"""Pages of activities."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies, rules, services
from activities.corrections import note_check_of
from activities.forms import EditActivityForm, initial_of_activity
from activities.forms.series import CancelForm
from activities.lists import activity_records
from activities.models import Activity, ActivityFile, MissingFact
from activities.querysets import with_facts
from activities.services.series import later_planned
from activities.views.acting import act, act_with_reason
from activities.views.facts import activity_facts
from activities.views.records import visible
from crm.core.registries import panels_of
from crm.core.services import StaleRecord
from crm.core.services.care import cases_of
from crm.core.views.care import to_case
from crm.core.views.lists import record_list
from crm.core.views.notices import Undo, success
from partners.models import Organisation, Person
from partners.views.forms import conflict_of


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """The activities that the reader may see."""
    return record_list(request, activity_records)


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity: what happened, who was there, what was heard, what is missing."""
    user = request.user
    rows = Activity.objects.visible_to(user).select_related("type", "place", "team", "owner", "created_by", "series")
    activity = get_object_or_404(with_facts(rows.prefetch_related("files__attachment", "staff")), pk=pk)
    panels = panels_of(activity, user)
    reads_notes = policies.can_read_notes(user)
    files = [file for file in activity.files.all() if reads_notes or file.is_published]
    context = {
        "record": activity,
        "activity": activity,
        "date_words": rules.date_text(activity),
        "time_words": rules.time_text(activity),
        "facts": activity_facts(activity, user),
        "organisation_links": activity.organisation_links.filter(organisation__in=Organisation.objects.visible_to(user)).select_related("organisation"),
        "person_links": activity.person_links.filter(person__in=_people(user)).select_related("person"),
        "insights": activity.insights.visible_to(user).current().prefetch_related("themes"),
        "commitments": activity.commitments.visible_to(user).current().select_related("owner"),
        "gaps": rules.open_gaps(activity) if reads_notes else [],
        "files": files,
        "minutes": [file for file in files if file.kind == ActivityFile.Kind.MINUTES],
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "reads_notes": reads_notes,
        "can_change": policies.can_change(user, activity) and activity.archived_at is None,
        "can_restore": policies.can_change(user, activity),
        "can_publish": policies.can_publish(user, activity) and activity.archived_at is None,
        "can_see_history": policies.can_see_history(user, activity),
        "can_prepare": policies.can_prepare(user),
        "reads_heard": policies.reads_heard(user, activity),
        "may_hold": activity.status == Activity.Status.PLANNED and (activity.date_from is None or activity.date_from <= timezone.localdate()),
        "check": note_check_of(activity, user, timezone.localdate()),
    }
    return render(request, "activities/activity_detail.html", context)


def _people(user):
    return Person.objects.visible_to(user) if user.has_right("see_contacts") else Person.objects.none()


@require_http_methods(["GET", "POST"])
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an activity; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    form = EditActivityForm(request.POST or None, user=request.user, activity=activity, initial=initial_of_activity(activity, request.user))
    conflict = None
    if form.is_valid():
        try:
            stored, followed = _change(activity, form, request.user)
        except StaleRecord as stale:
            initial = initial_of_activity(stale.current, request.user)
            conflict = conflict_of(form, EditActivityForm(user=request.user, activity=stale.current, initial=initial), stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if form.cleaned_data["care"]:
                return to_case(request, cases_of(stored).first())
            done = _("{title} is saved.").format(title=stored)
            if followed:
                done += " " + ngettext("{n} later meeting follows.", "{n} later meetings follow.", followed).format(n=followed)
            success(request, done)
            return redirect(stored)
    context = {
        "form": form,
        "groups": form.groups,
        "conflict": conflict,
        "record": activity,
        "title": _("Edit {title}").format(title=activity),
        "cancel_address": activity.get_absolute_url(),
    }
    return render(request, "activities/record_form.html", context)


def _change(activity: Activity, form: EditActivityForm, user) -> tuple[Activity, int]:
    """Save what the form holds; answers with the stored activity and how many later ones of its series follow."""
    change = {
        "version": form.cleaned_data["version"], "values": form.values(), "actor": user, "reason": form.cleaned_data["reason"],
        **form.relations(), **_hidden_links(activity, user),
    }  # fmt: skip
    if form.cleaned_data["care"]:  # of this meeting, not of the later ones
        return services.change_activity(activity, **change, care=form.cleaned_data["care"]), 0
    return services.change_with_later(activity, **change) if form.with_later else (services.change_activity(activity, **change), 0)


def _hidden_links(activity: Activity, user) -> dict[str, list[int]]:
    """Partners and people of the activity that the editor cannot see and so cannot have taken away."""
    organisations = activity.organisation_links.exclude(organisation__in=Organisation.objects.visible_to(user))
    people = activity.person_links.exclude(person__in=_people(user))
    return {
        "hidden_organisation_ids": list(organisations.values_list("organisation_id", flat=True)),
        "hidden_person_ids": list(people.values_list("person_id", flat=True)),
    }


@require_http_methods(["GET", "POST"])
def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a planned activity will not take place; of a series, whether the later ones are cancelled with it."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    form = CancelForm(request.POST or None, later=later_planned(activity, request.user).count() if activity.series_id else 0)
    if form.is_valid():
        try:
            cancelled = _cancel(activity, form, request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            done = ngettext("It is cancelled.", "{n} meetings are cancelled.", len(cancelled)).format(n=len(cancelled))
            also = tuple(("also", str(key)) for key in cancelled[1:])
            success(request, done, Undo(reverse("activities:activity_replan", args=[pk]), also))
            return redirect(activity)
    context = {
        "form": form, "record": activity, "title": _("Cancel {title}").format(title=activity), "submit_words": _("Cancel the activity"),
        "lede": _("It stays on record as cancelled and leaves the public pages."), "cancel_address": activity.get_absolute_url(),
    }  # fmt: skip
    return render(request, "core/form.html", context)


def _cancel(activity: Activity, form: CancelForm, user) -> list[int]:
    reason = form.cleaned_data["reason"]
    if form.with_later:
        return services.cancel_with_later(activity, reason=reason, actor=user)
    return [services.cancel_activity(activity, reason=reason, actor=user).pk]


@require_POST
def activity_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity on the public pages; one press takes it off again."""
    activity = visible(request, Activity, pk)
    undo = Undo(f"{activity.get_absolute_url()}withdraw/", (("reason", _("Published by mistake")),))
    allowed = policies.can_publish(request.user, activity)
    return act(request, activity, services.publish_activity, allowed=allowed, done=_("It is on the public pages now."), undo=undo)


@require_http_methods(["GET", "POST"])
def activity_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity off the public pages, with a reason."""
    activity = visible(request, Activity, pk)
    return act_with_reason(
        request, activity, services.withdraw_from_public, allowed=policies.can_publish(request.user, activity),
        title=_("Take {title} off the public pages").format(title=activity), submit=_("Take it off"),
        lede=_("The record stays as it is."), done=_("It is off the public pages."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def missing_fact_close(request: HttpRequest, pk: int, fact_pk: int) -> HttpResponse:
    """Say that something missing is known elsewhere or no longer needed."""
    activity = visible(request, Activity, pk)
    missing = get_object_or_404(MissingFact, pk=fact_pk, activity=activity)

    def close(_record, *, reason: str, actor) -> None:
        services.close_missing_fact(missing, on=timezone.localdate(), reason=reason, actor=actor)

    return act_with_reason(
        request, activity, close, allowed=policies.can_change(request.user, activity), title=_("Close the gap “{text}”").format(text=missing),
        submit=_("Close the gap"), lede=_("It closes by itself when the record holds the fact. Close it by hand only when it never will."),
        done=_("The gap is closed."),
    )  # fmt: skip

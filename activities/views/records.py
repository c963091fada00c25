"""History, archive and restore of everything here, by the generic pages; and how a record is found."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities import policies
from activities.models import Activity, Commitment, Insight, Project
from crm.core.views.records import record_archive, record_history, record_restore


def visible(request: HttpRequest, model, pk: int):
    """The record that the reader may see; 404 otherwise."""
    return get_object_or_404(model.objects.visible_to(request.user), pk=pk)


def _may_change(user, record) -> bool:
    return policies.can_change_project(user, record) if isinstance(record, Project) else policies.can_change(user, record)


def history_of(model) -> Callable:
    """The view of a record's history: who changed what, when and why."""

    @require_safe
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        record = visible(request, model, pk)
        return record_history(request, record, may_see=policies.can_see_history(request.user, record))

    return view


def archive_of(model, restore_name: str) -> Callable:
    """The view that takes a record out of daily use, with a reason."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        record = visible(request, model, pk)
        return record_archive(request, record, may_change=_may_change(request.user, record), restore_address=reverse(restore_name, args=[pk]))

    return view


def restore_of(model) -> Callable:
    """The view that brings an archived record back."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        record = visible(request, model, pk)
        return record_restore(request, record, may_change=_may_change(request.user, record))

    return view


activity_history, activity_archive, activity_restore = history_of(Activity), archive_of(Activity, "activities:activity_restore"), restore_of(Activity)
project_history, project_archive, project_restore = history_of(Project), archive_of(Project, "activities:project_restore"), restore_of(Project)
insight_history, insight_archive, insight_restore = history_of(Insight), archive_of(Insight, "activities:insight_restore"), restore_of(Insight)
commitment_history = history_of(Commitment)
commitment_archive, commitment_restore = archive_of(Commitment, "activities:commitment_restore"), restore_of(Commitment)

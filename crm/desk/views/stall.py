"""Log a stall: one page for one thumb."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies
from activities.models import LogDraft
from activities.services import drafts_of
from crm.core.forms.text import plain_data
from crm.core.services.care import cases_of
from crm.core.templatetags.kit import long_date
from crm.core.views.care import to_case
from crm.desk.forms.stall import StallForm, StallGroups, StallPoints
from crm.desk.queued import QueuedEntry
from crm.desk.services.stall import log_stall
from partners.models import Community


@require_http_methods(["GET", "POST"])
def stall(request: HttpRequest) -> HttpResponse:
    """The stall form; `?draft=` brings back a draft of one's own and says what was wrong with it."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    queued = QueuedEntry.of(request)
    draft = _draft(request) if request.method == "GET" else None
    data = plain_data(request.POST) if request.method == "POST" else _data_of(draft) if draft else None
    form = StallForm(data, user=request.user, initial={"when": timezone.localdate()})
    groups, points = StallGroups(data, prefix="groups"), StallPoints(data, prefix="points")
    parts = [form, groups, points]
    checked = [part.is_valid() for part in parts]  # each part says what is wrong with it, also when another is wrong
    valid = all(checked) and form.check_says_something(groups, points)
    if request.method == "POST" and valid and not (queued and queued.problem):
        cleaned = form.cleaned_data
        try:
            activity = log_stall(
                values=form.values(),
                groups=groups.values(),
                method=cleaned["counted"] or form.fields["counted"].initial,
                passed_by=cleaned["passed_by"],
                points=points.values(),
                key=cleaned["submission_key"],
                written_at=queued.written_at if queued else None,
                care=cleaned["care"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            if queued:
                return queued.saved(activity)
            if cleaned["care"]:
                return to_case(request, cases_of(activity).first())
            return redirect("desk:activity_logged", activity.pk)
    if queued:
        return queued.kept(LogDraft.Form.STALL, _title(data), "desk:stall", parts)
    context = {
        "form": form,
        "groups": groups,
        "points": points,
        "draft": draft,
        "when_words": long_date(timezone.localdate()) if not form.is_bound else "",
        "communities": list(Community.objects.order_by("name", "pk").values_list("name", flat=True)),
        "page_has_errors": form.is_bound and not valid,
    }
    return render(request, "desk/stall/stall.html", context)


def _draft(request: HttpRequest) -> LogDraft | None:
    """The person's own draft that the address names; somebody else's, and one that is gone, are none."""
    try:
        key = UUID(request.GET.get("draft", ""))
    except ValueError:
        return None
    return drafts_of(request.user).filter(form=LogDraft.Form.STALL, key=key).first()


def _data_of(draft: LogDraft) -> QueryDict:
    """What a draft holds, as the form sent it; saving it takes the draft away."""
    data = QueryDict(mutable=True)
    for name, value in draft.data.get("pairs", []):
        data.appendlist(name, value)
    data["submission_key"] = str(draft.key)
    return data


def _title(data: QueryDict) -> str:
    where = data.get("venue", "").strip()
    return _("Stall: {where}").format(where=where) if where else _("Stall")

"""Finish these: drafts, captured messages, and what would complete one's own activities. All of it can be waved away."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activities import policies
from activities.forms.logging import CompleteForm
from activities.models import Activity
from activities.rules import PROMPTS, Prompt, date_text
from activities.services.completing import answer_prompt, ask_again, waive_prompt
from crm.core.views import notices
from crm.desk.finishing import draft_address, drafts_of, incomplete_of, messages_of

SHOWN = 20


@require_safe
def finish_list(request: HttpRequest) -> HttpResponse:
    """Everything that one began and did not finish, on one page."""
    if not policies.can_log(request.user):
        raise PermissionDenied
    return _list(request)


@require_POST
def finish_answer(request: HttpRequest, pk: int, prompt: str) -> HttpResponse:
    """Write one answer on an activity."""
    activity, asked = _asked(request, pk, prompt)
    form = CompleteForm(request.POST, prompt=asked, user=request.user, auto_id=_ids(activity, asked))
    if form.is_valid():
        try:
            answer_prompt(activity, asked, form.cleaned_data["answer"], actor=request.user)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            notices.success(request, _("Added to {activity}: {what}.").format(activity=activity, what=asked))
            return _back(activity)
    return _list(request, {(activity.pk, asked.code): form})


@require_POST
def finish_waive(request: HttpRequest, pk: int, prompt: str) -> HttpResponse:
    """Wave a question away for good."""
    activity, asked = _asked(request, pk, prompt)
    waive_prompt(activity, asked, actor=request.user)
    undo = notices.Undo(reverse("desk:finish_unwaive", args=[pk, asked.code]))
    notices.success(request, _("{activity} will not be asked for {what} again.").format(activity=activity, what=asked), undo)
    return _back(activity)


@require_POST
def finish_unwaive(request: HttpRequest, pk: int, prompt: str) -> HttpResponse:
    """Ask again after all."""
    activity, asked = _asked(request, pk, prompt)
    ask_again(activity, asked, actor=request.user)
    notices.success(request, _("It is asked for again."))
    return _back(activity)


def _asked(request: HttpRequest, pk: int, code: str) -> tuple[Activity, Prompt]:
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    if code not in PROMPTS:
        raise Http404
    return activity, PROMPTS[code]


def _ids(activity: Activity, prompt: Prompt) -> str:
    """Identifiers of the field of one question; there are many forms on the page."""
    return f"id_{activity.pk}-{prompt.code}_%s"


def _back(activity: Activity) -> HttpResponse:
    return redirect(f"{reverse('desk:finish_list')}#activity-{activity.pk}")


def _list(request: HttpRequest, sent: dict | None = None) -> HttpResponse:
    user, sent = request.user, sent or {}
    incomplete = incomplete_of(user, today=timezone.localdate())
    choices = CompleteForm.choices_for(user)
    rows = []
    for item in incomplete[:SHOWN]:
        key = item.activity.pk
        forms = [
            (prompt, sent.get((key, prompt.code)) or CompleteForm(prompt=prompt, user=user, auto_id=_ids(item.activity, prompt), projects=choices))
            for prompt in item.prompts
        ]
        rows.append({"activity": item.activity, "date": date_text(item.activity), "forms": forms})
    context = {
        "drafts": [{"draft": draft, "href": draft_address(draft)} for draft in drafts_of(user)],
        "messages_waiting": messages_of(user),
        "rows": rows,
        "more": max(0, len(incomplete) - SHOWN),
        "total": len(incomplete),
        "sent": list(sent.values()),
        "page_has_errors": bool(sent),
    }
    return render(request, "desk/log/finish_list.html", context)

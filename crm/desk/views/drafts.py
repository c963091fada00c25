"""Drafts of the log form: kept as one types, discarded, and brought back after all."""

import json
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities import policies
from activities.models import LogDraft
from activities.services import discard_draft, keep_draft
from activities.services.drafts import MOST_BYTES
from crm.core.views import notices

DISCARDED = "discarded_draft"
"""Where the session holds the draft that was discarded last, until the next one or the end of the session."""


@require_POST
def draft_keep(request: HttpRequest) -> JsonResponse:
    """Keep what the script sends: `{"key", "pairs", "labels", "title", "form"}`. Answers `kept_at`, `saved` (nothing left to keep) or `problem`."""
    _check_right(request)
    try:
        sent = json.loads(request.body) if len(request.body) <= 2 * MOST_BYTES else {"pairs": None}
        key = UUID(str(sent["key"])) if isinstance(sent, dict) and "key" in sent else None
    except (ValueError, RecursionError):
        sent, key = {}, None
    if key is None or not isinstance(sent.get("pairs"), list):
        return JsonResponse({"problem": _("The draft could not be kept here. It stays on this device.")})
    form = LogDraft.Form.STALL if sent.get("form") == LogDraft.Form.STALL else LogDraft.Form.LOG
    try:
        draft = keep_draft(request.user, key, {"pairs": sent["pairs"], "labels": sent.get("labels")}, form=form, title=_title(sent))
    except ValidationError as error:
        return JsonResponse({"problem": " ".join(error.messages)})
    if draft is None:
        return JsonResponse({"saved": True})
    return JsonResponse({"kept_at": f"{timezone.localtime(draft.changed_at):%H:%M}"})


@require_POST
def draft_discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a draft away, and offer to bring it back."""
    _check_right(request)
    draft = discard_draft(request.user, key)
    if draft is not None:
        request.session[DISCARDED] = {
            "key": str(draft.key), "form": draft.form, "title": draft.title, "data": draft.data, "problem": draft.problem,
            "written_at": draft.written_at.isoformat() if draft.written_at else "",
        }  # fmt: skip
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    notices.success(request, _("The draft is discarded."), notices.Undo(reverse("desk:draft_undo")) if draft else None)
    return redirect("desk:activity_log" if request.POST.get("back") == "log" else "desk:finish_list")


@require_POST
def draft_undo(request: HttpRequest) -> HttpResponse:
    """Bring back the draft that was discarded last."""
    _check_right(request)
    was = request.session.pop(DISCARDED, None)
    kept = None
    if was is not None:
        written = parse_datetime(was["written_at"]) if was["written_at"] else None
        try:
            kept = keep_draft(request.user, UUID(was["key"]), was["data"], was["form"], was["title"], was["problem"], written)
        except ValidationError as error:
            notices.success(request, " ".join(error.messages))
    if kept is not None:
        notices.success(request, _("The draft is back."))
    return redirect("desk:finish_list")


def _check_right(request: HttpRequest) -> None:
    if not policies.can_log(request.user):
        raise PermissionDenied


def _title(sent: dict) -> str:
    return " ".join(str(sent.get("title") or "").replace("\x00", "").encode("utf-8", "replace").decode().split())[:80]

"""E-mails and invitations that came as files or through the mailbox: the tray, one message, and what a person makes of it."""

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import policies
from activities.models import Activity, CapturedMessage, Project
from activities.services.capturing import capture_file
from crm.core.forms.text import plain_text
from crm.core.paging import read_page
from crm.core.templatetags.kit import long_moment, short_date
from crm.core.uploads import MOST_BYTES
from crm.core.views.lists import Pages, plain_query
from crm.core.views.notices import Undo, success
from crm.core.views.parameters import with_values, without
from crm.core.views.records import ReasonForm
from crm.desk.forms.messages import LARGEST, AddMessagesForm, WhichActivityForm
from crm.desk.messages_reading import People, is_to_come, people_of, tagged
from crm.desk.services import messages as services

State = CapturedMessage.State
KEPT_APART = Q(needs_care=True)
TABS = {
    "waiting": Q(state=State.WAITING) & ~KEPT_APART,
    "done": Q(state__in=[State.MADE, State.UPDATE, State.DUPLICATE, State.DISMISSED]) | KEPT_APART,
    "refused": Q(state=State.REFUSED) & ~KEPT_APART,
}
COLOURS = {State.WAITING: "yellow", State.MADE: "green", State.UPDATE: "blue", State.REFUSED: "red"}
MOST_OF_THREAD = 20
FIRST_TEXT = 3_000


@require_http_methods(["GET", "POST"])
def message_list(request: HttpRequest) -> HttpResponse:
    """The tray, what waits first; POST takes files in. `?project=` names the project of what is added, `?added=` shows outcomes."""
    need_right(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AddMessagesForm(*sent)
    project = _project(request)
    if form.is_valid():
        return _take_in(request, form.cleaned_data["files"], project)
    query = plain_query(request)
    show = query.get("show", "") if query.get("show", "") in TABS else "waiting"
    visible = CapturedMessage.objects.visible_to(request.user)
    page = query.get("page", "")
    part = read_page(visible.filter(TABS[show]).order_by("-pk"), int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1)
    added = visible.filter(pk__in=[int(key) for key in query.get("added", "").split(",") if key.isascii() and key.isdigit() and len(key) < 19][:50])
    query = without(query, "page", "added")
    labels = {"waiting": _("Waiting for you"), "done": _("Done"), "refused": _("Refused")}
    context = {
        "form": form,
        "project": project,
        "added": list(added.order_by("pk")) if "added" in request.GET else [],
        "tabs": [{"text": text, "address": with_values(query, show=key), "current": key == show} for key, text in labels.items()],
        "show": show,
        "headings": [_("Subject"), _("From"), _("When"), _("Known people"), _("State")],
        "rows": _rows(part.rows, request.user),
        "page": Pages(part, query),
    }
    return render(request, "desk/messages/list.html", context)


@require_safe
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as plain text, its people, and what can be made of it."""
    message = message_of(request, pk)
    people = people_of([message], request.user)[message.pk]
    visible = CapturedMessage.objects.visible_to(request.user)
    thread = visible.filter(thread=message.thread).exclude(pk=pk).order_by("-pk")[:MOST_OF_THREAD] if message.thread else []
    named = tagged(message, request.user)
    context = {
        "message": message,
        "people": people,
        "facts": _facts(message, named),
        "when": when_words(message) if message.kind == CapturedMessage.Kind.INVITATION else "",
        "text": message.text[:FIRST_TEXT],
        "rest": message.text[FIRST_TEXT:],
        "waits": message.state == State.WAITING and not message.needs_care,
        "can_make": bool(people.organisations or people.people),
        "is_to_come": is_to_come(message, timezone.now()),
        "state_words": state_words(message),
        "state_colour": "red" if message.needs_care else COLOURS.get(message.state, ""),
        "activity": _activity(message, request.user),
        "thread": thread,
        "versions": visible.filter(pk__in=[key for key in [message.replaces_id, *message.replaced_by.values_list("pk", flat=True)] if key]).order_by("pk"),
    }
    return render(request, "desk/messages/detail.html", context)


@require_POST
def message_make(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: the message becomes an activity."""
    message = message_of(request, pk)
    try:
        activity = services.make_activity(message, actor=request.user, keeps_file=bool(request.POST.get("keeps_file")))
    except ValidationError as error:
        notes.error(request, " ".join(error.messages))
        return redirect(message)
    if not Activity.objects.visible_to(request.user).filter(pk=activity.pk).exists():
        notes.info(request, _("Somebody else has made an activity of it that is kept to others."))
        return redirect(message)
    success(request, _("Made from “{name}”.").format(name=message), Undo(reverse("desk:message_undo", args=[pk])))
    return redirect("desk:activity_logged", activity.pk)


@require_http_methods(["GET", "POST"])
def message_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the message belongs to an activity that is here already."""
    message = message_of(request, pk)
    named = tagged(message, request.user)
    start = {"activity": named} if isinstance(named, Activity) else {}
    form = WhichActivityForm(request.POST or None, user=request.user, initial=start)
    if form.is_valid():
        activity = form.cleaned_data["activity"]
        try:
            services.became(message, activity, actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            words = _("The message belongs to {title} ({reference}) now.").format(title=activity, reference=activity.reference)
            success(request, words, Undo(reverse("desk:message_undo", args=[pk])))
            return redirect(message)
    context = {"form": form, "title": _("Which activity does it belong to?"), "submit_words": _("This one"), "cancel_address": message.get_absolute_url()}
    return render(request, "core/form.html", context | {"lede": str(message)})


@require_POST
def message_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was made of the message: it waits again."""
    message = message_of(request, pk)
    try:
        archived = services.undo_making(message, actor=request.user)
    except ValidationError as error:
        notes.error(request, " ".join(error.messages))
    else:
        words = _("It waits again. {reference} is archived.").format(reference=archived.reference) if archived else _("It waits again.")
        success(request, words)
    return redirect(message)


@require_http_methods(["GET", "POST"])
def message_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then take the message out of the tray."""
    message, form = message_of(request, pk), ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.set_aside(message, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            success(request, _("“{name}” is set aside.").format(name=message), Undo(reverse("desk:message_take_back", args=[pk])))
            return redirect("desk:message_list")
    context = {"form": form, "title": _("Set the message aside"), "submit_words": _("Set it aside"), "cancel_address": message.get_absolute_url()}
    lede = _("Nothing becomes of “{name}”. It stays under “Done” with your reason, and can be taken back.").format(name=message)
    return render(request, "core/form.html", context | {"lede": lede})


@require_POST
def message_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a message that was set aside back into the tray."""
    message = message_of(request, pk)
    try:
        services.take_back(message, actor=request.user)
    except ValidationError as error:
        notes.error(request, " ".join(error.messages))
    else:
        success(request, _("It waits again."))
    return redirect(message)


def need_right(request: HttpRequest) -> None:
    """The tray is for those who log activities."""
    if not policies.can_log(request.user):
        raise PermissionDenied


def message_of(request: HttpRequest, pk: int) -> CapturedMessage:
    """The message of an address, if the reader may see it."""
    need_right(request)
    return get_object_or_404(CapturedMessage.objects.visible_to(request.user).select_related("attachment", "captured_by"), pk=pk)


def _project(request: HttpRequest) -> Project | None:
    number = plain_text(request.GET.get("project", "")).strip().upper().removeprefix("PRJ-")
    visible = Project.objects.visible_to(request.user).current()
    return visible.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 19 else None


def _take_in(request: HttpRequest, files: list, project: Project | None) -> HttpResponse:
    """Capture each file by itself and show what became of it."""
    made = []
    for file in files:
        if file.size > MOST_BYTES:
            notes.error(request, _("{name} is larger than {size} MB and was not taken in.").format(name=file.name, size=LARGEST))
            continue
        made.append(capture_file(file.read(), file.name or "", door=CapturedMessage.Door.UPLOAD, actor=request.user, now=timezone.now()))
    if project is not None:
        services.tag_new(made, project.reference, actor=request.user)
    values = {"added": ",".join(str(message.pk) for message in made), "project": project.reference if project else ""}
    return redirect(reverse("desk:message_list") + with_values(plain_query(request), **values))


def _rows(found: list[CapturedMessage], user) -> list[list]:
    """Cells of the tray. Three queries."""
    people = people_of(found, user)
    return [
        [
            {"text": message.subject or message.file_name or str(message), "href": message.get_absolute_url(), "note": message.get_kind_display()},
            message.sender_name or message.sender_address,
            when_words(message, short=True),
            _known(people[message.pk]),
            {"tag": state_words(message), "colour": "red" if message.needs_care else COLOURS.get(message.state, ""), "note": message.reason},
        ]
        for message in found
    ]


def state_words(message: CapturedMessage) -> str:
    """What became of it. One that needs care says only that."""
    return _("Kept apart") if message.needs_care else str(message.get_state_display())


def _known(people: People) -> dict | str:
    unknown = _("{n} unknown").format(n=len(people.unknown)) if people.unknown else ""
    return {"text": people.names, "note": unknown} if people.names or unknown else ""


def when_words(message: CapturedMessage, *, short: bool = False) -> str:
    """When the meeting is, or when the mail was sent."""
    moment = message.starts_at or message.sent_at
    if moment is None:
        return ""
    if short or (message.starts_at and message.is_all_day):
        return short_date(moment)
    words = long_moment(moment)
    if message.starts_at and message.ends_at:
        same_day = timezone.localtime(message.ends_at).date() == timezone.localtime(moment).date()
        end = f"{timezone.localtime(message.ends_at):%H:%M}" if same_day else long_moment(message.ends_at)
        return _("{start} to {end}").format(start=words, end=end)
    return words


def _facts(message: CapturedMessage, named) -> list[dict]:
    sender = f"{message.sender_name} <{message.sender_address}>" if message.sender_name and message.sender_address else message.sender_address
    is_mail = message.kind == CapturedMessage.Kind.MAIL
    rows = [
        {"key": _("From"), "value": sender or message.sender_name},
        {"key": _("Sender"), "value": message.get_sender_check_display()},
        {"key": _("When"), "value": "" if is_mail else when_words(message), "missing": _("The invitation names no date")},
        {"key": _("Where"), "value": message.place},
        {"key": _("Sent"), "value": long_moment(message.sent_at) if message.sent_at else ""},
        {"key": _("Names"), "value": f"{named} {named.reference}" if named else "", "href": named.get_absolute_url() if named else ""},
        {"key": _("How it came"), "value": f"{message.get_door_display()}, {long_moment(message.created_at)}"},
        {"key": _("Given by"), "value": str(message.captured_by or "")},
    ]
    return [item for item in rows if item["value"] or (item["key"] == _("When") and not is_mail)]


def _activity(message: CapturedMessage, user) -> Activity | None:
    return Activity.objects.visible_to(user).filter(pk=message.activity_id).first() if message.activity_id else None

"""Partners check the note of a meeting: we ask, they correct, we answer, then it is locked."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import policies, services
from activities.corrections import speaks_for
from activities.forms.corrections import AnswerForm, AskToCheckForm, CorrectionForm
from activities.models import Activity, Correction
from activities.services.corrections import usual_last_day
from activities.views.acting import act_with_reason
from activities.views.records import visible
from crm.core.services import StaleRecord
from crm.core.templatetags.kit import long_date
from crm.core.views.notices import success
from partners.models import Organisation
from partners.views.forms import conflict_of


@require_http_methods(["GET", "POST"])
def note_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the partners it is shared with to check the note, until a day; or change that day."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    start = {"until": activity.corrections_until or usual_last_day(timezone.localdate())}
    form = AskToCheckForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            services.ask_to_check(activity, until=form.cleaned_data["until"], actor=request.user)
        except ValidationError as error:
            _say(form, error)
        else:
            words = _("The partners can read the note and correct it until {day}. No mail is sent: tell them.")
            success(request, words.format(day=long_date(form.cleaned_data["until"])))
            return redirect(activity)
    partners = Organisation.objects.visible_to(request.user).filter(pk__in=activity.shared_with_ids).order_by("name", "pk")
    context = {"form": form, "record": activity, "activity": activity, "partners": partners, "cancel_address": activity.get_absolute_url()}
    return render(request, "activities/correction_ask.html", context)


def _say(form, error: ValidationError) -> None:
    for name, errors in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
        form.add_error(name if name in form.fields else None, errors)


@require_http_methods(["GET", "POST"])
def note_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End the asking before its day."""
    activity = visible(request, Activity, pk)
    return act_with_reason(
        request, activity, services.stop_checking, allowed=policies.can_change(request.user, activity),
        title=_("Stop asking partners to check {title}").format(title=activity), submit=_("Stop asking"),
        lede=_("Partners read the note no more. What they sent stays here to be answered."), done=_("Partners are not asked any more."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def note_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a locked note changeable again, with a reason."""
    activity = visible(request, Activity, pk)
    return act_with_reason(
        request, activity, services.unlock_note, allowed=policies.can_change(request.user, activity),
        title=_("Unlock the note of {title}").format(title=activity), submit=_("Unlock the note"),
        lede=_("Partners could check this note. Once it is unlocked they read it no more, until you ask them again. The history keeps your reason."),
        done=_("The note can be changed. Ask the partners to check it again afterwards."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def correction_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner says what is wrong in the note; after the day the page says that it is over."""
    activity = visible(request, Activity, pk)
    if not request.user.is_partner_user:
        raise PermissionDenied
    organisations = speaks_for(request.user, activity)
    is_open = policies.may_correct(request.user, activity, timezone.localdate()) and bool(organisations)
    form = CorrectionForm(request.POST or None, organisations=organisations) if is_open else None
    if form is not None and form.is_valid():
        cleaned = form.cleaned_data
        try:
            services.send_correction(activity, organisation=form.organisation_chosen, text=cleaned["text"], actor=request.user, key=cleaned["submission_key"])
        except ValidationError as error:
            _say(form, error)
        else:
            success(request, _("Thank you. Your correction has been sent. You can read our answer on this page."))
            return redirect(activity)
    return render(request, "activities/correction_form.html", {"form": form, "record": activity, "activity": activity})


@require_http_methods(["GET", "POST"])
def correction_answer(request: HttpRequest, pk: int, correction_pk: int) -> HttpResponse:
    """Take a correction up or say why not."""
    activity = visible(request, Activity, pk)
    if not policies.can_change(request.user, activity):
        raise PermissionDenied
    seen = Correction.objects.filter(activity=activity, organisation__in=Organisation.objects.visible_to(request.user))
    correction = get_object_or_404(seen.select_related("organisation", "answered_by"), pk=correction_pk)
    conflict, form = None, None
    if correction.state == Correction.State.OPEN:
        form = AnswerForm(request.POST or None, initial={"heard": activity.heard, "version": activity.version})
        if form.is_valid():
            try:
                _answer(correction, form, request.user)
            except StaleRecord as stale:
                initial = {"heard": stale.current.heard, "version": stale.current.version}
                conflict = conflict_of(form, AnswerForm(initial=initial), stale.current)
            except ValidationError as error:
                _say(form, error)
            else:
                success(request, _("Answered. {partner} can read your answer.").format(partner=correction.organisation))
                return redirect(activity)
    context = {"form": form, "correction": correction, "activity": activity, "record": activity, "conflict": conflict}
    return render(request, "activities/correction_answer.html", context)


def _answer(correction: Correction, form: AnswerForm, actor) -> None:
    cleaned = form.cleaned_data
    services.answer_correction(
        correction, is_taken_up=form.is_taken_up, answer=cleaned["answer"], actor=actor,
        heard=cleaned["heard"] if form.is_taken_up else None, version=cleaned["version"],
    )  # fmt: skip

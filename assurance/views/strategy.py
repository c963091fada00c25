"""The involvement strategy: its page, its words, and letting the public see its progress."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies_strategy as policies
from assurance.forms.strategy import EditStrategyForm, NewStrategyForm, WithdrawForm
from assurance.models import Strategy
from assurance.progress import current_strategy, objectives_of, ways_of
from assurance.services import strategy as services
from assurance.services.rules_as_data import mark_of
from assurance.views.shared import add_errors, allow
from crm.core.forms import PlainForm
from crm.core.views.notices import success
from crm.core.views.records import record_history

FORM = "core/form.html"


def trail(strategy: Strategy | None = None) -> list[tuple[str, str]]:
    first = [(_("Strategy"), reverse("assurance:strategy_list"))]
    return [*first, (str(strategy), strategy.get_absolute_url())] if strategy else first


def _page(request: HttpRequest, strategy: Strategy | None, **context) -> HttpResponse:
    today = timezone.localdate()
    rows = objectives_of(strategy, request.user, today) if strategy else []
    context |= {
        "strategy": strategy, "rows": rows, "ways": ways_of(rows), "today": today,
        "others": Strategy.objects.exclude(pk=strategy.pk if strategy else None),
        "may_keep": policies.can_keep_strategy(request.user), "may_publish": policies.can_publish_strategy(request.user),
    }  # fmt: skip
    return render(request, "assurance/strategy/detail.html", context)


@require_safe
def strategy_list(request: HttpRequest) -> HttpResponse:
    """The strategy in force; without one, the newest, or how to begin."""
    allow(policies.can_read_strategy(request.user))
    return _page(request, current_strategy(timezone.localdate()))


@require_safe
def strategy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Objectives with progress, measures and activities."""
    allow(policies.can_read_strategy(request.user))
    return _page(request, get_object_or_404(Strategy, pk=pk), breadcrumb=trail())


@require_http_methods(["GET", "POST"])
def strategy_new(request: HttpRequest) -> HttpResponse:
    """A new strategy."""
    allow(policies.can_keep_strategy(request.user))
    form = NewStrategyForm(request.POST or None)
    if form.is_valid():
        try:
            strategy = services.create_strategy(values=form.values(), actor=request.user, key=form.cleaned_data["submission_key"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("“{strategy}” is saved. Add its objectives next.").format(strategy=strategy))
            return redirect(strategy)
    context = {"form": form, "title": _("Add a strategy"), "cancel_address": reverse("assurance:strategy_list"), "breadcrumb": trail()}
    return render(request, FORM, context)


@require_http_methods(["GET", "POST"])
def strategy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, dates or source."""
    allow(policies.can_keep_strategy(request.user))
    strategy = get_object_or_404(Strategy, pk=pk)
    form = EditStrategyForm(request.POST or None, instance=strategy, initial={"seen": mark_of(strategy)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.change_strategy(strategy, values=form.values(), seen=data["seen"], reason=data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The strategy is saved."))
            return redirect(strategy)
    context = {"form": form, "title": _("Edit the strategy"), "lede": published_words(strategy)}
    return render(request, FORM, context | {"cancel_address": strategy.get_absolute_url(), "breadcrumb": trail(strategy)})


def published_words(strategy: Strategy) -> str:
    """What people who change a published strategy must know."""
    return _("The strategy is on the public page: what you save shows there at once.") if strategy.published_at else ""


@require_safe
def strategy_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed the strategy, when and why."""
    allow(policies.can_read_strategy(request.user))
    strategy = get_object_or_404(Strategy, pk=pk)
    return record_history(request, strategy, breadcrumb=trail(strategy))


@require_http_methods(["GET", "POST"])
def strategy_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the public will see, then publish."""
    allow(policies.can_publish_strategy(request.user))
    strategy = get_object_or_404(Strategy, pk=pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.publish_strategy(strategy, actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The progress of the strategy is on the public page."))
            return redirect(strategy)
    lede = _(
        "The public page shows title, objectives, progress in words, and each measure with its newest reading. "
        "Computed measures get a reading of today, made only from records that all staff may see. Linked activities are not shown."
    )
    context = {"form": form, "title": _("Publish the progress of the strategy"), "lede": lede, "submit_words": _("Publish")}
    return render(request, FORM, context | {"cancel_address": strategy.get_absolute_url(), "breadcrumb": trail(strategy)})


@require_http_methods(["GET", "POST"])
def strategy_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the strategy off the public page, with a reason."""
    allow(policies.can_publish_strategy(request.user))
    strategy = get_object_or_404(Strategy, pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_strategy(strategy, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            success(request, _("The strategy is off the public page."))
            return redirect(strategy)
    context = {"form": form, "title": _("Withdraw the strategy from the public page"), "submit_words": _("Withdraw"), "submit_kind": "warning"}
    return render(request, FORM, context | {"cancel_address": strategy.get_absolute_url(), "breadcrumb": trail(strategy)})

"""Pages of administrators: who signs in, with which roles, in which team."""

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.forms import ListFilterSet, WordsFilter
from crm.core.forms.people import EditPersonForm, InviteForm, TeamForm
from crm.core.models import Team, User
from crm.core.roles import ROLE_LABELS
from crm.core.services import people
from crm.core.tables import Column, RecordList, register
from crm.core.views.lists import record_list
from crm.core.views.notices import Undo, success
from crm.core.views.records import ReasonForm, record_history


def may_manage(user: User) -> bool:
    return user.has_right("manage_people")


class PeopleFilter(ListFilterSet):
    """Filters of the list of people who sign in."""

    q = WordsFilter(("name", "email"), label=gettext_lazy("Name or address"))
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"), method="with_role", empty_label=gettext_lazy("Any"), choices=[*ROLE_LABELS.items(), ("none", gettext_lazy("No role"))]
    )
    team = django_filters.ModelChoiceFilter(label=gettext_lazy("Team"), queryset=Team.objects.all(), empty_label=gettext_lazy("Any"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Sign-in"),
        method="in_state",
        empty_label=gettext_lazy("Can sign in"),
        choices=[("off", gettext_lazy("Switched off")), ("all", gettext_lazy("Both"))],
    )

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(groups__isnull=True) if value == "none" else queryset.filter(groups__name=value)

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Leavers show only when they are asked for."""
        queryset = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("state")
        return queryset if state == "all" else queryset.filter(is_active=state != "off")


def _role_words(person: User) -> str:
    held = {group.name for group in person.groups.all()}
    return ", ".join(label for role, label in ROLE_LABELS.items() if role in held)


def _state(person: User) -> str:
    if not person.is_active:
        return _("Switched off")
    return _("Active") if person.has_usable_password() else _("Invited")


def _edit_address(person: User) -> str:
    return reverse("core:staff_edit", args=[person.pk])


staff_records = register(
    RecordList(
        kind="user",
        title=gettext_lazy("People who sign in"),
        noun=("person", "people"),
        queryset=lambda user: User.objects.select_related("team").prefetch_related("groups") if may_manage(user) else User.objects.none(),
        columns=(
            Column("name", gettext_lazy("Name"), sort=("name",), link=_edit_address),
            Column("email", gettext_lazy("E-mail"), sort=("email",)),
            Column("roles", gettext_lazy("Roles"), value=_role_words),
            Column("team", gettext_lazy("Team"), sort=("team__name",)),
            Column("state", gettext_lazy("Sign-in"), value=_state),
            Column("last_login", gettext_lazy("Last signed in"), sort=("last_login",)),
        ),
        filterset_class=PeopleFilter,
        default_sort="name",
        actions=(("/desk/staff/new/", gettext_lazy("Invite somebody"), "manage_people"), ("/desk/staff/teams/", gettext_lazy("Teams"), "manage_people")),
        may_open=may_manage,
        may_export=may_manage,
    )
)


def _only_administrators(request: HttpRequest) -> None:
    if not may_manage(request.user):
        raise PermissionDenied


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in."""
    return record_list(request, staff_records)


@require_http_methods(["GET", "POST"])
def person_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the sign-in is made, the mail with the link goes out."""
    _only_administrators(request)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            user = people.invite(email=values["email"], name=values["name"], role_names=set(values["roles"]), team=values["team"], actor=request.user)
        except ValidationError as error:
            _show(form, error)
        else:
            success(request, _("{name} is invited. The link went to {email}.").format(name=user, email=user.email))
            return redirect("core:staff_list")
    context = {"form": form, "title": _("Invite somebody"), "submit_words": _("Send the invitation"), "cancel_address": reverse("core:staff_list")}
    return render(request, "core/form.html", context)


@require_POST
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link again, for example when it has run out."""
    _only_administrators(request)
    user = get_object_or_404(User, pk=pk, is_active=True)
    people.send_invitation(user)
    success(request, _("A new link went to {email}.").format(email=user.email))
    return redirect("core:staff_edit", user.pk)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, roles, team, deputy and cover of one person."""
    _only_administrators(request)
    person = get_object_or_404(User, pk=pk)
    start = {name: getattr(person, name) for name in people.COLUMNS} | {"roles": sorted(person.roles)}
    form = EditPersonForm(request.POST or None, person=person, initial=start)
    if form.is_valid():
        values = form.cleaned_data
        try:
            people.change_person(person, values={name: values[name] for name in people.COLUMNS}, role_names=set(values["roles"]), actor=request.user)
        except ValidationError as error:
            _show(form, error)
        else:
            success(request, _("{name} is saved.").format(name=values["name"]))
            return redirect("core:staff_list")
    context = {"form": form, "person": person, "title": _("Edit {name}").format(name=person), "cancel_address": reverse("core:staff_list")}
    return render(request, "core/people/person_edit.html", context)


@require_safe
def person_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gave or took which role, and when."""
    _only_administrators(request)
    return record_history(request, get_object_or_404(User, pk=pk), template="core/people/person_history.html")


@require_http_methods(["GET", "POST"])
def person_switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a leaver off, with a reason."""
    _only_administrators(request)
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            people.switch_off(person, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            success(request, _("{name} can no longer sign in.").format(name=person), Undo(reverse("core:staff_switch_on", args=[pk]), (), _("Undo")))
            return redirect("core:staff_list")
    context = {
        "form": form,
        "title": _("Switch off {name}").format(name=person),
        "lede": _("The person is signed out everywhere at once. Their records, their name in the history and their second factor stay."),
        "submit_words": _("Switch off"),
        "cancel_address": reverse("core:staff_edit", args=[pk]),
    }
    return render(request, "core/form.html", context)


@require_POST
def person_switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in again."""
    _only_administrators(request)
    person = get_object_or_404(User, pk=pk)
    try:
        people.switch_on(person, actor=request.user)
    except ValidationError as error:
        success(request, " ".join(error.messages))
    else:
        success(request, _("{name} can sign in again.").format(name=person))
    return redirect("core:staff_edit", pk)


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Teams, their leads and how many people are in each."""
    _only_administrators(request)
    teams = Team.objects.select_related("lead").annotate(people=Count("members", filter=Q(members__is_active=True))).order_by("name", "pk")
    return render(request, "core/people/team_list.html", {"teams": teams})


@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    return _team_form(request, Team(), _("Make a team"))


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name of a team and its lead."""
    _only_administrators(request)
    team = get_object_or_404(Team, pk=pk)
    return _team_form(request, team, _("Edit {name}").format(name=team))


def _team_form(request: HttpRequest, team: Team, title: str) -> HttpResponse:
    _only_administrators(request)
    form = TeamForm(request.POST or None, initial={"name": team.name, "lead": team.lead_id})
    if form.is_valid():
        try:
            people.save_team(team, name=form.cleaned_data["name"], lead=form.cleaned_data["lead"], actor=request.user)
        except ValidationError as error:
            _show(form, error)
        else:
            success(request, _("{name} is saved.").format(name=team))
            return redirect("core:team_list")
    return render(request, "core/form.html", {"form": form, "title": title, "cancel_address": reverse("core:team_list")})


def _show(form, error: ValidationError) -> None:
    """A service's error next to its field, or above the form where there is none."""
    for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, error)]:
        form.add_error(name if name in form.fields else None, errors)

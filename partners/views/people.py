"""Pages of people. Colleagues and partner users may not open them: people are contact details."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.registries import panels_of, timeline_of
from crm.core.services import StaleRecord
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from partners import policies, services
from partners.forms import EditPersonForm, NewPersonForm, PermissionForm, RoleRows, initial_of_person
from partners.lists import person_records
from partners.models import Organisation, Person
from partners.views.facts import known_and_missing
from partners.views.forms import conflict_of, with_rows

TIMELINE_LENGTH = 50


def visible_person(request: HttpRequest, pk: int) -> Person:
    """The person, for those who see contacts (others: 403) and this record (others: 404)."""
    if not policies.can_see_contacts(request.user):
        raise PermissionDenied
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("team", "owner"), pk=pk)


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """The people that the reader may see."""
    return record_list(request, person_records)


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles over time, why we may write to them, timeline."""
    person = visible_person(request, pk)
    visible = Organisation.objects.visible_to(request.user)
    today = timezone.localdate()
    roles = list(person.roles.filter(organisation__in=visible).select_related("organisation"))
    panels = panels_of(person, request.user)
    context = {
        "person": person,
        "record": person,
        "facts": _facts(person),
        "roles_now": [role for role in roles if not role.valid_to or role.valid_to >= today],
        "roles_before": [role for role in roles if role.valid_to and role.valid_to < today],
        "permissions": person.permissions.all(),
        "today": today,
        "timeline": timeline_of(person, request.user, TIMELINE_LENGTH),
        "timeline_length": TIMELINE_LENGTH,
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "can_change": policies.can_change(request.user, person),
        "can_log": request.user.has_right("log_activities"),
    }
    return render(request, "partners/person_detail.html", context)


def _facts(person: Person) -> list[dict]:
    rows = [
        {"key": _("E-mail"), "value": person.email},
        {"key": _("Phone"), "value": person.phone},
        {"key": _("Worth knowing"), "value": person.note},
        {"key": _("Where this comes from"), "value": person.source},
        {"key": _("Owner"), "value": ", ".join(str(part) for part in (person.team, person.owner) if part)},
        {"key": _("Who may see this"), "value": person.get_visibility_display()},
    ]
    return known_and_missing(rows)


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Add a person; `?organisation=` prefills a role there."""
    if not policies.can_create(request.user):
        raise PermissionDenied
    start = {"owner": request.user, "team": request.user.team_id, "named_users": [request.user], "name": request.GET.get("name", "")[:200]}
    form = NewPersonForm(request.POST or None, user=request.user, initial=start)
    roles = RoleRows(request.POST or None, prefix="roles", form_kwargs={"user": request.user}, initial=_first_role(request))
    if form.is_valid() and roles.is_valid():
        try:
            person = services.create_person(values=form.values(), roles=roles.values(), key=form.cleaned_data["submission_key"], actor=request.user)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            return _saved(request, person, _("{name} is added as {reference}."))
    context = {"title": _("Add a person"), "cancel_address": "/desk/people/"}
    return render(request, "partners/record_form.html", with_rows(form, roles) | context)


@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    person = visible_person(request, pk)
    if not policies.can_change(request.user, person):
        raise PermissionDenied
    form = EditPersonForm(request.POST or None, user=request.user, initial=initial_of_person(person))
    roles = RoleRows(request.POST or None, prefix="roles", form_kwargs={"user": request.user}, initial=_stored_roles(request, person))
    conflict = None
    if form.is_valid() and roles.is_valid():
        try:
            stored = services.change_person(
                person,
                version=form.cleaned_data["version"],
                values=form.values(),
                roles=roles.values(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except StaleRecord as stale:
            conflict = conflict_of(form, EditPersonForm(user=request.user, initial=initial_of_person(stale.current)), stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            return _saved(request, stored, _("{name} is saved."))
    context = {"conflict": conflict, "record": person, "title": _("Edit {name}").format(name=person), "cancel_address": person.get_absolute_url()}
    return render(request, "partners/record_form.html", with_rows(form, roles) | context)


def _first_role(request: HttpRequest) -> list[dict]:
    asked = request.GET.get("organisation", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return []
    organisation = Organisation.objects.visible_to(request.user).filter(pk=int(asked)).first()
    return [{"organisation": organisation}] if organisation else []


def _stored_roles(request: HttpRequest, person: Person) -> list[dict]:
    """Roles at organisations that the writer may see; the others stay as they are."""
    visible = Organisation.objects.visible_to(request.user)
    roles = person.roles.filter(organisation__in=visible).select_related("organisation").order_by("pk")
    return [{"id": role.pk, "organisation": role.organisation, "role": role.role, "valid_from": role.valid_from, "valid_to": role.valid_to} for role in roles]


def _saved(request: HttpRequest, person: Person, words: str) -> HttpResponse:
    success(request, words.format(name=person, reference=person.reference))
    still_seen = Person.objects.visible_to(request.user).filter(pk=person.pk).exists()
    return redirect(person) if still_seen else redirect("partners:person_list")


@require_http_methods(["GET", "POST"])
def permission_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record why, how and under which notice we may write to a person."""
    person = visible_person(request, pk)
    if not policies.can_change(request.user, person):
        raise PermissionDenied
    form = PermissionForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            services.give_permission(person, values=form.cleaned_data, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            success(request, _("The permission is recorded."))
            return redirect(person)
    context = {"form": form, "record": person, "title": _("Permission to write to {name}").format(name=person), "cancel_address": person.get_absolute_url()}
    return render(request, "core/form.html", context)


@require_POST
def permission_end(request: HttpRequest, pk: int, permission_pk: int) -> HttpResponse:
    """End a permission today; it stays on record."""
    person = visible_person(request, pk)
    if not policies.can_change(request.user, person):
        raise PermissionDenied
    permission = get_object_or_404(person.permissions, pk=permission_pk, valid_to__isnull=True)
    try:
        services.end_permission(permission, actor=request.user)
    except ValidationError:
        # It starts in the future, so it ends on the day it would have begun.
        services.end_permission(permission, actor=request.user, on=permission.valid_from)
    success(request, _("The permission has ended. Nobody should write to {name} for this purpose.").format(name=person))
    return redirect(person)

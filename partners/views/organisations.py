"""Pages of organisations."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.core.forms.dates import parse_iso
from crm.core.registries import panels_of, timeline_of
from crm.core.services import StaleRecord
from crm.core.views.lists import record_list
from crm.core.views.notices import success
from partners import policies, services
from partners.forms import DayForm, EditOrganisationForm, IdentifierRows, NameRows, NewOrganisationForm, initial_of_organisation
from partners.lists import organisation_records
from partners.models import Organisation, Person
from partners.querysets import holders_on, likely_duplicates
from partners.views.facts import fact_rows, lede, relations, with_facts
from partners.views.forms import conflict_of, with_rows

TIMELINE_LENGTH = 50


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The partners that the reader may see."""
    return record_list(request, organisation_records)


@require_safe
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: facts, timeline, relations, people. Twelve queries and those of the timeline's and panels' sources."""
    user = request.user
    organisation = get_object_or_404(with_facts(Organisation.objects.visible_to(user), user), pk=pk)
    contacts = policies.can_see_contacts(user)
    holders = holders_on(Person.objects.visible_to(user), organisation) if contacts else []
    today = timezone.localdate()
    panels = panels_of(organisation, user)
    context = {
        "organisation": organisation,
        "record": organisation,
        "lede": lede(organisation, user),
        "facts": fact_rows(organisation, list(organisation.identifiers.all()), user),
        "timeline": timeline_of(organisation, user, TIMELINE_LENGTH),
        "timeline_length": TIMELINE_LENGTH,
        "relations": relations(organisation, user),
        "holders_now": [item for item in holders if not item.valid_to or item.valid_to >= today],
        "holders_before": [item for item in holders if item.valid_to and item.valid_to < today],
        "panels": [panel for panel in panels if not panel.beside],
        "panels_beside": [panel for panel in panels if panel.beside],
        "can_see_contacts": contacts,
        "can_change": policies.can_change(user, organisation),
        "can_log": user.has_right("log_activities"),
        "can_name_partner_users": policies.can_name_partner_users(user, organisation),
        "can_see_history": policies.can_see_history(user, organisation),
    }
    return render(request, "partners/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add a partner; one that looks like a stored one is shown first, and saved when it is said to be another."""
    if not policies.can_create(request.user):
        raise PermissionDenied
    start = {"owner": request.user, "team": request.user.team_id, "named_users": [request.user], "name": request.GET.get("name", "")[:250]}
    form = NewOrganisationForm(request.POST or None, user=request.user, initial=start)
    identifiers, names = _rows(request)
    duplicates = []
    if form.is_valid() and identifiers.is_valid() and names.is_valid():
        duplicates = [] if request.POST.get("is_another") else _duplicates(request, form, identifiers)
        if not duplicates:
            try:
                organisation = services.create_organisation(
                    values=form.values(),
                    identifiers=identifiers.values(),
                    other_names=names.values(),
                    key=form.cleaned_data["submission_key"],
                    actor=request.user,
                )
            except ValidationError as error:
                form.add_service_errors(error)
            else:
                return _saved(request, organisation, _("{name} is added as {reference}."))
    context = {"duplicates": duplicates, "title": _("Add a partner"), "cancel_address": "/desk/partners/"}
    return render(request, "partners/record_form.html", with_rows(form, identifiers, names) | context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a partner; if somebody else did meanwhile, both versions are shown and nothing typed is lost."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not policies.can_change(request.user, organisation):
        raise PermissionDenied
    form = EditOrganisationForm(request.POST or None, user=request.user, initial=initial_of_organisation(organisation))
    identifiers, names = _rows(request, organisation)
    conflict = None
    if form.is_valid() and identifiers.is_valid() and names.is_valid():
        try:
            stored = services.change_organisation(
                organisation,
                version=form.cleaned_data["version"],
                values=form.values(),
                identifiers=identifiers.values(),
                other_names=names.values(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except StaleRecord as stale:
            conflict = conflict_of(form, EditOrganisationForm(user=request.user, initial=initial_of_organisation(stale.current)), stale.current)
        except ValidationError as error:
            form.add_service_errors(error)
        else:
            return _saved(request, stored, _("{name} is saved."))
    context = {
        "conflict": conflict,
        "record": organisation,
        "title": _("Edit {name}").format(name=organisation),
        "cancel_address": organisation.get_absolute_url(),
    }
    return render(request, "partners/record_form.html", with_rows(form, identifiers, names) | context)


@require_safe
def organisation_holders(request: HttpRequest, pk: int) -> HttpResponse:
    """Who held which role on a day (`?on=2021-03-31`), for papers that are read years later."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not policies.can_see_contacts(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    form = DayForm(request.GET if "on_year" in request.GET else None, initial={"on": parse_iso(request.GET.get("on", "")) or today})
    day = (form.cleaned_data["on"] if form.is_valid() else form.initial["on"]) or today
    holders = holders_on(Person.objects.visible_to(request.user), organisation, day)
    context = {"organisation": organisation, "record": organisation, "form": form, "day": day, "holders": holders}
    return render(request, "partners/organisation_holders.html", context)


def _rows(request: HttpRequest, organisation: Organisation | None = None) -> tuple:
    data = request.POST or None
    identifiers = [{"id": item.pk, "scheme": item.scheme, "value": item.value, "valid_to": item.valid_to} for item in _children(organisation, "identifiers")]
    names = [{"id": item.pk, "name": item.name, "valid_to": item.valid_to} for item in _children(organisation, "other_names")]
    return (
        IdentifierRows(data, prefix="identifiers", initial=identifiers),
        NameRows(data, prefix="names", initial=names),
    )


def _children(organisation: Organisation | None, name: str) -> list:
    return list(getattr(organisation, name).order_by("pk")) if organisation else []


def _duplicates(request: HttpRequest, form: NewOrganisationForm, identifiers) -> list[tuple[Organisation, str]]:
    numbers = [(row["scheme"], row["value"]) for row in identifiers.values() if not row.get("DELETE")]
    visible = Organisation.objects.visible_to(request.user).select_related("district")
    return likely_duplicates(visible, name=form.cleaned_data["name"], postcode=form.cleaned_data["postcode"], identifiers=numbers)


def _saved(request: HttpRequest, organisation: Organisation, words: str) -> HttpResponse:
    """Back to the record, or to the list when the writer has just closed it to themselves."""
    success(request, words.format(name=organisation, reference=organisation.reference))
    still_seen = Organisation.objects.visible_to(request.user).filter(pk=organisation.pk).exists()
    return redirect(organisation) if still_seen else redirect("partners:organisation_list")

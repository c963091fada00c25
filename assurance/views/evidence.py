"""Linking evidence, taking up and declining what was proposed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assurance import policies, services
from assurance.forms import AcceptForm, DeclineForm, LinkForm
from assurance.models import Criterion, EvidenceItem, EvidenceUse
from assurance.views.shared import allow, answer_form, visible_dossier
from crm.core import history
from crm.core.attachments import store_upload


@require_http_methods(["GET", "POST"])
def evidence_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Link activities, what people said, a file or a web address to criteria."""
    dossier = visible_dossier(request, pk)
    decision = dossier.decision
    allow(policies.can_link(request.user, decision))
    asked = request.GET.get("criterion", "")
    start = {"criteria": [int(asked)] if asked.isascii() and asked.isdigit() and len(asked) < 19 else []}
    form = LinkForm(request.POST or None, request.FILES or None, user=request.user, dossier=dossier, initial=start)

    @transaction.atomic
    def act(data: dict) -> None:
        with history.because(request.user, "link_evidence"):
            items = _items(dossier, data, request.user)
        criteria = list(Criterion.objects.filter(pk__in=data["criteria"]))
        services.link_evidence(decision, items, criteria, note=data["note"], actor=request.user)

    return answer_form(
        request,
        form,
        act,
        decision=decision,
        title=_("Link evidence to {title}").format(title=decision),
        done=_("The evidence is linked."),
        after=f"{decision.get_absolute_url()}#readiness",
        submit_words=_("Link evidence"),
    )


def _items(dossier, data: dict, user) -> list[EvidenceItem]:
    """Evidence items of what the form chose; a file is stored, a web address noted down."""
    chosen = set(data.get("activities") or [])
    records = [item.activity for item in dossier.activities if item.activity.pk in chosen]
    items = [services.item_for(record) for record in [*records, *data["records"].records]]
    if data["file"]:
        attachment = _stored(data["file"], user)
        items.append(services.add_file(attachment, title=data["title"], source="", is_published=data["is_published"], actor=user))
    if data["url"]:
        items.append(
            services.add_web_address(url=data["url"], title=data["title"], as_at=data["as_at"], source="", is_published=data["is_published"], actor=user)
        )
    return items


def _stored(file, user):
    """The upload, kept; a refusal belongs to the field of the file."""
    try:
        return store_upload(file, user)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error


def _visible_use(request: HttpRequest, pk: int, use_pk: int):
    """The dossier and one use of evidence in it that the reader may see: 404 otherwise, 403 without the right."""
    dossier = visible_dossier(request, pk)
    allow(policies.can_link(request.user, dossier.decision))
    seen = [use.pk for use in dossier.uses]
    return dossier, get_object_or_404(EvidenceUse.objects.filter(pk__in=seen).select_related("item"), pk=use_pk)


@require_http_methods(["GET", "POST"])
def evidence_accept(request: HttpRequest, pk: int, use_pk: int) -> HttpResponse:
    """Take up a proposal: say which criteria it supports."""
    dossier, use = _visible_use(request, pk, use_pk)
    form = AcceptForm(request.POST or None, dossier=dossier, initial={"note": use.note})

    def act(data: dict) -> None:
        criteria = list(Criterion.objects.filter(pk__in=data["criteria"]))
        services.link_evidence(dossier.decision, [use.item], criteria, note=data["note"], actor=request.user)

    return answer_form(
        request,
        form,
        act,
        decision=dossier.decision,
        title=_("Use “{title}” as evidence").format(title=use.item.title),
        done=_("The evidence is linked."),
        submit_words=_("Link evidence"),
    )


@require_http_methods(["GET", "POST"])
def evidence_decline(request: HttpRequest, pk: int, use_pk: int) -> HttpResponse:
    """Say why something is not used as evidence."""
    dossier, use = _visible_use(request, pk, use_pk)
    return answer_form(
        request,
        DeclineForm(request.POST or None),
        lambda data: services.decline_evidence(use, reason=data["reason"], actor=request.user),
        decision=dossier.decision,
        title=_("Do not use “{title}”").format(title=use.item.title),
        done=_("It is not used as evidence. The reason stays on record."),
        submit_words=_("Do not use it"),
    )

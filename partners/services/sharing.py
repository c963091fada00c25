"""Showing records to partner organisations: only under a recorded agreement, only to sign-ins that speak for them."""

from collections.abc import Set
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from crm.core import history, roles
from crm.core.models import Record, Visibility
from crm.core.services import explained
from partners.models import Organisation, PartnerMembership, SharingAgreement
from partners.querysets import with_agreement


def refuse_sharing_without_agreement(record: Record, *, already: Set[int] = frozenset()) -> None:
    """Check whom a record is shared with, before it is saved. One query when something is newly shared.

    Args:
        already: Organisations it was shared with before; an ended agreement does not stop other edits, because readers
            are asked for an agreement in force at each reading.

    Raises:
        ValidationError: Shared with nobody, or with an organisation that has no agreement in force today.
    """
    if record.visibility != Visibility.SHARED:
        record.shared_with_ids = []
        return
    if not record.shared_with_ids:
        raise ValidationError({"shared_with_ids": "Choose at least one partner organisation to share this with."}, code="shared_with_nobody")
    new = set(record.shared_with_ids) - set(already)
    if new - set(with_agreement(timezone.localdate()).filter(pk__in=new).values_list("pk", flat=True)):
        raise ValidationError({"shared_with_ids": "There is no sharing agreement in force with one of these organisations."}, code="no_agreement")


@transaction.atomic
def agree_to_share(organisation: Organisation, *, purpose: str, signed_on: date, actor, ends_on: date | None = None) -> SharingAgreement:
    """Record the agreement under which records may be shared with the organisation's users."""
    agreement = SharingAgreement(organisation=organisation, purpose=purpose.strip(), signed_on=signed_on, ends_on=ends_on)
    agreement.clean_fields()
    with history.because(actor, "agree_to_share"), explained():
        agreement.save()
    return agreement


@transaction.atomic
def end_agreement(agreement: SharingAgreement, *, on: date, actor, reason: str = "") -> SharingAgreement:
    """End an agreement on a day; from the next day on the organisation's users see nothing more."""
    agreement = SharingAgreement.objects.select_for_update().get(pk=agreement.pk)
    agreement.ends_on = on
    with history.because(actor, "end_agreement", reason=reason), explained():
        agreement.save(update_fields=["ends_on"])
    return agreement


@transaction.atomic
def name_partner_user(organisation: Organisation, *, user, actor) -> PartnerMembership:
    """Let a partner user's sign-in read what is shared with the organisation.

    Raises:
        ValidationError: The person is staff, or is named already.
    """
    if roles.PARTNER not in user.roles:
        raise ValidationError({"user": f"{user} is not a partner user. Give the sign-in the role first."}, code="not_a_partner")
    membership = PartnerMembership(user=user, organisation=organisation)
    with history.because(actor, "name_partner_user"), explained():
        membership.save()
    return membership


@transaction.atomic
def remove_partner_user(membership: PartnerMembership, *, actor) -> None:
    """The sign-in no longer speaks for the organisation."""
    with history.because(actor, "remove_partner_user"):
        membership.delete()

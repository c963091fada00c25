from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from crm.core import history
from crm.core.models import AccessGrant
from crm.core.services.editing import explained

GRANT_LASTS = timedelta(hours=8)


@transaction.atomic
def open_restricted(record, *, reason: str, actor) -> AccessGrant:
    """Open one restricted record to the information-governance lead or the auditor for eight hours, on record.

    Raises:
        PermissionDenied: The person's roles do not carry `open_restricted_with_reason`.
        ValidationError: A blank reason.
    """
    if not actor.has_right("open_restricted_with_reason"):
        raise PermissionDenied
    grant = AccessGrant(user=actor, kind=record._meta.model_name, object_id=record.pk, reason=reason.strip(), expires_at=timezone.now() + GRANT_LASTS)
    grant.clean_fields()
    with history.because(actor, "open_restricted", reason=reason), explained():
        grant.save()
    return grant

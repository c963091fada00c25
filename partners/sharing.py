from django.db.models import Q
from django.utils import timezone

from partners.models import PartnerMembership


def organisations_shared_with(user) -> list[int]:
    """Ids of the organisations that this partner user speaks for and that have a sharing agreement in force today. One query."""
    today = timezone.localdate()
    in_force = Q(organisation__sharing_agreements__signed_on__lte=today) & (
        Q(organisation__sharing_agreements__ends_on__isnull=True) | Q(organisation__sharing_agreements__ends_on__gte=today)
    )
    return list(PartnerMembership.objects.filter(in_force, user=user).values_list("organisation_id", flat=True).distinct())

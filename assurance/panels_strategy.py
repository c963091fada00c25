"""On the page of an activity: which objectives of the involvement strategy it serves."""

from django.urls import reverse

from assurance import policies_strategy as policies
from assurance.models import ObjectiveLink
from crm.core.registries import Panel


def objectives_of_activity(activity, user) -> Panel | None:
    """One query."""
    if not policies.can_read_strategy(user):
        return None
    links = list(ObjectiveLink.objects.filter(activity=activity).select_related("objective").order_by("objective__number", "pk"))
    may_link = policies.can_keep_strategy(user) and activity.archived_at is None
    if not links and not may_link:
        return None
    address = reverse("assurance:objective_link_new", args=[activity.pk]) if may_link else ""
    return Panel("Serves an objective", "assurance/panels/objectives.html", {"links": links, "new_address": address}, beside=True)

"""What of decisions and evidence can be chosen by name in forms."""

from django.db.models import Q

from activities.models import Commitment, Insight
from assurance.models import Decision
from crm.core.forms import QuerySource


def decision_source(user, *, with_key: int | None = None) -> QuerySource:
    """Decisions in use that `user` may see, and the one with this key although it is archived."""
    seen = Decision.objects.visible_to(user)
    return QuerySource(
        seen.current() if with_key is None else seen.filter(Q(archived_at=None) | Q(pk=with_key)), name_field="title", hint=lambda decision: decision.reference
    )


def insight_source(user) -> QuerySource:
    """What people said, in use, that `user` may see."""
    return QuerySource(Insight.objects.visible_to(user).current(), name_field="paraphrase", hint=lambda insight: insight.reference)


def commitment_source(user) -> QuerySource:
    """Promises in use that `user` may see."""
    return QuerySource(Commitment.objects.visible_to(user).current(), name_field="text", hint=lambda promise: promise.reference)


SOURCES = {"decision": decision_source, "insight": insight_source, "commitment": commitment_source}

"""What the desk shows of papers: those that were sent back to their owner, and covers that wait for a reviewer."""

from django.db.models import Exists, OuterRef

from assurance.models import Decision, PaperCover, PaperReturn
from crm.core.registries import Panel

MOST_ROWS = 10


def returned_papers(user, reader) -> Panel | None:
    """Papers of the person's own decisions that were sent back, until a cover is signed. One query."""
    signed_since = PaperCover.objects.filter(decision=OuterRef("decision"), signed_at__gt=OuterRef("created_at"))
    mine = Decision.objects.visible_to(reader).current().filter(owner=user)
    open_ones = PaperReturn.objects.filter(~Exists(signed_since), decision__in=mine).select_related("decision", "returned_by")
    rows = list(open_ones.order_by("-pk")[:MOST_ROWS])
    return Panel("Papers sent back to you", "assurance/panels/returned_papers.html", {"returns": rows}, position=10) if rows else None


def covers_to_review(user, reader) -> Panel | None:
    """Covers that wait for a reviewer other than who wrote them. One query."""
    waiting = PaperCover.objects.filter(state=PaperCover.State.REVIEW, verdict="", decision__in=Decision.objects.visible_to(reader).current())
    rows = list(waiting.exclude(written_by=user).select_related("decision", "meeting__body").order_by("meeting__on", "pk")[:MOST_ROWS])
    return Panel("Covers to review", "assurance/panels/covers_to_review.html", {"covers": rows}, position=20) if rows else None

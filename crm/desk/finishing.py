"""What a person began and did not finish: drafts, captured messages that wait, and activities that lack something."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import Activity, LogDraft
from activities.rules import Prompt, date_text, would_complete
from activities.services import drafts_of
from crm.core.templatetags.kit import long_moment
from crm.desk.messages_waiting import waiting_for

ASKED_FOR = timedelta(days=365)
"""Older activities are asked for nothing: whoever was there does not remember."""
MOST_LOOKED_AT = 100
SHOWN = 3


@dataclass(frozen=True)
class Waiting:
    """How many wait, the page that lists them, and the first rows as `desk/panels/rows.html` shows them: `text`, `href`, `note`."""

    count: int
    href: str
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Finishing:
    """What a person has to finish."""

    drafts: Waiting
    messages_waiting: Waiting
    incomplete: Waiting

    @property
    def count(self) -> int:
        return self.drafts.count + self.messages_waiting.count + self.incomplete.count


@dataclass(frozen=True)
class Incomplete:
    """An activity and what would complete it."""

    activity: Activity
    prompts: list[Prompt]


def finishing_of(user) -> Finishing:
    """For the panel "Finish these". Eight queries, however much there is."""
    address = reverse("desk:finish_list")
    drafts = list(drafts_of(user))
    incomplete = incomplete_of(user, today=timezone.localdate())
    return Finishing(
        drafts=Waiting(len(drafts), f"{address}#drafts", tuple(_draft_row(draft) for draft in drafts[:SHOWN])),
        messages_waiting=messages_of(user),
        incomplete=Waiting(
            len(incomplete), f"{address}#activities",
            tuple({"text": str(row.activity), "href": f"{address}#activity-{row.activity.pk}", "note": _asks(row)} for row in incomplete[:SHOWN]),
        ),
    )  # fmt: skip


def messages_of(user) -> Waiting:
    """Captured messages that wait for the person or their team. Two queries."""
    count, rows = waiting_for(user, SHOWN)
    return Waiting(count, reverse("desk:message_list"), tuple({"text": str(row), "href": row.get_absolute_url(), "note": ""} for row in rows))


def incomplete_of(user, *, today: date) -> list[Incomplete]:
    """The person's own held activities of the last year that lack something a decision or report will need, the newest first.

    The newest hundred that could lack something are looked at. Four queries.
    """
    lacks = Q(could_influence="") | Q(summary="") | Q(adjustments_offered="") | Q(project=None) | Q(heard="") | Q(venue="", place=None)
    rows = Activity.objects.visible_to(user).current().real().filter(lacks, owner=user, status=Activity.Status.HELD, date_from__gte=today - ASKED_FOR)
    rows = rows.select_related("type").prefetch_related("waivers", "insights", "files").order_by("-date_from", "-pk")[:MOST_LOOKED_AT]
    found = [Incomplete(row, would_complete(row, {waiver.prompt for waiver in row.waivers.all()})) for row in rows]
    return [item for item in found if item.prompts]


def draft_address(draft: LogDraft) -> str:
    """Where a draft is brought back."""
    page = "/desk/activities/stall/" if draft.form == LogDraft.Form.STALL else reverse("desk:activity_log")
    return f"{page}?draft={draft.key}"


def _draft_row(draft: LogDraft) -> dict[str, str]:
    kept = _("Draft of {moment}").format(moment=long_moment(draft.changed_at))
    return {"text": str(draft), "href": draft_address(draft), "note": draft.problem or kept}


def _asks(item: Incomplete) -> str:
    return _("{day} · still asks for {what}").format(day=date_text(item.activity), what=", ".join(str(prompt) for prompt in item.prompts))

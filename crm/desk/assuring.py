"""Panels of those who assure or answer for information: how this quarter's decisions stand, and requests with their deadlines."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assurance import standing
from assurance.models import Decision, InformationRequest
from crm.core.financial_year import FinancialYear, Quarter
from crm.core.registries import Panel
from crm.core.templatetags.kit import long_date

SHOWN = 6


def decision_rows(period: Quarter | FinancialYear, **query: str) -> str:
    """The address of the list of decisions of a quarter or a year."""
    return f"{reverse('assurance:decision_list')}?{urlencode({'period': period.label, 'training': 'no', **query})}"


def figures_of(counts: dict[str, int], quarter: Quarter) -> list[dict]:
    """How many decisions the quarter has and what they lack; each number opens exactly its rows."""
    labels = {
        "assessment": _("without an assessment"),
        "involvement": _("without involvement in time, or a reason"),
        "cover": _("without a signed cover"),
        "feedback": _("taken, and nobody told yet"),
    }
    rows = [{"figure": counts["total"], "label": _("decisions in this quarter"), "href": decision_rows(quarter)}]
    return rows + [
        {"figure": counts[what], "label": label, "href": decision_rows(quarter, lacks=what), "tone": "red" if counts[what] else ""}
        for what, label in labels.items()
    ]  # fmt: skip


def assurance_now(user, reader) -> Panel:
    """What the decisions of this quarter lack. One query."""
    quarter = Quarter.of(timezone.localdate())
    counts = standing.counts_of(Decision.objects.visible_to(reader).current().real(), quarter)
    context = {
        "figures": figures_of(counts, quarter),
        "rows": [],
        "empty": _("{quarter}, until {day}. Training examples are left out.").format(quarter=quarter.label, day=long_date(quarter.ends_on)),
        "more_href": reverse("desk:assurance_desk"),
        "more_text": _("Feedback, papers, reach and clocks: assurance now"),
    }
    return Panel(_("Assurance now"), "desk/panels/work.html", context, position=5)


def requests_running(user, _reader) -> Panel:
    """Requests for information that are being answered, the soonest due first. Two queries."""
    today = timezone.localdate()
    running = InformationRequest.objects.filter(state=InformationRequest.State.OPEN)
    counts = running.aggregate(whole=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
    address = reverse("desk:information_request_list")
    rows = [
        {
            "text": request.subject,
            "href": request.get_absolute_url(),
            "reference": request.local_reference,
            "note": _("answer due {day}").format(day=long_date(request.due_on)),
            "tag": _("Overdue") if request.due_on < today else "",
        }
        for request in (running.order_by("due_on", "pk")[:SHOWN] if counts["whole"] else ())
    ]
    context = {
        "figures": [
            {"figure": counts["whole"], "label": _("being answered"), "href": f"{address}?state=open"},
            {"figure": counts["overdue"], "label": _("overdue"), "href": f"{address}?overdue=yes", "tone": "red" if counts["overdue"] else ""},
        ],
        "rows": rows,
        "empty": _("No request is being answered. A request for information is due 20 working days after it came."),
        "more_href": address,
        "more_text": _("All requests"),
    }
    return Panel(_("Information requests"), "desk/panels/work.html", context, position=10)

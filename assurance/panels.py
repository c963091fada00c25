"""What pages of partners, projects and activities, and the desk, show of decisions; and who may read files of evidence."""

from django.db.models import Q
from django.urls import reverse

from activities.rules import day_text
from assurance import policies
from assurance.models import Decision, EvidenceItem, EvidenceUse, ImpactAssessment, Response, Scrutiny
from assurance.querysets import decisions_for_list
from crm.core.registries import Panel, TimelineEntry
from crm.core.roles import COMMUNICATIONS_EDITOR

MOST_ROWS = 10


def may_read_file(user, attachment) -> bool:
    """Files of evidence, of impact assessments and of scrutiny belong to decisions: whoever sees one of those reads the file.

    At most three queries.
    """
    if not policies.can_open(user):
        return False
    seen = Decision.objects.visible_to(user)
    if ImpactAssessment.objects.filter(attachment=attachment, decision__in=seen).exists():
        return True
    if Scrutiny.objects.filter(Q(letter=attachment) | Q(reply_letter=attachment), decision__in=seen).exists():
        return True
    items = EvidenceItem.objects.filter(attachment=attachment)
    return EvidenceUse.objects.filter(item__in=items, decision__in=seen).exclude(state=EvidenceUse.State.DECLINED).exists()


def responses_of_organisation(organisation, user, limit: int) -> list[TimelineEntry]:
    """What became of what this organisation told us: responses to insight heard where it took part. One query."""
    if not policies.can_open(user):
        return []
    heard_with = Q(insights__activity__organisation_links__organisation=organisation) | Q(insights__activity__lead_organisation=organisation)
    keys = Response.objects.filter(heard_with).order_by().values("pk")
    rows = Response.objects.visible_to(user).current().filter(pk__in=keys, decision__in=Decision.objects.visible_to(user), approved_on__isnull=False)
    return [
        TimelineEntry(
            on=response.approved_on,
            date_text=day_text(response.approved_on),
            label="You said, we did",
            title=str(response),
            url=response.get_absolute_url(),
            reference=response.reference,
            text=f"{response.get_answer_display()}: {response.we_did}",
            is_training=response.is_training,
        )
        for response in rows.order_by("-approved_on", "-pk")[:limit]
    ]


def decisions_of_project(project, user) -> Panel | None:
    """Decisions that the project feeds, with their readiness. One query."""
    if not policies.can_open(user):
        return None
    decisions = list(decisions_for_list(user).current().filter(project=project).order_by("pk")[:MOST_ROWS])
    new_address = f"{reverse('assurance:decision_new')}?project={project.pk}" if policies.can_create(user) else ""
    if not decisions and not new_address:
        return None
    return Panel("Decisions", "assurance/panels/decisions.html", {"decisions": decisions, "new_address": new_address})


def coming_decisions(user, reader) -> Panel | None:
    """Decisions not yet taken, soonest first, with what the duty to involve still lacks. One query."""
    rows = decisions_for_list(reader).current().filter(state__in=[Decision.State.ANTICIPATED, Decision.State.UNDER_WAY])
    decisions = list(rows.order_by("expected_on", "pk")[:MOST_ROWS])
    about = {"decisions": decisions, "plan_address": reverse("assurance:forward_plan")}
    return Panel("Decisions ahead", "assurance/panels/decisions.html", about) if decisions else None


def responses_to_publish(user, reader) -> Panel | None:
    """Drafts that wait for approval, and published ones whose contributors have not been told; a communications editor sees it empty too. One query."""
    rows = Response.objects.visible_to(reader).current().filter(decision__in=Decision.objects.visible_to(reader), told_on__isnull=True)
    responses = list(rows.select_related("decision").order_by("-pk")[:MOST_ROWS])
    if not responses and COMMUNICATIONS_EDITOR not in user.roles:
        return None
    context = {"responses": responses, "address": reverse("assurance:response_list")}
    return Panel("You said, we did", "assurance/panels/responses.html", context)

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core.models import PublishableQuerySet, Record, published_constraint, record_constraints


class Stage(models.TextChoices):
    """Stages of a project (NHS engagement toolkits); any may be skipped with a reason."""

    IDEA = "idea", _("Idea")
    SCOPING = "scoping", _("Scoping")
    PRE_ENGAGEMENT = "pre_engagement", _("Pre-engagement")
    ENGAGEMENT = "engagement", _("Engagement")
    OPTIONS = "options", _("Options")
    CONSULTATION = "consultation", _("Consultation")
    ANALYSIS = "analysis", _("Analysis")
    DECISION = "decision", _("Decision")
    FEEDBACK = "feedback", _("Feedback")
    IMPLEMENTATION = "implementation", _("Implementation")
    EVALUATION = "evaluation", _("Evaluation")
    CLOSED = "closed", _("Closed")


class Project(Record):
    """A container of work with its engagement plan; programmes are projects that others belong to."""

    reference_prefix = "PRJ"
    colleague_paths = ("owner_id",)

    title = models.CharField(_("title"), max_length=200)
    programme = models.ForeignKey("self", verbose_name=_("programme"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    purpose = models.TextField(_("purpose"), blank=True, default="", max_length=5000)
    aims = models.TextField(_("aims of the engagement"), blank=True, default="", db_default="", max_length=3000)
    who_does_it = models.TextField(_("who does the work"), blank=True, default="", db_default="", max_length=3000)
    feedback_plan = models.TextField(_("how people will be told what came of it"), blank=True, default="", db_default="", max_length=3000)
    copied_from = models.ForeignKey(
        "self", verbose_name=_("plan copied from"), null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    context = models.TextField(_("background"), blank=True, default="", max_length=5000)
    can_influence = models.TextField(_("what people can influence"), blank=True, default="", max_length=3000)
    cannot_influence = models.TextField(_("what people cannot influence"), blank=True, default="", max_length=3000)
    audiences = models.TextField(_("who should be heard"), blank=True, default="", max_length=3000)
    methods = models.TextField(_("methods"), blank=True, default="", max_length=3000)
    budget = models.CharField(_("budget"), max_length=300, blank=True, default="")
    risks = models.TextField(_("risks"), blank=True, default="", max_length=3000)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices, default=Stage.IDEA)
    lead_organisation = models.ForeignKey(
        "partners.Organisation", verbose_name=_("lead organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects_led"
    )
    contact = models.CharField(_("who to ask (a role, a team mailbox or a phone line)"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["title", "id"], name="project_title"), models.Index(fields=["owner"], name="project_owner")]
        constraints = [
            *record_constraints("project"),
            published_constraint("project"),
            models.CheckConstraint(condition=~Q(title=""), name="project_has_title", violation_error_message="Enter a title.", violation_error_code="title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:project_detail", args=[self.pk])


class ProjectStage(models.Model):
    """When a stage was planned and when it happened, or why it was skipped."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices)
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_to = models.DateField(_("planned until"), null=True, blank=True)
    actual_from = models.DateField(_("started"), null=True, blank=True)
    actual_to = models.DateField(_("ended"), null=True, blank=True)
    skipped_because = models.CharField(_("skipped because"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "stage"], name="project_stage_once", violation_error_message="This stage is already in the plan."),
            models.CheckConstraint(
                condition=(Q(planned_to__isnull=True) | Q(planned_from__isnull=True) | Q(planned_to__gte=F("planned_from")))
                & (Q(actual_to__isnull=True) | Q(actual_from__isnull=True) | Q(actual_to__gte=F("actual_from"))),
                name="project_stage_ends_after_start",
                violation_error_message="A stage must end on or after the day it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_stage_display()}"

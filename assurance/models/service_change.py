"""How a decision gets to its end: stages with planned and actual dates, impact assessments, council scrutiny, the Secretary of State."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from assurance.models.decisions import BodyMeeting, Decision


class DecisionStage(models.Model):
    """When a stage of a decision was planned and when it was reached, or why it was skipped.

    `stage` is a code of `assurance.rules.stages`, which has the ordinary path and the reconfiguration path.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(_("stage"), max_length=20)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    actual_on = models.DateField(_("reached on"), null=True, blank=True)
    skipped_because = models.CharField(_("skipped because"), max_length=300, blank=True, default="")
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "stage"], name="decision_stage_once"),
            models.CheckConstraint(
                condition=Q(actual_on__isnull=True) | Q(skipped_because=""), name="decision_stage_reached_or_skipped",
                violation_error_message="A stage was reached or skipped, not both.", violation_error_code="skipped_because",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.stage


class ImpactAssessment(models.Model):
    """An equality and health inequalities, quality or data protection impact assessment of a decision."""

    class Kind(models.TextChoices):
        EHIA = "ehia", _("Equality and health inequalities (EHIA)")
        QIA = "qia", _("Quality (QIA)")
        DPIA = "dpia", _("Data protection (DPIA)")

    class Informed(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not known yet")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="impact_assessments")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    local_reference = models.CharField(_("reference of the document"), max_length=100, blank=True, default="")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    not_needed_because = models.CharField(_("not needed because"), max_length=300, blank=True, default="")
    outcome = models.TextField(_("what it found"), blank=True, default="", max_length=3000)
    mitigations = models.TextField(_("what is done about it"), blank=True, default="", max_length=3000)
    informed_by_involvement = models.CharField(_("did what people said inform it?"), max_length=7, choices=Informed.choices, default=Informed.UNKNOWN)
    armed_forces = models.TextField(_("due regard to the Armed Forces Covenant"), blank=True, default="", max_length=1000)
    author_role = models.CharField(_("done by (role)"), max_length=150, blank=True, default="")
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["kind", "-pk"]
        indexes = [models.Index(fields=["decision", "kind"], name="impact_of_decision")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(not_needed_because=""), name="impact_done_or_not_needed",
                violation_error_message="An assessment was done or was not needed, not both.", violation_error_code="not_needed_because",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(outcome=""), name="impact_done_says_what",
                violation_error_message="Say what the assessment found.", violation_error_code="outcome",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class Scrutiny(models.Model):
    """What one council scrutiny committee was asked about a proposal, and what it said.

    Source:
        NHS Act 2006 s.244; SI 2013/218 Part 4, regulations 23 and 30 (joint scrutiny).
    """

    class View(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked yet")
        WAITING = "waiting", _("Asked, no view yet")
        SUBSTANTIAL = "substantial", _("A substantial change")
        NOT_SUBSTANTIAL = "not_substantial", _("Not a substantial change")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="scrutiny_steps")
    body = models.ForeignKey("partners.Body", verbose_name=_("committee"), on_delete=models.PROTECT, related_name="+")
    is_joint = models.BooleanField(_("a joint committee of several councils"), default=False)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    decision_by = models.DateField(_("day by which we told them we will decide"), null=True, blank=True)
    reply_by = models.DateField(_("day by which we asked for a reply"), null=True, blank=True)
    dates_published_on = models.DateField(_("both days published on"), null=True, blank=True)
    view = models.CharField(_("its view"), max_length=15, choices=View.choices, default=View.NOT_ASKED)
    view_on = models.DateField(_("view given on"), null=True, blank=True)
    minute = models.CharField(_("minute"), max_length=300, blank=True, default="")
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    reply = models.TextField(_("what it replied"), blank=True, default="", max_length=3000)
    our_answer = models.TextField(_("what we did with the reply, or why not"), blank=True, default="", max_length=3000)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    letter = models.ForeignKey("core.Attachment", verbose_name=_("our letter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reply_letter = models.ForeignKey(
        "core.Attachment", verbose_name=_("its reply, as it came"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "scrutiny"
        indexes = [models.Index(fields=["reply_by"], name="scrutiny_reply_by", condition=Q(replied_on__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "body"], name="scrutiny_once", violation_error_message="This committee is already on the record.",
                violation_error_code="body",
            ),
            models.CheckConstraint(
                condition=Q(reply_by__isnull=True) | Q(asked_on__isnull=True) | Q(reply_by__gte=F("asked_on")), name="scrutiny_reply_after_asked",
                violation_error_message="The reply must be due on or after the day they were asked.", violation_error_code="reply_by",
            ),
            models.CheckConstraint(
                condition=~Q(view__in=["substantial", "not_substantial"]) | ~Q(minute=""), name="scrutiny_view_has_minute",
                violation_error_message="Give the minute that records this view.", violation_error_code="minute",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.body)


class Escalation(models.Model):
    """A step with the Secretary of State or a court about a service change, with the day an answer is due.

    Source:
        NHS Act 2006 Schedule 10A (from 31 January 2024).
    """

    class Kind(models.TextChoices):
        NOTIFIED = "notified", _("Secretary of State notified")
        REQUESTED = "requested", _("Somebody asked for a call-in")
        CALLED_IN = "called_in", _("Called in")
        DECIDED = "decided", _("Secretary of State decided")
        COURT = "court", _("Claim for judicial review")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="escalations")
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind.choices)
    on = models.DateField(_("on"))
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    local_resolution = models.TextField(_("what was tried to resolve it locally"), blank=True, default="", max_length=3000)
    note = models.TextField(_("what was said"), blank=True, default="", max_length=3000)
    document = models.CharField(_("document"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["answer_due_on"], name="escalation_due", condition=Q(answered_on__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_due_on__isnull=True) | Q(answer_due_on__gte=F("on")), name="escalation_due_after_start",
                violation_error_message="The answer must be due on or after that day.", violation_error_code="answer_due_on",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class PartnerReport(models.Model):
    """A report of an independent voice, such as Healthwatch, to which a reply is due.

    Source:
        Local Government and Public Involvement in Health Act 2007 ss.221 to 227; twenty working days, to be checked locally.
    """

    organisation = models.ForeignKey("partners.Organisation", verbose_name=_("whose report"), on_delete=models.PROTECT, related_name="reports_received")
    decision = models.ForeignKey(Decision, verbose_name=_("about"), null=True, blank=True, on_delete=models.PROTECT, related_name="partner_reports")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("web address"), max_length=500, blank=True, default="")
    received_on = models.DateField(_("received on"))
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    reply = models.TextField(_("what we replied"), blank=True, default="", max_length=3000)
    owner = models.ForeignKey("core.User", verbose_name=_("who answers"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_training = models.BooleanField(_("training example"), default=False, db_default=False, editable=False)

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["reply_due_on"], name="partner_report_due", condition=Q(replied_on__isnull=True)),
            models.Index(fields=["organisation", "-received_on"], name="partner_report_of"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("received_on")), name="partner_report_reply_after_receipt",
                violation_error_message="The reply must be on or after the day the report came.", violation_error_code="replied_on",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class PublicQuestion(models.Model):
    """A question that a member of the public put to a meeting, and the reply. The asker is not named."""

    meeting = models.ForeignKey(BodyMeeting, on_delete=models.PROTECT, related_name="public_questions")
    decision = models.ForeignKey(Decision, verbose_name=_("about"), null=True, blank=True, on_delete=models.PROTECT, related_name="public_questions")
    question = models.TextField(_("question"), max_length=3000)
    reply = models.TextField(_("reply"), blank=True, default="", max_length=3000)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | ~Q(reply=""), name="public_question_replied_has_reply",
                violation_error_message="Write the reply.", violation_error_code="reply",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.question if len(self.question) <= 80 else self.question[:77].rstrip() + "…"

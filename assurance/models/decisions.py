from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assurance.models.rules_as_data import DutyVersion, Framework
from crm.core.models import Record, RecordQuerySet, record_constraints


class BodyMeeting(models.Model):
    """A meeting of a deciding body, with the day its papers are due."""

    body = models.ForeignKey("partners.Body", on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField(_("date"))
    in_public = models.BooleanField(_("in public"), default=True, db_default=True)
    paper_due_on = models.DateField(_("papers due"), null=True, blank=True)

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "on"], name="body_meeting_once"),
            models.CheckConstraint(
                condition=Q(paper_due_on__isnull=True) | Q(paper_due_on__lte=F("on")), name="paper_due_before_meeting",
                violation_error_message="Papers must be due on or before the day of the meeting.", violation_error_code="paper_due_on",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.body}, {self.on:%d %B %Y}"


class Decision(Record):
    """A choice by a body at a date: the hub that activities, insight, evidence and responses hang on."""

    reference_prefix = "DEC"
    open_to_partner_users = False
    colleague_paths = ("owner_id",)

    class State(models.TextChoices):
        ANTICIPATED = "anticipated", _("Not yet taken")
        UNDER_WAY = "under_way", _("Under way")
        TAKEN = "taken", _("Taken")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Path(models.TextChoices):
        ORDINARY = "ordinary", _("An ordinary decision")
        RECONFIGURATION = "reconfiguration", _("A service reconfiguration")

    class SideExit(models.TextChoices):
        """Ways out of the reconfiguration path before its end (NHS Act 2006 Schedule 10A)."""

        WITHDRAWN = "withdrawn", _("Withdrawn")
        URGENT = "urgent", _("Urgent temporary change")
        CALLED_IN = "called_in", _("Called in by the Secretary of State")
        REVIEW = "review", _("Judicial review")

    title = models.CharField(_("title"), max_length=200)
    proposal = models.TextField(_("what is proposed"), blank=True, default="", max_length=5000)
    project = models.ForeignKey("activities.Project", verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    body = models.ForeignKey("partners.Body", verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(BodyMeeting, verbose_name=_("meeting"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    organisation = models.ForeignKey(
        "partners.Organisation", verbose_name=_("organisation that decides"), null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.ANTICIPATED)
    is_urgent = models.BooleanField(_("urgent, taken before involvement was possible"), default=False)
    consults = models.BooleanField(_("there is, or will be, a formal consultation"), default=False)
    can_influence = models.TextField(_("what people can influence"), blank=True, default="", max_length=3000)
    cannot_influence = models.TextField(_("what people cannot influence"), blank=True, default="", max_length=3000)
    options_open_on = models.DateField(_("case for change, options open from"), null=True, blank=True)
    options_fixed_on = models.DateField(_("options fixed on"), null=True, blank=True)
    paper_due_on = models.DateField(_("paper due"), null=True, blank=True)
    findings_sent_on = models.DateField(_("findings reached the decision-maker on"), null=True, blank=True)
    expected_on = models.DateField(_("decision expected"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    date_note = models.CharField(_("what the source says about dates"), max_length=200, blank=True, default="")
    outcome = models.TextField(_("what was decided"), blank=True, default="", max_length=3000)
    minute = models.CharField(_("minute"), max_length=200, blank=True, default="")
    told_on = models.DateField(_("people were told on"), null=True, blank=True)
    telling_plan = models.CharField(_("how people will be told: channel, date, owner"), max_length=300, blank=True, default="")
    duty_as_at = models.DateField(_("judged by the law as at"))
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    path = models.CharField(_("path"), max_length=15, choices=Path.choices, default=Path.ORDINARY, db_default=Path.ORDINARY)
    side_exit = models.CharField(_("left the path by"), max_length=9, choices=SideExit.choices, blank=True, default="", db_default="")
    side_exit_on = models.DateField(_("left the path on"), null=True, blank=True)
    side_exit_note = models.TextField(_("why, and the plan to go back or to make it permanent"), blank=True, default="", db_default="", max_length=3000)
    deferred_until = models.DateField(_("put off until"), null=True, blank=True)
    deferred_because = models.CharField(_("why it is put off"), max_length=300, blank=True, default="", db_default="")

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["project"], name="decision_project"),
            models.Index(fields=["state", "expected_on"], name="decision_state_expected"),
            models.Index(fields=["owner"], name="decision_owner"),
            models.Index(fields=["meeting"], name="decision_meeting"),
            models.Index(fields=["decided_on"], name="decision_decided"),
        ]
        constraints = [
            *record_constraints("decision"),
            models.CheckConstraint(
                condition=~Q(title=""), name="decision_has_title", violation_error_message="Enter a title.", violation_error_code="title"
            ),
            models.CheckConstraint(
                condition=Q(options_fixed_on__isnull=True) | Q(options_open_on__isnull=True) | Q(options_fixed_on__gte=F("options_open_on")),
                name="decision_options_fixed_after_open",
                violation_error_message="Options must be fixed on or after the day they opened.",
                violation_error_code="options_fixed_on",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(state="taken"), name="decision_date_only_when_taken",
                violation_error_message="Only a decision that was taken has a date of decision.", violation_error_code="decided_on",
            ),
            models.CheckConstraint(
                condition=Q(deferred_until__isnull=True) | ~Q(deferred_because=""), name="decision_deferred_says_why",
                violation_error_message="Say why it is put off.", violation_error_code="deferred_because",
            ),
            models.CheckConstraint(
                condition=Q(side_exit="") | ~Q(side_exit_note=""), name="decision_side_exit_says_why",
                violation_error_message="Say why it left the path.", violation_error_code="side_exit_note",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assurance:decision_detail", args=[self.pk])


class DecisionDuty(models.Model):
    """A duty that follows for a decision, in the version in force, and why."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="duties")
    duty_version = models.ForeignKey(DutyVersion, on_delete=models.PROTECT, related_name="decision_duties")
    why = models.CharField(_("why it follows"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "duty_version"], name="decision_duty_once")]

    def __str__(self) -> str:
        return f"{self.decision}: {self.duty_version}"


class DecisionFramework(models.Model):
    """A framework that a decision is read against.

    `only_codes` names the criteria that are read for this decision; empty means all. A year framework such as `pcei`
    has criteria (its constitution, its annual report) that no single decision can answer.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="frameworks")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="decision_frameworks")
    only_codes = ArrayField(models.CharField(max_length=12), default=list, db_default=[], blank=True, verbose_name=_("criteria read"))
    why = models.CharField(_("why"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["framework__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "framework"], name="decision_framework_once")]

    def __str__(self) -> str:
        return f"{self.decision}: {self.framework}"


class InvolvementAssessment(models.Model):
    """Does the duty to involve apply, and how: a recorded judgement. The newest one of a decision counts; older ones stay.

    Source: NHS Act 2006 s.14Z45 and, for records before 1 July 2022, s.14Z2.
    """

    class Limb(models.TextChoices):
        PLANNING = "planning", _("Planning of services")
        PROPOSAL = "proposal", _("A proposal to change services")
        OPERATION = "operation", _("A decision on how services operate")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not known yet")

    class Outcome(models.TextChoices):
        APPLIES = "applies", _("The duty applies")
        MET_BY_EXISTING = "applies-met-by-existing-insight", _("The duty applies and is met by what people already told us")
        DOES_NOT_APPLY = "does-not-apply", _("The duty does not apply")
        URGENT_DEFERRED = "urgent-deferred", _("Urgent: involvement follows")
        NOT_OURS = "not-our-duty", _("The duty is another organisation's")
        MORE_NEEDED = "more-information-needed", _("More information is needed")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="assessments")
    arranged_by_us = models.CharField(_("Are the services arranged by this organisation?"), max_length=7, choices=Answer.choices)
    duty_holder = models.CharField(_("who holds the duty"), max_length=200, blank=True, default="")
    limb = models.CharField(_("What kind of decision is it?"), max_length=9, choices=Limb.choices, blank=True, default="")
    affects_manner = models.CharField(
        _("Would it affect how services are delivered to people at the point they receive them?"),
        max_length=7, choices=Answer.choices, blank=True, default="",
    )  # fmt: skip
    affects_range = models.CharField(_("Would it affect the range of services available?"), max_length=7, choices=Answer.choices, blank=True, default="")
    who = models.TextField(_("Who uses or may use the services, and who cares for or represents them?"), blank=True, default="", max_length=3000)
    how = models.TextField(_("How will people be involved?"), blank=True, default="", max_length=3000)
    existing_insight = models.TextField(_("What do people already tell us about this?"), blank=True, default="", max_length=3000)
    urgent_reason = models.TextField(_("Is there an urgent safety reason not to involve first?"), blank=True, default="", max_length=3000)
    involve_by = models.DateField(_("involvement will follow by"), null=True, blank=True)
    triggers = models.JSONField(_("what sets the duty off"), default=list, blank=True)
    equality = models.TextField(_("equality"), blank=True, default="", max_length=3000)
    inequalities = models.TextField(_("health inequalities"), blank=True, default="", max_length=3000)
    scrutiny = models.TextField(_("council scrutiny"), blank=True, default="", max_length=3000)
    public_promises = models.TextField(_("promises made in public"), blank=True, default="", max_length=3000)
    outcome = models.CharField(_("Outcome"), max_length=32, choices=Outcome.choices)
    reason = models.TextField(_("Reason"), max_length=3000)
    assessed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    approver_role = models.CharField(_("approver's role"), max_length=150, blank=True, default="")
    approved_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision", "-id"], name="assessment_of_decision")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="assessment_needs_reason", violation_error_message="Give the reason in a sentence or two.",
                violation_error_code="reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="does-not-apply") | (~Q(equality="") & ~Q(inequalities="") & ~Q(scrutiny="") & ~Q(public_promises="")),
                name="assessment_no_still_asks",
                violation_error_message="Even when the duty does not apply, say what was considered on equality, inequalities, scrutiny and promises.",
                violation_error_code="equality",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="urgent-deferred") | ~Q(urgent_reason=""), name="assessment_urgent_says_why",
                violation_error_message="Say why it was urgent.", violation_error_code="urgent_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True) | ~Q(approver_role=""), name="assessment_approval_names_role",
                violation_error_message="Name the role that approved it.", violation_error_code="approver_role",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_outcome_display()


class Placing(models.TextChoices):
    """What was still open when an activity happened."""

    BEFORE_FIXED = "before_fixed", _("Before options were fixed")
    OPTIONS_OPEN = "options_open", _("While options were open")
    HOW_TO = "how_to", _("After the decision, on how to carry it out")
    TOLD = "told", _("After everything was fixed: told")
    UNKNOWN = "unknown", _("Date not known")


class TimelinePlacing(models.Model):
    """A person's correction of where an activity stands on a decision's timeline, with the reason."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="placings")
    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="placings")
    placing = models.CharField(_("what was still open"), max_length=12, choices=Placing.choices)
    reason = models.CharField(_("reason"), max_length=300)
    placed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "activity"], name="placing_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="placing_needs_reason", violation_error_message="Say why.", violation_error_code="reason"),
        ]

    def __str__(self) -> str:
        return self.get_placing_display()


class GapOwner(models.Model):
    """Who closes a gap of a decision, and by when. `gap` is the code that `assurance.rules.gaps` gives it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="gap_owners")
    gap = models.CharField(max_length=80)
    owner = models.ForeignKey("core.User", verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_role = models.CharField(_("owner's role"), max_length=150, blank=True, default="")
    due_on = models.DateField(_("by"), null=True, blank=True)
    note = models.CharField(_("what will be done"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "gap"], name="gap_owner_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_role=""), name="gap_owner_named", violation_error_message="Name an owner.",
                violation_error_code="owner",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gap}: {self.owner or self.owner_role}"

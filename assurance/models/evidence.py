from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assurance.models.decisions import Decision
from assurance.models.rules_as_data import Criterion
from crm.core.models import PublishableQuerySet, Record, published_constraint, record_constraints


class EvidenceItem(models.Model):
    """One thing that can support claims: an activity, insight, a file or a web address. It may serve many decisions."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("Activity")
        INSIGHT = "insight", _("What people said")
        FILE = "file", _("File")
        WEB = "web", _("Web address")
        PROMISE = "commitment", _("Promise")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=300)
    activity = models.ForeignKey("activities.Activity", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_items")
    insight = models.ForeignKey("activities.Insight", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_items")
    commitment = models.ForeignKey("activities.Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_items")
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_items")
    url = models.URLField(_("web address"), max_length=500, blank=True, default="")
    as_at = models.DateField(_("as at"), null=True, blank=True)
    is_published = models.BooleanField(_("a published document"), default=False)
    credited_to = models.ForeignKey(
        "partners.Organisation", verbose_name=_("whose work it is"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    own_page_url = models.URLField(_("our page that links to it"), max_length=500, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="activity", activity__isnull=False, insight=None, commitment=None, attachment=None, url="")
                    | Q(kind="insight", activity=None, insight__isnull=False, commitment=None, attachment=None, url="")
                    | Q(kind="commitment", activity=None, insight=None, commitment__isnull=False, attachment=None, url="")
                    | Q(kind="file", activity=None, insight=None, commitment=None, attachment__isnull=False, url="")
                    | (Q(kind="web", activity=None, insight=None, commitment=None, attachment=None) & ~Q(url=""))
                ),
                name="evidence_item_is_one_thing",
                violation_error_message="Evidence is one activity, one thing people said, one promise, one file or one web address.",
            ),
            models.UniqueConstraint(fields=["activity"], condition=Q(kind="activity"), name="evidence_item_of_activity_once"),
            models.UniqueConstraint(fields=["insight"], condition=Q(kind="insight"), name="evidence_item_of_insight_once"),
            models.UniqueConstraint(fields=["commitment"], condition=Q(kind="commitment"), name="evidence_item_of_commitment_once"),
        ]

    def __str__(self) -> str:
        """The reference of a record, the title of a file or page: history names items to people who may not see the record."""
        return self.record_reference or self.title

    def get_absolute_url(self) -> str:
        return reverse("assurance:evidence_detail", args=[self.pk])

    @property
    def record_reference(self) -> str:
        """`ACT-4`, `INS-2` or `COM-1`; "" for files and web addresses."""
        keys = {"ACT": self.activity_id, "INS": self.insight_id, "COM": self.commitment_id}
        return next((f"{prefix}-{key}" for prefix, key in keys.items() if key), "")


class PageSnapshot(models.Model):
    """What a web page held when its link was tested: kept as it was, so that a page which changes or goes still proves what it said then.

    `problem` says in words why the link does not work; then nothing else is known. `links_to_item` tells, for a page of our own
    that signposts to a partner's work, whether the link was there.
    """

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="snapshots")
    url = models.URLField(_("web address"), max_length=500)
    taken_at = models.DateTimeField(_("taken"), db_default=Now(), editable=False)
    status = models.PositiveSmallIntegerField(_("answer of the server"), null=True, blank=True)
    final_url = models.URLField(_("address after redirects"), max_length=500, blank=True, default="")
    title = models.CharField(_("title of the page"), max_length=300, blank=True, default="")
    text = models.TextField(_("words of the page"), blank=True, default="")
    is_own_site = models.BooleanField(_("on our own site"), default=False)
    links_to_item = models.BooleanField(_("links to the partner's page"), null=True, blank=True)
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("hash of the page"), max_length=64, blank=True, default="")
    problem = models.CharField(_("why the link does not work"), max_length=300, blank=True, default="")
    taken_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["item", "-id"], name="snapshot_of_item")]
        constraints = [
            models.CheckConstraint(condition=~Q(problem="") | ~Q(sha256=""), name="snapshot_has_page_or_problem"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class EvidenceUse(models.Model):
    """That an item is claimed to support a criterion of a decision, or of a framework's year.

    Proposed by anyone who logs; linked by the decision's people; judged by a named reviewer (`strength`, `verdict`).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        LINKED = "linked", _("Evidence linked")
        DECLINED = "declined", _("Not used")

    class Strength(models.TextChoices):
        WEAK = "weak", _("Weak: says that it was done")
        FAIR = "fair", _("Fair: shows that it was done")
        STRONG = "strong", _("Strong: shows what came of it")

    class Verdict(models.TextChoices):
        SUPPORTS = "supports", _("Reviewed: supports it")
        PARTLY = "partly", _("Reviewed: supports it partly")
        DOES_NOT = "does_not", _("Reviewed: does not support it")

    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_uses")
    framework_year = models.ForeignKey("assurance.FrameworkYear", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_uses")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="uses")
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_uses")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    note = models.CharField(_("what it shows"), max_length=500, blank=True, default="")
    proposed_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    linked_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(_("why it is not used"), max_length=300, blank=True, default="")
    strength = models.CharField(_("strength"), max_length=6, choices=Strength.choices, blank=True, default="")
    verdict = models.CharField(_("reviewer's verdict"), max_length=8, choices=Verdict.choices, blank=True, default="")
    review_note = models.CharField(_("reviewer's comment"), max_length=500, blank=True, default="")
    reviewed_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150, blank=True, default="")
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["decision", "state", "criterion"], name="evidence_of_decision"),
            models.Index(fields=["framework_year", "criterion", "state"], name="evidence_of_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, framework_year=None) | Q(decision=None, framework_year__isnull=False),
                name="evidence_use_for_one",
                violation_error_message="Evidence is used for one decision or for one year of a framework.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | (Q(reviewed_by__isnull=False) & Q(reviewed_on__isnull=False)), name="evidence_verdict_names_reviewer",
                violation_error_message="A verdict names its reviewer and the day.", violation_error_code="verdict",
            ),
            models.UniqueConstraint(
                fields=["decision", "framework_year", "item", "criterion"], name="evidence_use_once", nulls_distinct=False,
                violation_error_message="This is already evidence for that criterion.", violation_error_code="criterion",
            ),
            models.CheckConstraint(
                condition=~Q(state="linked") | Q(criterion__isnull=False), name="evidence_linked_to_criterion",
                violation_error_message="Choose the criterion that it supports.", violation_error_code="criterion",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="evidence_declined_with_reason",
                violation_error_message="Say why it is not used.", violation_error_code="declined_because",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} → {self.criterion}"


class CriterionReview(models.Model):
    """A named person's judgement of one criterion of a decision. The newest counts; older ones stay."""

    class Verdict(models.TextChoices):
        MET = "met", _("Reviewed: met")
        PARTLY = "partly", _("Reviewed: partly")
        NOT_MET = "not_met", _("Reviewed: not met")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reviews")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices)
    comment = models.TextField(_("reason or comment"), blank=True, default="", max_length=2000)
    reviewer = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150)
    reviewed_on = models.DateField(_("reviewed on"))
    approver_role = models.CharField(_("approved by (role)"), max_length=150, blank=True, default="")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision", "criterion", "-id"], name="review_of_criterion")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="not_applicable") | (~Q(comment="") & ~Q(approver_role="")), name="review_not_applicable_says_why",
                violation_error_message="Not applicable needs a reason and the role that approved it.", violation_error_code="comment",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_verdict_display()


class DecisionVerdict(models.Model):
    """A named reviewer's judgement of the whole, in their words. The newest is quoted in packs as theirs."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="verdicts")
    text = models.TextField(_("verdict, in words"), max_length=1000)
    reviewer = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150)
    given_on = models.DateField(_("given on"))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="verdict_says_something", violation_error_message="Write the verdict.", violation_error_code="text"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Response(Record):
    """You said → considered by → what we did, will do, or cannot do because. Once approved it is public."""

    reference_prefix = "RES"
    open_to_partner_users = False
    colleague_paths = ("decision__owner_id",)

    class Answer(models.TextChoices):
        DONE = "done", _("We did")
        WILL = "will", _("We will")
        PARTLY = "partly", _("We did part of it")
        CANNOT = "cannot", _("We cannot, because")
        PASSED_ON = "passed_on", _("We passed it on")
        CONSIDERING = "considering", _("We are still considering")

    decision = models.ForeignKey(Decision, verbose_name=_("decision"), on_delete=models.PROTECT, related_name="responses")
    insights = models.ManyToManyField("activities.Insight", verbose_name=_("what people said"), related_name="responses")
    you_said = models.TextField(_("you said"), max_length=1000)
    answer = models.CharField(_("answer"), max_length=11, choices=Answer.choices)
    we_did = models.TextField(_("what we did, will do, or why not"), max_length=2000)
    considered_by = models.CharField(_("considered by"), max_length=200, blank=True, default="")
    considered_on = models.DateField(_("considered on"), null=True, blank=True)
    will_do_by = models.DateField(_("will be done by"), null=True, blank=True)
    approved_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False)
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    channel = models.CharField(_("how contributors were told"), max_length=200, blank=True, default="")
    told_on = models.DateField(_("contributors told on"), null=True, blank=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["decision"], name="response_of_decision"),
            models.Index(fields=["-published_at"], name="response_published"),
        ]
        constraints = [
            *record_constraints("response"),
            published_constraint("response"),
            models.CheckConstraint(
                condition=~Q(you_said=""), name="response_says_what", violation_error_message="Write what people said.", violation_error_code="you_said"
            ),
            models.CheckConstraint(
                condition=~Q(we_did=""), name="response_answers", violation_error_message="Write what was done, or why not.",
                violation_error_code="we_did",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (Q(approved_by__isnull=False) & Q(approved_on__isnull=False)),
                name="response_published_is_approved",
                violation_error_message="Only an approved response can be published.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.you_said if len(self.you_said) <= 120 else self.you_said[:117].rstrip() + "…"

    def get_absolute_url(self) -> str:
        return reverse("assurance:response_detail", args=[self.pk])

"""A framework judged for one financial year: criteria, evidence, verdicts, and what the assurance body said."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assurance.models.rules_as_data import Criterion, Framework


class FrameworkYear(models.Model):
    """One framework in one financial year. `own_*` is our own judgement, `result_*` what the assurance body said."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="years")
    year = models.CharField(_("financial year"), max_length=7)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    made_by_text = models.CharField(_("whose submission"), max_length=300, blank=True, default="")
    due_on = models.DateField(_("submission due on"), null=True, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    own_text = models.TextField(_("our own judgement, in words"), blank=True, default="", max_length=5000)
    own_role = models.CharField(_("judged by (role)"), max_length=150, blank=True, default="")
    own_on = models.DateField(_("judged on"), null=True, blank=True)
    result_label = models.CharField(_("rating given"), max_length=100, blank=True, default="")
    result_score = models.PositiveSmallIntegerField(_("score given"), null=True, blank=True)
    result_text = models.TextField(_("what the assurance body said"), blank=True, default="", max_length=5000)
    result_on = models.DateField(_("said on"), null=True, blank=True)
    result_source = models.CharField(_("source of the result"), max_length=400, blank=True, default="")

    class Meta:
        ordering = ["-starts_on", "framework__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "year"], name="framework_year_once", violation_error_message="This year is already open.", violation_error_code="year"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="framework_year_ends_after_start"),
            models.CheckConstraint(
                condition=Q(result_label="", result_score__isnull=True, result_text="") | ~Q(result_source=""), name="framework_year_result_has_source",
                violation_error_message="Say where the result is written.", violation_error_code="result_source",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.framework} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:framework_year_detail", args=[self.pk])


class AssuranceReview(models.Model):
    """A named person's judgement of one criterion, or of one domain, for a year. The newest counts; older ones stay.

    `verdict` is a code of the framework's scale; with a narrative scale it is empty and `comment` is the verdict.
    """

    framework_year = models.ForeignKey(FrameworkYear, on_delete=models.CASCADE, related_name="reviews")
    criterion = models.ForeignKey(Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="year_reviews")
    domain = models.CharField(_("domain"), max_length=150, blank=True, default="")
    verdict = models.CharField(_("verdict"), max_length=30, blank=True, default="")
    comment = models.TextField(_("comment"), blank=True, default="", max_length=3000)
    reviewer = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150)
    reviewed_on = models.DateField(_("reviewed on"))

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["framework_year", "criterion", "-id"], name="review_of_year_criterion")]
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion__isnull=False, domain="") | (Q(criterion=None) & ~Q(domain="")), name="year_review_of_one",
                violation_error_message="Judge one criterion or one domain.",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="") | ~Q(comment=""), name="year_review_says_something",
                violation_error_message="Choose a verdict or write one.", violation_error_code="comment",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.verdict or self.comment[:80]


class AnnualReport(models.Model):
    """The section of the annual report on involvement for one financial year (NHS Act 2006 s.14Z58).

    `texts` holds what its author wrote, by the codes AR1 to AR10; numbers and lists come from the records. Making it final
    freezes `facts` and both files with their hash.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FINAL = "final", _("Final")

    year = models.CharField(_("financial year"), max_length=7, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    state = models.CharField(max_length=5, choices=State.choices, default=State.DRAFT)
    texts = models.JSONField(_("texts by part"), default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    word_file = models.FileField(upload_to="annual-reports/", null=True, blank=True)
    word_sha256 = models.CharField(_("hash of the Word file"), max_length=64, blank=True, default="", db_default="")
    page_file = models.FileField(upload_to="annual-reports/", null=True, blank=True)
    page_sha256 = models.CharField(_("hash of the web page"), max_length=64, blank=True, default="", db_default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    made_final_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_final_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [models.CheckConstraint(condition=~Q(state="final") | ~Q(sha256=""), name="annual_report_final_has_hash")]

    def __str__(self) -> str:
        return f"Annual report {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:annual_report_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """`Annual report 2019/20`."""
        return str(self)


class CaseStudy(models.Model):
    """A decision told in the annual report: why, who, what was heard, what changed. Facts come from the decision."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="case_studies")
    decision = models.ForeignKey("assurance.Decision", on_delete=models.PROTECT, related_name="case_studies")
    position = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("the story, in a few sentences"), blank=True, default="", max_length=3000)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "case studies"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "decision"], name="case_study_once", violation_error_message="This decision is already a case study.",
                violation_error_code="decision",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.decision)

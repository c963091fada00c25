"""What leaves the room: covers of papers and evidence packs, frozen with their hashes."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assurance.models.decisions import BodyMeeting, Decision


class PaperCover(models.Model):
    """The front cover of a paper, its "patient and public engagement considered" box first of all. Numbered a decision.

    A draft is edited, sent for review, judged by a named reviewer and signed; signing freezes `text`, `boxes`, `facts` and the
    Word file with their hash. What comes later is a `CoverSupplement`. `boxes` holds the other boxes by their code
    (`assurance.rules.cover_boxes`). A verdict is on the words in `reviewed_text` and `reviewed_boxes`: when the words change it
    becomes `stale_verdict`. Words that nobody reviewed are signed with a reason only.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("Waiting for review")
        FROZEN = "frozen", _("Signed and frozen")

    class Verdict(models.TextChoices):
        ADEQUATE = "adequate", _("Adequate")
        CONDITIONS = "conditions", _("Adequate with conditions")
        NOT_ADEQUATE = "not_adequate", _("Not adequate")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="covers")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("patient and public engagement considered"), max_length=6000)
    word_limit = models.PositiveSmallIntegerField(_("longest length, in words"), default=150)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.DRAFT)
    boxes = models.JSONField(_("other boxes of the cover"), default=dict, blank=True)
    meeting = models.ForeignKey(BodyMeeting, verbose_name=_("meeting"), null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    template = models.ForeignKey("assurance.CoverTemplate", verbose_name=_("template"), null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    verdict = models.CharField(_("reviewer's verdict"), max_length=12, choices=Verdict.choices, blank=True, default="")
    review_answers = models.JSONField(_("reviewer's checklist"), default=dict, blank=True)
    review_note = models.TextField(_("conditions, or what is missing"), blank=True, default="", max_length=3000)
    reviewed_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewer_role = models.CharField(_("reviewer's role"), max_length=150, blank=True, default="")
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_text = models.TextField(_("words that the reviewer read"), blank=True, default="", max_length=6000)
    reviewed_boxes = models.JSONField(_("other boxes that the reviewer read"), default=dict, blank=True)
    stale_verdict = models.CharField(_("verdict on earlier words"), max_length=12, choices=Verdict.choices, blank=True, default="")
    unreviewed_because = models.TextField(_("why it is signed without a review"), blank=True, default="", max_length=1000)
    signed_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_role = models.CharField(_("signed by (role)"), max_length=150, blank=True, default="")
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    facts = models.JSONField(default=dict)  # crm-independent copy of assurance.reports.CoverReport
    file = models.FileField(upload_to="covers/%Y/", null=True, blank=True)
    file_sha256 = models.CharField(_("hash of the Word file"), max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    written_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["meeting"], name="cover_of_meeting")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="cover_number_once"),
            models.CheckConstraint(condition=~Q(state="frozen") | ~Q(sha256=""), name="cover_frozen_has_hash"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "adequate"]) | ~Q(review_note=""), name="cover_verdict_says_why",
                violation_error_message="Say what the conditions are, or what is missing.", violation_error_code="review_note",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | (Q(reviewed_by__isnull=False) & Q(reviewed_on__isnull=False)), name="cover_verdict_names_reviewer",
                violation_error_message="A verdict names its reviewer and the day.", violation_error_code="verdict",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(reviewed_text=F("text"), reviewed_boxes=F("boxes")), name="cover_verdict_is_on_these_words",
                violation_error_message="The verdict is on other words. Have these words reviewed.", violation_error_code="verdict",
            ),
            models.CheckConstraint(
                condition=~Q(state="frozen") | Q(verdict__in=["adequate", "conditions"]) | (Q(verdict="") & ~Q(unreviewed_because="")),
                name="cover_signed_after_review", violation_error_message="Have these words reviewed, or say why they are signed without a review.",
                violation_error_code="unreviewed_because",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Cover {self.number} of {self.decision.reference}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:cover_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """`DEC-3, cover 2`."""
        return f"{self.decision.reference}, cover {self.number}"

    @property
    def step(self) -> str:
        """`Draft`, `Waiting for review`, `Reviewed` or `Signed and frozen`."""
        return str(_("Reviewed") if self.state == self.State.REVIEW and self.verdict else self.get_state_display())

    @property
    def review_in_words(self) -> str:
        """The verdict on these words, or that there is none."""
        return review_words(self.verdict, self.stale_verdict, is_signed_without=bool(self.unreviewed_because))

    @property
    def signed_without_review(self) -> str:
        """`Signed without a review, because: the paper was due that day.`; "" where a reviewer read these words."""
        return f"Signed without a review, because: {self.unreviewed_because}" if self.unreviewed_because else ""


def review_words(verdict: str, stale_verdict: str, *, is_signed_without: bool = False) -> str:
    """`Adequate`, `Not reviewed`, `Changed since its review`, `Signed without a review`: the same words everywhere."""
    if verdict:
        return str(PaperCover.Verdict(verdict).label)
    if is_signed_without:
        return str(_("Signed without a review"))
    return str(_("Changed since its review") if stale_verdict else _("Not reviewed"))


class CoverTemplate(models.Model):
    """The organisation's own Word template of a cover, filled by merge fields; `caps` holds the longest length a box, in words."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    body = models.ForeignKey("partners.Body", verbose_name=_("for papers of"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(_("Word template"), upload_to="cover-templates/")
    sha256 = models.CharField(_("hash of the template"), max_length=64)
    caps = models.JSONField(_("longest length of each box, in words"), default=dict, blank=True)
    is_current = models.BooleanField(_("in use"), default=True)
    uploaded_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CoverSupplement(models.Model):
    """What was added after a cover was frozen: a late paper, or what was said at the meeting. Never changed."""

    class Kind(models.TextChoices):
        LATE = "late", _("Late paper")
        VERBAL = "verbal", _("Said at the meeting")

    cover = models.ForeignKey(PaperCover, on_delete=models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    given_on = models.DateField(_("given on"))
    text = models.TextField(_("what was added"), max_length=6000)
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cover", "number"], name="cover_supplement_once"),
            models.CheckConstraint(
                condition=~Q(text=""), name="cover_supplement_says_something", violation_error_message="Write what was added.",
                violation_error_code="text",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Supplement {self.number} of {self.cover}"


class PaperReturn(models.Model):
    """A paper that was sent back because its engagement section is missing or gives no reasons. It is open until a cover is signed."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="paper_returns")
    meeting = models.ForeignKey(BodyMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="paper_returns")
    reason = models.TextField(_("what is missing or unreasoned"), max_length=1000)
    returned_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision", "-id"], name="paper_return_of_decision")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="paper_return_says_why", violation_error_message="Say what is missing.", violation_error_code="reason"
            )
        ]

    def __str__(self) -> str:
        return self.reason if len(self.reason) <= 80 else self.reason[:77].rstrip() + "…"


class EvidencePack(models.Model):
    """A frozen, numbered, signed evidence pack for a decision, a framework's year or a question about a year.

    Its file never changes; `seen_event` tells what has changed since.
    """

    class Edition(models.TextChoices):
        FULL = "full", _("Full")
        PUBLIC = "public", _("Redacted, for the public")

    class Question(models.TextChoices):
        """The questions that scrutiny asks of a year (assurance.rules.questions)."""

        Q1 = "Q1", _("How does the Board know the duty is met?")
        Q2 = "Q2", _("Which decisions were people involved in, and what changed?")
        Q3 = "Q3", _("Who was heard, and who was not?")
        Q4 = "Q4", _("How are relations with voluntary groups, Healthwatch and scrutiny?")
        Q5 = "Q5", _("How were people told?")
        Q6 = "Q6", _("Service changes: scrutiny, tests and legal risk")
        Q7 = "Q7", _("Is practice improving?")

    class State(models.TextChoices):
        BUILDING = "building", _("Being built")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    reference_prefix = "PACK"

    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="packs")
    framework_year = models.ForeignKey("assurance.FrameworkYear", null=True, blank=True, on_delete=models.PROTECT, related_name="packs")
    question = models.CharField(_("question"), max_length=2, choices=Question.choices, blank=True, default="")
    year = models.CharField(_("financial year"), max_length=7, blank=True, default="")
    edition = models.CharField(_("edition"), max_length=6, choices=Edition.choices, default=Edition.FULL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.BUILDING)
    is_draft = models.BooleanField(_("draft"), default=False)
    with_raw_notes = models.BooleanField(_("with raw notes"), default=False)
    withheld = models.PositiveIntegerField(_("items withheld"), default=0)
    gaps = models.PositiveIntegerField(_("gaps"), default=0)
    items = models.PositiveIntegerField(_("files"), default=0)
    file = models.FileField(upload_to="packs/%Y/", null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(_("hash of the pack"), max_length=64, blank=True, default="")
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    previous_sha256 = models.CharField(max_length=64, blank=True, default="")
    report = models.JSONField(default=dict)
    sources = models.JSONField(default=list)  # ["activity:12", …]: the records that went in
    seen_event = models.BigIntegerField(default=0)  # newest line of history when it was built
    message = models.CharField(max_length=300, blank=True, default="")
    built_by = models.ForeignKey("core.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["decision", "-id"], name="pack_of_decision"),
            models.Index(fields=["framework_year", "-id"], name="pack_of_year"),
            models.Index(fields=["question", "year", "-id"], name="pack_of_question"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(decision__isnull=False, framework_year=None, question="")
                    | Q(decision=None, framework_year__isnull=False, question="")
                    | (Q(decision=None, framework_year=None) & ~Q(question="") & ~Q(year=""))
                ),
                name="pack_is_about_one_thing",
                violation_error_message="A pack is about one decision, one year of a framework or one question about a year.",
            ),
            models.CheckConstraint(condition=~Q(state="ready") | (~Q(sha256="") & Q(size__gt=0)), name="pack_ready_has_hash"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("assurance:pack_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"PACK-{self.pk}"

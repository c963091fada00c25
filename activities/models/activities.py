from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core.models import PublishableQuerySet, Record, published_constraint, record_constraints


class Level(models.TextChoices):
    """Levels of participation (IAP2). No level ranks above another; inform alone is never counted as involvement."""

    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    INVOLVE = "involve", _("Involve")
    COLLABORATE = "collaborate", _("Collaborate")
    EMPOWER = "empower", _("Empower")


class ActivityType(models.Model):
    """What kind of activity (`meeting`, `survey`), with its usual level, as dated data."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("type"), max_length=100)
    usual_level = models.CharField(max_length=12, choices=Level.choices, blank=True, default="")
    common = models.BooleanField(_("offered first on the log form"), default=False)
    with_public = models.BooleanField(_("counts towards public involvement"), default=True)
    position = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class DatePrecision(models.TextChoices):
    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")
    UNKNOWN = "unknown", _("Not known")


class Activity(Record):
    """One thing that happened or will: when, who, what was heard.

    `date_from` is empty exactly when `date_precision` is `unknown`; a month or year is stored as its first day.
    `heard` is the raw note; `summary` is the wording that packs and public pages use. While `corrections_until` is set,
    partners with whom the activity is shared read the note; after that day it is locked.
    """

    reference_prefix = "ACT"
    colleague_paths = ("project__owner_id", "owner_id")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        PHONE = "phone", _("Phone")
        HYBRID = "hybrid", _("Hybrid")
        POST = "post", _("Post or e-mail")

    title = models.CharField(_("title"), max_length=250)
    type = models.ForeignKey(ActivityType, verbose_name=_("type"), on_delete=models.PROTECT, related_name="activities")
    level = models.CharField(_("level of participation"), max_length=12, choices=Level.choices, blank=True, default="")
    status = models.CharField(_("planned or held"), max_length=9, choices=Status.choices, default=Status.HELD)
    date_from = models.DateField(_("date"), null=True, blank=True)
    date_to = models.DateField(_("until"), null=True, blank=True)
    date_precision = models.CharField(_("how exact the date is"), max_length=7, choices=DatePrecision.choices, default=DatePrecision.DAY)
    date_note = models.CharField(_("what the source says about the date"), max_length=200, blank=True, default="")
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("to"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=9, choices=How.choices, blank=True, default="")
    place = models.ForeignKey("partners.Place", verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    venue = models.CharField(_("venue"), max_length=200, blank=True, default="")
    lead_organisation = models.ForeignKey(
        "partners.Organisation", verbose_name=_("lead organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="activities_led"
    )
    lead_text = models.CharField(_("who led it, in the words of the source"), max_length=200, blank=True, default="")
    project = models.ForeignKey("activities.Project", verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    organisations = models.ManyToManyField("partners.Organisation", through="ActivityOrganisation", related_name="activities")
    people = models.ManyToManyField("partners.Person", through="ActivityPerson", related_name="activities")
    staff = models.ManyToManyField("core.User", verbose_name=_("staff present"), blank=True, related_name="activities_attended")
    communities = models.ManyToManyField("partners.Community", verbose_name=_("communities"), blank=True, related_name="activities")
    audience = models.CharField(_("audience"), max_length=300, blank=True, default="")
    purpose = models.TextField(_("purpose"), blank=True, default="", max_length=3000)
    could_influence = models.TextField(_("what people could influence"), blank=True, default="", max_length=3000)
    heard = models.TextField(_("what was heard"), blank=True, default="", max_length=50000)
    heard_in_minutes = models.BooleanField(_("what was heard is in the attached minutes"), default=False)
    summary = models.TextField(_("summary for packs and public pages"), blank=True, default="", max_length=3000)
    next_steps = models.TextField(_("what happens next"), blank=True, default="", max_length=3000)
    adjustments_offered = models.CharField(_("adjustments offered"), max_length=500, blank=True, default="")
    adjustments_met = models.CharField(_("adjustments met"), max_length=500, blank=True, default="")
    cost = models.DecimalField(_("cost in pounds"), max_digits=9, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, default="")
    series = models.ForeignKey("activities.Series", verbose_name=_("series"), null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    notes_by = models.CharField(_("notes by, if somebody else wrote them"), max_length=150, blank=True, default="", db_default="")
    corrections_until = models.DateField(_("partners may correct the note until"), null=True, blank=True)
    written_at = models.DateTimeField(_("written on a device without a connection"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = [F("date_from").desc(nulls_last=True), "-pk"]
        verbose_name_plural = "activities"
        indexes = [
            models.Index(F("date_from").desc(nulls_last=True), F("id").desc(), name="activity_newest"),
            models.Index(F("type"), F("date_from").desc(nulls_last=True), F("id").desc(), name="activity_type_newest"),
            models.Index(F("status"), F("date_from").desc(nulls_last=True), F("id").desc(), name="activity_status_newest"),
            models.Index(F("project"), F("date_from").desc(nulls_last=True), F("id").desc(), name="activity_project_newest"),
            models.Index(F("place"), F("date_from").desc(nulls_last=True), F("id").desc(), name="activity_place_newest"),
            models.Index(fields=["title", "id"], name="activity_title"),
            models.Index(fields=["series", "-date_from"], name="activity_series_newest"),
            models.Index(fields=["date_from", "id"], condition=Q(status="planned"), name="activity_planned"),
            models.Index(fields=["owner", "-date_from"], name="activity_owner_newest"),
            models.Index(fields=["date_to", "id"], condition=Q(date_to__isnull=False), name="activity_ends"),
        ]
        constraints = [
            *record_constraints("activity"),
            published_constraint("activity"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="activity_cost_not_negative",
                violation_error_message="A cost is 0 or more.", violation_error_code="cost",
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="activity_has_title", violation_error_message="Say what happened.", violation_error_code="title"
            ),
            models.CheckConstraint(
                condition=Q(date_to__isnull=True) | Q(date_to__gte=F("date_from")), name="activity_ends_after_start",
                violation_error_message="It must end on or after the day it starts.", violation_error_code="date_to",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(date_to__isnull=False, date_to__gt=F("date_from"))
                | Q(ends_at__gte=F("starts_at")),
                name="activity_ends_later_that_day",
                violation_error_message="It must end after it starts.",
                violation_error_code="ends_at",
            ),
            models.CheckConstraint(
                condition=Q(date_precision="unknown", date_from__isnull=True)
                | (~Q(date_precision="unknown") & Q(date_from__isnull=False)),
                name="activity_date_known_or_not",
                violation_error_message="Enter the date, or say that it is not known.",
                violation_error_code="date_from",
            ),
            models.CheckConstraint(
                condition=Q(date_from__isnull=True) | Q(date_from__gte="1948-07-05"), name="activity_date_in_nhs_times",
                violation_error_message="The date must be on or after 5 July 1948, when the NHS began.", violation_error_code="date_from",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.starts_at is None and self.ends_at is not None:
            raise ValidationError({"starts_at": "Enter when it started."})

    def get_absolute_url(self) -> str:
        return reverse("activities:activity_detail", args=[self.pk])


class ActivityOrganisation(models.Model):
    """An organisation that took part in an activity, and as what."""

    class Part(models.TextChoices):
        PRESENT = "present", _("took part")
        CO_HOST = "co_host", _("co-hosted")
        CREDITED = "credited", _("did complementary work")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="activity_links")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.PRESENT)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "organisation"], name="activity_organisation_once")]
        indexes = [models.Index(fields=["organisation", "-activity"], name="activities_of_organisation")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_part_display()}"


class ActivityPerson(models.Model):
    """A person who took part, and the organisation they spoke for that day."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="person_links")
    person = models.ForeignKey("partners.Person", on_delete=models.PROTECT, related_name="activity_links")
    organisation = models.ForeignKey("partners.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="activity_person_once")]
        indexes = [models.Index(fields=["person", "-activity"], name="activities_of_person")]

    def __str__(self) -> str:
        return str(self.person)


class ParticipationCount(models.Model):
    """How many took part and how that was counted."""

    class Method(models.TextChoices):
        REGISTER = "register", _("counted by register")
        ESTIMATE = "estimate", _("estimated")
        RESPONSES = "responses", _("responses received")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="counts")
    what = models.CharField(_("who or what was counted"), max_length=100, default="Members of the public")
    number = models.PositiveIntegerField(_("number"))
    method = models.CharField(_("how counted"), max_length=9, choices=Method.choices, default=Method.REGISTER)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__lte=10_000_000),
                name="count_is_plausible",
                violation_error_message="Enter a number up to 10 million.",
                violation_error_code="number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what} ({self.get_method_display()})"


class ActivityFile(models.Model):
    """A file that belongs to an activity: whose it is, and whether it is agreed. `published` files go into packs."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("Minutes")
        QUESTIONNAIRE = "questionnaire", _("Questionnaire or guide")
        REPORT = "report", _("Report or findings")
        PROFILE = "profile", _("Who took part (profile)")
        MATERIAL = "material", _("Material used")
        OTHER = "other", _("Other")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="files")
    attachment = models.ForeignKey("core.Attachment", on_delete=models.PROTECT, related_name="activity_files")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices, default=Kind.OTHER)
    whose = models.CharField(_("whose"), max_length=150, blank=True, default="")
    is_agreed = models.BooleanField(_("agreed, not a draft"), default=False)
    is_published = models.BooleanField(_("published"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "attachment"], name="activity_file_once")]

    def __str__(self) -> str:
        return str(self.attachment)


class MissingFact(models.Model):
    """Something that the source does not say about an activity. It shows as a gap until the record says it.

    Kinds other than `other` close by themselves when the record holds the fact (`activities.rules.is_known`).
    """

    class Fact(models.TextChoices):
        DATE = "date", _("the date")
        NUMBER = "number", _("how many")
        ORGANISATIONS = "organisations", _("which organisations")
        COMMUNITIES = "communities", _("which communities")
        QUESTIONS = "questions", _("the questions asked")
        PROFILE = "profile", _("who took part")
        NOTES = "notes", _("what was heard")
        REPORT = "report", _("the report or findings")
        OTHER = "other", _("something else")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="missing_facts")
    fact = models.CharField(_("what is missing"), max_length=13, choices=Fact.choices)
    text = models.CharField(_("in words"), max_length=200)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "fact", "text"], name="missing_fact_once")]

    def __str__(self) -> str:
        return self.text

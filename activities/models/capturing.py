"""E-mails and invitations that somebody gave us, waiting for a person to say what they are."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CapturedMessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CapturedMessageQuerySet":
        """Messages that the person captured, those of their team or of teams they lead, and those that came without a name.

        Partner users and colleagues see none.
        """
        if not getattr(user, "is_authenticated", False) or not user.is_active or not user.has_right("log_activities"):
            return self.none()
        teams = {user.team_id, *user.led_team_ids} - {None}
        common = Q(team_id__in=teams) | Q(captured_by=None, team=None)
        return self.filter(Q(captured_by=user) | (common & Q(needs_care=False)))


class CapturedMessage(models.Model):
    """One e-mail or calendar entry as it came, and what became of it. `reason` says the outcome in words."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("E-mail")
        INVITATION = "invitation", _("Invitation")

    class Door(models.TextChoices):
        UPLOAD = "upload", _("Dropped on the page")
        MAILBOX = "mailbox", _("Sent to the mailbox")
        COMMAND = "command", _("Read by a command")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for you")
        MADE = "made", _("Became an activity")
        UPDATE = "update", _("Changed an activity or a waiting message")
        DUPLICATE = "duplicate", _("Already here")
        DISMISSED = "dismissed", _("Set aside")
        REFUSED = "refused", _("Refused")

    class SenderCheck(models.TextChoices):
        VERIFIED = "verified", _("Sender confirmed by the mail server")
        UNVERIFIED = "unverified", _("Sender not confirmed")
        FAILED = "failed", _("Sender check failed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MAIL)
    door = models.CharField(_("how it came"), max_length=7, choices=Door.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("outcome in words"), max_length=300, blank=True, default="")
    message_id = models.CharField(max_length=500, blank=True, default="")
    thread = models.CharField(_("first message of the thread"), max_length=500, blank=True, default="")
    uid = models.CharField(_("calendar entry"), max_length=500, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=20, blank=True, default="")
    file_name = models.CharField(_("file"), max_length=255, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    subject = models.CharField(_("subject"), max_length=500, blank=True, default="")
    sender_name = models.CharField(max_length=200, blank=True, default="")
    sender_address = models.CharField(max_length=320, blank=True, default="")
    sender_check = models.CharField(_("sender"), max_length=10, choices=SenderCheck.choices, default=SenderCheck.UNVERIFIED)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_all_day = models.BooleanField(default=False)
    place = models.CharField(_("where"), max_length=300, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="", max_length=100_000)
    tag = models.CharField(_("project or decision named in it"), max_length=20, blank=True, default="")
    attachment = models.ForeignKey("core.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="captured_messages")
    activity = models.ForeignKey("activities.Activity", null=True, blank=True, on_delete=models.PROTECT, related_name="captured_messages")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    needs_care = models.BooleanField(default=False)
    captured_by = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="captured_messages")
    team = models.ForeignKey("core.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("captured"), db_default=Now(), editable=False)

    objects = CapturedMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "team", "-id"], name="captured_message_tray"),
            models.Index(fields=["captured_by", "state", "-id"], name="captured_message_mine"),
            models.Index(fields=["thread"], name="captured_message_thread"),
            models.Index(fields=["activity"], name="captured_message_activity"),
            models.Index(fields=["sha256"], name="captured_message_file"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "duplicate", "dismissed"]) | ~Q(reason=""), name="captured_message_refused_with_reason",
                violation_error_message="Say why it is refused or set aside.", violation_error_code="reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(activity__isnull=False), name="captured_message_made_has_activity",
                violation_error_message="Say which activity it became.", violation_error_code="activity",
            ),
            models.UniqueConstraint(
                Coalesce("team", 0), "message_id", condition=Q(state__in=["waiting", "made"], kind="mail") & ~Q(message_id=""),
                name="captured_mail_once", violation_error_message="This e-mail is already here.",
            ),
            models.UniqueConstraint(
                Coalesce("team", 0), "uid", "sequence", condition=Q(state__in=["waiting", "made"], kind="invitation") & ~Q(uid=""),
                name="captured_invitation_once", violation_error_message="This invitation is already here.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("desk:message_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """`MSG-12`, for receipts and the command."""
        return f"MSG-{self.pk}"


class CapturedAddress(models.Model):
    """One address of a captured message and whom it belongs to. Nobody is made from it by a machine."""

    class Part(models.TextChoices):
        SENDER = "sender", _("From")
        TO = "to", _("To")
        COPY = "copy", _("Copy")
        ORGANISER = "organiser", _("Organiser")
        ATTENDEE = "attendee", _("Invited")

    message = models.ForeignKey(CapturedMessage, on_delete=models.CASCADE, related_name="addresses")
    part = models.CharField(max_length=9, choices=Part.choices)
    address = models.CharField(_("address"), max_length=320)
    name = models.CharField(_("name as written"), max_length=200, blank=True, default="")
    person = models.ForeignKey("partners.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_ours = models.BooleanField(_("the mailbox itself"), default=False)
    is_ignored = models.BooleanField(_("left out by a person"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "part", "address"], name="captured_address_once")]
        indexes = [models.Index(fields=["address"], name="captured_address")]

    def __str__(self) -> str:
        return self.name or self.address

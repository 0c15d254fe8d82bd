from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.identifiers import uuid7
from courses.choices import BatchMode, BatchState, Part, SelfEnrolment, SessionState
from courses.querysets import BatchQuerySet, SessionQuerySet
from members.choices import Zone


class Batch(models.Model):
    """One run of a course. Closing it fixes what was delivered; certificates are issued from closed batches only."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("For addresses and commands: smrt-2020-yk")
    )
    course = models.ForeignKey(
        "courses.CoursePage", verbose_name=_("course"), on_delete=models.PROTECT, related_name="batches"
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("Angkatan I, Yogyakarta"))

    mode = models.CharField(_("mode"), max_length=10, choices=BatchMode.choices, default=BatchMode.ONSITE)
    venue = models.CharField(_("venue"), max_length=150, blank=True)
    city = models.CharField(_("city"), max_length=80)
    map_url = models.URLField(_("map link"), blank=True)
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone.choices, default=Zone.WIB)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    nominations_until = models.DateField(
        _("offices nominate until"),
        null=True,
        blank=True,
        help_text=_("The last day on which office heads and coordinators name their people. Left empty, they cannot."),
    )
    swaps_until = models.DateField(
        _("nominated people may be swapped until"),
        null=True,
        blank=True,
        help_text=_("Left empty, as long as offices nominate."),
    )
    accepting_confirms = models.BooleanField(
        _("participants who accept by the link in the mail are confirmed at once"),
        default=True,
        help_text=_("Otherwise the answer is noted, and the organiser confirms."),
    )
    self_enrolment = models.CharField(
        _("who may enrol on the course page"),
        max_length=10,
        choices=SelfEnrolment.choices,
        default=SelfEnrolment.NOBODY,
    )
    notice = models.TextField(_("venue notice"), blank=True, help_text=_("Health protocol, dress, what to bring."))

    state = models.CharField(_("state"), max_length=10, choices=BatchState.choices, default=BatchState.DRAFT)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "members.User", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="courses_batch_days_in_order",
                violation_error_message=_("The last day may not lie before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="courses_batch_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.state == BatchState.CLOSED

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def today(self) -> date:
        """The day on the calendars of its place."""
        return timezone.localdate(clock.now(), ZoneInfo(self.zone))

    @property
    def has_begun(self) -> bool:
        return self.today >= self.starts_on

    @property
    def takes_nominations(self) -> bool:
        return self._is_open_until(self.nominations_until)

    @property
    def takes_swaps(self) -> bool:
        return self._is_open_until(self.last_swaps_on)

    @property
    def takes_members(self) -> bool:
        """Whether members may enrol themselves today."""
        return self.self_enrolment != SelfEnrolment.NOBODY and self._is_open_until(
            self.nominations_until or self.starts_on
        )

    @property
    def fills_places(self) -> bool:
        """Whether a place that becomes free goes to the waiting list: nobody is called in the middle of a training."""
        return not self.is_closed and self.today <= self.last_filled_on

    @property
    def last_filled_on(self) -> date:
        return max(self.starts_on, self.nominations_until or self.starts_on)

    @property
    def last_swaps_on(self) -> date | None:
        return self.swaps_until or self.nominations_until

    def _is_open_until(self, day: date | None) -> bool:
        return self.state == BatchState.OPEN and day is not None and self.today <= day


class BatchPart(models.Model):
    """A person's part in a batch beside participating: speaker, moderator, committee."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="parts")
    member = models.ForeignKey("members.User", on_delete=models.PROTECT, related_name="parts", verbose_name=_("person"))
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    function = models.CharField(_("function"), max_length=200, blank=True, help_text=_("As printed on paper."))

    class Meta:
        verbose_name = _("part in a batch")
        verbose_name_plural = _("parts in a batch")
        constraints = [models.UniqueConstraint(fields=["batch", "member", "part"], name="courses_batchpart_unique")]


class Session(models.Model):
    """A slot in the timetable: what was planned, and what was delivered."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("batch"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    subject = models.CharField(_("subject"), max_length=250)
    room = models.CharField(_("room"), max_length=200, blank=True)
    online_url = models.URLField(
        _("link for those who take part online"),
        max_length=500,
        blank=True,
        default="",
        db_default="",  # for processes of an earlier version, until they are begun anew
        help_text=_("Only those enrolled, the speakers and the organisers are led there."),
    )

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    jp = models.DecimalField(_("JP planned"), max_digits=5, decimal_places=2)

    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    delivered_starts_at = models.DateTimeField(_("started"), null=True, blank=True)
    delivered_ends_at = models.DateTimeField(_("ended"), null=True, blank=True)
    delivered_jp = models.DecimalField(_("JP delivered"), max_digits=5, decimal_places=2, null=True, blank=True)
    delivered_speaker = models.CharField(
        _("who delivered it"),
        max_length=250,
        blank=True,
        help_text=_("Function as printed on the certificate's reverse."),
    )

    sequence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How often what stands in calendars changed: a calendar takes the entry with the higher number."""

    speakers = models.ManyToManyField(BatchPart, through="SessionSpeaker", related_name="sessions")
    materials = models.ManyToManyField("courses.MaterialPage", through="SessionMaterial", related_name="sessions")
    changed_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["batch", "starts_at", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="courses_session_times_in_order",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="delivered")
                | models.Q(
                    delivered_starts_at__isnull=False, delivered_ends_at__isnull=False, delivered_jp__isnull=False
                ),
                name="courses_session_delivered_is_whole",
                violation_error_message=_("A delivered session has a start, an end and its JP."),
            ),
        ]
        indexes = [models.Index(fields=["batch", "-changed_at"], name="courses_session_changed")]

    def __str__(self) -> str:
        return self.subject

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= clock.now()


class SessionSpeaker(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="session_speakers")
    part = models.ForeignKey(BatchPart, on_delete=models.PROTECT, related_name="session_speakers")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "part"], name="courses_sessionspeaker_unique")]


class DeliveredBy(models.Model):
    """Who taught a session that was delivered: somebody with a part in the batch, whose name and function may still be
    corrected; or, without a part, a guest of whom only what was written is known. Personal data of speakers."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="delivered_by")
    part = models.ForeignKey(BatchPart, null=True, on_delete=models.PROTECT, related_name="delivered")
    written = models.CharField(max_length=250)
    """As it was confirmed: `part` is known again by it when the same words are confirmed once more."""
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "part"], name="courses_deliveredby_unique")]


class SessionMaterial(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="session_materials")
    material = models.ForeignKey("courses.MaterialPage", on_delete=models.PROTECT, related_name="session_materials")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "material"], name="courses_sessionmaterial_unique")]

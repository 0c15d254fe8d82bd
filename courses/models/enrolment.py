from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from courses.choices import ACTIVE_ENROLMENTS, LEFT_BY_OTHERS, OCCUPYING_ENROLMENTS, EnrolmentState, LeftAs
from courses.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """A member in a batch. The office is fixed at enrolment: certificates and reports name it whatever came later.

    Personal data: that somebody took part, who sent them by which letter, and why they did not come, which is blanked
    when the account is erased. The rest is kept for the certificates and hours that rest on it.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    batch = models.ForeignKey(
        "courses.Batch", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("batch")
    )
    member = models.ForeignKey(
        "members.User", on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("participant")
    )
    office = models.ForeignKey(
        "members.Office",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("office at enrolment"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.CONFIRMED
    )
    enrolled_at = models.DateTimeField(_("enrolled"), default=timezone.now)
    enrolled_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    nominated_by = models.ForeignKey(
        "members.User",
        verbose_name=_("nominated by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The person themself, where somebody asked for a place with approval."),
    )
    letter_number = models.CharField(_("number of the letter"), max_length=100, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    # db_default: for processes of an earlier version, until they are begun anew
    left_as = models.CharField(
        _("how the place was left"), max_length=10, choices=LeftAs.choices, blank=True, default="", db_default=""
    )
    left_reason = models.CharField(_("why it was left"), max_length=250, blank=True, default="", db_default="")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "member"],
                name="courses_enrolment_unique",
                violation_error_message=_("This member is enrolled in this batch already."),
            )
        ]
        indexes = [
            models.Index(fields=["member", "state"], name="courses_enrolment_member"),
            models.Index(fields=["batch", "state"], name="courses_enrolment_batch"),
            models.Index(
                fields=["batch", "waiting_since"],
                condition=models.Q(state=EnrolmentState.WAITING),
                name="courses_enrolment_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.batch}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_ENROLMENTS

    @property
    def takes_place(self) -> bool:
        return self.state in OCCUPYING_ENROLMENTS

    @property
    def state_words(self) -> str:
        """Who was taken back, refused or swapped is not said to have withdrawn."""
        if self.state == EnrolmentState.WITHDRAWN and self.left_as in LEFT_BY_OTHERS:
            return gettext("not registered any more")
        return self.get_state_display()

    @property
    def is_own_wish(self) -> bool:
        """Asked for by the person, not sent by an office."""
        return self.nominated_by_id is not None and self.nominated_by_id == self.member_id

    @property
    def awaits_approval(self) -> bool:
        """Asked for by the person, who then cannot be the one that says yes."""
        return self.state == EnrolmentState.NOMINATED and self.is_own_wish


class MaterialProgress(models.Model):
    """That a participant opened a material: first and latest time, and the revision seen last."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    material = models.ForeignKey("courses.MaterialPage", on_delete=models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField(_("first opened"), default=timezone.now)
    last_opened_at = models.DateTimeField(_("last opened"), default=timezone.now)
    revision_seen = models.BigIntegerField(_("revision seen last"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "material"], name="courses_progress_unique")]

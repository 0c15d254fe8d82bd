from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from quizzes.choices import GroupKind
from quizzes.models.schedule import Allowed


class GroupAccommodationQuerySet(models.QuerySet["GroupAccommodation"]):
    def standing(self) -> GroupAccommodationQuerySet:
        return self.filter(taken_back_at=None)


class GroupAccommodation(Allowed):
    """Rules that a group of a batch got by one deed, with one reason that all of them read.

    What they come to for each person stands on the person's own row, which the pages of a test read already.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    quiz = models.ForeignKey("quizzes.QuizPage", on_delete=models.CASCADE, related_name="group_accommodations")
    batch = models.ForeignKey("courses.Batch", on_delete=models.CASCADE, related_name="group_accommodations")
    kind = models.CharField(_("for whom"), max_length=10, choices=GroupKind.choices)
    office = models.ForeignKey("members.Office", null=True, on_delete=models.PROTECT, related_name="+")
    province = models.ForeignKey("members.Province", null=True, on_delete=models.PROTECT, related_name="+")
    once = models.CharField(max_length=40, help_text=_("Of the form it came by: a second tap gives nothing twice."))
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    why_taken_back = models.CharField(max_length=300, blank=True)

    objects = GroupAccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accommodation of a group")
        verbose_name_plural = _("accommodations of groups")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "batch", "once"], name="quizzes_group_once"),
            models.CheckConstraint(
                condition=models.Q(kind="office", office__isnull=False, province__isnull=True)
                | models.Q(kind="province", office__isnull=True, province__isnull=False)
                | models.Q(kind="people", office__isnull=True, province__isnull=True),
                name="quizzes_group_names_whom",
            ),
        ]


class GroupShare(models.Model):
    """That a participant is in a group with rules of its own. Personal data: goes with the account."""

    group = models.ForeignKey(GroupAccommodation, on_delete=models.CASCADE, related_name="shares")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="group_shares")

    class Meta:
        verbose_name = _("person in a group")
        verbose_name_plural = _("people in groups")
        constraints = [models.UniqueConstraint(fields=["group", "enrolment"], name="quizzes_groupshare_unique")]

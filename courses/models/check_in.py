"""What check-in needs beside attendance itself: devices without a signal, people at the door, the signed sheet."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import uuid7
from courses.choices import DoorState
from courses.models.batch import Session
from courses.models.enrolment import Enrolment
from courses.models.pack import private_storage


class AttendanceDevice(models.Model):
    """That somebody who keeps the list of a session may do so on a device without a signal, until a moment.

    The key that the device signs its entries with is made from `uid` and kept there alone.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="devices")
    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    # Those that the device did not make, or that name nobody of the batch; the others stand as entries.
    refused = models.PositiveIntegerField(_("entries refused"), default=0)

    class Meta:
        verbose_name = _("device for check-in")
        verbose_name_plural = _("devices for check-in")


class OfflineEntry(models.Model):
    """An entry that a device made without a signal and sent later: its id, which the device gave it, counts once.

    One that could not be counted (the batch was closed by then, the person withdrawn) stands here with the sentence
    that refused it, so that nothing of what was seen at a door is lost.

    Personal data; erased with the enrolment.
    """

    entry = models.UUIDField(unique=True)
    device = models.ForeignKey(AttendanceDevice, on_delete=models.CASCADE, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(_("time that the device told"))
    taken_at = models.DateTimeField(default=timezone.now)
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("entry made without a signal")
        verbose_name_plural = _("entries made without a signal")


class DoorRequest(models.Model):
    """Somebody in the room without a place in the batch asks for one, with a code that was good at `scanned_at`.

    Personal data. An answered request stays, with who answered it, as long as the batch.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="door_requests")
    member = models.ForeignKey("members.User", on_delete=models.CASCADE, related_name="door_requests")
    state = models.CharField(_("state"), max_length=10, choices=DoorState.choices, default=DoorState.WAITING)
    scanned_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request at the door")
        verbose_name_plural = _("requests at the door")
        ordering = ["scanned_at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="courses_doorrequest_unique")]


class SignedSheet(models.Model):
    """The scan of a sign-in sheet with people's signatures. Personal data; kept as the proof of attendance."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="signed_sheets")
    file = models.FileField(_("file"), storage=private_storage, upload_to="sign-in-sheets", max_length=200)
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey("members.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("signed sheet")
        verbose_name_plural = _("signed sheets")
        ordering = ["uploaded_at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "digest"], name="courses_signedsheet_once")]

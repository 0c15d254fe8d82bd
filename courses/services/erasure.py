"""What courses let go when an account is erased: who was asked, how a speaker describes the own person, a place that
is not used any more. What was learnt and taught stays with the account that has no name."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from core import clock
from core.models import Picture
from courses.choices import BatchState, EnrolmentState
from courses.models import (
    Attendance,
    AttendanceChange,
    BatchPart,
    CalendarAddress,
    CourseOrganiser,
    DoorRequest,
    Enrolment,
    ManualTick,
    PlaceLink,
    Session,
    SpeakerInvitation,
    SpeakerProfile,
)
from courses.services.enrolment import withdraw_enrolment
from courses.services.import_forgetting import forget_in_imports
from courses.services.invitation_retention import remove_invitations
from members.models import User
from members.services.forgetting import blank_messages


@transaction.atomic
def forget_member(member: User) -> None:
    _forget_invitations(member)
    _forget_profile(member)
    forget_in_imports(member)
    PlaceLink.objects.filter(asked=member).delete()
    _forget_at_the_door(member)
    CourseOrganiser.objects.filter(member=member).delete()
    CalendarAddress.objects.filter(member=member).delete()
    ManualTick.objects.filter(enrolment__member=member).update(note="", undo_reason="")
    open_ones = Enrolment.objects.filter(member=member).exclude(batch__state=BatchState.CLOSED).select_related("batch")
    for enrolment in open_ones.exclude(state__in=[EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN]):
        withdraw_enrolment(enrolment=enrolment)
    Enrolment.objects.filter(member=member).exclude(left_reason="").update(left_reason="")
    parts = BatchPart.objects.filter(member=member)
    Session.objects.filter(speakers__in=parts.values("pk")).update(changed_at=clock.now())  # fragments show the name


def _forget_invitations(member: User) -> None:
    own = Q(accepted_by=member)
    if member.email:
        own |= Q(email__iexact=member.email)
    invitations = SpeakerInvitation.objects.filter(own)
    remove_invitations(invitations=invitations.filter(accepted_at=None))
    for accepted in invitations:
        blank_messages(of=Q(key__in=accepted.message_keys))
    invitations.update(name="–", email="", function="")


def _forget_at_the_door(member: User) -> None:
    """Which device somebody used, and what was written about them. Where they were stays: their hours rest on it."""
    Attendance.objects.filter(enrolment__member=member).update(device="", reason="")
    AttendanceChange.objects.filter(attendance__enrolment__member=member).update(reason="")
    DoorRequest.objects.filter(member=member).delete()


def _forget_profile(member: User) -> None:
    profile = SpeakerProfile.objects.filter(member=member).select_related("photo").first()
    photos = Picture.objects.filter(pk=profile.photo_id, uploaded_by_user=member) if profile else Picture.objects.none()
    for photo in photos:
        photo.delete()  # its file and renditions go after the commit
    if profile is not None:
        profile.delete()

"""What courses keep about a person, for the copy of the own data that members take out."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from courses.choices import Part
from courses.models import (
    Attendance,
    AttendanceChange,
    BatchPart,
    CalendarAddress,
    ChecklistTick,
    Completion,
    CourseOrganiser,
    DeliveredBy,
    DoorRequest,
    Enrolment,
    EvaluationMark,
    ImportedRow,
    ManualTick,
    MaterialProgress,
    MaterialSpeaker,
    OfflineEntry,
    PlaceLink,
    QuestionVote,
    RecordingProgress,
    RequirementResult,
    SelfCheckAnswer,
    SessionQuestion,
    SpeakerInvitation,
    SpeakerProfile,
)
from members.models import User


def speaker_data(member: User) -> dict[str, Any]:
    """With the invitations to the own address, accepted or not."""
    profile = SpeakerProfile.objects.filter(member=member).values("function", "biography", "photo__title").first()
    parts = BatchPart.objects.filter(member=member).order_by("pk")
    taught = DeliveredBy.objects.filter(part__member=member).order_by("pk")
    named = MaterialSpeaker.objects.filter(member=member).order_by("pk")
    theirs = Q(accepted_by=member) | Q(email__iexact=member.email) if member.email else Q(accepted_by=member)
    invitations = SpeakerInvitation.objects.filter(theirs).order_by("pk")
    return {
        "profile": profile or {},
        "speaks": list(parts.filter(part=Part.SPEAKER).values("batch__name", "function")),
        "helps": list(parts.exclude(part=Part.SPEAKER).values("batch__name", "part", "function")),
        "taught": list(taught.values("session__subject", "session__batch__name", "written")),
        "materials": list(named.values("material__title")),
        "invitations": list(
            invitations.values("batch__name", "name", "email", "function", "created_at", "opened_at", "accepted_at")
        ),
    }


def organiser_data(member: User) -> list[dict[str, Any]]:
    rows = CourseOrganiser.objects.filter(member=member).order_by("pk")
    return list(rows.values("course__title"))


def learning_data(member: User) -> dict[str, Any]:
    """Where somebody took part, and what was left there: opened, ticked, answered, played, reached.

    What was scored in tests is told with the attempts, as far as the rules of each test let it be seen.
    """
    own = {"enrolment__member": member}
    enrolments = Enrolment.objects.filter(member=member).order_by("pk")
    opened = MaterialProgress.objects.filter(**own).order_by("pk")
    ticks = ChecklistTick.objects.filter(**own).order_by("pk")
    answers = SelfCheckAnswer.objects.filter(**own).order_by("pk")
    results = RequirementResult.objects.filter(**own).order_by("pk")
    completions = Completion.objects.filter(**own).order_by("pk")
    asked = SessionQuestion.objects.filter(asked_by=member).order_by("pk")
    votes = QuestionVote.objects.filter(member=member).order_by("pk")
    filled = EvaluationMark.objects.filter(**own).order_by("pk")
    attended = Attendance.objects.filter(**own).order_by("pk")
    corrected = AttendanceChange.objects.filter(attendance__enrolment__member=member).order_by("pk")
    links = PlaceLink.objects.filter(asked=member).order_by("pk")
    calendars = CalendarAddress.objects.filter(member=member)
    by_hand = ManualTick.objects.filter(**own).order_by("pk")
    listed = ImportedRow.objects.filter(member=member).order_by("pk")
    at_doors = DoorRequest.objects.filter(member=member).order_by("pk")
    by_phone = OfflineEntry.objects.filter(**own).order_by("pk")
    played = RecordingProgress.objects.filter(**own).order_by("pk")
    return {
        "enrolments": list(
            enrolments.values(
                "batch__name",
                "office__name",
                "state",
                "enrolled_at",
                "letter_number",
                "letter_date",
                "waiting_since",
                "accepted_at",
                "left_as",
                "left_reason",
            )
        ),
        "places": list(links.values("enrolment__batch__name", "asked_as", "sent_at", "answer", "answered_at")),
        "lists": list(listed.values("staged__batch__name", "staged__created_at", "number", "values")),
        "opened": list(opened.values("material__title", "opened_at", "last_opened_at")),
        "results": list(results.values("enrolment__batch__name", "key", "met", "recorded_at")),
        "ticked_by_hand": list(by_hand.values("requirement__label", "note", "ticked_at", "undone_at", "undo_reason")),
        "completions": list(completions.values("enrolment__batch__name", "passed_test", "completed_at")),
        "attendance": list(attended.values("session__subject", "state", "arrived_at", "left_at", "method", "reason")),
        "attendance_corrected": list(
            corrected.values("attendance__session__subject", "state_before", "state", "reason", "changed_at")
        ),
        "asked_at_the_door": list(at_doors.values("session__subject", "scanned_at", "state", "reason")),
        "noted_without_a_signal": list(by_phone.values("device__session__subject", "told_at", "taken_at", "refusal")),
        "ticks": list(ticks.values("material__title", "item", "is_ticked", "ticked_at")),
        "self_checks": list(answers.values("material__title", "block", "chosen", "is_right", "answered_at")),
        # That it was filled is all that is known: what was answered belongs to nobody.
        "evaluated": list(filled.values("enrolment__batch__name", "section", "part__member__name")),
        "calendar_address": list(calendars.values("round", "made_at")),
        "questions": list(asked.values("session__subject", "text", "hides_name", "asked_at", "answer")),
        "votes": list(votes.values("question__session__subject", "question__text")),
        "recordings": list(
            played.values("recording__title", "spans", "watched_share", "position", "positioned_at", "updated_at")
        ),
    }

from courses.models.attendance import Attendance, AttendanceChange
from courses.models.batch import Batch, BatchPart, DeliveredBy, Session, SessionMaterial, SessionSpeaker
from courses.models.change import MaterialChange
from courses.models.check_in import AttendanceDevice, DoorRequest, OfflineEntry, SignedSheet
from courses.models.clone import CloneRecord
from courses.models.completion import Completion, CompletionRule, RequirementResult, RuleCondition
from courses.models.enrolment import Enrolment, MaterialProgress
from courses.models.evaluation import (
    BatchEvaluation,
    EvaluatedSubject,
    EvaluationInstrument,
    EvaluationMark,
    EvaluationQuestion,
    EvaluationRemark,
    EvaluationTally,
)
from courses.models.invitation import SpeakerInvitation
from courses.models.manual import ManualRequirement, ManualTick
from courses.models.nomination import BatchQuota, PlaceLink
from courses.models.pack import SessionPack
from courses.models.pages import (
    CourseIndexPage,
    CourseOrganiser,
    CoursePage,
    MaterialPage,
    MaterialSpeaker,
    SpeakerProfile,
)
from courses.models.participant_import import ImportedRow, ParticipantImport
from courses.models.places import MaterialPlace
from courses.models.questions import QuestionVote, SessionQuestion
from courses.models.reading import ChecklistTick, SelfCheckAnswer
from courses.models.reminder import BatchReminder
from courses.models.slides import SlideDeck, SlidePicture
from courses.models.timetable import CalendarAddress, TimetableChange
from courses.models.topics import Competency, Topic
from courses.models.watching import MaterialRecording, RecordingProgress
from courses.models.workflow import OrganiserApprovalTask

__all__ = [
    "Attendance",
    "AttendanceChange",
    "AttendanceDevice",
    "Batch",
    "BatchEvaluation",
    "BatchPart",
    "BatchQuota",
    "BatchReminder",
    "CalendarAddress",
    "ChecklistTick",
    "CloneRecord",
    "Competency",
    "Completion",
    "CompletionRule",
    "CourseIndexPage",
    "CourseOrganiser",
    "CoursePage",
    "DeliveredBy",
    "DoorRequest",
    "Enrolment",
    "EvaluatedSubject",
    "EvaluationInstrument",
    "EvaluationMark",
    "EvaluationQuestion",
    "EvaluationRemark",
    "EvaluationTally",
    "ImportedRow",
    "ManualRequirement",
    "ManualTick",
    "MaterialChange",
    "MaterialPage",
    "MaterialPlace",
    "MaterialProgress",
    "MaterialRecording",
    "MaterialSpeaker",
    "OfflineEntry",
    "OrganiserApprovalTask",
    "ParticipantImport",
    "PlaceLink",
    "QuestionVote",
    "RecordingProgress",
    "RequirementResult",
    "RuleCondition",
    "SelfCheckAnswer",
    "Session",
    "SessionMaterial",
    "SessionPack",
    "SessionQuestion",
    "SessionSpeaker",
    "SignedSheet",
    "SlideDeck",
    "SlidePicture",
    "SpeakerInvitation",
    "SpeakerProfile",
    "TimetableChange",
    "Topic",
]

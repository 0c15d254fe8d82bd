from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    ENROLLED = "enrolled", _("Those enrolled")
    MEMBERS = "members", _("All members")
    PUBLIC = "public", _("Everybody")


class RecordingKind(models.TextChoices):
    """What the recordings of a material are to their readers: with one film among them, they watch."""

    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")


class BatchMode(models.TextChoices):
    ONSITE = "onsite", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class BatchState(models.TextChoices):
    DRAFT = "draft", _("in preparation")
    OPEN = "open", _("running")
    CLOSED = "closed", _("closed")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


class ClashKind(models.TextChoices):
    """What two sessions at the same time both need."""

    SPEAKER = "speaker", _("Speaker")
    ROOM = "room", _("Room")
    PARTICIPANTS = "participants", _("Participants")


class Part(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    COMMITTEE = "committee", _("committee")


class InvitationState(models.TextChoices):
    """How far an invitation came, told from its times."""

    SENT = "sent", _("sent")
    OPENED = "opened", _("opened")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


class EnrolmentState(models.TextChoices):
    NOMINATED = "nominated", _("nominated")
    WAITING = "waiting", _("on the waiting list")
    CONFIRMED = "confirmed", _("confirmed")
    PRESENT = "present", _("present")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SelfEnrolment(models.TextChoices):
    """Whether members may put themselves into a batch."""

    NOBODY = "nobody", _("nobody: offices nominate, organisers enrol")
    APPROVAL = "approval", _("members of the site, with approval")
    AT_ONCE = "at_once", _("members of the site, at once")


class ReminderKind(models.TextChoices):
    """What a batch reminds its people of by itself."""

    MATERIAL = "material", _("Speakers whose material is missing")
    MISSING = "missing", _("Participants who still miss something")
    TOMORROW = "tomorrow", _("The sessions of tomorrow")


class AskedAs(models.TextChoices):
    """Why somebody is asked by a link about a place."""

    NOMINEE = "nominee", _("nominated")
    SUPERIOR = "superior", _("superior")
    PROMOTED = "promoted", _("from the waiting list")


class LeftAs(models.TextChoices):
    """How somebody came to be withdrawn; nothing is known where the system did it, or long ago."""

    DECLINED = "declined", _("cannot come")
    GIVEN_UP = "given_up", _("gave the place up")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")
    SWAPPED = "swapped", _("swapped for somebody else")


# Others decided: nobody who left like this withdrew.
LEFT_BY_OTHERS = frozenset({LeftAs.REFUSED, LeftAs.TAKEN_BACK, LeftAs.SWAPPED})


class LinkAnswer(models.TextChoices):
    NONE = "", _("no answer yet")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


# Who may read the materials and sit the tests of a batch. What else each state allows: courses/states.py.
ACTIVE_ENROLMENTS = (EnrolmentState.CONFIRMED, EnrolmentState.PRESENT, EnrolmentState.COMPLETED)
# Who still has something to do.
UNFINISHED_ENROLMENTS = (EnrolmentState.CONFIRMED, EnrolmentState.PRESENT)
# Who takes one of the batch's places.
OCCUPYING_ENROLMENTS = (*ACTIVE_ENROLMENTS, EnrolmentState.NOMINATED)
# What an organiser may make of an enrolment; completed it becomes by the rule alone.
SET_BY_HAND = (EnrolmentState.CONFIRMED, EnrolmentState.PRESENT, EnrolmentState.WITHDRAWN)


class Rounding(models.TextChoices):
    """How minutes become teaching hours (JP)."""

    DOWN = "down", _("whole hours, rounded down")
    HALF_UP = "half_up", _("whole hours, half rounded up")
    EXACT = "exact", _("two decimals")


# The keys of the requirements that courses itself answers for.
MATERIALS = "materials"
EVALUATION = "evaluation"
ATTENDANCE = "attendance"
# The kind of those that people tick off; a key names the one it is, `manual:<uid>`.
MANUAL = "manual"


class AttendanceState(models.TextChoices):
    """How somebody attended one session. Nobody noted yet has no row, which counts as absent."""

    PRESENT = "present", _("attended")
    LATE = "late", _("came late")
    LEFT_EARLY = "left_early", _("left early")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")
    # Noted for a day that the session was moved from since: for the day that it has now nobody noted them yet.
    MOVED = "moved", _("not noted (moved)")


# What somebody may say of a person.
SAID_BY_HAND = [(state.value, state.label) for state in AttendanceState if state != AttendanceState.MOVED]
# Who was there, for however long.
ATTENDED = (AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY)


class AttendanceMethod(models.TextChoices):
    """How it came to be known."""

    QR = "qr", _("QR code")
    DIGITS = "digits", _("digits")
    HAND = "hand", _("list")
    OFFLINE = "offline", _("list without a signal")
    DOOR = "door", _("enrolled at the door")


# A code that is shown in the room told it.
BY_CODE = (AttendanceMethod.QR, AttendanceMethod.DIGITS)
# What a clock noted follows the clock when the session turns out to have begun at another time.
BY_CLOCK = (*BY_CODE, AttendanceMethod.OFFLINE, AttendanceMethod.DOOR)


class DoorState(models.TextChoices):
    """What became of a request of somebody in the room who has no place in the batch."""

    WAITING = "waiting", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class LateCounts(models.TextChoices):
    WHOLE = "whole", _("the whole session counts")
    HALF = "half", _("half of the session counts")
    NOTHING = "nothing", _("the session does not count")


class LeavingCounts(models.TextChoices):
    WHOLE = "whole", _("the whole session counts")
    FROM_HALF = "from_half", _("the session counts if at least half of it was attended")
    NOTHING = "nothing", _("the session does not count")


class CheckKind(models.TextChoices):
    """How many answers of a self-check are right."""

    SINGLE = "single", _("one answer is right")
    MULTIPLE = "multiple", _("several answers may be right")
    TRUE_FALSE = "true_false", _("true or false")


class Opening(models.TextChoices):
    """When a published material opens for the participants of a batch, by its first session there."""

    ALWAYS = "always", _("at once")
    BEFORE = "before", _("some days before its session")
    START = "start", _("when its session begins")
    END = "end", _("when its session has ended")


class SlidesState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("not possible")


class PlaceKind(models.TextChoices):
    """What a search finds a word in."""

    TITLE = "title", _("title")
    TEXT = "text", _("text")
    SLIDES = "slides", _("slides")
    RECORDING = "recording", _("video and audio")
    DOCUMENT = "document", _("documents")


class EvaluationSection(models.TextChoices):
    """Whom or what a question of an evaluation is about."""

    SPEAKER = "speaker", _("Speaker")
    ORGANISERS = "organisers", _("Organisers")
    COURSE = "course", _("The course")


class EvaluationQuestionKind(models.TextChoices):
    SCALE = "scale", _("on the scale")
    OPEN = "open", _("in own words")


class EvaluationOpening(models.TextChoices):
    FIRST_SESSION = "first_session", _("when the first session was held")
    LAST_DAY = "last_day", _("on the last day of the batch")


class ImportState(models.TextChoices):
    """Where a list of participants is on its way from a file into a batch."""

    READING = "reading", _("being read")
    COLUMNS = "columns", _("waiting for its columns")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing saved yet")
    SAVING = "saving", _("being saved")
    SAVED = "saved", _("saved")
    REFUSED = "refused", _("not readable")


class ImportOutcome(models.TextChoices):
    """What would come of a row, and after saving what came of it."""

    ERROR = "error", _("faulty")
    QUESTION = "question", _("with a question")
    GOOD = "good", _("ready to be saved")
    ALREADY = "already", _("takes part already")
    LEFT_OUT = "left_out", _("left out")
    ENROLLED = "enrolled", _("enrolled now")

"""What can be refused in courses, each with a sentence for the person in front of the screen."""

from core.errors import DomainError


class CourseError(DomainError):
    """The base of what courses refuses."""


class NotAllowedError(CourseError):
    """The person may not do this with this batch or course."""


class BatchClosedError(CourseError):
    """What was delivered is fixed: nothing of this batch changes any more."""


class BatchFullError(CourseError):
    """Every place is taken."""


class SessionsUndecidedError(CourseError):
    """Sessions whose delivery nobody confirmed or cancelled stand in the way of closing."""


class NothingDeliveredError(CourseError):
    """A batch without one delivered session has nothing to print."""


class SessionNotDeliverableError(CourseError):
    """The delivered facts contradict each other."""


class SessionHasTracesError(CourseError):
    """Somebody was there, or something was left: such a session is cancelled, never deleted."""


class CodeTakenError(CourseError):
    """A batch or a course has this code or address already."""


class SessionImpossibleError(CourseError):
    """The session contradicts itself or stands in the timetable already, word for word."""


class EnrolmentNotActiveError(CourseError):
    """A withdrawn, waiting or nominated participant leaves no traces of learning."""


class EnrolmentFixedError(CourseError):
    """Who has completed stays complete; some states come from the rule alone."""


class ReasonMissingError(CourseError):
    """Who takes somebody's place back says why."""


class DeadlinePassedError(CourseError):
    """The day until which this could be done is over, or the batch has begun."""


class QuotaUsedError(CourseError):
    """The office or its province has sent as many as it may."""


class LetterMissingError(CourseError):
    """Who nominates names the letter that sends the people."""


class LinkSpentError(CourseError):
    """The link was answered, has expired, or what it asked about was decided otherwise."""


class EnrolledElsewhereError(CourseError):
    """The person is in this batch, or in another of the course that is not closed, already."""


class PartInUseError(CourseError):
    """Somebody who speaks in a session keeps the part until the session names another."""


class OutsideBatchError(CourseError):
    """A session is spoken in by people of its own batch, about materials of its own course."""


class FilesRefusedError(CourseError):
    """None of the files was kept; `details["lines"]` says of each refused one what is wrong."""


class MaterialChangedError(CourseError):
    """Somebody else saved the material after this person opened it; `details["version"]` is what is there now."""


class MaterialLockedError(CourseError):
    """The material waits for the organiser's decision, or somebody locked it."""


class MaterialIncompleteError(CourseError):
    """Something that readers need is missing; `details["missing"]` lists it."""


class InvitationSpentError(CourseError):
    """The invitation was accepted, taken back or has expired: its link opens nothing any more."""


class HasAccountError(CourseError):
    """An account with the invited address exists: its owner logs in instead of making a second one."""


class MaterialOutsideCourseError(CourseError):
    """The material belongs to another course than the enrolment."""


class RuleInvalidError(CourseError):
    """A completion rule that nobody could meet or that names something unknown."""


class NotInMaterialError(CourseError):
    """The question or the list that was answered does not stand in the material any more."""


class SlidesRefusedError(CourseError):
    """A PDF of which no page pictures can be made, with the reason and the cure."""


class NonsenseError(CourseError):
    """What a device told could not have happened."""


class InstrumentInvalidError(CourseError):
    """A form of an evaluation that asks nothing, or of groups so small that somebody could be told from the others."""


class EvaluationClosedError(CourseError):
    """Answers are taken from when something was held until the evaluation is closed, which is for good."""


class EvaluationNotOverError(CourseError):
    """Closed by hand before everybody could fill it in: who was late to nothing could never complete."""


class EvaluationChangedError(CourseError):
    """What is asked is not what was on the screen."""


class SectionIncompleteError(CourseError):
    """Answers that must be given are missing; `details["orders"]` says to which questions."""


class CheckInClosedError(CourseError):
    """Check-in to the session is not open yet, is over, or the session was cancelled."""


class DoorAnsweredError(CourseError):
    """Somebody declined the request at the door meanwhile."""


class ImportRefusedError(CourseError):
    """A list of participants that cannot be taken a step further as it is."""


class QuestionRefusedError(CourseError):
    """A question that cannot be asked, voted for or changed like this."""


class DeviceRefusedError(CourseError):
    """A device without a right in this session, one whose time is over, or an entry that it did not make."""

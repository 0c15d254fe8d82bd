"""What can be refused in reports, each with a sentence for the person in front of the screen."""

from core.errors import DomainError


class ReportError(DomainError):
    """The base of what reports refuses."""


class WrittenMeanwhileError(ReportError):
    """Somebody else wrote since this was read."""


class NotAllowedError(ReportError):
    """The person may not do this with this batch."""

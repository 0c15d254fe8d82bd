"""What can be refused when certificates are issued or changed, each with a sentence for the person at the screen."""

from core.errors import DomainError


class CertificateError(DomainError):
    """The base of what certificates refuses."""


class NotAllowedError(CertificateError):
    """The person may not do this with certificates of this course."""


class NotReadyError(CertificateError):
    """Something that every certificate of the batch needs is missing; nothing was written."""


class NobodyCompleteError(CertificateError):
    """Nobody in the batch is to get a certificate now."""


class NothingToDoError(CertificateError):
    """What was asked for is done already, or is being done."""


class TooOftenError(CertificateError):
    """What was asked for reaches other people, and was asked for often enough today."""


class SameNameError(CertificateError):
    """Somebody of this name is in the list already; it is kept only once that was confirmed."""


class ChangedMeanwhileError(CertificateError):
    """What was looked at is no longer what would be done; nothing was written."""


class WrongStateError(CertificateError):
    """The certificate is not in the state from which this can be done."""


class ReasonMissingError(CertificateError):
    """What changes a paper that somebody holds needs a reason."""


class ContentError(CertificateError):
    """A template's content is not what a paper can be drawn from; the message says what to change."""


class TemplateRefusedError(CertificateError):
    """The gate refused a template; `advice` has a sentence for each thing to change."""

    def __init__(self, advice: list[str]) -> None:
        super().__init__(" ".join(advice))
        self.advice = advice

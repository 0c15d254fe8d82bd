"""Why nothing was signed, in words for whoever waits for the paper."""

from core.errors import DomainError


class SigningError(DomainError):
    """Nothing was signed, and so nothing may be issued."""


class SigningUnavailableError(SigningError):
    """Nothing can be signed at present; the message names what is missing and the cure."""


class OtherSealError(SigningError):
    """The paper speaks of another way of signing than the one in use."""

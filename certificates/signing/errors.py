"""Why nothing was signed, in words for whoever waits for the paper."""

from urllib.parse import urlsplit

from core.errors import DomainError


class SigningError(DomainError):
    """Nothing was signed, and so nothing may be issued."""


class SigningUnavailableError(SigningError):
    """Nothing can be signed at present; the message names what is missing and the cure."""


class OtherSealError(SigningError):
    """The paper speaks of another way of signing than the one in use."""


def shown(url: str) -> str:
    """An address as reasons name it: many read them, so without a user and a password that it may carry."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class ReturnedFileError(SigningError):
    """What came back is not our document with a seal; the others may fare better."""


class BrokenFileError(ReturnedFileError):
    """Not even a whole file: nothing is lost when it is thrown away."""


class ForeignSealError(SigningUnavailableError):
    """Our document, whole, but sealed by whom the settings do not name: that would befall every paper."""


class RefusedCodeError(SigningUnavailableError):
    """The seal service no longer knows the activation code."""

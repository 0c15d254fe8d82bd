from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class QuizError(DomainError):
    """The base of what quizzes refuses; its text is a sentence for people."""


class QuizNotReadyError(QuizError):
    """A test may not be published; `problems` are sentences that say what to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(_("This test cannot be published yet."))
        self.problems = list(problems)


class StartRefusedError(QuizError):
    """No attempt may begin now; `possible_from` is the moment from which it may, where there is one."""

    def __init__(self, sentence: object, *, reason: str, possible_from: datetime | None = None) -> None:
        super().__init__(sentence)  # type: ignore[arg-type]
        self.reason = reason
        self.possible_from = possible_from


class InterventionRefusedError(QuizError):
    """What an organiser asked for does not fit the attempt as it stands."""


class PreviewOutdatedError(InterventionRefusedError):
    """What would be written is not what the organiser has looked at."""


class BankChangedError(QuizError):
    """Somebody changed the bank between the rehearsal of an import and the import."""


class ImportRefusedError(QuizError):
    """A file that cannot be imported as it stands now."""


class SealedFileError(QuizError):
    """A file of answers that cannot be opened, or does not belong where it was handed in."""


class MarkingRefusedError(QuizError):
    """An answer cannot be taken or marked as it stands; its text says why."""


class AttemptClosedError(QuizError):
    """The attempt takes no more answers."""


class NothingToCheckError(QuizError):
    """A question in practice has no answer yet, or may not be told while the test that counts is written."""


class FileRefusedError(QuizError):
    """The file cannot be taken as this answer; its text says why."""


class LeaseLostError(QuizError):
    """Another tab or device writes this attempt now."""


class NotAPairError(QuizError):
    """Two questions that cannot mirror each other."""


class ShelvingRefusedError(QuizError):
    """What an author wanted done with questions is not theirs to do."""


class MediaRefusedError(QuizError):
    """A file that questions do not show; its text says why and what to do."""


class RegradeRefusedError(QuizError):
    """A correction of marks that does not fit the question, or whose preview is no longer true."""

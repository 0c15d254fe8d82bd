from datetime import timedelta

from django.utils.functional import Promise


class JobPostponed(Exception):  # noqa: N818  a course of events, not an error
    """The work cannot be done yet, through no fault of its own: the job waits with this reason, no attempt is used."""

    def __init__(self, reason: str | Promise, retry_after: timedelta | int = timedelta(minutes=5)) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after if isinstance(retry_after, timedelta) else timedelta(seconds=retry_after)


class JobInterrupted(BaseException):
    """The process is stopping: the job goes back to waiting, and the next worker begins it again."""


class JobOnHold(Exception):  # noqa: N818  likewise
    """Somebody paused the job: it goes back to waiting, with no attempt used, until it is released."""


class LeaseLost(Exception):  # noqa: N818  likewise
    """Another worker has this job by now; whatever was being done must leave no trace."""


class ChildDied(Exception):  # noqa: N818  names what happened
    """A process that did CPU-heavy work was killed, twice: memory has probably run out."""


class UnknownJobKind(LookupError):  # noqa: N818  likewise
    """Nobody registered this kind; the app's `jobs` module is not imported from `ready()`."""

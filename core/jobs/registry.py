"""The kinds of background work. Each app registers its own in its `jobs.py`, imported from `ready()`.

@job_kind("certificates.render", label=_("Render a certificate"), cpu_heavy=True)
class RenderCertificate(JobHandler):
    def work(self, context): ...             # outside any transaction, may take minutes
    def effects(self, context, result): ...  # one short transaction, together with the job's own state
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from core.jobs.errors import UnknownJobKind

if TYPE_CHECKING:
    from core.jobs.context import JobContext


class JobHandler:
    """Both parts may run more than once for one job; the effects of only one run are kept."""

    def work(self, context: JobContext) -> Any:
        """The long part, outside any transaction. Reports with `context.progress`; returns what `effects` needs."""
        return None

    def effects(self, context: JobContext, result: Any) -> None:
        """The rows that the work leads to, in one short transaction that is rolled back if the lease was lost."""


Handler = TypeVar("Handler", bound=JobHandler)


@dataclass(frozen=True)
class JobKind:
    name: str
    label: str | Promise
    handler: JobHandler
    cpu_heavy: bool
    max_attempts: int


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str, *, label: str | Promise, cpu_heavy: bool = False, max_attempts: int = 5
) -> Callable[[type[Handler]], type[Handler]]:
    """Register a handler class. CPU-heavy kinds let the others go first, and do their work by `run_in_process`."""

    def register(handler: type[Handler]) -> type[Handler]:
        if name in _kinds:
            raise ImproperlyConfigured(f"The job kind {name!r} is registered twice.")
        _kinds[name] = JobKind(name, label, handler(), cpu_heavy, max_attempts)
        return handler

    return register


def get_kind(name: str) -> JobKind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJobKind(name) from None


def all_kinds() -> list[JobKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def label_of(name: str) -> str:
    """The kind in words; its bare name when the code that knew it is gone."""
    kind = _kinds.get(name)
    return str(kind.label) if kind else name

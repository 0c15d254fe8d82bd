"""Results that a test keeps back, published by who runs the batch. What it decides is what the taker sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit
from core.services import submit_job, submit_jobs
from courses.rules import may_run_batch
from members.services import Letter, send_messages
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt, AttemptEvent
from quizzes.selectors.releasing import attempts_in
from quizzes.services.regrade_apply import Progress, handfuls
from quizzes.services.scoring import RECORD_RESULT

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models import QuizSchedule

TELL_RESULTS = "quizzes.tell_results"


@transaction.atomic
def release_results(*, schedule: QuizSchedule, by: User, attempts: Iterable[UUID] | None = None) -> int:
    """Let takers see the results of all attempts that are marked, or of the people who wrote these; how many attempts
    these are. Of a person all that are marked: with a part of them the course would count what it should not. A second
    time there is none left. As many statements for one as for all: a job tells the course and the people."""
    if not may_run_batch(by, schedule.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))
    marked = attempts_in(schedule).filter(withheld=True, state=AttemptState.GRADED)
    if attempts is not None:
        named = Attempt.objects.filter(quiz=schedule.quiz_id, uid__in=list(attempts))
        marked = marked.filter(enrolment__in=named.values("enrolment"))
    held = list(marked.select_for_update(of=("self",)).only("uid").order_by("pk"))
    if not held:
        return 0
    numbers = [attempt.pk for attempt in held]
    Attempt.objects.filter(pk__in=numbers).update(state=AttemptState.RELEASED, withheld=False)
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=attempt, kind=EventKind.RELEASED, actor=by) for attempt in held
    )
    audit.record_many(action="attempt.released", actor=by, entries=[(f"attempt:{attempt.uid}", {}) for attempt in held])
    submit_job(kind=TELL_RESULTS, payload={"attempts": numbers}, key=f"{TELL_RESULTS}:{uuid4()}")
    return len(held)


def tell_published(*, attempts: Sequence[int], progress: Progress | None = None) -> None:
    """The course by a job for each, so that one which fails keeps nobody else's back; the people by a mail each,
    without the score. Once for each time that the attempt was published."""
    done = 0
    for handful in handfuls(attempts):
        _tell(handful)
        done += len(handful)
        if progress is not None:
            progress(done, len(attempts))


def _tell(attempts: Sequence[int]) -> None:
    events = AttemptEvent.objects.filter(attempt__in=attempts, kind=EventKind.RELEASED).order_by("pk")
    published = dict(events.values_list("attempt", "pk"))  # of each the latest
    found = Attempt.objects.filter(pk__in=list(published)).select_related("enrolment__member", "version")
    rows = list(found.defer("version__key", "version__body", "version__bands", "layout").order_by("pk"))
    submit_jobs(
        kind=RECORD_RESULT,
        payloads={f"{RECORD_RESULT}:{row.uid}:published:{published[row.pk]}": {"attempt": row.pk} for row in rows},
    )
    letters = [
        Letter(
            key=f"released:{published[row.pk]}",
            recipient=row.enrolment.member,
            context={
                "name": row.enrolment.member.full_name,
                "test": row.version.title,
                "url": f"{settings.SITE_URL}{reverse('quizzes:result', args=[row.uid])}",
            },
        )
        for row in rows
        if row.state == AttemptState.RELEASED and row.enrolment.member.is_active
    ]
    send_messages(template="result_published", letters=letters)

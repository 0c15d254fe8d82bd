"""Results that a test keeps back, published by who runs the batch. What it decides is what the taker sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import audit
from core.services import submit_job
from courses.rules import may_run_batch
from members.services import Letter, send_messages
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt, AttemptEvent

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models import QuizSchedule

TELL_RESULTS = "quizzes.tell_results"


@transaction.atomic
def release_results(*, schedule: QuizSchedule, by: User, attempts: Iterable[UUID] | None = None) -> int:
    """Let takers see the results of all attempts that are marked, or of these; how many these are. A second time there
    is none left. As many statements for one as for all: a job tells the course and the people."""
    if not may_run_batch(by, schedule.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))
    marked = Attempt.objects.filter(
        quiz=schedule.quiz_id, enrolment__batch=schedule.batch_id, withheld=True, state=AttemptState.GRADED
    )
    if attempts is not None:
        marked = marked.filter(uid__in=list(attempts))
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


def tell_published(attempts: Iterable[int]) -> None:
    """A mail each, without the score; once for each time that the attempt was handed in."""
    found = Attempt.objects.filter(pk__in=list(attempts), state=AttemptState.RELEASED)
    found = found.select_related("enrolment__member", "version").defer("version__key", "version__body", "layout")
    letters = [
        Letter(
            key=f"released:{attempt.uid}:{attempt.receipt}",
            recipient=attempt.enrolment.member,
            context={
                "name": attempt.enrolment.member.full_name,
                "test": attempt.version.title,
                "url": f"{settings.SITE_URL}{reverse('quizzes:result', args=[attempt.uid])}",
            },
        )
        for attempt in found
        if attempt.enrolment.member.is_active
    ]
    send_messages(template="result_published", letters=letters)

"""One mail to each person of a batch with all that changed in its timetable since the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from courses.choices import BatchState, Part
from courses.models import Batch, BatchPart, Enrolment, TimetableChange
from courses.services.timetable_changes import seal_changes
from courses.timetable_words import change_face
from members.models import User
from members.services import Letter, send_messages

TEMPLATE = "timetable_changed"
AT_ONCE = 100


def mail_timetable(*, batch: Batch, notice: str, progress: Callable[[int, int], None]) -> int:
    """To who takes part and who speaks or moderates; run again, it sends none twice. Returns how many people."""
    changes = seal_changes(batch=batch, notice=notice)
    if not changes or batch.state != BatchState.OPEN:
        return 0
    people = list(_people_of(batch))
    contexts = {language: _context(batch, changes, language) for language in {one.language for one in people}}
    for begin in range(0, len(people), AT_ONCE):
        letters = [
            Letter(f"{notice}:{one.pk}", one, contexts[one.language], batch.code)
            for one in people[begin : begin + AT_ONCE]
        ]
        send_messages(template=TEMPLATE, letters=letters)
        progress(min(begin + AT_ONCE, len(people)), len(people))
    return len(people)


def _people_of(batch: Batch) -> Any:
    take_part = Enrolment.objects.active().filter(batch=batch).values("member")
    speak = BatchPart.objects.filter(batch=batch, part__in=[Part.SPEAKER, Part.MODERATOR]).values("member")
    return User.objects.active().filter(Q(pk__in=take_part) | Q(pk__in=speak)).order_by("pk")


def _context(batch: Batch, changes: Sequence[TimetableChange], language: str) -> dict[str, Any]:
    stands = [stand for change in changes for stand in (change.before, change.after) if stand]
    numbers = {number for stand in stands for number in stand.get("speakers", ())}
    names = {one.pk: one.full_name for one in User.objects.filter(pk__in=numbers)}
    with translation.override(language):
        faces = [change_face(change, batch, names) for change in changes]
    return {
        "batch": batch.name,
        "course": batch.course.title,
        "zone": batch.get_zone_display(),
        "changes": faces,
        "link": f"{settings.SITE_URL}{reverse('courses:batch_schedule', args=[batch.code])}",
    }

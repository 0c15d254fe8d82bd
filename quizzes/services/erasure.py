"""What tests let go when an account is erased: why somebody got more time, which may tell of an illness, and the name
that a file from elsewhere gave."""

from __future__ import annotations

from members.models import User
from quizzes.models import Accommodation, Attempt, ImportedSitting


def forget_reasons(member: User) -> None:
    """Attempts, answers and marks are what was learnt, and stay; so does that more time was given."""
    Accommodation.objects.filter(enrolment__member=member).update(reason="")
    for attempt in Attempt.objects.for_member(member).exclude(interventions=[]).only("interventions"):
        attempt.interventions = [{**deed, "reason": ""} for deed in attempt.interventions]
        attempt.save(update_fields=["interventions"])
    ImportedSitting.objects.filter(member=member).update(person="")

"""Of whom a recap tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.models import Enrolment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from members.models import User


def everybody_of(user: User | AnonymousUser | None, batch: int) -> QuerySet[Enrolment]:
    """As `Enrolment.followed_by` says it; None stands for who sees the whole batch, of which it leaves out nobody: that
    is asked once, and the provinces of everybody's office not again in each query."""
    everybody = Enrolment.objects.active().filter(batch=batch)
    return everybody if user is None else everybody.followed_by(user)

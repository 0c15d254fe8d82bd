from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from courses.choices import ACTIVE_ENROLMENTS, EnrolmentState
from courses.models import Enrolment
from members.models import Province, User
from members.selectors import provinces_coordinated_by

PAGE_SIZE = 50


@dataclass(frozen=True)
class CoordinatorDesk:
    provinces: list[Province]
    enrolments: Page[Enrolment]
    active: int
    completed: int
    offices: int


def coordinator_desk(user: User, page: str | int = 1) -> CoordinatorDesk:
    """Participants of the offices that lay in the province at enrolment, those still on their way first."""
    provinces = provinces_coordinated_by(user)
    enrolments = Enrolment.objects.filter(office__province__in=provinces)
    counts = enrolments.aggregate(
        active=Count("pk", filter=Q(state__in=ACTIVE_ENROLMENTS)),
        completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
        offices=Count("office", distinct=True),
    )
    rows = enrolments.select_related("member", "office", "batch__course").order_by(
        "-batch__starts_on", "batch_id", "office__name", "member__name", "pk"
    )
    return CoordinatorDesk(provinces=provinces, enrolments=Paginator(rows, PAGE_SIZE).get_page(page), **counts)

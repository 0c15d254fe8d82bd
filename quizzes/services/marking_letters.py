"""Who runs a course hears of what nobody else may end: two markers who differ, and no third."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from core import clock
from courses.models import CourseOrganiser
from members.services import Letter, send_messages
from quizzes.models import MarkingTask


def ask_for_third(task: MarkingTask) -> None:
    """Once a day for each question and organiser, however many answers wait: the desk has their number. Names nobody
    and tells no mark."""
    path = reverse("quizzes:marking_question", args=[task.quiz.uid, task.item])
    said = {"test": task.quiz.title, "link": f"{settings.SITE_URL}{path}?state=third"}
    course = task.attempt.version.course_id
    today = clock.now().date().isoformat()
    organisers = CourseOrganiser.objects.filter(course=course, member__is_active=True).select_related("member")
    send_messages(
        template="third_marker_wanted",
        letters=[
            Letter(f"third-marker:{task.quiz.uid}:{task.item}:{row.member.uid}:{today}", row.member, said)
            for row in organisers.order_by("pk")
        ],
    )

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from quizzes.models import QuizPage
from quizzes.services import freeze_quiz


@receiver(page_published, sender=QuizPage, dispatch_uid="quizzes.freeze")
def freeze_published_quiz(instance: QuizPage, revision: Any = None, **_kwargs: Any) -> None:
    """Every way of publishing, scheduled ones included, ends here; a page that goes live later is frozen then."""
    if instance.live:
        freeze_quiz(page=instance, by=revision.user if revision else None)

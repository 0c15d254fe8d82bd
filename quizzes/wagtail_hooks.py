from typing import Any

from wagtail import hooks

from quizzes.viewsets import QuestionChooserViewSet, TestsGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [TestsGroup(), QuestionChooserViewSet("question_chooser")]

from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks

from quizzes import check_views
from quizzes.viewsets import QuestionChooserViewSet, TestsGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [TestsGroup(), QuestionChooserViewSet("question_chooser")]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("tests/<int:pk>/checks/", check_views.checks, name="quizzes_checks")]

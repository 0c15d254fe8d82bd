from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from quizzes import check_views
from quizzes import question_file_views as files
from quizzes.viewsets import QuestionChooserViewSet, TestsGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [TestsGroup(), QuestionChooserViewSet("question_chooser")]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("tests/<int:pk>/checks/", check_views.checks, name="quizzes_checks")]


@hooks.register("register_admin_urls")
def question_file_urls() -> list[URLResolver]:
    patterns = [
        path("template/", files.empty_table, name="template"),
        path("banks/<int:pk>/import/", files.upload, name="upload"),
        path("banks/<int:pk>/export/", files.export, name="export"),
        path("banks/<int:pk>/export/<slug:format>/", files.download, name="download"),
        path("imports/<uuid:uid>/", files.report, name="report"),
        path("imports/<uuid:uid>/rows/<int:number>/", files.preview, name="preview"),
        path("imports/<uuid:uid>/refused/", files.refused, name="refused"),
        path("imports/<uuid:uid>/commit/", files.commit, name="commit"),
        path("imports/<uuid:uid>/again/", files.again, name="again"),
        path("imports/<uuid:uid>/discard/", files.discard, name="discard"),
    ]
    return [path("question-files/", include((patterns, "question_files")))]

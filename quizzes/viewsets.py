"""Banks, questions and test dates in the admin: rows by our rules, 404 for what one may not see."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.admin_rows import RuledIndexView
from core.figures import figure
from members.policies import RulesPolicy
from quizzes import rules, shelf_views
from quizzes.admin_forms import BankForm, ScheduleForm
from quizzes.bank_buttons import FilesAboveForm
from quizzes.edited_rows import EditedEditView, EditedViewSet
from quizzes.imported_viewset import ImportedSittingViewSet
from quizzes.models import Question, QuestionBank, QuizSchedule
from quizzes.question_viewset import QuestionViewSet


class _BankEdit(FilesAboveForm, EditedEditView):
    pass


class BankIndexView(RuledIndexView):
    """A name leads to the bank's questions."""

    select_related = ("course",)

    def get_base_queryset(self) -> models.QuerySet[QuestionBank]:
        counted = Count("questions", filter=Q(questions__is_archived=False))
        found: models.QuerySet[QuestionBank] = super().get_base_queryset().annotate(number=counted)
        return found

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", get_url=self._address),
            Column("course", label=_("Course"), sort_key="course__title"),
            Column("number", label=_("Questions"), sort_key="number", accessor=lambda row: figure(row.number)),
        ]

    @staticmethod
    def _address(bank: QuestionBank) -> str:
        return reverse("question-banks:bank", args=[bank.pk])


class BankViewSet(EditedViewSet):
    model = QuestionBank
    edit_view_class = _BankEdit
    policy = RulesPolicy(QuestionBank, view=rules.may_open_banks, change=rules.may_write_questions)
    icon = "folder-open-1"
    menu_label = _("Question banks")
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("course")], base_form_class=BankForm)
    index_view_class = BankIndexView
    search_fields = ["name"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", shelf_views.bank, name="bank"),
            path("<int:pk>/questions/", shelf_views.deeds, name="deeds"),
        ]


class ScheduleViewSet(EditedViewSet):
    model = QuizSchedule
    policy = RulesPolicy(
        QuizSchedule,
        view=rules.may_open_schedules,
        change=rules.may_set_dates,
        change_instance=rules.may_edit_schedule,
    )
    icon = "calendar-alt"
    menu_label = _("Test dates")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("quiz"), FieldPanel("batch")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldPanel("room_code"),
            FieldPanel("late_policy"),
        ],
        base_form_class=ScheduleForm,
    )
    list_display = ["quiz", "batch", "opens_at", "closes_at"]


class TestsGroup(ViewSetGroup):
    __test__ = False
    menu_label = _("Tests")
    menu_name = "tests"
    menu_icon = "form"
    items = (
        BankViewSet("question-banks"),
        QuestionViewSet("questions"),
        ScheduleViewSet("test-dates"),
        ImportedSittingViewSet("imported-sittings"),
    )


class _OwnQuestions:
    """Only questions of banks that the author may see."""

    def get_object_list(self) -> models.QuerySet[Question]:
        found = Question.objects.visible_to(self.request.user).on_offer()  # type: ignore[attr-defined]
        return found.select_related("bank").order_by("bank", "pk")

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("bank", label=_("Bank")), Column("get_type_display", label=_("Kind"))]  # type: ignore[misc]


class _ChooseQuestion(_OwnQuestions, ChooseView):
    pass


class _ChooseQuestionResults(_OwnQuestions, ChooseResultsView):
    pass


class _ChosenQuestion(ChosenView):
    def get_object(self, pk: str) -> Question:
        found: Question = Question.objects.visible_to(self.request.user).get(pk=pk)
        return found


class _ChosenQuestions(ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> models.QuerySet[Question]:
        return Question.objects.visible_to(self.request.user).filter(pk__in=pks)


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    choose_view_class = _ChooseQuestion
    choose_results_view_class = _ChooseQuestionResults
    chosen_view_class = _ChosenQuestion
    chosen_multiple_view_class = _ChosenQuestions
    permission_policy = RulesPolicy(Question, view=rules.may_open_banks)

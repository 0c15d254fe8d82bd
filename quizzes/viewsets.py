"""Banks, questions and test dates in the admin: rows by our rules, 404 for what one may not see."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.admin_rows import RuledIndexView, RuledViewSet
from members.policies import RulesPolicy
from quizzes import rules
from quizzes.admin_forms import BankForm, QuestionForm, ScheduleForm
from quizzes.imported_viewset import ImportedSittingViewSet
from quizzes.models import Question, QuestionBank, QuizSchedule


class _Visible:
    """404 for a row that the viewer may not edit, seen or not: its form would show the key."""

    def get_object(self, queryset: Any = None) -> models.Model:
        manager: Any = self.model._default_manager  # type: ignore[attr-defined]
        found: models.Model = get_object_or_404(manager.editable_by(self.request.user), pk=self.kwargs["pk"])  # type: ignore[attr-defined]
        return found


class _Edit(_Visible, generic.EditView):
    pass


class _Copy(_Visible, generic.CopyView):
    pass


class _ViewSet(RuledViewSet):
    edit_view_class = _Edit


class BankViewSet(_ViewSet):
    model = QuestionBank
    policy = RulesPolicy(QuestionBank, view=rules.may_open_banks, change=rules.may_write_questions)
    icon = "folder-open-1"
    menu_label = _("Question banks")
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("course")], base_form_class=BankForm)
    list_display = ["name", "course"]
    search_fields = ["name"]


def _of(kinds: str, panel: Panel) -> Panel:
    """Shown for these kinds of questions only, where `question-form.js` runs."""
    panel.attrs["data-kinds"] = kinds
    return panel


class QuestionIndexView(RuledIndexView):
    select_related = ("bank", "topic")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("stem", label=_("Question"), accessor="__str__", get_url=self.get_edit_url),
            Column("get_type_display", label=_("Kind")),
            Column("bank", label=_("Bank"), sort_key="bank__name"),
            Column("topic", label=_("Topic"), sort_key="topic__name"),
        ]


class QuestionViewSet(_ViewSet):
    model = Question
    policy = RulesPolicy(
        Question,
        view=rules.may_open_banks,
        change=rules.may_write_questions,
        change_instance=rules.may_edit_question,
    )
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndexView
    copy_view_enabled = True
    copy_view_class = _Copy
    list_filter = ["type", "topic"]  # not by bank: the choices would name those of other courses
    search_fields = ["stem"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("bank"), FieldPanel("topic")]),
            FieldPanel("type"),
            FieldPanel("stem"),
            InlinePanel(
                "options",
                heading=_("Options, statements, answers, pairs, or parts in their order"),
                label=_("answer part"),
                panels=[
                    FieldPanel("text"),
                    _of("matching", FieldPanel("match")),
                    _of("single multiple kprim", FieldPanel("is_right")),
                    _of("single multiple", FieldPanel("stays_last")),
                    _of("numeric", FieldRowPanel([FieldPanel("tolerance"), FieldPanel("tolerance_kind")])),
                    _of("single multiple kprim numeric short_text matching", FieldPanel("feedback")),
                    _of("single multiple numeric short_text", FieldPanel("fraction")),
                ],
                attrs={"data-kinds": "single multiple kprim numeric short_text matching ordering"},
            ),
            InlinePanel(
                "gaps",
                heading=_("Gaps of the text"),
                label=_("gap"),
                help_text=_("Write [[1]] in the question where the first gap is, [[2]] for the second, and so on."),
                panels=[
                    FieldPanel("kind"),
                    FieldPanel("answers"),
                    FieldRowPanel([FieldPanel("tolerance"), FieldPanel("weight")]),
                ],
                attrs={"data-kinds": "cloze"},
            ),
            FieldPanel("statement_is_true", attrs={"data-kinds": "true_false"}),
            MultiFieldPanel(
                [FieldPanel("unit_use"), FieldPanel("units")], heading=_("Units"), attrs={"data-kinds": "numeric"}
            ),
            MultiFieldPanel(
                [FieldPanel("case_matters"), FieldPanel("fold_accents"), FieldPanel("fold_punctuation")],
                heading=_("How texts are compared"),
                help_text=_("Blanks never matter. In an answer, * stands for any text."),
                attrs={"data-kinds": "short_text cloze"},
            ),
            FieldPanel("otherwise", attrs={"data-kinds": "numeric short_text"}),
            FieldPanel("feedback"),
            FieldPanel("mirrors"),
            MultiFieldPanel(
                [FieldPanel("marking")], heading=_("Marking"), classname="collapsed", attrs={"data-kinds": "multiple"}
            ),
            FieldPanel("part_marking", attrs={"data-kinds": "matching ordering"}),
            FieldPanel("shuffle", attrs={"data-kinds": "single multiple kprim matching"}),
            HelpPanel(
                content=_(
                    "A change reaches a test when the test is published again; attempts keep what they began with."
                ),
            ),
        ],
        base_form_class=QuestionForm,
    )


class ScheduleViewSet(_ViewSet):
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
        return Question.objects.visible_to(self.request.user).select_related("bank").order_by("bank", "pk")  # type: ignore[attr-defined]

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

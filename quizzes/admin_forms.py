from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser

from courses.models import Batch, CoursePage
from members.rules import is_administrator
from quizzes.errors import NotAPairError
from quizzes.models import MirroredQuestion, Question, QuestionBank, QuizPage, QuizSchedule
from quizzes.rules import courses_authored_by
from quizzes.services import pair_questions, schedule_quiz
from quizzes.services.pairing import refuse_a_strange_pair


class BankForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_administrator(self.for_user):
            self.fields["course"].queryset = courses_authored_by(self.for_user)
            self.fields["course"].required = True


class QuestionChooser(BaseChooser):
    model = Question
    icon = "help"
    chooser_modal_url_name = "question_chooser:choose"
    choose_one_text = gettext_lazy("Choose a question")
    choose_another_text = gettext_lazy("Choose another question")


class QuestionForm(WagtailAdminModelForm):
    """A question may be saved unfinished; what keeps a test from being published is told at the test."""

    class Media:
        js = ("js/question-form.js",)

    mirrors = forms.ModelChoiceField(
        Question.objects.none(),
        required=False,
        label=gettext_lazy("mirrors the question"),
        help_text=gettext_lazy(
            "The question of the pre-test or post-test that asks the same. How much was learnt is then shown question"
            " by question. It holds for both."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = QuestionBank.objects.editable_by(self.for_user)
        if "mirrors" not in self.fields:
            return
        self.fields["mirrors"].queryset = Question.objects.visible_to(self.for_user).exclude(pk=self.instance.pk)
        self.fields["mirrors"].widget = QuestionChooser()
        if self.instance.pk:
            pair = MirroredQuestion.objects.filter(question=self.instance).first()
            self.initial["mirrors"] = pair and pair.other_id

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        bank, other = cleaned.get("bank"), cleaned.get("mirrors")
        if bank and other:
            try:
                refuse_a_strange_pair(bank=bank, question=self.instance, other=other)
            except NotAPairError as error:
                self.add_error("mirrors", str(error))
        return cleaned

    def save(self, commit: bool = True) -> Question:
        question: Question = super().save(commit)
        if commit and "mirrors" in self.changed_data:
            pair_questions(question=question, other=self.cleaned_data["mirrors"])
        return question


class ScheduleForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = CoursePage.objects.run_by(self.for_user)
        self.fields["batch"].queryset = Batch.objects.run_by(self.for_user)
        self.fields["quiz"].queryset = QuizPage.objects.filter(versions__course__in=own.values("pk")).distinct()
        # Wagtail puts its own words together when the form is imported, in whatever language it is then.
        self.fields["quiz"].widget.choose_one_text = _("Choose a test")
        if self.instance.pk:
            self.fields["quiz"].disabled = self.fields["batch"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        quiz, batch = cleaned.get("quiz"), cleaned.get("batch")
        if quiz and batch and not quiz.versions.filter(course=batch.course_id).exists():
            raise ValidationError(_("This test belongs to another course than the batch."))
        return cleaned

    def save(self, commit: bool = True) -> QuizSchedule:
        names = ("quiz", "batch", "opens_at", "closes_at", "room_code", "late_policy")
        return schedule_quiz(by=self.for_user, **{name: self.cleaned_data[name] for name in names})

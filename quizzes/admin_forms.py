from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import Batch, CoursePage
from members.rules import is_administrator
from quizzes.models import QuizPage, QuizSchedule
from quizzes.rules import courses_authored_by
from quizzes.services import schedule_quiz


class BankForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_administrator(self.for_user):
            self.fields["course"].queryset = courses_authored_by(self.for_user)
            self.fields["course"].required = True


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

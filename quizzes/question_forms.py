"""The author's form of a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import Script
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser

from quizzes.choices import FileKind
from quizzes.errors import NotAPairError
from quizzes.media_fields import QuestionMediaField, refuse_foreign_media
from quizzes.models import MirroredQuestion, Question, QuestionBank
from quizzes.services import pair_questions
from quizzes.services.pairing import refuse_a_strange_pair

PICTURE_OR_SOUND = gettext_lazy("Picture or sound")


class QuestionChooser(BaseChooser):
    model = Question
    icon = "help"
    chooser_modal_url_name = "question_chooser:choose"
    choose_one_text = gettext_lazy("Choose a question")
    choose_another_text = gettext_lazy("Choose another question")


class QuestionForm(WagtailAdminModelForm):
    """A question may be saved unfinished; what keeps a test from being published is told at the test."""

    class Media:
        js = (
            "js/question-form.js",
            Script("js/question-preview.js", type="module"),
            Script("js/question-media.js", type="module"),
        )

    accepted_kinds = forms.MultipleChoiceField(
        choices=FileKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
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
        if "accepted_kinds" in self.fields:
            column = self._meta.model._meta.get_field("accepted_kinds")
            self.fields["accepted_kinds"].label = column.verbose_name
            self.fields["accepted_kinds"].help_text = column.help_text
        if "mirrors" not in self.fields:
            return
        choices = Question.objects.visible_to(self.for_user).exclude(pk=self.instance.pk)
        if self.instance.pk and (pair := MirroredQuestion.objects.filter(question=self.instance).first()):
            self.initial["mirrors"] = pair.other_id
            choices |= Question.objects.filter(pk=pair.other_id)  # one that somebody else chose stays
        self.fields["mirrors"].queryset = choices
        self.fields["mirrors"].widget = QuestionChooser()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        bank, other = cleaned.get("bank"), cleaned.get("mirrors")
        if bank and other:
            try:
                refuse_a_strange_pair(bank=bank, question=self.instance, other=other)
            except NotAPairError as error:
                self.add_error("mirrors", str(error))
        for row in self._rows():
            if row.is_valid():
                refuse_foreign_media(row, self.for_user)
        return cleaned

    def save(self, commit: bool = True) -> Question:
        question: Question = super().save(commit)
        if commit and "mirrors" in self.changed_data:
            pair_questions(question=question, other=self.cleaned_data["mirrors"])
        return question

    def ask_for_nothing(self) -> None:
        """For a look at what is there by now."""
        for form in (self, *self._rows()):
            for field in form.fields.values():
                field.required = False

    def sentences(self) -> list[str]:
        """What is wrong, each with the field's own name."""
        found = []
        for form in (self, *self._rows()):
            for name, errors in form.errors.items():
                label = form.fields[name].label if name in form.fields else ""
                found += [f"{label}: {strip_tags(text)}" if label else strip_tags(text) for text in errors]
        return list(dict.fromkeys(found))

    def _rows(self) -> Iterator[Any]:
        for formset in self.formsets.values():
            yield from formset.forms


class OptionForm(WagtailAdminModelForm):
    media = QuestionMediaField(required=False, label=PICTURE_OR_SOUND)  # a field, not the form's scripts


class AttachmentForm(WagtailAdminModelForm):
    media = QuestionMediaField(required=True, label=PICTURE_OR_SOUND)

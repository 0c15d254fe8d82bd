"""What participants fill in, and the form on which organisers write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.choices import EvaluationOpening, EvaluationQuestionKind, EvaluationSection
from courses.evaluation import LONGEST_OPENING, LONGEST_REMARK, SMALLEST_GROUP, Instrument, Question

LARGEST_GROUP = 50
SPARE_QUESTIONS = 2
MOST_QUESTIONS = 40


class SectionForm(forms.Form):
    """The questions of one section; the words of a version are content, the scale's are ours."""

    asked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, instrument: Instrument, section: str) -> None:
        self.fingerprint = instrument.fingerprint(section)
        super().__init__(data, initial={"asked": self.fingerprint})
        self.questions = instrument.of(section)
        self.scale = instrument.scale
        for question in self.questions:
            self.fields[f"q{question.order}"] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        if question.is_open:
            return forms.CharField(
                label=question.text,
                required=question.required,
                max_length=LONGEST_REMARK,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        return forms.TypedChoiceField(
            label=question.text,
            required=question.required,
            coerce=int,
            empty_value=None,
            choices=[(value, words) for value, words in self.scale],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        )

    @property
    def rows(self) -> list[tuple[Question, forms.BoundField]]:
        return [(question, self[f"q{question.order}"]) for question in self.questions]

    @property
    def answers(self) -> dict[int, int | str | None]:
        return {question.order: self.cleaned_data[f"q{question.order}"] for question in self.questions}


class InstrumentForm(forms.Form):
    points = forms.TypedChoiceField(
        label=_("Scale"),
        coerce=int,
        choices=[
            (5, _("1 to 5: very poor, poor, fair, good, very good")),
            (4, _("1 to 4: poor, fair, good, very good")),
        ],
        widget=forms.RadioSelect,
    )
    opens = forms.ChoiceField(label=_("Opens"), choices=EvaluationOpening.choices, widget=forms.RadioSelect)
    open_days = forms.IntegerField(
        label=_("Days open after the last day of the batch"),
        min_value=0,
        max_value=LONGEST_OPENING,
        help_text=_("Results are shown once the evaluation is closed."),
    )
    minimum_group = forms.IntegerField(
        label=_("Smallest group that is shown"),
        min_value=SMALLEST_GROUP,
        max_value=LARGEST_GROUP,
        help_text=_("What fewer people have answered is shown nowhere. At least five."),
    )


class QuestionForm(forms.Form):
    """One line of the form: an empty text takes the question away."""

    text = forms.CharField(label=_("Question asked"), required=False, max_length=300)
    kind = forms.ChoiceField(label=_("Answered"), choices=EvaluationQuestionKind.choices, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    position = forms.IntegerField(label=_("Order"), required=False, min_value=0, max_value=999)


_QuestionFormSet = forms.formset_factory(QuestionForm, extra=SPARE_QUESTIONS, max_num=MOST_QUESTIONS)


class InstrumentEditor:
    """The settings and the three lists of questions, read and judged together."""

    def __init__(self, data: Any, instrument: Instrument) -> None:
        self.settings = InstrumentForm(
            data,
            initial={
                "points": instrument.points,
                "opens": instrument.opens,
                "open_days": instrument.open_days,
                "minimum_group": instrument.minimum_group,
            },
        )
        self.lists = [
            (section, _QuestionFormSet(data, prefix=section.value, initial=_initial(instrument.of(section))))
            for section in EvaluationSection
        ]

    def is_valid(self) -> bool:
        # A list, so that every part says what is wrong with it.
        return False not in [self.settings.is_valid(), *(formset.is_valid() for _section, formset in self.lists)]

    @property
    def instrument(self) -> Instrument:
        questions = [question for section, formset in self.lists for question in _questions(section, formset)]
        return Instrument(questions=tuple(questions), **self.settings.cleaned_data)


def _initial(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "kind": one.kind, "required": one.required, "position": place * 10}
        for place, one in enumerate(questions, start=1)
    ]


def _questions(section: EvaluationSection, formset: Any) -> list[Question]:
    """Those that have words, by their places; one without a place comes last."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("text", "").strip()]
    rows.sort(key=lambda row: 1000 if row["position"] is None else row["position"])
    scale = EvaluationQuestionKind.SCALE.value
    return [Question(0, section.value, row["kind"] or scale, row["text"], row["required"]) for row in rows]

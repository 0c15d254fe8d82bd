"""What participants see afterwards, as one table: a row for each moment, a column for each part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from wagtail.admin.panels import Panel

from quizzes.choices import ReviewMoment, ReviewPart


def name_of(moment: ReviewMoment) -> str:
    """The field of the test that holds what is shown at that moment."""
    return f"review_{moment.value}"


def review_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=ReviewPart.choices, required=False, widget=forms.CheckboxSelectMultiple, label=""
    )


@dataclass(frozen=True)
class Box:
    name: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Line:
    moment: ReviewMoment
    label: str | Promise
    boxes: list[Box]


class ReviewGridPanel(Panel):
    """Plain checkboxes, each with a label of its own: read by rows, by columns, and from the keyboard."""

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs

    def get_form_options(self) -> dict[str, Any]:
        return {"fields": [name_of(moment) for moment in ReviewMoment]}

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/panels/review_grid.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["parts"] = [part.label for part in ReviewPart]
            context["lines"] = [self._line(moment) for moment in ReviewMoment if name_of(moment) in self.form.fields]
            return context

        def _line(self, moment: ReviewMoment) -> Line:
            field = self.form[name_of(moment)]
            ticked = set(field.value() or ())
            return Line(
                moment,
                moment.label,
                [
                    Box(field.html_name, part.value, f"{part.label}: {moment.label}", part.value in ticked)
                    for part in ReviewPart
                ],
            )

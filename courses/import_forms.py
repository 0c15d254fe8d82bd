from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.choices import EnrolmentState
from courses.imports.checking import COMPARED, OFFICE, ONLY_ADDED
from courses.imports.columns import BY_KEY, COLUMNS, REMARKS

LONGEST_ANSWER = 40
TAKEN_OVER = (*COMPARED, *ONLY_ADDED, OFFICE)


class ParticipantListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("List of participants"),
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV. Names, numbers and offices are checked before anything is saved."
        ),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Phones grey out files whose kind they do not know, so the list is wide.
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xlsm,.csv,.txt,text/*,application/*"


class SavingForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Enrol them as"),
        choices=[(state.value, state.label) for state in (EnrolmentState.CONFIRMED, EnrolmentState.NOMINATED)],
        initial=EnrolmentState.CONFIRMED.value,
        widget=forms.RadioSelect,
    )
    together = forms.TypedChoiceField(
        label=gettext_lazy("If a row cannot be saved"),
        choices=[
            ("no", gettext_lazy("Save the rows that are ready; the others wait for their correction")),
            ("yes", gettext_lazy("All or none: save nothing while a row is faulty or has a question")),
        ],
        coerce=lambda chosen: chosen == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    take = forms.MultipleChoiceField(
        label=gettext_lazy("Take over from the file, for everybody whose account says something else"),
        help_text=gettext_lazy("What is not ticked stays as the account has it. It can be ticked row by row, too."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    invite = forms.BooleanField(
        label=gettext_lazy("Mail new people the link that opens their account"),
        help_text=gettext_lazy("Who has no e-mail address gets none, and is enrolled all the same."),
        required=False,
    )

    def __init__(self, *args: Any, differing: Collection[str], **kwargs: Any) -> None:
        """`differing` are the columns in which some account says something else than the file."""
        super().__init__(*args, **kwargs)
        take = self.fields["take"]
        assert isinstance(take, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        take.choices = [(column, BY_KEY[column].label) for column in TAKEN_OVER if column in differing]
        if not take.choices:
            del self.fields["take"]


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the file, what stands in it, and what it is taken for."""

    place: int
    head: str
    samples: list[str]
    key: str

    @property
    def is_ours(self) -> bool:
        return self.head == REMARKS


def column_choices(
    header: Sequence[str], samples: Sequence[Sequence[str]], mapping: Mapping[str, int]
) -> list[ColumnChoice]:
    keys = {place: key for key, place in mapping.items()}
    return [
        ColumnChoice(
            place, head, [text for row in samples if place < len(row) and (text := row[place])], keys.get(place, "")
        )
        for place, head in enumerate(header)
        if head or place in keys or any(place < len(row) and row[place] for row in samples)
    ]


def chosen_mapping(data: QueryDict, columns: int) -> dict[str, int]:
    """Raises ValidationError where two columns are taken for one thing."""
    mapping: dict[str, int] = {}
    for place in range(columns):
        key = data.get(f"column-{place}", "")
        if key not in BY_KEY:
            continue
        if key in mapping:
            raise forms.ValidationError(
                _("Two columns are taken for “%(column)s”. Choose one of them.") % {"column": BY_KEY[key].label}
            )
        mapping[key] = place
    return mapping


def offered_columns() -> list[tuple[str, Any]]:
    return [(column.key, column.label) for column in COLUMNS]


def given_answers(data: QueryDict) -> tuple[dict[int, dict[str, Any]], dict[str, int]]:
    """Of the rows on the page: their answers and ticks; of names that no office has: which is meant."""
    rows: dict[int, dict[str, Any]] = {}
    for shown in data.getlist("shown"):
        if shown.isdecimal() and len(shown) < 9:
            answers: dict[str, Any] = {
                key: answer[:LONGEST_ANSWER].replace("\0", "")
                for key in ("person", "row")
                if (answer := data.get(f"{key}-{shown}"))
            }
            answers["take"] = [column for column in data.getlist(f"take-{shown}") if column in TAKEN_OVER]
            rows[int(shown)] = answers
    offices = {
        text: int(chosen)
        for place, text in enumerate(data.getlist("office-text"))
        if (chosen := data.get(f"office-{place}", "")).isdecimal() and len(chosen) < 10
    }
    return rows, offices

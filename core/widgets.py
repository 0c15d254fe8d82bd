"""Inputs that call up the right keyboard or picker on a phone."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DigitsInput(forms.TextInput):
    """For what is written in digits but is no quantity: a NIP, a code from an app. No arrows, no lost zeros."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "spellcheck": "false", **(attrs or {})})


class WholeNumberInput(forms.NumberInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "step": "1", **(attrs or {})})


class SearchInput(forms.TextInput):
    input_type = "search"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"enterkeyhint": "search", **(attrs or {})})


class LongSelect(forms.Select):
    """For hundreds of options: they are written by the one template, where Django includes two for each."""

    template_name = "core/widgets/long_select.html"

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.choices import FileOutcome

FORMATS = [
    ("auto", _("Recognise it by its content")),
    ("xlsx", "Excel (.xlsx)"),
    ("csv", "CSV"),
    ("moodle-xml", "Moodle XML"),
    ("gift", "GIFT"),
    ("aiken", "Aiken"),
    ("qti", "QTI 2.1, 2.2, 3.0"),
    ("django-quiz", _("Dump of django-quiz-app (JSON)")),
]
SHOWN = [
    ("", _("All")),
    (FileOutcome.REFUSED.value, _("Refused")),
    ("warned", _("With a remark")),
    (FileOutcome.ADDED.value, _("New")),
    (FileOutcome.RENEWED.value, _("New version")),
    (FileOutcome.UNCHANGED.value, _("Unchanged")),
]


class QuestionFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of questions"),
        help_text=_("Excel, CSV, Moodle XML, GIFT, Aiken, QTI or a dump of django-quiz-app."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
    )
    format = forms.ChoiceField(label=_("File format"), choices=FORMATS, initial="auto", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "import_%s")
        super().__init__(*args, **kwargs)
        # Phones grey out files whose kind they do not know, so the list is wide.
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.txt,.gift,.xml,.zip,.json,text/*,application/*"

from __future__ import annotations

from django import forms

from reports.models import ActivityReport

TEXTS = ("background", "legal_basis", "purpose", "conclusion", "suggestions", "closing")
LONGEST = 10_000


class ActivityReportForm(forms.ModelForm[ActivityReport]):
    class Meta:
        model = ActivityReport
        fields = ["number", *TEXTS, "place", "dated", "signatory"]
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}) for name in TEXTS},
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in TEXTS:
            self.fields[name].max_length = LONGEST  # type: ignore[attr-defined]

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.checking import LARGEST_FILE


class CheckFileForm(forms.Form):
    """For those whose browser cannot compare by itself."""

    file = forms.FileField(
        label=gettext_lazy("PDF file"), widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that the file is sent to this site to be checked. It is not kept.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB; our certificates are far smaller."))
        if file.read(5) != b"%PDF-":
            raise forms.ValidationError(_("This is not a PDF file."))
        file.seek(0)
        return file


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever verifies the old certificate will read it."),
    )

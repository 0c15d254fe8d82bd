from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from certificates.models import BatchCertificateSetup, NumberingScheme
from certificates.numbering import PatternError, preview_numbers
from core import clock
from courses.models import Batch


class SetupForm(WagtailAdminModelForm):
    """Only batches that the editor runs can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = Batch.objects.run_by(self.for_user)

    class Meta:
        model = BatchCertificateSetup
        fields = ["batch", "numbering", "template", "organiser_above", "issued_at_place", "issued_on", "automatic"]


class NumberingForm(WagtailAdminModelForm):
    """Shows the numbers that the pattern makes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme: NumberingScheme = self.instance
        try:
            numbers = preview_numbers(
                scheme.pattern, series=scheme.unit, classification=scheme.classification, day=clock.site_day()
            )
        except PatternError:
            return
        self.fields["pattern"].help_text = _("%(help)s As it stands: %(numbers)s …") % {
            "help": self.fields["pattern"].help_text,
            "numbers": ", ".join(numbers),
        }

    class Meta:
        model = NumberingScheme
        fields = ["name", "code", "unit", "classification", "pattern"]

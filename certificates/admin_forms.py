from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from certificates.models import BatchCertificateSetup
from courses.models import Batch


class SetupForm(WagtailAdminModelForm):
    """Only batches that the editor runs can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = Batch.objects.run_by(self.for_user)

    class Meta:
        model = BatchCertificateSetup
        fields = [
            "batch",
            "numbering",
            "template",
            "organiser_above",
            "issued_at_place",
            "issued_on",
            "automatic",
            "attach_pdf",
        ]

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from certificates.models import BatchCertificateSetup, CertificateTemplate
from courses.models import Batch


class SetupForm(WagtailAdminModelForm):
    """Only batches that the editor runs can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = Batch.objects.run_by(self.for_user)
        chosen = CertificateTemplate.objects.filter(pk=self.instance.template_id).distinct()
        self.fields["template"].queryset = CertificateTemplate.objects.usable() | chosen

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

from certificates.models.certificate import Certificate, IssueRun, SigningChain
from certificates.models.series import CertificateSeries, NumberingScheme, NumbersUsedBefore
from certificates.models.setup import (
    BatchCertificateSetup,
    CertificateTemplate,
    SetupSignatory,
    Signatory,
    TemplateRevision,
)

__all__ = [
    "BatchCertificateSetup",
    "Certificate",
    "CertificateSeries",
    "CertificateTemplate",
    "IssueRun",
    "NumberingScheme",
    "NumbersUsedBefore",
    "SetupSignatory",
    "Signatory",
    "SigningChain",
    "TemplateRevision",
]

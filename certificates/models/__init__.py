from certificates.models.badge import Achievement, BadgeKey, BadgeStatusList
from certificates.models.certificate import Certificate, IssueRun, SigningChain
from certificates.models.correction import CorrectionRequest
from certificates.models.pack import PaperPack
from certificates.models.part import KindSetup, PaperPart, PartSession
from certificates.models.register import RegisterPrint
from certificates.models.series import CertificateSeries, NumberingScheme, NumbersUsedBefore
from certificates.models.setup import BatchCertificateSetup, SetupSignatory, Signatory
from certificates.models.template import CertificateTemplate, HolderLine, TemplateRevision

__all__ = [
    "Achievement",
    "BadgeKey",
    "BadgeStatusList",
    "BatchCertificateSetup",
    "Certificate",
    "CertificateSeries",
    "CertificateTemplate",
    "CorrectionRequest",
    "HolderLine",
    "IssueRun",
    "KindSetup",
    "NumberingScheme",
    "NumbersUsedBefore",
    "PaperPack",
    "PaperPart",
    "PartSession",
    "RegisterPrint",
    "SetupSignatory",
    "Signatory",
    "SigningChain",
    "TemplateRevision",
]

from core.models.audit import AuditEntry, AuditSeal
from core.models.job import Job, WorkerHeartbeat
from core.models.light import LightVariant
from core.models.made_file import MadeFile
from core.models.media import Attachment, Picture, Rendition
from core.models.recording import Recording, RecordingCaptions
from core.models.uptime import Uptime

__all__ = [
    "Attachment",
    "AuditEntry",
    "AuditSeal",
    "Job",
    "LightVariant",
    "MadeFile",
    "Picture",
    "Recording",
    "RecordingCaptions",
    "Rendition",
    "Uptime",
    "WorkerHeartbeat",
]

"""Who stands at the door of the closed session, and the sheet that was signed there."""

from django.core.files.base import ContentFile

from courses.models import DoorRequest, Session, SignedSheet
from members.models import User

SIGNED = "tanda-tangan-rahasia"


def stand_at_the_door(session: Session, stranger: User) -> None:
    """Somebody asks for a place there, and the sheet was signed."""
    DoorRequest.objects.create(session=session, member=stranger, scanned_at=session.starts_at)
    kept = SignedSheet(session=session, name="daftar.pdf", content_type="application/pdf", size=len(SIGNED), digest="0")
    kept.file.save("daftar.pdf", ContentFile(SIGNED.encode()), save=True)

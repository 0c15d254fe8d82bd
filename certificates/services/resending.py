"""The mail with the link, sent once more to those chosen: each press once, and not again within minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateState
from certificates.errors import NothingToDoError
from certificates.mailing import TEMPLATE, UID_IN_KEY, letter_about
from certificates.models import Certificate
from core import audit, clock
from members.models import Message, User
from members.services import send_messages

REST = timedelta(minutes=10)


@dataclass(frozen=True)
class Resent:
    """How many go out, how many had one a moment ago, how many have no address."""

    sent: int
    too_soon: int
    impossible: int


def resend_mails(*, certificates: Collection[UUID], press: UUID, actor: User) -> Resent:
    """Papers that `actor` may not replace count as none. `press` names the pressing of the button: the same one again
    sends nothing more."""
    with transaction.atomic():
        rows = list(
            Certificate.objects.run_by(actor)
            .filter(uid__in=certificates, state=CertificateState.ISSUED, holder__isnull=False)
            .select_related("holder", "batch__course", "batch__certificate_setup")
            # Presses at the same moment wait for each other, and the second one sees what the first one sent.
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        if not rows:
            raise NothingToDoError(_("None of those chosen has a valid certificate."))
        recently = _told_recently(rows)
        fresh = {
            f"certificate.resent:{row.uid}:{press}": row
            for row in rows
            if row.uid not in recently and row.holder is not None and row.holder.email
        }
        sent = send_messages(
            template=TEMPLATE,
            letters=[letter_about(row, row.holder, key=key) for key, row in fresh.items() if row.holder],
        )
        audit.record_many(
            action="certificate.mail_resent",
            actor=actor,
            entries=[
                (f"certificate:{fresh[message.key].uid}", {"number": fresh[message.key].number, "press": str(press)})
                for message in sent
            ],
        )
    too_soon = sum(row.uid in recently for row in rows)
    return Resent(len(sent), too_soon, len(rows) - len(fresh) - too_soon)


def _told_recently(rows: list[Certificate]) -> set[UUID]:
    """A mail that waits, or went out within the last minutes."""
    keys = Message.objects.filter(
        template=TEMPLATE, recipient__in=[row.holder_id for row in rows], created_at__gte=clock.now() - REST
    ).values_list("key", flat=True)
    return {UUID(found[1]) for key in keys if (found := UID_IN_KEY.match(key))}

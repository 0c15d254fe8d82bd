"""An urgent notice of head office to two provinces, which half of the people have read."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from members.models import CoordinatorAppointment, NoticeReceipt, Province, UrgentNotice, User
from members.services.notices import deliver_notice, read_notice, send_notice, write_notice

TITLE = "Video kapal tenggelam di Selat Bali tidak benar"
TEXT = (
    "Sejak pagi beredar video kapal penumpang tenggelam yang disebut terjadi di Selat Bali. "
    "Video itu rekaman lama dari negara lain.\n\n"
    "Mohon tidak membagikannya, dan jawab pertanyaan masyarakat dengan klarifikasi resmi yang sudah dikirim ke grup "
    "koordinator wilayah. Laporkan unggahan yang ramai di wilayah Anda kepada SMRT Pusat sebelum pukul 16.00 WIB."
)
TO = ("71", "34")  # Sulawesi Utara, DI Yogyakarta
DAYS = 14


def load_notice(people: dict[str, User]) -> int:
    """How many received it; none when it is there already."""
    author = people["organiser"]
    if UrgentNotice.objects.filter(title=TITLE, written_by=author).exists():
        return 0
    notice = write_notice(
        notice=None,
        title=TITLE,
        text=TEXT,
        to_everybody=False,
        provinces=list(Province.objects.filter(code__in=TO)),
        offices=[],
        expires_on=clock.site_day() + timedelta(days=DAYS),
        actor=author,
    )
    notice = send_notice(notice=notice, actor=author)
    received = deliver_notice(notice=notice)
    coordinators = set(CoordinatorAppointment.objects.in_force().values_list("member", flat=True))
    receipts = NoticeReceipt.objects.filter(notice=notice).select_related("member").order_by("member__name", "pk")
    for number, receipt in enumerate(receipts):
        if number % 2 or receipt.member_id in coordinators:
            read_notice(notice=notice, member=receipt.member)
    return received

"""An urgent notice to the participant's office, made for the one question that asks for it."""

from core import clock
from members.models import UrgentNotice
from members.services.notices import deliver_notice, send_notice, write_notice
from tests.access.world import World

SAID_URGENTLY = "kabar-mendesak-rahasia"


def draft(world: World) -> UrgentNotice:
    return write_notice(
        notice=None,
        title=SAID_URGENTLY,
        text="Jangan dibagikan.",
        to_everybody=False,
        provinces=[],
        offices=[world.office],
        expires_on=clock.site_day(),
        actor=world.people["administrator"],
    )


def sent(world: World) -> UrgentNotice:
    notice = send_notice(notice=draft(world), actor=world.people["administrator"])
    deliver_notice(notice=notice)
    return notice

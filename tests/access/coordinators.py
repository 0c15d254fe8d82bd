"""From whom the coordinator of the world took over."""

from datetime import date

from members.models import CoordinatorAppointment, HandOver
from tests.access.world import BODY, World
from tests.factories.members import make_member


def hand_over(world: World) -> HandOver:
    """Somebody who left since, and wrote what is for the successor only."""
    to = world.appointment
    known = HandOver.objects.filter(later=to).first()
    if known is not None:
        return known
    earlier = CoordinatorAppointment.objects.create(
        province=to.province,
        office=to.office,
        member=make_member("Lina Pendahulu", office=world.office),
        decree="SK 0",
        valid_from=date(2019, 1, 1),
        valid_to=date(2019, 12, 31),
    )
    return HandOver.objects.create(earlier=earlier, later=to, note=BODY)

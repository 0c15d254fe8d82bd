"""Who was named for the batch of the world, by a letter, and may be swapped today."""

from courses.models import BatchQuota, Enrolment
from courses.place_links import token_of
from courses.services.nominations import nominate_members
from tests.access.world import World
from tests.factories.members import make_member

NOMINATED = "Nina Diusulkan"  # by the coordinator, from the participant's office; has not answered


def nominee_of(world: World) -> Enrolment:
    known = world.batch.enrolments.filter(member__name=NOMINATED).first()
    if known is not None:
        return known
    world.batch.nominations_until = world.batch.ends_on
    world.batch.save()
    [nominee] = nominate_members(
        batch=world.batch,
        members=[make_member(NOMINATED, office=world.office)],
        actor=world.people["coordinator"],
        letter_number="KP.301/1",
        letter_date=world.batch.starts_on,
    )
    return nominee


def quota_of(world: World) -> BatchQuota:
    quota, _made = BatchQuota.objects.get_or_create(batch=world.batch, office=world.office, defaults={"places": 9})
    return quota


def place_token(world: World) -> str:
    return token_of(nominee_of(world).links.get())

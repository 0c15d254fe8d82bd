"""What the ORM cannot say."""

from django.db import connection

from certificates.badges.places import LENGTH, new_scatter, scattered
from certificates.models import BadgeStatusList, CertificateSeries


def take_numbers(series: CertificateSeries, count: int) -> range:
    """Draw the next `count` numbers in one statement, inside the transaction that inserts what carries them.

    If that transaction fails, the numbers were never drawn.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are drawn in the transaction that uses them")
    table = connection.ops.quote_name(CertificateSeries._meta.db_table)
    statement = f"UPDATE {table} SET last = last + %s WHERE id = %s RETURNING last"  # noqa: S608  our own table's name
    with connection.cursor() as cursor:
        cursor.execute(statement, [count, series.pk])
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def take_places(count: int) -> list[int]:
    """Draw `count` places in the badge status lists, counted through all lists: the place `list * LENGTH + bit`.

    A list that is full is followed by a new one. Whoever draws at the same time waits for this transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("places are drawn in the transaction that uses them")
    places: list[int] = []
    while len(places) < count:
        status_list = _open_list()
        wanted = min(count - len(places), LENGTH - status_list.taken)
        turns = range(status_list.taken, status_list.taken + wanted)
        places += [
            status_list.number * LENGTH + scattered(turn, status_list.stride, status_list.start) for turn in turns
        ]
        status_list.taken += wanted
        status_list.save(update_fields=["taken"])
    return places


def _open_list() -> BadgeStatusList:
    """The last list, held until the transaction ends; the first, or the next after a full one, is made here."""
    last = BadgeStatusList.objects.select_for_update().order_by("-number").first()
    if last is not None and last.taken < LENGTH:
        return last
    stride, start = new_scatter()
    number = 1 if last is None else last.number + 1
    BadgeStatusList.objects.bulk_create(
        [BadgeStatusList(number=number, stride=stride, start=start)], ignore_conflicts=True
    )
    return BadgeStatusList.objects.select_for_update().get(number=number)

"""What the ORM cannot say."""

from django.db import connection

from certificates.models import CertificateSeries


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

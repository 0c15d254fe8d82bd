"""Which rows of a table are people, and which are not."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.tables import Row, Table
from courses.imports.columns import EXAMPLE, values_of
from courses.imports.people import RowPerson, read_person

TELLING = ("name", "number", "email")
MOST_TOLD = 20


def people_of(table: Table, mapping: Mapping[str, int]) -> tuple[list[RowPerson], list[str]]:
    """And a sentence for each row that was passed over, so that none gets lost unseen."""
    people, passed = [], []
    keys = {place: key for key, place in mapping.items()}
    has_titles = "title_before" in mapping or "title_after" in mapping
    for row in table.rows:
        values = values_of(row.cells, mapping)
        troubles = {keys[place]: sentence for place, sentence in row.troubles.items() if place in keys}
        if reason := _reason_to_pass(row, values, troubles, len(table.header)):
            passed.append(reason)
        else:
            people.append(read_person(row.number, values, troubles, has_titles=has_titles))
    if len(passed) > MOST_TOLD:
        more = _("And %(number)d more rows of this kind were passed over.") % {"number": len(passed) - MOST_TOLD}
        passed = [*passed[:MOST_TOLD], more]
    return people, passed


def _reason_to_pass(row: Row, values: Mapping[str, str], troubles: Mapping[str, str], columns: int) -> str:
    told = {"row": row.number, "text": next((cell for cell in row.cells if cell), "")[:60]}
    if values.get("name", "").startswith(f"{EXAMPLE} "):
        return _("Row %(row)d was passed over: it is the example of the template.") % told
    if not troubles and not any(values.get(key) for key in TELLING):
        return _("Row %(row)d was passed over: it names nobody (“%(text)s”).") % told
    if columns > 2 and row.filled == 1:
        return _("Row %(row)d was passed over: nothing stands in it but “%(text)s”.") % told
    return ""

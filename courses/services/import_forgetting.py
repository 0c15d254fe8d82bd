"""What lists of participants say of somebody whose account is erased."""

from __future__ import annotations

import re

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from core.tables import TableRefused
from courses.choices import ImportState
from courses.imports.matching import SAME
from courses.imports.names import split_name
from courses.models import ImportedRow, ParticipantImport
from courses.services.import_checking import BEGUN
from courses.services.import_removal import FORGOTTEN, empty_list, remove_file
from courses.services.import_staging import check_again, table_of
from members.models import User

UNCHECKED = (ImportState.READING, ImportState.COLUMNS, ImportState.CHECKING)


def forget_in_imports(member: User) -> None:
    """Lists that name the person are emptied, one that is being saved when that is done; where a row only asks whether
    it is this person, the question goes. All other lists stay as they are."""
    for staged in ParticipantImport.objects.select_for_update().exclude(file="").order_by("pk"):
        if staged.state == ImportState.REFUSED:  # nobody could read who stands in it
            remove_file(staged)
            staged.save(update_fields=["file"])
        elif staged.state == ImportState.SAVING and not staged.is_stalled(staged.job):
            if not _rows_naming(staged, member):
                _forget_questions(staged, member)
            elif BEGUN in staged.counts:  # such rows may be held by whoever saves them, who waits for the account
                staged.options = {**staged.options, FORGOTTEN: True}
                staged.save(update_fields=["options"])
            else:  # it would be looked at once more, and the person be taken for somebody new
                empty_list(staged)
        elif _rows_naming(staged, member) or (staged.state in UNCHECKED and _file_names(staged, member)):
            empty_list(staged)
        elif _forget_questions(staged, member) and staged.state == ImportState.CHECKED:
            check_again(staged=staged)


def _rows_naming(staged: ParticipantImport, member: User) -> bool:
    named = Q(member=member) | Q(name__iexact=member.name)
    if member.number:
        named |= Q(values__number=member.number)
    if member.email:
        named |= Q(values__email=member.email)
    return staged.rows.filter(named).exists()


def _file_names(staged: ParticipantImport, member: User) -> bool:
    """Of a list that has no rows yet, or is being checked."""
    try:
        table = table_of(staged)
    except (TableRefused, OSError):
        return False
    name, email = member.name.casefold(), (member.email or "").casefold()
    return any(
        split_name(cell)[1].casefold() == name
        or (email and email in cell.casefold())
        or (member.number and member.number in re.sub(r"\D", "", cell))
        for row in table.rows
        for cell in row.cells
        if cell
    )


def _forget_questions(staged: ParticipantImport, member: User) -> int:
    """Each names the account among its answers."""
    asking = ImportedRow.objects.filter(staged=staged).annotate(asked=Cast("questions", TextField()))
    return asking.filter(asked__contains=f'"{SAME}:{member.pk}"').update(questions=[])

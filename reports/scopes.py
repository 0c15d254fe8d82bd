"""Of whom a report tells the one who asks for it: as a text to compare later, and in words for the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses.file_scopes import own_offices, own_places, own_provinces, scope_of_batch
from courses.querysets import sees_everything
from courses.rules import may_see_batch
from members.rules import may_manage_members, may_read_all_members

if TYPE_CHECKING:
    from core.models import MadeFile
    from courses.models import Batch


def scope_of_year(user: Any, file: MadeFile) -> str:
    numbers = "whole" if may_manage_members(user) else "masked"
    if sees_everything(user):
        return f"everybody, numbers {numbers}"
    members = "all" if may_read_all_members(user) else "own"
    courses = user.organised_courses.order_by("course").values_list("course", flat=True)
    return f"members {members}, numbers {numbers}, courses {[*courses]} {own_places(user)}"


def scope_of_history(user: Any, file: MadeFile) -> str:
    """Of a batch or a year."""
    return scope_of_batch(user, file) if file.subject.startswith("batch:") else scope_of_year(user, file)


def whose_people(user: Any, batch: Batch) -> str:
    """Where those come from of whom this person is told; empty for who sees the whole batch."""
    if may_see_batch(user, batch):
        return ""
    provinces = own_provinces(user).order_by("province__name").values_list("province__name", flat=True)
    offices = own_offices(user).order_by("office__name").values_list("office__name", flat=True)
    return ", ".join([*provinces, *offices])

"""The participants of a batch in the columns of its template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment
from courses.rules import may_run_batch
from members import nip
from members.choices import NumberKind
from members.models import User

KIND_WORDS = {NumberKind.NIP: "NIP", NumberKind.NI_PPPK: "NI PPPK", NumberKind.NONE: ""}
AT_ONCE = 500


def participants_to_export(batch: Batch, user: User) -> Iterator[dict[str, Any]]:
    """Those whom `user` looks after. Only who runs the batch gets numbers whole, and ways to reach people."""
    whole = may_run_batch(user, batch)
    rows = Enrolment.objects.followed_by(user).filter(batch=batch).exclude(state=EnrolmentState.WITHDRAWN)
    for row in rows.select_related("member", "office").order_by("enrolled_at", "pk").iterator(chunk_size=AT_ONCE):
        member = row.member
        yield {
            "name": member.name,
            "title_before": member.title_before,
            "title_after": member.title_after,
            "number_kind": KIND_WORDS[NumberKind(member.number_kind)],
            "number": nip.group(member.number) if whole else nip.mask(member.number),
            "office": row.office.name if row.office else "",
            "rank": member.rank,
            "position": member.position,
            "email": member.email if whole else "",
            "phone": member.phone if whole else "",
            "letter_number": row.letter_number,
            "letter_date": row.letter_date,
        }

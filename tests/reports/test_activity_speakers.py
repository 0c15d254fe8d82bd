"""Who taught, in the activity report and for speakers' papers: the people, as they are called by now."""

from __future__ import annotations

import pytest

from certificates.models import PaperPart
from certificates.services import fill_parts
from core import clock
from courses.choices import Part, SessionState
from courses.models import Session
from courses.services import deliver_session, give_part
from members.models import User
from reports.activity.gathering import gather
from tests.factories.courses import make_part
from tests.factories.members import make_member
from tests.reports.conftest import Trained


@pytest.mark.django_db
def test_a_function_or_a_name_that_was_corrected_afterwards_is_nobody(trained: Trained) -> None:
    """Sari was planned and taught one session; the other, hers too by the plan, was given by Tono and a guest."""
    batch, organiser = trained.batch, trained.organiser
    sari = make_part(batch, make_member("Sari"), function="Kepala Dinas Kominf")
    tono = make_part(batch, make_member("Tno"), function="")
    first, second = (batch.sessions.get(subject=name) for name in ("Komunikasi publik", "Menangkal hoaks"))
    for session, speaker in ((first, ""), (second, "Tno; Ibu Tamu")):
        sari.sessions.add(session)
        Session.objects.filter(pk=session.pk).update(state=SessionState.PLANNED)
        with clock.at(session.ends_at):
            deliver_session(session=session, actor=organiser, speaker=speaker)

    give_part(batch=batch, member=sari.member, part=Part.SPEAKER, function="Kepala Dinas Kominfo", actor=organiser)
    User.objects.filter(pk=tono.member.pk).update(name="Tono")

    found = gather(batch, organiser, lambda done, total: None)
    assert [(one.name, one.function, one.subjects) for one in found.speakers] == [
        ("Sari", "Kepala Dinas Kominfo", ["Komunikasi publik"]),
        ("Tono", "", ["Menangkal hoaks"]),
        ("Ibu Tamu", "", ["Menangkal hoaks"]),
    ]
    fill_parts(batch=batch, actor=organiser)
    papers = PaperPart.objects.filter(batch=batch).order_by("member__name").values_list("member__name", "sessions")
    assert list(papers) == [("Sari", first.pk), ("Tono", second.pk)]

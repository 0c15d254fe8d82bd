from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from core import clock
from core.models import AuditEntry
from core.services import submit_job, work_jobs
from courses.models import Batch, SpeakerInvitation
from courses.services.invitation_retention import lapsed_invitations, remove_invitations
from courses.services.invitations import accept_invitation, invite_speaker, renew_invitation, revoke_invitation
from members.models import Message, User
from tests.factories.courses import make_batch, make_course
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna")


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_batch(make_course(organisers=[organiser]), code="yk")


def invite(batch: Batch, actor: User, name: str, days_ago: int) -> SpeakerInvitation:
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return invite_speaker(batch=batch, actor=actor, name=name, email=f"{name.lower()}@example.go.id")


def test_what_lapsed_long_ago_goes_with_its_mails_and_the_rest_stays(
    batch: Batch, organiser: User, settings: Any
) -> None:
    settings.INVITATION_DAYS, settings.INVITATION_KEEP_DAYS = 14, 90
    gone = invite(batch, organiser, "Lasmi", 200)
    with clock.at(clock.now() - timedelta(days=105)):
        gone = renew_invitation(invitation=gone, actor=organiser)
    taken_back = invite(batch, organiser, "Bram", 92)
    with clock.at(clock.now() - timedelta(days=91)):
        revoke_invitation(invitation=taken_back, actor=organiser)
    accepted = invite(batch, organiser, "Wayan", 200)
    SpeakerInvitation.objects.filter(pk=accepted.pk).update(expires_at=clock.now() + timedelta(days=1))
    accept_invitation(invitation=accepted, member=make_member("Wayan"))
    SpeakerInvitation.objects.filter(pk=accepted.pk).update(expires_at=clock.now() - timedelta(days=190))
    invite(batch, organiser, "Nyoman", 103)  # lapsed for 89 days
    invite(batch, organiser, "Putu", 1)

    assert remove_invitations(invitations=lapsed_invitations()) == 2
    assert remove_invitations(invitations=lapsed_invitations()) == 0

    assert sorted(SpeakerInvitation.objects.values_list("name", flat=True)) == ["Nyoman", "Putu", "Wayan"]
    assert sorted(Message.objects.values_list("address", flat=True)) == [
        f"{name}@example.go.id" for name in ("nyoman", "putu", "wayan")
    ]
    removed = AuditEntry.objects.filter(action="speaker.invitation_removed").order_by("subject")
    assert [(entry.subject, entry.data) for entry in removed] == sorted(
        (f"invitation:{row.uid}", {"batch": "yk"}) for row in (gone, taken_back)
    )


def test_the_command_says_how_many_and_tries_first_where_asked(batch: Batch, organiser: User) -> None:
    invite(batch, organiser, "Lasmi", 200)
    said = [StringIO() for _ in range(3)]

    call_command("remove_lapsed_invitations", "--dry-run", stdout=said[0])
    call_command("remove_lapsed_invitations", stdout=said[1])
    call_command("remove_lapsed_invitations", stdout=said[2])

    assert [out.getvalue() for out in said] == ["would_remove=1\n", "removed=1\n", "removed=0\n"]


def test_the_daily_job_does_it(batch: Batch, organiser: User) -> None:
    invite(batch, organiser, "Lasmi", 200)

    submit_job(kind="courses.remove_lapsed_invitations", payload={}, key="today")
    work_jobs(key_prefix="today")

    assert not SpeakerInvitation.objects.exists()
    assert not Message.objects.exists()

"""Accepting and declining a place: by the link in a mail, or logged in on one's own page."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import AskedAs, EnrolmentState, LinkAnswer
from courses.errors import LinkSpentError
from courses.models import Batch, Enrolment, PlaceLink
from courses.selectors.nominators import may_nominate_from
from courses.services.enrolment import settle
from courses.states import RULES
from members.models import User


@transaction.atomic
def answer_place_link(*, link: PlaceLink, accepts: bool, reason: str = "") -> PlaceLink:
    """Once; the same answer again changes nothing. Declining gives the place to who waits."""
    batch, enrolment = _locked(link.enrolment)
    locked = PlaceLink.objects.select_for_update(of=("self",)).select_related("asked").get(pk=link.pk)
    answer = LinkAnswer.ACCEPTED if accepts else LinkAnswer.DECLINED
    if locked.answer == answer:
        return locked
    locked.enrolment = enrolment
    if not answers_now(locked):
        raise LinkSpentError(_("This link does not work any more. Ask the organiser for a new one."))
    locked.answer, locked.answered_at = answer, clock.now()
    locked.save(update_fields=["answer", "answered_at"])
    _answer(batch, enrolment, locked.asked, accepts, reason, as_superior=locked.asked_as == AskedAs.SUPERIOR)
    return locked


@transaction.atomic
def accept_own_place(*, enrolment: Enrolment, member: User) -> Enrolment:
    """As by the link, for who is logged in; declining is `withdraw_enrolment`."""
    batch, locked = _locked(enrolment)
    if locked.member_id != member.pk or locked.state != EnrolmentState.NOMINATED or locked.awaits_approval:
        return locked
    if batch.is_closed:
        raise LinkSpentError(_("This batch is closed already."))
    _answer(batch, locked, member, True, "", as_superior=False)
    return locked


def answers_now(link: PlaceLink) -> bool:
    """Whether an answer would still change something."""
    enrolment = link.enrolment
    if not link.is_open or enrolment.batch.is_closed or not link.asked.is_active:
        return False
    if link.asked_as == AskedAs.SUPERIOR:
        return enrolment.state == EnrolmentState.NOMINATED and may_nominate_from(link.asked, enrolment.office)
    if enrolment.state == EnrolmentState.CONFIRMED and not enrolment.batch.fills_places:
        return False  # nobody could follow: who cannot come tells the organiser
    return RULES[EnrolmentState(enrolment.state)].is_asked_by_link


def _answer(batch: Batch, enrolment: Enrolment, asked: User, accepts: bool, reason: str, *, as_superior: bool) -> None:
    audit.record(
        action="enrolment.accepted" if accepts else "enrolment.declined",
        actor=asked,
        subject=f"enrolment:{enrolment.uid}",
        data={"as_superior": as_superior},
    )
    if not accepts:
        settle(batch=batch, enrolment=enrolment, state=EnrolmentState.WITHDRAWN, actor=asked, reason=reason)
        return
    if enrolment.awaits_approval and not as_superior:
        return  # nobody approves the own request
    if enrolment.accepted_at is None:
        enrolment.accepted_at = clock.now()
        enrolment.save(update_fields=["accepted_at"])
    if batch.accepting_confirms and enrolment.state == EnrolmentState.NOMINATED:
        settle(batch=batch, enrolment=enrolment, state=EnrolmentState.CONFIRMED, actor=asked)


def _locked(enrolment: Enrolment) -> tuple[Batch, Enrolment]:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.batch_id)
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("member", "office")
    locked = rows.get(pk=enrolment.pk)
    locked.batch = batch
    return batch, locked

"""What the apps below put on the desks: lists of providers, each with as many queries for one row as for a thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.waiting import WAITING, with_what_waits
from core import clock
from core.prepared import prepared
from courses.choices import BatchState, InvitationState
from courses.models import Batch, Completion, SpeakerInvitation
from home.days import age_in_words
from members.models import User
from quizzes.rules import may_open_marking
from quizzes.selectors.live import tests_on_now
from quizzes.selectors.marking_numbers import answers_to_mark, marking_to_see_to


@dataclass(frozen=True)
class DeskItem:
    """One line on a desk: what it is, in the words of its author, where it leads and how it stands."""

    label: str
    url: str = ""
    status: str | Promise = ""
    tone: str = "neutral"
    detail: str | Promise = ""


OF_CERTIFICATE = ("uid", "number", "size", "token", "state", "expires_on", "enrolment_id",
                  "batch__name", "batch__course__title")  # fmt: skip
INVITATIONS_SHOWN = 5
BATCHES_WAITING = 8
OF_INVITATION = ("name", "sent_at", "opened_at", "expires_at", "accepted_at", "revoked_at",
                 "batch__code", "batch__name", "batch__zone")  # fmt: skip
PersonProvider = Callable[[User], list[DeskItem]]


@dataclass(frozen=True)
class HeldCertificate:
    """One of a person's certificates, with all that its holder does with it."""

    course: str
    batch: str
    number: str
    url: str
    download_url: str
    size: int
    verify_url: str
    state: str
    is_valid: bool
    enrolment_id: int | None


def certificates_of(user: User) -> list[HeldCertificate]:
    """Those that were handed out, the valid ones first. One query."""
    return [
        HeldCertificate(
            course=certificate.batch.course.title,
            batch=certificate.batch.name,
            number=certificate.number,
            url=reverse("certificates:certificate", args=[certificate.uid]),
            download_url=reverse("certificates:download", args=[certificate.uid]),
            size=certificate.size,
            verify_url=f"{settings.SITE_URL}{reverse('certificates:verify', args=[certificate.token])}",
            state=str(certificate.standing.label),
            is_valid=certificate.standing == CertificateState.ISSUED,
            enrolment_id=certificate.enrolment_id,
        )
        for certificate in sorted(_held(user.pk), key=lambda row: row.standing != CertificateState.ISSUED)
    ]


@prepared
def _held(member: int) -> QuerySet[Certificate]:
    return Certificate.objects.public().filter(holder=member).select_related("batch__course").only(*OF_CERTIFICATE)


def batches_to_issue(user: User) -> list[DeskItem]:
    """Closed batches where people are complete and have no certificate, with their number."""
    return [
        DeskItem(
            label=row["enrolment__batch__name"],
            url=reverse("certificates:batch", args=[row["enrolment__batch__code"]]),
            status=ngettext("%(count)d person", "%(count)d people", row["number"]) % {"count": row["number"]},
            tone="success",
        )
        for row in _complete_without_certificate(user)
    ]


@prepared
def _complete_without_certificate(user: User) -> QuerySet[Any, Any]:
    certified = Certificate.objects.filter(enrolment=OuterRef("enrolment"))
    closed = Batch.objects.run_by(user).filter(state=BatchState.CLOSED).values("pk")
    return (
        Completion.objects.filter(~Exists(certified), enrolment__batch__in=closed)
        .values("enrolment__batch__code", "enrolment__batch__name", "enrolment__batch__starts_on")
        .annotate(number=Count("pk"))
        .order_by("enrolment__batch__starts_on", "enrolment__batch__code")
    )


def speakers_not_accepted(user: User) -> list[DeskItem]:
    """Invited to batches that `user` runs, neither accepted nor taken back; those longest waiting first."""
    return [
        DeskItem(
            label=invitation.name,
            url=reverse("courses:batch_people", args=[invitation.batch.code]),
            status=invitation.state.label,
            tone="warning" if invitation.state == InvitationState.EXPIRED else "info",
            detail=f"{invitation.batch.name}, {age_in_words(invitation.sent_at, invitation.batch.zone)}",
        )
        for invitation in _not_accepted(user)
    ]


@prepared
def _not_accepted(user: User) -> QuerySet[SpeakerInvitation]:
    sent = SpeakerInvitation.objects.filter(
        batch__in=Batch.objects.run_by(user), accepted_at=None, revoked_at=None, batch__closed_at=None
    )
    return sent.select_related("batch").only(*OF_INVITATION).order_by("sent_at", "pk")[:INVITATIONS_SHOWN]


@dataclass
class PaperCounts:
    """A batch's certificates: handed out and valid, being made."""

    issued: int = 0
    making: int = 0


def papers_of(batches: Sequence[Batch]) -> dict[int, PaperCounts]:
    """One query."""
    found = {batch.pk: PaperCounts() for batch in batches}
    for batch_id, state, number in _papers_by_state(tuple(found)):
        if state == CertificateState.ISSUED:
            found[batch_id].issued = number
        else:
            found[batch_id].making = number
    return found


@prepared
def _papers_by_state(batches: tuple[int, ...]) -> QuerySet[Certificate, tuple[int, str, int]]:
    held = Certificate.objects.filter(batch__in=batches, state__in=[CertificateState.ISSUED, CertificateState.RESERVED])
    return held.order_by().values_list("batch", "state").annotate(number=Count("pk"))


def certificates_waiting(user: User) -> list[DeskItem]:
    """Batches where holders ask for corrections, a run is paused or papers could not be made. One query."""
    return [
        DeskItem(label=row["name"], url=url, status=words % {"count": count}, tone="warning")
        for row in _certificates_waiting(user)
        for count, words, url in _waiting_lines(row)
        if count
    ]


def _waiting_lines(row: dict[str, Any]) -> list[tuple[int, str, str]]:
    runs = reverse("certificates:runs", args=[row["code"]])
    corrections = f"{reverse('certificates:corrections')}?{urlencode({'q': row['name'], 'state': 'open'})}"
    requests, paused, troubled = row["requests"], row["paused"], row["troubled"]
    return [
        (requests, ngettext("%(count)d correction asked", "%(count)d corrections asked", requests), corrections),
        (paused, ngettext("%(count)d run paused", "%(count)d runs paused", paused), runs),
        (troubled, ngettext("%(count)d paper not made", "%(count)d papers not made", troubled), runs),
    ]


@prepared
def _certificates_waiting(user: User) -> QuerySet[Any, Any]:
    rows = with_what_waits(Batch.objects.run_by(user)).values("code", "name", *WAITING)
    return rows.order_by("-starts_on", "code")[:BATCHES_WAITING]


READY_TO_ISSUE: tuple[PersonProvider, ...] = (batches_to_issue,)
PAPERS_WAITING: tuple[PersonProvider, ...] = (certificates_waiting,)


def tests_open_now(user: User) -> list[DeskItem]:
    """The tests that batches may sit at this moment, each with the way to who is writing. One query."""
    return [
        DeskItem(
            label=schedule.quiz.title,
            url=reverse("quizzes:live", args=[schedule.batch.code, schedule.quiz.uid]),
            detail=schedule.batch.name,
        )
        for schedule in tests_on_now(user, clock.now())
    ]


def answers_to_mark_for(user: User) -> list[DeskItem]:
    """What waits at the marking desk, in one line with the way there; nothing where nothing waits. One query."""
    number = answers_to_mark(user) if may_open_marking(user) else 0
    if not number:
        return []
    text = ngettext("%(count)d answer waits to be marked", "%(count)d answers wait to be marked", number)
    return [DeskItem(label=text % {"count": number}, url=reverse("quizzes:marking"))]


def marking_to_see_to_for(user: User) -> list[DeskItem]:
    """What waits for marks in the courses that one runs, and where two markers differ and a third must be found."""
    number, apart = marking_to_see_to(user)
    items = []
    if number:
        text = ngettext("%(count)d answer waits to be marked", "%(count)d answers wait to be marked", number)
        items.append(DeskItem(label=text % {"count": number}, url=reverse("quizzes:marking")))
    if apart:
        text = ngettext(
            "%(count)d of them waits for a third marker", "%(count)d of them wait for a third marker", apart
        )
        address = f"{reverse('quizzes:marking')}?state=third"
        items.append(DeskItem(text % {"count": apart}, address, status=_("two markers differ"), tone="warning"))
    return items


MARKING_TO_SEE_TO: tuple[PersonProvider, ...] = (marking_to_see_to_for,)
MARKING: tuple[PersonProvider, ...] = (answers_to_mark_for,)
TESTS_ON: tuple[PersonProvider, ...] = (tests_open_now,)
INVITATIONS: tuple[PersonProvider, ...] = (speakers_not_accepted,)

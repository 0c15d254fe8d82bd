from __future__ import annotations

import hmac
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from quizzes.choices import AttemptKind
from quizzes.devices import device_mark
from quizzes.errors import StartRefusedError
from quizzes.layout import new_seed
from quizzes.models import Attempt
from quizzes.models.attempt import layout_to_json
from quizzes.selectors.standing import Standing, standing_for
from quizzes.services.closing import close_by_clock
from quizzes.timing import deadline_for, hard_close_for

if TYPE_CHECKING:
    from members.models import User


def start_attempt(
    *,
    member: User,
    quiz_uid: UUID,
    room_code: str = "",
    agreed_to: str = "",
    device: str = "",
    kind: AttemptKind = AttemptKind.COUNTED,
) -> Attempt:
    """Begin an attempt with one row, or give back the one that is open; refuse with the reason and the time.

    `agreed_to` is the mark of the honesty statement that the member was shown and agreed to. Only what begins is asked
    for room code and statement; what is open goes on. Of `device`, the browser's own token, a mark is kept that means
    something within this test alone.

    However many starts arrive at once, one attempt comes of it: the database admits a single open one.
    """
    is_practice = kind == AttemptKind.PRACTICE
    for _try in range(3):
        attempt, refused = None, None
        try:
            with transaction.atomic():
                # Held for what counts, so that rules given in this moment are read, or find the attempt.
                standing = standing_for(member, quiz_uid, held=not is_practice)
                try:
                    attempt = _open_or_new(standing, kind, room_code, agreed_to)
                except StartRefusedError as error:
                    refused = error  # what the clock has closed stays closed
                if attempt is not None and attempt.pk is None:
                    attempt.device = "" if is_practice else device_mark(device, quiz_uid)
                    attempt.save(force_insert=True)
                    kill_point("quiz.start.before_commit")
        except IntegrityError:
            continue  # another tap was faster: its attempt is open now
        if refused is not None:
            raise refused
        if attempt is not None:
            return attempt
    raise StartRefusedError(_("The test could not be started. Please try again."), reason="busy")


def _open_or_new(standing: Standing | None, kind: AttemptKind, room_code: str, agreed_to: str) -> Attempt | None:
    """A new one is not saved yet; None where things have changed since they were read."""
    if standing is None:
        raise StartRefusedError(_("You are not enrolled in a batch that sits this test."), reason="not_enrolled")
    now = clock.now()
    if (running := standing.open_of(kind)) is not None:
        if not running.is_closed_at(now):
            return running
        if not close_by_clock(attempt=running):
            return None  # handed in or extended in this moment
    is_practice = kind == AttemptKind.PRACTICE
    refusal = standing.refusal_of_practice(now) if is_practice else standing.refusal(now)
    if refusal is not None:
        raise StartRefusedError(refusal.sentence, reason=refusal.reason, possible_from=refusal.possible_from)
    if not is_practice:
        _check_room_code(standing, room_code)
        _check_statement(standing, agreed_to)
    return _new_attempt(standing, kind)


def _check_room_code(standing: Standing, given: str) -> None:
    code = standing.schedule.room_code if standing.schedule else ""
    if code and not hmac.compare_digest(code.strip().casefold().encode(), given.strip().casefold().encode()):
        raise StartRefusedError(
            _("The room code is not right. It is announced in the room.")
            if given.strip()
            else _("This test asks for a room code. It is announced in the room."),
            reason="room_code",
        )


def _check_statement(standing: Standing, agreed_to: str) -> None:
    asked = standing.policies.honesty_mark
    if asked and agreed_to != asked:
        raise StartRefusedError(
            _("The statement has been worded anew since you opened this page. Read it and agree to it again.")
            if agreed_to
            else _("Agree to the honesty statement first."),
            reason="honesty",
        )


def _new_attempt(standing: Standing, kind: AttemptKind) -> Attempt:
    now, policies, seed = clock.now(), standing.policies, new_seed()
    is_practice = kind == AttemptKind.PRACTICE
    deadline = None if is_practice else _deadline(standing, now)
    places = standing.version.paper.lay_out(
        seed,
        shuffle_questions=policies.shuffle_questions,
        shuffle_options=policies.shuffle_options,
        history=standing.history,
    )
    return Attempt(
        quiz_id=standing.version.quiz_id,
        version=standing.version,
        enrolment=standing.enrolment,
        kind=kind,
        number=max((attempt.number for attempt in standing.of_kind(kind)), default=0) + 1,
        seed=seed,
        layout=layout_to_json(places),
        started_at=now,
        agreed_at=now if policies.honesty_statement and not is_practice else None,
        deadline_at=deadline,
        hard_close_at=hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS),
    )


def _deadline(standing: Standing, now: datetime) -> datetime | None:
    assert standing.window is not None  # noqa: S101  refused before, where it is missing
    return deadline_for(
        started_at=now,
        limit_minutes=standing.policies.time_limit_minutes,
        policy=standing.late_policy,
        window=standing.window,
        allowance=standing.allowance,
    )

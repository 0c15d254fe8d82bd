"""What other processes do in the tests of courses."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from core import clock
from courses.choices import AttendanceMethod
from courses.errors import BatchFullError, EnrolledElsewhereError, SessionsUndecidedError
from courses.models import Batch, Enrolment, MaterialPage, Session
from courses.progress_entries import ProgressEntry
from courses.services import (
    close_batch,
    deliver_session,
    enrol_member,
    evaluate_completion,
    promote_waiting,
    record_material_opened,
    record_progress,
    record_requirement,
    withdraw_enrolment,
)
from courses.services.attendance import check_in
from courses.services.joining import join_batch
from members.models import User


def enrol(batch: int, member: int) -> str:
    try:
        return enrol_member(batch=Batch.objects.get(pk=batch), member=User.objects.get(pk=member)).state
    except BatchFullError:
        return "full"


def join(batch: int, member: int) -> str:
    try:
        return join_batch(batch=Batch.objects.get(pk=batch), member=User.objects.get(pk=member)).state
    except EnrolledElsewhereError:
        return "elsewhere"


def withdraw(enrolment: int) -> None:
    withdraw_enrolment(enrolment=Enrolment.objects.get(pk=enrolment))


def promote(batch: int) -> int:
    return len(promote_waiting(batch=Batch.objects.get(pk=batch)))


def evaluate(enrolment: int) -> int:
    completion = evaluate_completion(enrolment=Enrolment.objects.get(pk=enrolment))
    return completion.pk if completion else 0


def reach(enrolment: int, key: str) -> None:
    record_requirement(
        enrolment=Enrolment.objects.get(pk=enrolment), key=key, met=True, value=Decimal(100), target=Decimal(100)
    )


def open_material(enrolment: int, material: int) -> bool:
    found = Enrolment.objects.select_related("batch__course").get(pk=enrolment)
    return record_material_opened(enrolment=found, material=MaterialPage.objects.get(pk=material))


def close(batch: int) -> str:
    try:
        return str(close_batch(batch=Batch.objects.get(pk=batch)).closed_at)
    except SessionsUndecidedError:
        return "undecided"


def deliver(session: int) -> None:
    found = Session.objects.get(pk=session)
    with clock.at(found.ends_at):
        deliver_session(session=found)


def any_of(name: str, arguments: dict[str, Any]) -> object:
    return globals()[name](**arguments)


def watch(*, enrolment: int, material: int, recording: int, spans: list[list[float]]) -> None:
    entry = ProgressEntry(uuid4(), "watched", clock.now(), {"recording": recording, "spans": spans, "position": 0})
    record_progress(
        enrolment=Enrolment.objects.get(pk=enrolment), material=MaterialPage.objects.get(pk=material), entries=[entry]
    )


def check_in_to(session: int, enrolment: int, at: str) -> int:
    moment = datetime.fromisoformat(at)
    with clock.at(moment):
        row = check_in(
            session=Session.objects.get(pk=session),
            enrolment=Enrolment.objects.get(pk=enrolment),
            method=AttendanceMethod.QR,
            at=moment,
        )
    return row.pk

"""A holder asks, an organiser replaces what was seen or says why not; nothing happens silently or twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from certificates.choices import CertificateState, CorrectionState, CorrectionSubject
from certificates.comparing import compare_with_today
from certificates.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NothingToDoError,
    ReasonMissingError,
    TooOftenError,
    WrongStateError,
)
from certificates.models import Certificate, CorrectionRequest
from certificates.services import (
    ask_correction,
    decline_correction,
    forget_corrections,
    replace_as_seen,
    replace_certificate,
    revoke_certificate,
    void_certificate,
    withdraw_correction,
)
from core import clock
from core.models import AuditEntry
from members.models import Message, User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_administrator, make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_organiser()


@pytest.fixture
def paper(organiser: User, issued: Any) -> Certificate:
    certificate: Certificate = issued(make_certifiable_batch("Budi Santoso", organiser=organiser))[0]
    return certificate


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def asked(paper: Certificate, wanted: str = "Budi Santosa, S.E.") -> CorrectionRequest:
    assert paper.holder is not None
    return ask_correction(certificate=paper, subject=CorrectionSubject.NAME, wanted=wanted, actor=paper.holder)


def corrected(paper: Certificate) -> str:
    """The name is corrected in the person's data; what the organiser then sees."""
    User.objects.filter(pk=paper.holder_id).update(name="Budi Santosa", title_after="S.E.")
    comparison = compare_with_today(paper)
    assert comparison is not None
    return comparison.digest


def test_one_open_request_reaches_the_organisers_once(paper: Certificate, organiser: User) -> None:
    first = asked(paper)

    assert asked(paper) == first
    with pytest.raises(NothingToDoError, match="asked already"):
        asked(paper, "Budi S.")
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.create(certificate=paper, asked_by=organiser, subject="name", wanted="x")
    assert list(Message.objects.filter(template="correction_asked").values_list("recipient", flat=True)) == [
        organiser.pk
    ]
    entry = AuditEntry.objects.get(action="certificate.correction_asked")
    assert entry.data == {"number": paper.number, "request": str(first.uid), "subject": "name"}


def test_only_the_holder_of_a_valid_paper_asks(paper: Certificate, organiser: User) -> None:
    with pytest.raises(NotAllowedError):
        ask_correction(certificate=paper, subject=CorrectionSubject.NAME, wanted="x", actor=organiser)
    with pytest.raises(ReasonMissingError):
        asked(paper, "  ")
    revoke_certificate(certificate=paper, reason="Wrong person", actor=None)
    with pytest.raises(WrongStateError):
        asked(Certificate.objects.get())


def test_what_would_change_is_told_fact_by_fact(paper: Certificate) -> None:
    same = compare_with_today(paper)
    assert same is not None
    assert same.is_same

    corrected(paper)
    paper.batch.course.title = "Another title"
    paper.batch.course.save()
    comparison = compare_with_today(Certificate.objects.get(pk=paper.pk))

    assert comparison is not None
    assert [(str(row.label), row.before, row.after) for row in comparison.changes] == [
        ("Name", "Budi Santoso", "Budi Santosa, S.E."),
        ("Course", "Social Media Response Team", "Another title"),
    ]


def test_replacing_does_what_was_seen_and_answers_the_request(
    paper: Certificate, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    request = asked(paper)
    seen = corrected(paper)

    with django_capture_on_commit_callbacks(execute=True):
        new = replace_as_seen(certificate=paper, reason="Title added", seen=seen, although_same=False, actor=organiser)

    request.refresh_from_db()
    paper.refresh_from_db()
    assert (request.state, request.replacement, request.answered_by) == (CorrectionState.ACCEPTED, new, organiser)
    assert (paper.state, paper.replaced_by) == (CertificateState.REPLACED, new)
    assert new.facts.holder.full_name == "Budi Santosa, S.E."
    assert Message.objects.get(template="correction_answered").recipient == paper.holder


def test_nothing_is_done_when_the_data_changed_since_or_nothing_changes(paper: Certificate, organiser: User) -> None:
    seen = corrected(paper)
    User.objects.filter(pk=paper.holder_id).update(name="Budi Susanto")

    with pytest.raises(ChangedMeanwhileError):
        replace_as_seen(certificate=paper, reason="Title", seen=seen, although_same=False, actor=organiser)
    User.objects.filter(pk=paper.holder_id).update(name="Budi Santoso", title_after="")
    same = compare_with_today(paper)
    assert same is not None
    with pytest.raises(NothingToDoError, match="Nothing on the paper would change"):
        replace_as_seen(certificate=paper, reason="Again", seen=same.digest, although_same=False, actor=organiser)
    assert Certificate.objects.count() == 1

    new = replace_as_seen(certificate=paper, reason="New seal", seen=same.digest, although_same=True, actor=organiser)
    again = replace_as_seen(certificate=paper, reason="New seal", seen=same.digest, although_same=True, actor=organiser)
    assert new == again


def test_an_edition_under_way_without_the_correction_is_no_answer(paper: Certificate, organiser: User) -> None:
    reserved = replace_certificate(certificate=paper, reason="Address", actor=organiser)
    request = asked(paper)
    seen = corrected(paper)

    with pytest.raises(WrongStateError, match=f"Edition {reserved.number} is being made without"):
        replace_as_seen(certificate=paper, reason="Name", seen=seen, although_same=False, actor=organiser)

    request.refresh_from_db()
    assert (request.state, request.replacement) == (CorrectionState.OPEN, None)


def test_a_request_ends_with_its_paper(paper: Certificate, organiser: User) -> None:
    request = asked(paper)

    revoke_certificate(certificate=paper, reason="Wrong person", actor=organiser)

    request.refresh_from_db()
    assert (request.state, request.answer) == (CorrectionState.DECLINED, "The certificate was revoked: Wrong person")
    assert Message.objects.get(template="correction_answered").recipient == paper.holder


def test_asked_while_the_next_edition_is_made_it_leads_there(
    paper: Certificate, organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=paper, reason="Address", actor=organiser)
        request = asked(paper)

    request.refresh_from_db()
    assert request.state == CorrectionState.DECLINED
    assert request.answer.startswith(f"A newer edition, number {new.number}, was already being made")
    assert Message.objects.filter(template="correction_answered").count() == 1


def test_a_request_waits_again_when_its_edition_is_given_up(paper: Certificate, organiser: User) -> None:
    request = asked(paper)
    seen = corrected(paper)
    for _twice in range(2):
        new = replace_as_seen(certificate=paper, reason="Name", seen=seen, although_same=False, actor=organiser)
        void_certificate(certificate=new, reason="Not yet", actor=organiser)

    request.refresh_from_db()
    assert (request.state, request.replacement, request.answered_at) == (CorrectionState.OPEN, None, None)
    decline_correction(correction=request, answer="The decree says otherwise.", actor=organiser)
    assert Message.objects.filter(template="correction_answered").count() == 3


def test_a_paper_is_asked_about_three_times_a_day(paper: Certificate) -> None:
    assert paper.holder is not None
    for _time in range(3):
        withdraw_correction(correction=asked(paper), actor=paper.holder)

    with pytest.raises(TooOftenError):
        asked(paper)
    CorrectionRequest.objects.update(asked_at=clock.now() - timedelta(days=1))
    assert asked(paper).state == CorrectionState.OPEN


def test_a_declined_request_says_why_and_may_be_followed_by_another(paper: Certificate, organiser: User) -> None:
    request = asked(paper)

    with pytest.raises(NotAllowedError):
        decline_correction(correction=request, answer="No", actor=make_organiser("Another"))
    with pytest.raises(ReasonMissingError):
        decline_correction(correction=request, answer=" ", actor=organiser)
    for _twice in range(2):
        declined = decline_correction(correction=request, answer="The decree says otherwise.", actor=organiser)

    assert (declined.state, declined.answer) == (CorrectionState.DECLINED, "The decree says otherwise.")
    assert "The decree says otherwise." in Message.objects.get(template="correction_answered").text
    assert asked(paper).pk != request.pk


def test_a_request_taken_back_is_answered_no_more(paper: Certificate, organiser: User) -> None:
    request = asked(paper)
    assert paper.holder is not None

    with pytest.raises(NotAllowedError):
        withdraw_correction(correction=request, actor=organiser)
    withdraw_correction(correction=request, actor=paper.holder)

    with pytest.raises(WrongStateError):
        decline_correction(correction=request, answer="Too late", actor=organiser)


def test_erasing_the_account_takes_the_words(paper: Certificate) -> None:
    asked(paper)
    assert paper.holder is not None

    forget_corrections(paper.holder)

    row = CorrectionRequest.objects.get()
    assert (row.state, row.wanted, row.note) == (CorrectionState.WITHDRAWN, "", "")


def test_the_pages_from_asking_to_the_answer(paper: Certificate, organiser: User) -> None:
    assert paper.holder is not None
    holder, staff = as_user(paper.holder), as_user(organiser)
    address = f"/certificates/{paper.uid}/correction/"

    assert "Something on it is wrong" in holder.get(f"/certificates/{paper.uid}/").content.decode()
    wrong = holder.post(address, {"subject": "name", "wanted": ""})
    assert wrong.status_code == 200
    holder.post(address, {"subject": "name", "wanted": "Budi Santosa, S.E.", "note": "SK 12"})
    request = CorrectionRequest.objects.get()
    corrected(paper)
    page = staff.get(f"/corrections/{request.uid}/").content.decode()
    auditor = as_user(make_auditor()).get(f"/corrections/{request.uid}/").content.decode()

    assert "The holder asks for a correction" in staff.get(f"/certificates/{paper.uid}/").content.decode()
    assert "<del>Budi Santoso</del>" in page
    assert "<ins>Budi Santosa, S.E.</ins>" in page
    assert "SK 12" in page
    assert "/decline/" in page
    assert "/decline/" not in auditor
    staff.post(f"/corrections/{request.uid}/decline/", {"answer": "It is right."})
    assert "It is right." in holder.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_searches_filters_and_costs_the_same(
    rows: int, organiser: User, issued: Any, django_assert_num_queries: Any
) -> None:
    for paper in issued(make_certifiable_batch(*("Budi", "Citra", "Dewi")[:rows], organiser=organiser)):
        asked(paper)
    client = as_user(organiser)

    with django_assert_num_queries(5):
        page = client.get("/corrections/").content.decode()

    assert page.count("Budi Santosa, S.E.") == rows
    assert "No request fits" in client.get("/corrections/?q=nobody").content.decode()
    assert "No request fits" in client.get("/corrections/?state=declined").content.decode()
    assert "Nobody has asked" in as_user(make_organiser("Another")).get("/corrections/").content.decode()
    assert as_user(make_administrator()).get("/corrections/").content.decode().count("S.E.") == rows
    assert as_user(make_member("A Stranger")).get("/corrections/").status_code == 404


def test_asking_too_often_is_refused(paper: Certificate, settings: Any) -> None:
    settings.RATE_LIMITS = True
    assert paper.holder is not None
    client = as_user(paper.holder)

    answers = [
        client.post(f"/certificates/{paper.uid}/correction/", {"subject": "name", "wanted": ""}).status_code
        for _time in range(11)
    ]

    assert answers == [200] * 10 + [429]

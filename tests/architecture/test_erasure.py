"""Erasing an account, seen from the database: who somebody was stands nowhere any more but on issued papers."""

from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from certificates.choices import CertificateState
from certificates.dry_run import Verdict, dry_run_for
from certificates.errors import NotReadyError
from certificates.models import Certificate
from certificates.selectors import public_face
from certificates.services import replace_certificate
from core import clock
from core.models import AuditEntry, Picture
from core.services import work_jobs
from courses.choices import EnrolmentState, Part
from courses.models import BatchPart, CourseOrganiser, Enrolment, SpeakerInvitation, SpeakerProfile
from courses.services import change_enrolment_state
from courses.services.invitations import accept_invitation, invite_speaker
from courses.services.speaker_profile import describe_oneself
from members.choices import NumberKind
from members.errors import MemberError
from members.models import Membership, Message, User
from members.services import erase_member
from quizzes.models import Accommodation, Answer, ImportedSitting
from quizzes.services import grant_accommodation, submit_attempt
from quizzes.timing import Allowance
from tests.certificates.conftest import issued, signing_key  # noqa: F401  fixtures
from tests.courses.views.test_course import client_of
from tests.factories.certificates import make_certifiable_batch
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part
from tests.factories.members import make_administrator, make_member, make_nip, make_office, make_organiser
from tests.factories.quizzes import answer, begin, make_sitting

pytestmark = pytest.mark.django_db
SECRETS = (
    "melati",
    "samudra",
    "0812-3456",
    "kapten kapal",
    "pecah ketuban",
    "biografi-rahasia",
    "nusa-rahasia",
    "sakit-rahasia",
)


def where(secret: str) -> set[str]:
    """Every table and column that holds the word, in whatever case."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.local_concrete_fields]
        for row in model._base_manager.values(*names):
            found |= {f"{model._meta.label}.{name}" for name, value in row.items() if secret in str(value).lower()}
    return found


def photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (400, 400), "navy").save(file, "PNG")
    return SimpleUploadedFile("melati.png", file.getvalue(), content_type="image/png")


@pytest.fixture
def admin() -> User:
    return make_administrator()


@pytest.fixture
def melati(admin: User, issued: Any, django_capture_on_commit_callbacks: Any) -> User:  # noqa: F811
    """Took part, was examined and certified, teaches, organises, was invited again, and is logged in."""
    batch = make_certifiable_batch("Melati Samudra")
    with django_capture_on_commit_callbacks(execute=True):
        issued(batch)
    member = Certificate.objects.get().holder
    assert member is not None
    member.title_after, member.phone, member.position = "S.Samudra", "0812-3456", "Kapten kapal"
    member.number_kind, member.number = NumberKind.NIP, make_nip()
    member.save()
    Membership.objects.create(member=member, office=make_office("KSOP Nusa"), valid_from="2020-01-01")

    quiz, enrolment = make_sitting(member=member, questions=2)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1)
    submit_attempt(attempt_uid=attempt.uid, member=member)
    grant_accommodation(
        quiz=quiz, enrolment=enrolment, allowance=Allowance(extra_minutes=9), reason="Pecah ketuban", by=admin
    )

    left = make_enrolment(make_batch(), member)
    change_enrolment_state(enrolment=left, state=EnrolmentState.WITHDRAWN, actor=None, reason="sakit-rahasia")
    ImportedSitting.objects.create(
        course=enrolment.batch.course, source="django-quiz-app", external_id="1", member=member,
        person="Melati Samudra (melati)", zone="Asia/Jakarta",
    )  # fmt: skip
    ImportedSitting.objects.create(
        course=enrolment.batch.course, source="django-quiz-app", external_id="2", member=None,
        person=str(member.email), findings=[["person_unknown", {"name": str(member.email)}]], zone="Asia/Jakarta",
    )  # fmt: skip

    taught = make_batch()
    asked = invite_speaker(batch=taught, name="Melati S.", email="melati@nusa-rahasia.id", actor=admin)
    accept_invitation(invitation=asked, member=member, function="Praktisi pelayaran")
    describe_oneself(member=member, function="Kapten kapal", biography="biografi-rahasia", photo=photo())
    make_material(taught.course, speakers=[member])
    invite_speaker(batch=make_batch(), name="Melati", email=str(member.email), actor=admin)
    course = make_course(organisers=[member, make_organiser()])
    make_part(make_batch(course), member, part=Part.COMMITTEE, function="Panitia")
    client_of(admin).post(
        f"/admin/users/edit/{member.pk}/",
        {"name": member.name, "number_kind": "nip", "number": member.number, "zone": member.zone, "language": "id",
         "email": member.email, "title_after": member.title_after, "phone": member.phone, "is_active": "on",
         "position": "Kapten kapal Samudra"},
    )  # fmt: skip
    return User.objects.get(pk=member.pk)


def erase(member: User, admin: User, capture: Any) -> User:
    with capture(execute=True):
        erased = erase_member(member=member, actor=admin, reason="Surat 12 November 2026")
    work_jobs(kinds=["core.task"])
    return erased


def test_who_it_was_stands_only_on_issued_papers(
    melati: User, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    address, number = str(melati.email), melati.number
    client_of(melati).get("/desk/")
    face = Picture.objects.get(uploaded_by_user=melati).file.name
    assert storages["private"].exists(face)
    assert where("melati") > {"members.User.name", "courses.SpeakerInvitation.name", "members.Message.text"}

    erase(melati, admin, django_capture_on_commit_callbacks)

    papers = {"certificates.Certificate.facts_data", "certificates.Certificate.holder_name"}
    assert where("melati") == papers
    for secret in (*SECRETS[1:], address, number):
        assert where(secret) <= papers, secret
    assert not Session.objects.exists() or all(
        row.get_decoded().get("_auth_user_id") != str(melati.pk) for row in Session.objects.all()
    )
    assert not storages["private"].exists(face)


def test_what_was_learnt_taught_and_certified_stays(
    melati: User, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    paper = Certificate.objects.get()
    before = public_face(paper)
    counts = {
        model: model._default_manager.count()
        for model in (Enrolment, Answer, BatchPart, Accommodation, Certificate, ImportedSitting)
    }

    erased = erase(melati, admin, django_capture_on_commit_callbacks)

    assert {model: model._default_manager.count() for model in counts} == counts
    paper.refresh_from_db()
    assert (public_face(paper), paper.state, paper.holder) == (before, CertificateState.ISSUED, erased)
    page = Client().get(f"/v/{paper.token}").content.decode()
    assert "Melati Samudra" in page
    assert Accommodation.objects.get().extra_minutes == 9
    assert BatchPart.objects.get(part=Part.SPEAKER).function == "Praktisi pelayaran"
    assert not CourseOrganiser.objects.filter(member=erased).exists()
    assert (SpeakerProfile.objects.count(), SpeakerInvitation.objects.count()) == (0, 1)
    assert sorted(Enrolment.objects.filter(member=erased).values_list("state", flat=True)) == [
        EnrolmentState.CONFIRMED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.WITHDRAWN,
    ]
    messages = Message.objects.filter(recipient=erased)
    assert {(row.address, row.text, row.html) for row in messages} == {("", "", "")}
    assert messages.filter(template="certificate_issued").count() == 1


def test_nobody_enters_with_the_account_any_more_and_the_copy_is_gone(
    melati: User, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of(melati)
    assert client.get("/account/profile/").status_code == 200

    erased = erase(melati, admin, django_capture_on_commit_callbacks)

    assert client.get("/account/profile/").status_code == 302
    assert (erased.is_active, erased.has_usable_password(), erased.email, erased.number) == (False, False, None, "")
    assert (erased.name, erased.username) == (f"Akun terhapus {melati.username}", melati.username)
    assert erased.erased_at is not None


def test_a_second_time_changes_nothing(melati: User, admin: User, django_capture_on_commit_callbacks: Any) -> None:
    first = erase(melati, admin, django_capture_on_commit_callbacks)

    again = erase_member(member=melati, actor=admin, reason="Once more")

    assert again.erased_at == first.erased_at
    [entry] = AuditEntry.objects.filter(action="member.erased")
    assert (entry.subject, entry.data) == (f"member:{melati.uid}", {"reason": "Surat 12 November 2026"})


def test_what_fails_on_the_way_leaves_everything(melati: User, admin: User, monkeypatch: Any) -> None:
    from core import audit

    def fail(**_facts: Any) -> None:
        raise RuntimeError("the disk is full")

    before = where("melati")
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError, match="disk"):
        erase_member(member=melati, actor=admin, reason="Surat")

    assert where("melati") == before
    assert User.objects.get(pk=melati.pk).erased_at is None


def test_no_new_paper_is_made_without_a_name(admin: User, issued: Any) -> None:  # noqa: F811
    batch = make_certifiable_batch("Melati", "Budi")
    melati = User.objects.get(name="Melati")
    erase_member(member=melati, actor=admin, reason="Surat")

    [paper] = issued(batch)

    assert paper.holder_name == "Budi"
    [row] = [row for row in dry_run_for(batch).rows if row.recipient.member == melati]
    assert (row.verdict, row.reason) == (
        Verdict.BLOCKED,
        "The account was erased: nobody is left to be named on a new paper.",
    )
    erase_member(member=paper.holder, actor=admin, reason="Surat")
    with pytest.raises(NotReadyError, match="erased"):
        replace_certificate(certificate=paper, reason="Typo", actor=admin)


def test_who_may_and_what_stands_in_the_way(admin: User) -> None:
    member = make_member("Melati", office=make_office())
    with pytest.raises(MemberError, match="Only administrators"):
        erase_member(member=member, actor=make_organiser(), reason="Surat")
    with pytest.raises(MemberError, match="Say why"):
        erase_member(member=member, actor=admin, reason=" ")
    with pytest.raises(MemberError, match="own account"):
        erase_member(member=admin, actor=admin, reason="Surat")
    assert User.objects.filter(erased_at=None).count() == 3


def test_a_coordinator_leaves_the_office_first_and_the_last_administrator_stays(admin: User) -> None:
    from members.models import CoordinatorAppointment
    from members.services import appoint_coordinator
    from tests.factories.members import make_province

    office = make_office()
    member = make_member("Melati", office=office)
    appoint_coordinator(
        province=make_province(), office=office, member=member, decree="SK 1", since=clock.site_day(), actor=admin
    )

    with pytest.raises(MemberError, match="end the appointment first"):
        erase_member(member=member, actor=admin, reason="Surat")
    with pytest.raises(MemberError, match="last administrator"):
        erase_member(member=admin, actor=None, reason="Surat")

    assert CoordinatorAppointment.objects.count() == 1


def test_the_form_wants_the_name_and_shows_what_goes(admin: User) -> None:
    member = make_member("Melati Samudra")
    client, url = client_of(admin), f"/admin/users/erase/{member.pk}/"
    client.cookies["django_language"] = "en"

    wrong = client.post(url, {"reason": "Surat", "confirmation": "Melati"})
    assert wrong.context["form"].errors == {
        "confirmation": ["This is not the name of the account that you are about to erase."]
    }
    assert client.post(url, {"reason": "", "confirmation": "Melati Samudra"}).status_code == 200
    assert User.objects.get(pk=member.pk).erased_at is None
    assert f"/admin/users/erase/{member.pk}/" in client.get(f"/admin/users/inspect/{member.pk}/").content.decode()

    done = client.post(url, {"reason": "Surat", "confirmation": " melati  samudra "})

    assert done["Location"] == f"/admin/users/inspect/{member.pk}/"
    shown = client.get(done["Location"]).content.decode()
    assert "Samudra" not in shown
    assert "/admin/users/erase/" not in shown
    assert client.get(url)["Location"] == done["Location"]
    assert client.get(f"/admin/users/edit/{member.pk}/").status_code == 302

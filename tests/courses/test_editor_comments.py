"""What an organiser writes beside a field of the editor reaches the authors by our own mail, in their language."""

import pytest
from wagtail.models import Comment, CommentReply, Page
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from core import clock
from core.models import Job
from core.services import work_jobs
from courses.models import CourseOrganiser, MaterialPage
from courses.services import set_up_editing
from courses.services.comment_mails import COMMENT_MAILS, LATEST, QUIET, tell_commented
from courses.services.writing import answer_comment
from members.choices import SiteRole
from members.models import Message, User
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_course_index, make_material, make_part
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db
COUNTS = {
    "comments-TOTAL_FORMS": "1",
    "comments-INITIAL_FORMS": "0",
    "comments-0-replies-TOTAL_FORMS": "0",
    "comments-0-replies-INITIAL_FORMS": "0",
}


@pytest.fixture(autouse=True)
def _editing() -> None:
    make_course_index()
    set_up_editing()


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna")


@pytest.fixture
def speaker() -> User:
    return make_member("Siti", role=SiteRole.SPEAKER, email="siti@example.go.id", language="id")


@pytest.fixture
def material(organiser: User, speaker: User) -> MaterialPage:
    course = make_course("Tanggap hoaks", organisers=[organiser])
    make_part(make_batch(course), speaker)
    material = make_material(course, "Cek dulu", speakers=[speaker], live=False)
    material.save_revision(user=speaker)
    return material


def comment_of(material: MaterialPage, author: User, text: str) -> Comment:
    return Comment.objects.create(page=material.page_ptr, user=author, text=text, contentpath="title")


def after_the_sitting() -> None:
    with clock.at(clock.now() + QUIET):
        work_jobs(kinds=[COMMENT_MAILS], until_idle=False)


def recipients() -> list[str]:
    after_the_sitting()
    rows = Message.objects.filter(template="material_commented").order_by("pk")
    return [message.recipient.name for message in rows if message.recipient]


def test_a_comment_of_the_editor_is_mailed_to_the_speaker_in_indonesian(
    material: MaterialPage, organiser: User, speaker: User
) -> None:
    make_member("Tono", role=SiteRole.SPEAKER)
    client, address = client_of(organiser), f"/admin/pages/{material.pk}/edit/"
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    comment = {"text": "Tambahkan sumbernya.", "contentpath": "title", "position": "", "id": ""}
    sent = {f"comments-0-{name}": value for name, value in comment.items()}

    answer = client.post(address, {**data.dict(), **sent, **COUNTS, "body-count": "0"})

    assert (answer.status_code, Message.objects.count()) == (302, 0)
    assert recipients() == ["Siti"]
    message = Message.objects.get(template="material_commented")
    assert message.subject == "Ratna berkomentar: Cek dulu"
    assert "Tambahkan sumbernya." in message.text
    assert f"/materials/{material.uid}/write/" in message.text
    assert "Tambahkan sumbernya." in message.html


def test_a_second_comment_that_the_editor_saves_by_itself_goes_with_the_first(
    material: MaterialPage, organiser: User, speaker: User
) -> None:
    client, address = client_of(organiser), f"/admin/pages/{material.pk}/edit/"
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
    first = {"comments-0-text": "Tambahkan sumbernya.", "comments-0-contentpath": "title", "comments-0-id": ""}
    told = {**data, **first, **COUNTS, "comments-0-position": "", "body-count": "0"}

    client.post(address, told, headers={"Accept": "application/json"})
    comment, revision = Comment.objects.get(), MaterialPage.objects.get(pk=material.pk).latest_revision
    second = {
        "comments-0-id": str(comment.pk),
        "comments-1-text": "Dan gambarnya.",
        "comments-1-contentpath": "title",
        "comments-1-position": "",
        "comments-1-id": "",
        "comments-1-replies-TOTAL_FORMS": "0",
        "comments-1-replies-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "2",
        "comments-INITIAL_FORMS": "1",
        "overwrite_revision_id": str(revision.pk),
    }
    answer = client.post(address, {**told, **second}, headers={"Accept": "application/json"})

    assert (answer.status_code, Comment.objects.count()) == (200, 2)
    assert MaterialPage.objects.get(pk=material.pk).latest_revision_id == revision.pk
    assert recipients() == ["Siti"]
    text = Message.objects.get(template="material_commented").text
    assert text.index("Tambahkan sumbernya.") < text.index("Dan gambarnya.")


def test_who_left_the_course_reads_no_comments_on_its_page(material: MaterialPage, organiser: User) -> None:
    course = material.course
    former = make_organiser("Joko")
    Comment.objects.create(page=course.page_ptr, user=former, text="Rapikan.", contentpath="title")
    Comment.objects.create(page=course.page_ptr, user=organiser, text="Baik.", contentpath="title")
    rudi = make_organiser("Rudi")
    said = Comment.objects.create(page=course.page_ptr, user=rudi, text="Rahasia.", contentpath="title")

    tell_commented(page=course, actor=rudi, comments=[said.pk])

    assert recipients() == ["Ratna"]


def test_an_answer_reaches_who_commented_and_nobody_twice(
    material: MaterialPage, organiser: User, speaker: User
) -> None:
    comment = comment_of(material, organiser, "Tambahkan sumbernya.")

    for _tap in range(2):
        answer_comment(material=material, comment=comment, text="Sudah.", actor=speaker)

    assert (recipients(), CommentReply.objects.count()) == (["Ratna"], 1)
    assert "“Tambahkan sumbernya.”" in Message.objects.get(template="material_commented").text


def test_who_may_not_open_the_material_or_wants_no_mail_gets_none(
    material: MaterialPage, organiser: User, speaker: User
) -> None:
    comment_of(material, make_organiser("Joko"), "Saya pindah.")
    quiet = make_member("Tono", role=SiteRole.SPEAKER)
    material.speakers.create(member=quiet)
    UserProfile.objects.create(user=quiet, updated_comments_notifications=False)

    said = comment_of(material, organiser, "Bagus.")
    tell_commented(page=material, actor=organiser, comments=[said.pk])
    tell_commented(page=material, actor=organiser, comments=[said.pk])
    tell_commented(page=material, actor=organiser)

    assert recipients() == ["Siti"]


def test_what_is_said_in_one_sitting_is_one_mail_and_the_next_sitting_another(
    material: MaterialPage, organiser: User, speaker: User
) -> None:
    begin = clock.now()
    for number in range(5):
        with clock.at(begin + number * QUIET / 2):
            tell_commented(
                page=material, actor=organiser, comments=[comment_of(material, organiser, f"Ke-{number}.").pk]
            )
    [job] = Job.objects.filter(kind=COMMENT_MAILS)
    assert job.run_after == begin + 4 * QUIET / 2 + QUIET
    with clock.at(job.run_after):
        work_jobs(kinds=[COMMENT_MAILS], until_idle=False)
        tell_commented(page=material, actor=organiser, comments=[comment_of(material, organiser, "Ke-5.").pk])
    with clock.at(job.run_after + QUIET):
        work_jobs(kinds=[COMMENT_MAILS], until_idle=False)

    texts = Message.objects.filter(template="material_commented").order_by("pk").values_list("text", flat=True)
    assert [[f"Ke-{number}." in text for number in range(6)] for text in texts] == [
        [True] * 5 + [False],
        [False] * 5 + [True],
    ]


def test_who_never_stops_is_mailed_of_all_the_same(material: MaterialPage, organiser: User) -> None:
    begin = clock.now()
    for minute in range(0, 30, 4):
        with clock.at(begin + minute * QUIET / 5):
            tell_commented(page=material, actor=organiser, comments=[comment_of(material, organiser, "Lagi.").pk])

    assert Job.objects.get(kind=COMMENT_MAILS).run_after == begin + LATEST


def test_two_who_comment_at_once_write_a_mail_each(material: MaterialPage, organiser: User, speaker: User) -> None:
    second = make_organiser("Joko")
    for person in (organiser, second):
        CourseOrganiser.objects.get_or_create(course=material.course, member=person)
        tell_commented(page=material, actor=person, comments=[comment_of(material, person, f"Dari {person.name}.").pk])

    assert sorted(recipients()) == ["Joko", "Ratna", "Siti", "Siti"]


def test_a_comment_that_was_taken_back_in_time_is_not_mailed(material: MaterialPage, organiser: User) -> None:
    hasty, kept = comment_of(material, organiser, "Buruk sekali."), comment_of(material, organiser, "Tambahkan angka.")
    tell_commented(page=material, actor=organiser, comments=[hasty.pk, kept.pk])
    hasty.delete()

    assert recipients() == ["Siti"]
    assert "Buruk" not in Message.objects.get(template="material_commented").text


def test_a_comment_of_another_page_never_slips_in(material: MaterialPage, organiser: User) -> None:
    other = make_material(material.course, "Lain", live=False)
    foreign = Comment.objects.create(
        page=Page.objects.get(pk=other.pk), user=organiser, text="Rahasia.", contentpath="title"
    )

    tell_commented(page=material, actor=organiser, comments=[foreign.pk])

    assert recipients() == []

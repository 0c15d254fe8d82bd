from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.choices import EnrolmentState
from members.models import User
from quizzes.choices import AttemptState, MediaPlace, ReviewPart
from quizzes.media_tokens import token_of
from quizzes.models import Attempt, QuestionMedia
from quizzes.services import NewOption, add_question, submit_attempt
from quizzes.shown_media import facts_of, with_media
from tests.factories.courses import make_course
from tests.factories.members import make_member, make_organiser
from tests.factories.question_media import attach, make_picture, make_sound
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting

pytestmark = pytest.mark.django_db
NO_REVIEW = {"review_just_after": [], "review_while_open": [], "review_after_close": []}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def status_of(client: Client, address: str, **data: str) -> int:
    response = client.get(address, data)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


class Sitting:
    def __init__(self, **rules: object) -> None:
        bank = make_bank(make_course())
        self.in_stem, self.in_option, self.told, self.other = (
            make_picture("navy"), make_sound(), make_picture("green"), make_picture("red")
        )  # fmt: skip
        question = add_question(
            bank=bank,
            stem="<p>Apa ini?</p>",
            options=[NewOption("Kapal", is_right=True), NewOption("", media=self.in_option, media_alt="Tiga klakson")],
            feedback="<p>Sebab.</p>",
        )
        attach(question, self.in_stem, "Sebuah kapal")
        attach(question, self.told, "PETA-JAWABAN", place=MediaPlace.FEEDBACK)
        attach(make_question(bank), self.other, "Di soal lain")
        self.quiz, self.enrolment = make_sitting(questions=[question], **rules)
        self.attempt = begin(self.quiz, self.enrolment)
        self.client = client_of(self.enrolment.member)

    def status(self, media: QuestionMedia, client: Client | None = None) -> int:
        address = reverse("quizzes:attempt_media", args=[self.attempt.uid, media.sha256])
        return status_of(client or self.client, address)

    def statuses(self) -> list[int]:
        return [self.status(media) for media in (self.in_stem, self.in_option, self.told, self.other)]


def test_while_it_is_open_an_attempt_gets_its_paper_and_nothing_of_the_explanation() -> None:
    sitting = Sitting()

    page = sitting.client.get(reverse("quizzes:attempt", args=[sitting.attempt.uid]))

    html = page.content.decode()
    assert (
        f'<img src="/attempts/{sitting.attempt.uid}/media/{sitting.in_stem.sha256}/" alt="Sebuah kapal" width="320"'
        ' height="200" loading="lazy" decoding="async">'
    ) in html
    assert (
        f'<audio controls preload="none" src="/attempts/{sitting.attempt.uid}/media/{sitting.in_option.sha256}/"'
        ' aria-label="Tiga klakson"></audio>'
    ) in html
    assert "PETA-JAWABAN" not in html
    assert sitting.told.sha256 not in html
    assert "kapal.png" not in html
    assert sitting.statuses() == [200, 200, 404, 404]


def test_another_members_attempt_is_not_there() -> None:
    sitting = Sitting()
    other = begin(sitting.quiz, make_sitting_of(sitting)).enrolment.member

    assert sitting.status(sitting.in_stem, client_of(other)) == 404
    assert sitting.status(sitting.in_stem, Client()) == 302


def make_sitting_of(sitting: Sitting):  # type: ignore[no-untyped-def]
    from tests.factories.courses import make_enrolment

    return make_enrolment(sitting.enrolment.batch, make_member("Citra"))


def test_afterwards_it_follows_what_the_rules_show() -> None:
    everything = [part.value for part in ReviewPart]
    sitting = Sitting(review_just_after=everything)
    submit_attempt(attempt_uid=sitting.attempt.uid, member=sitting.enrolment.member)

    html = sitting.client.get(reverse("quizzes:result", args=[sitting.attempt.uid])).content.decode()

    assert sitting.statuses() == [200, 200, 200, 404]
    assert f"/media/{sitting.told.sha256}/" in html
    assert 'alt="PETA-JAWABAN"' in html
    assert "media:" not in html


def test_without_feedback_in_the_rules_its_pictures_stay_away() -> None:
    sitting = Sitting(review_just_after=[ReviewPart.ANSWERS.value])
    submit_attempt(attempt_uid=sitting.attempt.uid, member=sitting.enrolment.member)

    assert sitting.statuses() == [200, 200, 404, 404]


def test_where_nothing_may_be_read_again_no_picture_is_sent() -> None:
    sitting = Sitting(**NO_REVIEW)
    submit_attempt(attempt_uid=sitting.attempt.uid, member=sitting.enrolment.member)

    assert sitting.statuses() == [404, 404, 404, 404]


def test_void_or_out_of_the_batch_gets_nothing() -> None:
    sitting = Sitting()
    sitting.enrolment.state = EnrolmentState.WITHDRAWN
    sitting.enrolment.save()
    assert sitting.status(sitting.in_stem) == 404

    void = Sitting()
    Attempt.objects.filter(pk=void.attempt.pk).update(state=AttemptState.VOID)
    assert void.status(void.in_stem) == 404


def test_a_bank_shows_its_pictures_to_its_own_authors_and_a_just_sent_one_to_who_sent_it() -> None:
    author, elsewhere = make_organiser("Dewi"), make_organiser("Raka")
    question = make_question(make_bank(make_course(organisers=[author])))
    make_course("Lain", organisers=[elsewhere])
    media, fresh = make_picture(), make_picture("red")
    attach(question, media, "Kapal")
    address, of_fresh = (reverse("quizzes:media", args=[row.sha256]) for row in (media, fresh))

    assert status_of(client_of(author), address) == 200
    assert status_of(client_of(elsewhere), address) == 404
    assert status_of(client_of(author), of_fresh) == 404
    own = token_of(author, fresh.sha256)
    assert status_of(client_of(author), of_fresh, own=own) == 200
    assert status_of(client_of(elsewhere), of_fresh, own=own) == 404
    assert status_of(client_of(author), address, own=own[:-2]) == 200
    assert status_of(client_of(elsewhere), address, own=own) == 404


def test_it_may_be_kept_for_ever_by_its_reader_alone_and_comes_in_parts() -> None:
    sitting = Sitting()
    address = reverse("quizzes:attempt_media", args=[sitting.attempt.uid, sitting.in_option.sha256])

    whole = sitting.client.get(address)
    b"".join(whole.streaming_content)
    part = sitting.client.get(address, headers={"Range": "bytes=0-3"})

    assert whole["Cache-Control"] == "private, max-age=31536000, immutable"
    assert (whole["Content-Type"], whole["X-Content-Type-Options"]) == ("audio/wav", "nosniff")
    assert "klakson" not in whole["Content-Disposition"]
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"RIFF")


def test_a_lost_file_is_not_there() -> None:
    sitting = Sitting()
    sitting.in_stem.file.storage.delete(sitting.in_stem.file.name)

    assert sitting.status(sitting.in_stem) == 404


def test_a_picture_costs_as_little_for_one_as_for_sixty_questions(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    bank = make_bank(make_course())
    for number in (1, 60):
        questions = [make_question(bank) for _ in range(number)]
        picture = make_picture(f"#0000{number:02}")
        for question in questions:
            attach(question, picture, "Kapal")
        quiz, enrolment = make_sitting(questions=questions)
        attempt = begin(quiz, enrolment)
        client = client_of(enrolment.member)
        with django_assert_num_queries(4):  # session, person, attempt with its paper, file
            assert status_of(client, reverse("quizzes:attempt_media", args=[attempt.uid, picture.sha256])) == 200
        with django_assert_num_queries(4):
            client.get(reverse("quizzes:attempt", args=[attempt.uid]))


def test_attempts_end_and_old_pages_do_not_get_more(settings) -> None:  # type: ignore[no-untyped-def]
    sitting = Sitting(time_limit_minutes=10, **NO_REVIEW)

    with clock.at(clock.now() + timedelta(hours=1)):
        assert sitting.status(sitting.in_stem) == 404


@pytest.mark.parametrize("told_first", [True, False])
def test_a_sound_of_question_and_explanation_never_has_the_words_of_the_explanation(told_first: bool) -> None:
    bank, sound = make_bank(make_course()), make_sound()
    question = add_question(
        bank=bank, stem="<p>Apa artinya?</p>", options=[NewOption("A", is_right=True), NewOption("B")]
    )
    uses = [(sound, "", MediaPlace.QUESTION), (sound, "BERANGKAT-JAWABAN", MediaPlace.FEEDBACK)]
    for media, alt, place in reversed(uses) if told_first else uses:
        attach(question, media, alt, place=place, is_decoration=not alt)
    quiz, enrolment = make_sitting(questions=[question], review_just_after=[part.value for part in ReviewPart])
    attempt = begin(quiz, enrolment)
    client = client_of(enrolment.member)

    page = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()

    assert sound.sha256 in page
    assert "BERANGKAT-JAWABAN" not in page
    assert "BERANGKAT-JAWABAN" not in str(attempt.version.body)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    result = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()
    assert result.count("BERANGKAT-JAWABAN") == 1


def test_a_frozen_paper_that_has_the_words_of_the_explanation_does_not_show_them() -> None:
    """As papers were frozen before the words of each use were told apart."""
    sitting = Sitting()
    body = sitting.attempt.version.body
    digest = body["questions"][0]["media"][0]["sha256"]
    body["questions"][0]["stem"] += f'<p><audio src="media:{digest}" controls=""></audio></p>'
    body["questions"][0]["media"][0]["alt"] = "KATA-PEMBAHASAN"

    frozen = body["questions"][0]
    markup = with_media(frozen["stem"], facts_of(frozen["media"]), lambda sha256: f"/{sha256}")

    assert f'src="/{digest}"' in markup
    assert "KATA-PEMBAHASAN" not in markup

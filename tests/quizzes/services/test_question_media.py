from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock
from core.models.media import private_storage
from quizzes.choices import MediaPlace, QuestionType
from quizzes.draft import problems_of_question
from quizzes.formats import Entry, Place, Reading
from quizzes.items import Media, Option, SingleChoice
from quizzes.models import Question, QuestionMedia
from quizzes.services import (
    NewOption,
    add_question,
    delete_unused_question_media,
    freeze_question,
    import_questions,
    store_question_media,
)
from quizzes.services.question_files import exported_item
from quizzes.services.question_media import with_bytes
from tests.factories.question_media import attach, make_picture, make_sound, picture_bytes, sound_bytes
from tests.factories.quizzes import make_bank, make_question

pytestmark = pytest.mark.django_db


def test_the_same_file_is_kept_once() -> None:
    first = store_question_media(name="C:\\foto\\kapal.png", data=picture_bytes())
    again = store_question_media(name="lain.png", data=picture_bytes())

    assert first == again
    assert (first.name, first.content_type, first.width) == ("kapal.png", "image/png", 320)
    assert QuestionMedia.objects.count() == 1


def test_a_file_that_was_lost_is_written_again() -> None:
    media = make_picture()
    private_storage().delete(media.file.name)

    again = make_picture()

    assert again.pk == media.pk
    assert again.is_there


def test_a_question_is_frozen_with_its_pictures_where_they_stand() -> None:
    question = make_question(stem="<p>Lihat [gambar 2] dahulu.</p>")
    sound, picture = make_sound(), make_picture()
    attach(question, sound, "Tiga kali klakson")
    attach(question, picture, 'Kapal "Melati"')

    version = freeze_question(question=question)

    assert version.body["stem"] == (
        f'<p>Lihat <img src="media:{picture.sha256}" alt="Kapal &quot;Melati&quot;"> dahulu.</p>'
        f'<p><audio src="media:{sound.sha256}" controls="" title="Tiga kali klakson"></audio></p>'
    )
    assert [row["sha256"] for row in version.body["media"]] == [sound.sha256, picture.sha256]
    assert version.body["media"][1]["width"] == 320
    assert set(version.media.all()) == {sound, picture}
    assert freeze_question(question=question) == version


def test_what_only_the_explanation_shows_is_in_the_key_and_not_in_the_body() -> None:
    question = make_question()
    picture = make_picture()
    attach(question, picture, "Peta jawaban", place=MediaPlace.FEEDBACK)

    version = freeze_question(question=question)

    assert picture.sha256 not in str(version.body)
    assert [row["alt"] for row in version.key["media"]] == ["Peta jawaban"]
    assert f"media:{picture.sha256}" in version.key["feedback"]


def test_a_picture_without_words_keeps_a_question_from_being_published() -> None:
    question = make_question(stem="<p>Apa ini? [gambar 3]</p>")
    attach(question, make_picture())
    attach(question, make_picture("red"), is_decoration=True)
    option = question.options.first()
    option.text, option.media = "", make_picture("green")
    question.options.add(option)

    assert (
        problems_of_question(question)
        == [
            "A part of this question has no text.",
            "Picture or sound 1 has no words that say what is seen or heard.",
            "The picture or sound of option 1 has no words that say what is seen or heard.",
            "The text says [gambar 3], and there is no such row.",
        ][1:]
    )


def imported(bank, item) -> Question:  # type: ignore[no-untyped-def]
    reading = Reading("gift", (Entry(Place(1), "satu", item, ()),), ())
    report = import_questions(bank=bank, reading=reading)
    assert report.counts["refused"] == 0
    return bank.questions.get()


def test_a_file_brings_its_pictures_in_and_takes_them_out_again() -> None:
    photo = Media.of("foto.png", "image/png", picture_bytes(), "Sebuah kapal")
    horn = Media.of("klakson.wav", "audio/wav", sound_bytes(), "Klakson")
    item = SingleChoice(
        stem=f'<p>Apa ini: <img src="media:{photo.sha256}" alt="Sebuah kapal">?</p>',
        options=(Option(key="a", text="Kapal", fraction=1), Option(key="b", media=horn.sha256)),
        external_id="M-1",
        media=(photo, horn),
    )

    question = imported(make_bank(), item)

    assert question.stem == "<p>Apa ini: [gambar 1]?</p>"
    assert [(row.media.sha256, row.alt) for row in question.attachments.all()] == [(photo.sha256, "Sebuah kapal")]
    assert [(row.media_id, row.media_alt) for row in question.options.all()] == [(None, ""), (horn.sha256, "Klakson")]
    out = with_bytes(exported_item(question))
    assert out.stem == item.stem
    assert {file.sha256: file.data for file in out.media} == {photo.sha256: photo.data, horn.sha256: horn.data}
    assert replace(out, media=()).body()["options"][1]["media"] == horn.sha256


def test_a_photo_that_is_made_anew_is_named_by_what_it_became() -> None:
    heavy = Media.of("peta.png", "image/png", picture_bytes(size=(3000, 600)), "Peta")
    item = SingleChoice(
        stem=f'<img src="media:{heavy.sha256}" alt="Peta">',
        options=(Option(key="a", text="Ya", fraction=1), Option(key="b", text="Tidak")),
        media=(heavy,),
    )

    question = imported(make_bank(), item)

    stored = QuestionMedia.objects.get()
    assert stored.sha256 != heavy.sha256
    assert stored.content_type == "image/webp"
    assert f"media:{stored.sha256}" in freeze_question(question=question).body["stem"]


def test_a_picture_that_is_none_is_left_out_and_told() -> None:
    lie = Media.of("foto.png", "image/png", b"<html>", "Foto")
    item = SingleChoice(
        stem="Apa?", options=(Option(key="a", text="Ya", fraction=1), Option(key="b", text="B")), media=(lie,)
    )
    bank = make_bank()

    report = import_questions(bank=bank, reading=Reading("gift", (Entry(Place(1), "satu", item, ()),), ()))

    assert (report.counts["added"], report.warned) == (1, 1)
    assert bank.questions.get().attachments.count() == 0
    assert QuestionMedia.objects.count() == 0


def test_what_nothing_shows_goes_after_a_day_and_what_was_published_stays() -> None:
    _unused, shown, of_option, published = (make_picture(colour) for colour in ("red", "green", "blue", "white"))
    orphan = private_storage().save("question_media/zz/lost.png", picture_bytes_file())
    attach(make_question(), shown, "Hijau")
    add_question(
        bank=make_bank(),
        stem="<p>Apa?</p>",
        options=[NewOption("A", media=of_option, media_alt="Biru"), NewOption("B")],
    )
    question = make_question(type=QuestionType.TRUE_FALSE)
    row = attach(question, published, "Putih")
    freeze_question(question=question)
    row.delete()

    assert delete_unused_question_media() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert delete_unused_question_media() >= 2  # other tests' files lie in the same folder

    assert set(QuestionMedia.objects.all()) == {shown, of_option, published}
    assert not private_storage().exists(orphan)
    assert published.is_there


def picture_bytes_file():  # type: ignore[no-untyped-def]
    from django.core.files.base import ContentFile

    return ContentFile(picture_bytes())

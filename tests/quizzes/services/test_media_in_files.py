"""Pictures and sounds of a bank on their way out and in again: the same files, at the same places, with their words."""

import pytest

from quizzes.choices import MediaPlace
from quizzes.formats import read_questions
from quizzes.models import Question, QuestionBank, QuestionMedia, QuestionOption
from quizzes.services import NewOption, add_question, export_questions, import_questions
from tests.factories.question_media import attach, make_picture, make_sound
from tests.factories.quizzes import make_bank, make_question

pytestmark = pytest.mark.django_db


def illustrated() -> QuestionBank:
    """A picture and a sound below the text, a picture in the explanation, and one in an option."""
    bank = make_bank()
    question = make_question(bank)
    attach(question, make_picture("navy", "kapal.png"), "Kapal di dermaga")
    attach(question, make_sound(), "Klakson kapal")
    attach(question, make_picture("maroon", "peta.png"), "Peta pelabuhan", place=MediaPlace.FEEDBACK)
    option = question.options.all()[0]
    option.media, option.media_alt = make_picture("olive", "rambu.png"), "Rambu hijau"
    option.save()
    return bank


def shown_in(bank: QuestionBank) -> list[object]:
    question = Question.objects.filter(bank=bank).with_parts().get()
    rows = [(row.media.sha256, row.alt, str(row.place)) for row in question.attachments.all()]
    options = [(row.media_id, row.media_alt) for row in question.options.all()]
    return [sorted(rows), options]


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti3"])
def test_a_bank_with_pictures_and_sounds_comes_back_whole(format: str) -> None:
    bank, other = illustrated(), make_bank()
    written = export_questions(questions=Question.objects.filter(bank=bank).with_parts(), format=format)

    report = import_questions(bank=other, reading=read_questions(written.data))
    again = import_questions(bank=bank, reading=read_questions(written.data))

    assert (report.counts["added"], again.counts["unchanged"]) == (1, 1)
    assert shown_in(other) == shown_in(bank)
    assert QuestionMedia.objects.count() == 4


def test_an_excel_file_says_that_it_carries_none() -> None:
    bank = illustrated()

    written = export_questions(questions=Question.objects.filter(bank=bank).with_parts(), format="xlsx")

    assert any("picture" in finding.sentence.lower() for finding in written.warnings)


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti3"])
def test_options_that_are_pictures_alone_keep_their_keys(format: str) -> None:
    bank = make_bank()
    question = make_question(bank)
    QuestionOption.objects.filter(question=question).delete()
    for place, colour in enumerate(("navy", "maroon", "olive")):
        picture = make_picture(colour, f"{colour}.png")
        QuestionOption.objects.create(
            question=question, sort_order=place, is_right=not place, media=picture, media_alt=f"Rambu {colour}"
        )
    before = list(QuestionOption.objects.filter(question=question).values_list("media", "key", "is_right"))
    written = export_questions(questions=Question.objects.filter(bank=bank).with_parts(), format=format)

    again = import_questions(bank=bank, reading=read_questions(written.data))

    assert again.counts["unchanged"] == 1
    assert list(QuestionOption.objects.filter(question=question).values_list("media", "key", "is_right")) == before


def test_in_excel_what_is_seen_or_heard_stays_in_words() -> None:
    bank = make_bank()
    sound = make_sound()
    question = add_question(
        bank=bank,
        stem="<p>Mana artinya? [suara 1]</p>",
        options=[
            NewOption("", is_right=True, media=make_picture(), media_alt="Satu tiupan"),
            NewOption("", media=sound, media_alt="Dua tiupan"),
        ],
    )
    attach(question, sound, "Tiupan panjang")

    written = export_questions(questions=[question], format="xlsx")
    reading = read_questions(written.data)

    assert "<p>Mana artinya? Tiupan panjang</p>" in reading.items[0].stem
    assert [option.text for option in reading.items[0].options] == ["Satu tiupan", "Dua tiupan"]
    assert reading.findings == ()

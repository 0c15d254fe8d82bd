from dataclasses import replace
from decimal import Decimal

import pytest

from core.models import AuditEntry
from courses.models import Topic
from quizzes.choices import Marking, QuestionType
from quizzes.formats import Entry, Place, Reading, read_questions, write_questions
from quizzes.items import Cloze, Gap, MultipleChoice, Option, ShortText, TextAnswer
from quizzes.models import Question, QuestionBank
from quizzes.services import QuestionImport, export_questions, freeze_question, import_questions
from tests.factories.quizzes import make_bank, make_question
from tests.quizzes.formats.samples import pictured

GIFT = """
$CATEGORY: $course$/top/Humas/Hoaks

// [id:H-1] [tag:mudah]
::Pertama::Apa yang pertama dilakukan?{=Periksa#Tepat ~Sebarkan ~%50%Tanya####Selalu periksa.}

// [id:H-2]
Hoaks yang dibantah berhenti menyebar.{F}

// [id:H-3]
Pilih dua.{~%50%satu ~%50%dua ~%-50%tiga}

Rusak{=a
"""


def bring(bank: QuestionBank, text: str, format: str = "gift") -> QuestionImport:
    return import_questions(bank=bank, reading=read_questions(text.encode(), format=format))


@pytest.mark.django_db
def test_questions_are_written_with_their_options_code_and_topic() -> None:
    topic = Topic.objects.create(code="hoaks", name="Hoaks")
    bank = make_bank()

    report = bring(bank, GIFT)

    assert report.counts == {"added": 3, "renewed": 0, "unchanged": 0, "refused": 1}
    first, second, third = bank.questions.all()
    assert (first.external_id, first.type, first.topic) == ("H-1", QuestionType.SINGLE, topic)
    assert first.about == {"name": "Pertama", "tags": ["mudah"], "topic": ["Humas", "Hoaks"]}
    assert [(row.text, row.is_right, row.fraction, row.feedback) for row in first.options.all()] == [
        ("Periksa", True, None, "Tepat"),
        ("Sebarkan", False, None, ""),
        ("Tanya", False, Decimal(50), ""),
    ]
    assert (second.type, second.statement_is_true) == (QuestionType.TRUE_FALSE, False)
    assert (third.type, third.marking) == (QuestionType.MULTIPLE, Marking.SUM_OF_FRACTIONS)
    assert [row.fraction for row in third.options.all()] == [Decimal(50), Decimal(50), Decimal(-50)]


@pytest.mark.django_db
def test_the_same_code_renews_its_question_and_keeps_frozen_versions() -> None:
    bank = make_bank()
    bring(bank, GIFT)
    question = bank.questions.get(external_id="H-1")
    version = freeze_question(question=question)
    keys = {option.text: option.key for option in question.options.all()}

    report = bring(bank, GIFT.replace("=Periksa#Tepat ~Sebarkan", "~Periksa =Sebarkan ~Diam"))

    assert report.counts == {"added": 0, "renewed": 1, "unchanged": 2, "refused": 1}
    renewed = bank.questions.get(external_id="H-1")
    assert renewed.pk == question.pk
    assert {option.text: option.key for option in renewed.options.all() if option.text in keys} == keys
    assert [option.is_right for option in renewed.options.all()] == [False, True, False, False]
    version.refresh_from_db()
    assert version.key["fractions"][keys["Periksa"]] == "1"
    assert freeze_question(question=renewed).number == 2


@pytest.mark.django_db
def test_the_same_file_twice_doubles_nothing_even_without_codes() -> None:
    bank = make_bank()
    text = "Benar?{T}\n\nApa?{=a ~b}\n\nApa?{=a ~b}"

    assert bring(bank, text).counts["added"] == 2
    assert bring(bank, text).counts == {"added": 0, "renewed": 0, "unchanged": 3, "refused": 0}
    assert bank.questions.count() == 2


@pytest.mark.django_db
def test_nothing_that_is_missing_from_a_file_goes_away() -> None:
    bank = make_bank()
    kept = make_question(bank)

    bring(bank, GIFT)

    assert bank.questions.filter(pk=kept.pk).exists()
    assert Question.objects.count() == 4


@pytest.mark.django_db
def test_a_code_that_comes_twice_in_a_file_overwrites_nothing() -> None:
    bank = make_bank()

    report = bring(bank, "// [id:K]\nSatu?{T}\n\n// [id:K]\nDua?{T}")

    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert "The code “K” stands at another question" in report.findings[0].sentence
    assert bank.questions.get().stem == "Satu?"


@pytest.mark.django_db
def test_a_code_counts_within_its_bank_only() -> None:
    one, other = make_bank(), make_bank()

    assert (bring(one, GIFT).counts["added"], bring(other, GIFT).counts["added"]) == (3, 3)


@pytest.mark.django_db
def test_a_rehearsal_counts_and_keeps_nothing() -> None:
    bank = QuestionBank(name="Baru")

    report = import_questions(bank=bank, reading=read_questions(GIFT.encode(), format="gift"), rehearse=True)

    assert report.counts["added"] == 3
    assert (Question.objects.count(), QuestionBank.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_an_import_is_on_the_trail() -> None:
    bank = make_bank()

    bring(bank, GIFT)

    entry = AuditEntry.objects.get(action="questions.imported")
    assert entry.subject == f"bank:{bank.uid}"
    assert entry.data == {"format": "gift", "added": 3, "renewed": 0, "unchanged": 0, "refused": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"Apa?{{={'x' * 501} ~b}}", "longer than 500 characters"),
    ],
)
def test_what_a_bank_cannot_keep_is_refused_with_a_sentence(text: str, part: str) -> None:
    report = bring(make_bank(), text)

    assert report.counts["refused"] == 1
    assert part in report.findings[-1].sentence
    assert Question.objects.count() == 0


@pytest.mark.django_db
def test_a_picture_that_is_damaged_gives_way_to_its_words() -> None:
    report = bring(make_bank(), write_questions([pictured()], format="gift").data.decode())

    question = Question.objects.get()
    assert report.counts["added"] == 1
    assert report.findings[-1].sentence.startswith("A picture or sound was left out. The content of")
    assert question.stem == "<p>Lihat Peta Bitung</p>"
    assert question.attachments.count() == 0


@pytest.mark.django_db
def test_a_topic_that_is_not_listed_is_told() -> None:
    report = bring(make_bank(), GIFT)

    assert report.findings[0].sentence == (
        "The topic “Humas/Hoaks” is not in the list of topics. Add it there, then import again."
    )


@pytest.mark.django_db
def test_a_table_in_the_text_becomes_lines_and_is_told() -> None:
    bank = make_bank()
    text = "[html]<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>{T}"

    report = bring(bank, text)

    assert bank.questions.get().stem == "a | b<br>c | d<br>"
    assert "Tables, code and quotations" in report.findings[0].sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("format", "reader"), [("gift", "gift"), ("moodle-xml", "moodle-xml"), ("xlsx", "xlsx"), ("qti3", "qti")]
)
def test_export_then_import_gives_the_same_bank(format: str, reader: str) -> None:
    Topic.objects.create(code="hoaks", name="Hoaks")
    bank, copy = make_bank(), make_bank()
    bring(bank, GIFT)
    make_question(bank, "<p>Apa <strong>itu</strong>?</p>")
    written = export_questions(questions=bank.questions.all(), format=format)

    again = import_questions(bank=bank, reading=read_questions(written.data, format=reader))
    report = import_questions(bank=copy, reading=read_questions(written.data, format=reader))

    assert (written.findings, again.counts["unchanged"], report.counts["added"]) == ((), 4, 4)
    assert list(map(shown, copy.questions.all())) == list(map(shown, bank.questions.all()))


def shown(question: Question) -> tuple[object, ...]:
    names = ("type", "stem", "feedback", "statement_is_true", "marking", "shuffle", "topic", "about")
    options = [(row.text, row.is_right, row.fraction, row.stays_last, row.feedback) for row in question.options.all()]
    return (*(getattr(question, name) for name in names), options)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_reading_the_bank_takes_as_many_queries_for_any_number(number: int, django_assert_num_queries: object) -> None:
    bank = make_bank()
    text = "\n\n".join(f"// [id:K-{place}]\nBenar {place}?{{T}}" for place in range(number))
    bring(bank, text)

    with django_assert_num_queries(10):  # type: ignore[operator]
        bring(bank, text)


@pytest.mark.django_db
def test_an_option_that_got_another_text_keeps_its_key_beside_one_of_its_old_text() -> None:
    bank = make_bank()
    bring(bank, "// [id:a]\nApa?{=satu ~dua ~tiga}")
    question = bank.questions.get()
    option = question.options.get(text="satu")
    option.text = "uno"
    question.options.add(option)
    question.save()

    report = bring(bank, "// [id:a]\nApa?{=uno ~satu ~dua}")

    assert report.counts["renewed"] == 1
    keys = {row.text: row.key for row in bank.questions.get().options.all()}
    assert (list(keys), keys["uno"], len(set(keys.values()))) == (["uno", "satu", "dua"], option.key, 3)


@pytest.mark.django_db
def test_another_order_of_the_options_is_taken_over() -> None:
    bank = make_bank()
    bring(bank, "// [id:a]\nApa?{=satu ~dua ~tiga}")

    report = bring(bank, "// [id:a]\nApa?{~tiga =satu ~dua}")

    assert report.counts["renewed"] == 1
    assert [row.text for row in bank.questions.get().options.all()] == ["tiga", "satu", "dua"]


@pytest.mark.django_db
def test_a_share_that_the_bank_cannot_hold_is_refused_and_the_others_come_in() -> None:
    too_much = replace(multiple_with(Decimal(-5000)), external_id="a")
    bank = make_bank()
    rows = [(too_much, 1), (replace(too_much, options=multiple_with(Decimal(-2)).options, external_id="b"), 2)]

    report = import_questions(
        bank=bank, reading=Reading("qti", tuple(Entry(Place(number), "x", item) for item, number in rows))
    )

    assert (report.counts["refused"], report.counts["added"]) == (1, 1)
    assert "out of range" in str(report.findings[0])


def multiple_with(penalty: Decimal) -> MultipleChoice:
    options = [Option(key="a", text="a", fraction=Decimal(1)), Option(key="b", text="b", fraction=penalty)]
    return MultipleChoice(stem="<p>Apa?</p>", options=tuple(options), method=Marking.SUM_OF_FRACTIONS)


@pytest.mark.parametrize(("weight", "kept"), [("0.333", Decimal("0.33")), ("0.001", None), ("100000", None)])
@pytest.mark.django_db
def test_the_weight_of_a_gap_is_told_where_it_does_not_fit(weight: str, kept: Decimal | None) -> None:
    gap = Gap(key="1", item=ShortText(stem="", answers=(TextAnswer(pattern="x"),)), weight=Decimal(weight))
    bank = make_bank()

    report = import_questions(
        bank=bank, reading=Reading("qti", (Entry(Place(1), "x", Cloze(stem="Apa [[1]]?", gaps=(gap,))),))
    )

    assert [row.weight for question in bank.questions.all() for row in question.gaps.all()] == ([kept] if kept else [])
    assert "weight of" in str(report.findings[0])

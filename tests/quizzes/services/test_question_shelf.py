"""How a file is put into a bank: in few statements, and with the keys that papers and answers name."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend

from quizzes.formats import read_questions
from quizzes.models import Question, QuestionBank
from quizzes.services import import_questions
from tests.factories.courses import make_course
from tests.factories.quizzes import make_bank
from tests.quizzes.services.test_question_files import GIFT, bring

TABLE = "Kode;Soal;Kunci;Opsi A;Opsi B;Pengaturan\nH-1;Apa?;A;Periksa;Semua benar;{settings}\n"


@pytest.mark.django_db
def test_a_file_that_only_says_which_option_stays_last_renews_the_question() -> None:
    bank = make_bank()
    bring(bank, TABLE.format(settings=""), "csv")

    again = bring(bank, TABLE.format(settings="last=B"), "csv")
    third = bring(bank, TABLE.format(settings="last=B"), "csv")

    assert (again.counts["renewed"], third.counts["unchanged"]) == (1, 1)
    assert [row.stays_last for row in bank.questions.get().options.all()] == [False, True]


@pytest.mark.django_db
def test_a_rehearsal_writes_nothing_at_all() -> None:
    bank = make_bank()
    bring(bank, GIFT)
    reading = read_questions(GIFT.encode())

    with CaptureQueriesContext(connection) as asked:
        report = import_questions(bank=bank, reading=reading, rehearse=True)

    assert report.counts["unchanged"] == 3
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}


@pytest.mark.django_db
def test_two_shared_banks_cannot_have_one_name_and_two_courses_may() -> None:
    make_bank(name="Hoaks")
    make_bank(make_course(), "Hoaks")
    make_bank(make_course(), "Hoaks")

    with pytest.raises(IntegrityError):
        make_bank(name="Hoaks")


@pytest.mark.django_db
def test_a_file_of_twenty_questions_costs_as_many_statements_as_one_of_four() -> None:
    def cost(number: int, said: str, bank: QuestionBank) -> int:
        text = "\n\n".join(f"// [id:P-{at}]\nSoal {at}?{{=ya {said} ~tidak ~mungkin}}" for at in range(number))
        reading = read_questions(text.encode())
        with CaptureQueriesContext(connection) as asked:
            import_questions(bank=bank, reading=reading)
        return len(asked)

    few, many = make_bank(), make_bank()

    assert cost(4, "sekarang", few) == cost(20, "sekarang", many) == 12
    assert cost(4, "nanti", few) == cost(20, "nanti", many)
    assert [len({row.key for row in question.options.all()}) for question in many.questions.all()] == [3] * 20


@pytest.mark.django_db
def test_options_that_stay_keep_their_keys_and_those_that_go_are_gone() -> None:
    bank = make_bank()
    bring(bank, "// [id:P-1]\nApa?{=ya ~tidak ~mungkin}")
    before = {row.text: (row.pk, row.key) for row in bank.questions.get().options.all()}

    bring(bank, "// [id:P-1]\nApa?{=mungkin ~ya ~entah}")

    after = {row.text: (row.pk, row.key) for row in bank.questions.get().options.all()}
    assert set(after) == {"mungkin", "ya", "entah"}
    assert (after["ya"], after["mungkin"]) == (before["ya"], before["mungkin"])
    assert [row.text for row in bank.questions.get().options.all()] == ["mungkin", "ya", "entah"]


@pytest.mark.django_db
@pytest.mark.indexes
def test_a_new_question_is_found_by_the_search(django_capture_on_commit_callbacks: Any) -> None:
    bank = make_bank()

    with django_capture_on_commit_callbacks(execute=True):
        bring(bank, "Apa kabar mercusuar?{=ya ~tidak}")

    [found] = get_search_backend().search("mercusuar", Question)
    assert found == bank.questions.get()

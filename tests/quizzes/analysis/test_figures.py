"""What an item analysis is made of and what it comes to, against a table that a hand has made."""

import json
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from quizzes.analysis_exports import as_csv, marks_table
from quizzes.choices import AttemptKind, QuestionType, RegradeAction
from quizzes.item_reports import report_of
from quizzes.models import Attempt
from quizzes.selectors.analysed import Scope, analysed, data_version
from quizzes.services import Incoming, add_question, save_answers, submit_attempt, void_attempt
from quizzes.services.analysing import keep_analysis
from quizzes.services.publishing import freeze_quiz
from quizzes.statistics import MarksTable
from quizzes.statistics.groups import seats
from quizzes.statistics.report import report_on
from quizzes.statistics.uneven import figures_of_uneven
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.kinds import make_short_text
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_quiz, open_for, wrong_option
from tests.quizzes.analysis.sat import TEN, answer_with, make_sat, sit
from tests.quizzes.test_live import organiser_of

FIGURES = (
    "facility", "sd", "discrimination_index", "discriminative_efficiency", "intended_weight", "effective_weight",
    "upper_lower", "maximum",
)  # fmt: skip


def by_hand() -> MarksTable:
    rows = tuple(tuple(Decimal(letter == "r") for letter in letters) for letters in TEN)
    return MarksTable(tuple(f"Soal {n}" for n in range(1, 5)), (Decimal(1),) * 4, rows)


@pytest.mark.django_db
def test_a_test_comes_to_the_figures_of_its_table():
    quiz, _batch, _attempts = make_sat()

    report = report_of(analysed(Scope(quiz.pk)))

    expected = report_on(by_hand())
    assert {**report["quiz"]} == expected["quiz"]
    for row, wanted in zip(report["items"], expected["items"], strict=True):
        assert {name: row[name] for name in FIGURES} == {name: wanted[name] for name in FIGURES}
        assert row["advice"] == wanted["advice"]
    assert [row["facility"] for row in report["items"]] == [0.8, 0.7, 0.4, 0.2]
    assert (report["people"], report["waiting"], report["is_even"]) == (10, 0, True)


@pytest.mark.django_db
def test_the_scores_fall_into_tenths_of_the_scale():
    quiz, _batch, _attempts = make_sat()

    # 4, 4, 3, 3, 2, 2, 1, 1, 1, 0 of 4
    assert report_of(analysed(Scope(quiz.pk)))["scores"] == [1, 0, 3, 0, 0, 2, 0, 2, 0, 2]


@pytest.mark.django_db
def test_the_first_attempt_of_each_person_counts_and_no_practice_no_void_and_none_that_is_open():
    quiz, batch, attempts = make_sat(attempts_allowed=2)
    again = begin(quiz, attempts[9].enrolment)
    submit_attempt(attempt_uid=again.uid, member=attempts[9].enrolment.member)
    begin(quiz, attempts[0].enrolment)
    Attempt.objects.filter(pk=attempts[1].pk).update(kind=AttemptKind.PRACTICE)
    void_attempt(attempt_uid=attempts[2].uid, reason="Salah ruang", by=organiser_of(batch))

    found = analysed(Scope(quiz.pk))

    left = {row.attempt for row in found.sittings}
    assert left == {row.pk for row in attempts} - {attempts[1].pk, attempts[2].pk}


@pytest.mark.django_db
def test_a_batch_and_a_version_are_looked_at_alone():
    quiz, batch, attempts = make_sat()
    other = make_batch(batch.course)
    open_for(quiz, other)
    quiz.slots.first().question.options.filter(is_right=False).first().delete()
    freeze_quiz(page=quiz)
    late = sit(quiz, other, "rrrr", make_member("Lain"))

    def sat(scope):
        return {row.attempt for row in analysed(scope).sittings}

    everybody = {row.pk for row in attempts}
    assert sat(Scope(quiz.pk)) == everybody | {late.pk}
    assert sat(Scope(quiz.pk, batch=other.pk)) == {late.pk}
    assert sat(Scope(quiz.pk, version=attempts[0].version_id)) == everybody
    assert sat(Scope(quiz.pk, version=late.version_id)) == {late.pk}


@pytest.mark.django_db
def test_what_was_chosen_is_counted_with_its_part_among_the_best_and_the_weakest():
    quiz, _batch, attempts = make_sat()

    item = report_of(analysed(Scope(quiz.pk)))["items"][3]

    rows = {row["key"]: row for row in item["given"]["rows"]}
    wrong = rows[wrong_option(attempts[0], 4)]
    right = next(row for row in rows.values() if row["right"])
    # 27 % of ten are three: the best are the two with 4 and half a seat for each of the two with 3.
    assert (right["count"], right["upper"], right["lower"]) == (2, pytest.approx(200 / 3), 0.0)
    assert (wrong["count"], wrong["upper"]) == (7, pytest.approx(100 / 3))
    # Of the last three, one has 0 and two seats are shared by the three with 1: one of them left it blank.
    assert wrong["lower"] == pytest.approx(100 * (1 + 2 * 2 / 3) / 3)
    assert item["given"]["blank"] == 1


@pytest.mark.django_db
def test_texts_are_grouped_and_what_several_good_ones_wrote_is_a_candidate():
    batch = make_batch()
    bank = make_bank(batch.course)
    quiz = make_quiz(batch.course, questions=[make_short_text(bank), *[make_question(bank) for _ in range(3)]])
    open_for(quiz, batch)
    for text, others in [("SECRETPLACE", 0), ("Bitung  Barat", 3), ("bitung barat", 2), ("Manado", 0)]:
        attempt = begin(quiz, make_enrolment(batch))
        answer_with(attempt, "-" + "r" * others)
        writing = Attempt.objects.select_related("version").get(pk=attempt.pk)
        save_answers(attempt=writing, answers={1: Incoming(1, [text])})
        submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)

    found = report_of(analysed(Scope(quiz.pk)))["items"][0]["given"]

    assert [(row["text"], row["count"], row["right"], row["is_candidate"]) for row in found["rows"]] == [
        ("Bitung Barat", 2, False, True),
        ("Manado", 1, False, False),
        ("SECRETPLACE", 1, True, False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("is_even", [True, False])
def test_the_exported_marks_come_to_the_same_figures_on_the_command_line(tmp_path, is_even):
    quiz, _batch, attempts = make_sat()
    if not is_even:
        gone = {"run": "", "slot": 2, "action": RegradeAction.DROP, "at": "", "reason": ""}
        Attempt.objects.filter(pk__in=[row.pk for row in attempts[1:4]]).update(corrections=[gone])
    report = report_of(analysed(Scope(quiz.pk)))
    assert report["is_even"] == is_even

    for named in (True, False):
        file = tmp_path / "nilai.csv"
        file.write_bytes(as_csv(marks_table(Scope(quiz.pk), named=named)))
        out = StringIO()
        call_command("item_analysis", csv=str(file), json=True, stdout=out)
        read = json.loads(out.getvalue())

        assert read["quiz"] == report["quiz"]
        assert [{name: row[name] for name in (*FIGURES, "name", "advice")} for row in read["items"]] == [
            {name: row[name] for name in (*FIGURES, "name", "advice")} for row in report["items"]
        ]


@pytest.mark.django_db
def test_names_stand_in_the_table_of_marks_only_where_asked_for():
    quiz, _batch, _attempts = make_sat()

    named, nameless = (as_csv(marks_table(Scope(quiz.pk), named=named)).decode() for named in (True, False))

    assert named.count("Orang 0") == 9
    assert "Orang" not in nameless
    assert {line.split(";")[0] for line in nameless.splitlines()[2:]} == {f"P{n}" for n in range(1, 11)}


@pytest.mark.django_db
def test_another_data_version_follows_every_change_of_marks():
    quiz, batch, attempts = make_sat(TEN[:3])
    seen = [data_version(Scope(quiz.pk)).digest]

    sit(quiz, batch, "wwww", make_member("Baru"))
    seen.append(data_version(Scope(quiz.pk)).digest)
    void_attempt(attempt_uid=attempts[0].uid, reason="Uji", by=organiser_of(batch))
    seen.append(data_version(Scope(quiz.pk)).digest)

    assert len(set(seen)) == 3
    assert data_version(Scope(quiz.pk)).digest == seen[-1]


@pytest.mark.django_db
def test_a_kept_analysis_speaks_both_languages():
    quiz, _batch, _attempts = make_sat()

    kept = keep_analysis(scope=Scope(quiz.pk))
    keep_analysis(scope=Scope(quiz.pk))

    assert type(kept).objects.count() == 1
    assert set(kept.reports) == {"id", "en"}
    assert kept.reports["id"]["items"][0]["advice"] != kept.reports["en"]["items"][0]["advice"]
    assert kept.reports["id"]["quiz"]["alpha"] == kept.reports["en"]["quiz"]["alpha"]


@pytest.mark.django_db
def test_who_had_other_questions_is_compared_by_the_rest_of_the_own_paper():
    quiz, batch, attempts = make_sat()
    statement = add_question(bank=make_bank(batch.course), stem="<p>Benar?</p>", type=QuestionType.TRUE_FALSE)
    quiz.slots.add(quiz.slots.model(question=statement, sort_order=9))
    quiz.save()
    freeze_quiz(page=quiz)
    sit(quiz, batch, "rrrr", make_member("Lain"))

    report = report_of(analysed(Scope(quiz.pk)))

    assert (report["is_even"], report["quiz"]["maximum"], report["quiz"]["alpha"]) == (False, 100.0, None)
    assert [row["people"] for row in report["items"]] == [11, 11, 11, 11, 1]
    assert report["items"][0]["facility"] == pytest.approx(9 / 11)
    assert report["items"][0]["effective_weight"] is None
    assert len(attempts) == 10


def test_an_even_table_has_the_same_figures_of_items_either_way():
    table = by_hand()

    _quiz, items = figures_of_uneven(table.items, table.maxima, table.rows)

    for uneven, even in zip(items, report_on(table)["items"], strict=True):
        for name in ("facility", "sd", "discrimination_index", "discriminative_efficiency", "upper_lower"):
            assert getattr(uneven, name) == even[name]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60), st.booleans())
def test_the_seats_are_27_per_cent_whoever_ties_and_the_order_does_not_matter(totals, best):
    found = seats([Fraction(total) for total in totals], best=best)

    assert sum(found) == max(1, int(len(totals) * 0.27 + 0.5))
    assert all(0 <= part <= 1 for part in found)
    assert sorted(zip(totals, found, strict=True)) == sorted(
        zip(reversed(totals), seats([Fraction(total) for total in reversed(totals)], best=best), strict=True)
    )

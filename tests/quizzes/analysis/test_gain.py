"""What people learnt between two tests: figures by hand, pairs, topics, and what each person reads."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courses.models import Topic
from quizzes.choices import Purpose
from quizzes.gains import Side, gains_between, reached
from quizzes.models import Attempt
from quizzes.selectors.gains import course_gains
from quizzes.services import pair_questions, submit_attempt
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_quiz, open_for
from tests.quizzes.analysis.sat import answer_with
from tests.quizzes.analysis.test_pages import speaker_of
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of, organiser_of

ONE, ZERO, HALF = Decimal(1), Decimal(0), Decimal("0.5")


def test_gains_are_those_of_the_people_who_sat_both():
    before = Side({"a": ONE, "b": Decimal(3)}, {1: {"a": ONE, "b": ZERO}, 2: {"a": ZERO, "b": ZERO}, 3: {"a": ONE}})
    after = Side({"a": ONE, "c": ONE}, {1: {"a": ONE, "c": ONE}, 2: {"a": ONE, "c": ZERO}, 4: {"a": ONE, "c": ONE}})
    topics = {"a": "Hoaks", "b": "Hoaks", "c": "Krisis"}

    found = gains_between(before, after, [("a", "a"), ("b", "c")], topics)

    assert (found.figures.matched, found.figures.only_before, found.figures.only_after) == (2, (3,), (4,))
    # 25 and 0 percent before, 100 and 50 after: (75 − 12.5) ÷ (100 − 12.5)
    assert found.figures.normalised_gain == pytest.approx(62.5 / 87.5)
    assert [(row.name, row.people, row.before, row.after, row.gain) for row in found.pairs] == [
        ("a", 2, 50, 100, 1.0),
        ("b", 2, 0, 50, 0.5),
    ]
    assert [(row.name, row.before, row.after) for row in found.topics] == [("Hoaks", Decimal("12.5"), 100)]
    assert reached({"z": ONE}, {"a": ONE}) is None


@pytest.fixture
def course(db):
    """Pre-test of two questions, post-test of their mirror and one of its own; twelve sat both."""
    batch = make_batch()
    bank = make_bank(batch.course)
    hoax, crisis = (Topic.objects.create(code=name.lower(), name=name) for name in ("Hoaks", "Krisis"))
    first = [make_question(bank, topic=hoax), make_question(bank, topic=crisis)]
    second = [make_question(bank, topic=hoax), first[1]]
    pair_questions(question=first[0], other=second[0])
    pre = make_quiz(batch.course, title="Tes awal", questions=first, purpose=Purpose.PRE_TEST)
    post = make_quiz(batch.course, title="Tes akhir", questions=second)
    for quiz in (pre, post):
        open_for(quiz, batch)
    people = [make_enrolment(batch, make_member(f"Orang {n:02}")) for n in range(1, 15)]
    for n, enrolment in enumerate(people):
        if n != 12:
            hand_in(pre, enrolment, "rw" if n % 2 else "ww")
        if n != 13:
            hand_in(post, enrolment, "rr" if n % 3 else "rw")
    return batch, pre, post, people


def hand_in(quiz, enrolment, letters):
    attempt = begin(quiz, enrolment)
    answer_with(attempt, letters)
    return submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)


def test_pairs_and_topics_of_a_course(course):
    _batch, pre, post, _people = course

    found = course_gains(pre, post, None)

    assert found.gains.figures.matched == 12
    assert [(row.before, row.after) for row in found.gains.pairs] == [(50, 100), (0, Decimal(800) / 12)]
    assert [(row.name, row.before, row.after) for row in found.gains.topics] == [
        ("Hoaks", 50, 100),
        ("Krisis", 0, Decimal(800) / 12),
    ]


def test_who_is_enrolled_twice_is_one_person_who_sat_both(course):
    batch, pre, post, people = course
    other = make_batch(batch.course)
    open_for(pre, other)
    hand_in(pre, make_enrolment(other, people[12].member), "ww")
    organiser = client_of(organiser_of(batch))

    figures = course_gains(pre, post, None).gains.figures
    page = organiser.get(reverse("quizzes:gain", args=[post.uid])).content.decode()
    attempt = post.attempts.get(enrolment=people[12])
    own = client_of(people[12].member).get(reverse("quizzes:own_gain", args=[attempt.uid])).content.decode()

    assert (figures.matched, figures.only_before, figures.only_after) == (13, (people[13].member_id,), ())
    assert "Orang 14" in page
    assert "Orang 13" not in page
    assert "You rose from 0 % to 50 %." in own


def test_the_page_tells_it_and_names_who_is_missing_to_the_organiser_alone(course, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    batch, _pre, post, _people = course
    organiser, speaker = client_of(organiser_of(batch)), client_of(speaker_of(batch))
    url = reverse("quizzes:gain", args=[post.uid])

    with counted() as page:
        text = organiser.get(url).content.decode()
    nameless = speaker.get(url).content.decode()

    assert page.both == (18, 0)
    assert "Orang 13" in text
    assert "Orang 14" in text
    assert "Orang" not in nameless
    assert "Sat the pre-test alone: 1" in nameless
    assert url in organiser.get(reverse("quizzes:analysis", args=[post.uid])).content.decode()


def test_below_ten_who_sat_both_no_figure_is_shown(course):
    batch, _pre, post, people = course
    Attempt.objects.filter(enrolment__in=people[:3], quiz=post).update(state="void")

    text = client_of(organiser_of(batch)).get(reverse("quizzes:gain", args=[post.uid])).content.decode()

    assert "9 people sat both so far" in text
    assert "Effect size" not in text


def test_each_person_reads_the_own_gain_after_the_post_test(course):
    _batch, _pre, post, people = course
    attempt = post.attempts.get(enrolment=people[1])
    client = client_of(people[1].member)

    result = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()
    page = client.get(reverse("quizzes:own_gain", args=[attempt.uid])).content.decode()

    assert reverse("quizzes:own_gain", args=[attempt.uid]) in result
    assert "You rose from 50 % to 100 %." in page
    assert "Krisis" in page
    stranger = client_of(people[2].member)
    assert stranger.get(reverse("quizzes:own_gain", args=[attempt.uid])).status_code == 404
    alone = post.attempts.get(enrolment=people[12])
    sat_alone = client_of(people[12].member)
    assert "own_gain" not in sat_alone.get(reverse("quizzes:result", args=[alone.uid])).content.decode()
    assert sat_alone.get(reverse("quizzes:own_gain", args=[alone.uid])).status_code == 404


@pytest.mark.django_db
def test_where_the_rules_withhold_marks_no_gain_is_shown():
    batch = make_batch()
    nothing = {f"review_{moment}": ["answers"] for moment in ("just_after", "while_open", "after_close")}
    pre = make_quiz(batch.course, questions=2, purpose=Purpose.PRE_TEST, **nothing)
    post = make_quiz(batch.course, questions=2)
    enrolment = make_enrolment(batch)
    for quiz in (pre, post):
        open_for(quiz, batch)
    hand_in(pre, enrolment, "rr")
    done = hand_in(post, enrolment, "rr")

    assert client_of(enrolment.member).get(reverse("quizzes:own_gain", args=[done.uid])).status_code == 404

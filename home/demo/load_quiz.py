"""Pre-test and post-test, their dates, and attempts that come out as each participant's story says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction

from core import clock
from courses.choices import MATERIALS
from courses.conditions import Condition
from courses.models import Batch, Competency, CoursePage, Enrolment, Topic
from courses.services import set_completion_rule
from home.demo import load_ticks, sources
from home.demo.answering import UNFAIR_SLOT, known_slots, tempting
from home.demo.days import moment_of
from members.models import User
from quizzes.bands import Band
from quizzes.choices import Paging, Practice, Purpose, QuestionType, RowKind
from quizzes.items import Item, item_from_parts
from quizzes.items.choice import Choice
from quizzes.models import Attempt, Question, QuestionBank, QuizPage, QuizSlot
from quizzes.services import (
    Incoming,
    NewOption,
    add_question,
    add_quiz,
    pair_questions,
    record_result,
    requirement_key,
    save_answers,
    schedule_quiz,
    start_attempt,
    submit_attempt,
)

BANK, DRAW_BANK, PRACTICE_BANK = "Media sosial dan hoaks", "Undian: layanan dan konten", "Latihan: memeriksa kabar"
PRE_TEST, POST_TEST, PRACTICE = "pre-test", "post-test", "latihan"
FIRST_TOPICS, SECOND_TOPICS, DRAWN_TOPICS = ("hoaks", "krisis"), ("akun", "foto"), ("layanan", "konten")
SAID_ABOUT_THE_SCORE = {
    0: "Bacalah kembali materi yang soalnya keliru, lalu gunakan percobaan kedua.",
    70: "Anda lulus. Simpan catatan kecil tentang soal yang masih keliru, dan tanyakan kepada narasumber.",
    90: "Sangat baik. Ajaklah rekan di kantor Anda berlatih bersama.",
}
MINUTES_TAKEN = 22


@dataclass(frozen=True)
class Tests:
    pre: QuizPage
    post: QuizPage
    practice: QuizPage | None = None


def load_topics() -> dict[str, Topic]:
    """Topics by code, each with the competencies that it leads to."""
    facts = sources.topics()
    competencies = {
        row["code"]: Competency.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "description": row["description"]}
        )[0]
        for row in facts["competency"]
    }
    topics = {}
    for row in facts["topic"]:
        topic, made = Topic.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})
        if made:
            topic.competencies.set([competencies[code] for code in row["competencies"]])
        topics[topic.code] = topic
    return topics


@transaction.atomic
def load_tests(course: CoursePage, people: dict[str, User]) -> Tests:
    """The tests with their banks, and the completion rule that asks for two of them and a video; edited ones stay.

    The pre-test stands before the materials and is only to be handed in. Five of the six
    materials suffice: the last one opens when its session begins.
    """
    known = {quiz.slug: quiz for quiz in QuizPage.objects.child_of(course)}
    if known:
        return Tests(known[PRE_TEST], known[POST_TEST], known.get(PRACTICE))
    shelf = Shelf(course, load_topics(), people["administrator"])
    pre = shelf.add_test(PRE_TEST, [question_row(question) for question in shelf.fill(BANK, PRE_TEST).values()])
    post = _load_post_test(shelf)
    practice = _load_practice(shelf)
    video = load_ticks.ask_for_video(course, people)
    set_completion_rule(
        course=course,
        conditions=[
            Condition(requirement_key(pre.pk), Decimal(0), is_test=True, gates_materials=True),
            Condition(MATERIALS, Decimal(80)),
            Condition(requirement_key(post.pk), post.pass_mark, is_test=True),
            Condition(video.key, Decimal(100)),
        ],
        actor=people["organiser"],
    )
    return Tests(pre, post, practice)


@dataclass
class Shelf:
    """Banks and tests of the course, filled from the texts."""

    course: CoursePage
    topics: dict[str, Topic]
    by: User
    by_point: dict[str, Question] = field(default_factory=dict)

    def bank(self, name: str) -> QuestionBank:
        return QuestionBank.objects.get_or_create(name=name, course=self.course)[0]

    def fill(self, bank: str, slug: str, topics: Sequence[str] = ()) -> dict[str, Question]:
        """The questions of a text, or those on some topics, by their stem; what asks the same point is paired."""
        made = {}
        for row in sources.test(slug)["question"]:
            if topics and row["topic"] not in topics:
                continue
            question = _add_question(self.bank(bank), row, self.topics[row["topic"]])
            made[row["stem"]] = question
            if (point := row.get("point")) and point in self.by_point:
                pair_questions(question=question, other=self.by_point[point])
            elif point:
                self.by_point[point] = question
        return made

    def add_test(self, slug: str, rows: Sequence[QuizSlot], **rules: Any) -> QuizPage:
        facts = sources.test(slug)
        return add_quiz(
            course=self.course,
            title=facts["title"],
            slug=facts["slug"],
            purpose=Purpose(facts["purpose"]),
            instructions=f"<p>{facts['intro']}</p>",
            time_limit_minutes=facts.get("minutes"),
            pass_mark=Decimal(facts.get("pass_mark", 0)),
            attempts_allowed=facts.get("attempts", 0),
            asks_honesty="honesty" in facts,
            honesty_statement=facts.get("honesty", ""),
            questions=[],
            rows=rows,
            by=self.by,
            **rules,
        )


def _load_post_test(shelf: Shelf) -> QuizPage:
    """Fifteen questions for everybody in two sections, and five drawn by topic; twenty in all, as ever."""
    first = shelf.fill(BANK, POST_TEST, topics=FIRST_TOPICS).values()
    second = shelf.fill(BANK, POST_TEST, topics=SECOND_TOPICS).values()
    shelf.fill(DRAW_BANK, POST_TEST, topics=DRAWN_TOPICS)
    shelf.fill(DRAW_BANK, "undian")
    shares = [
        {"topic": shelf.topics[code].pk, "percent": percent}
        for code, percent in zip(DRAWN_TOPICS, ("40", "60"), strict=True)
    ]
    return shelf.add_test(
        POST_TEST,
        [
            section_row("Memeriksa kabar dan bicara saat krisis", "Bayangkan kabar ini sampai di meja Anda pagi ini."),
            *map(question_row, first),
            section_row("Akun resmi dan gambar"),
            *map(question_row, second),
            section_row("Melayani publik", "Lima soal terakhir berbeda bagi setiap peserta."),
            QuizSlot(kind=RowKind.DRAW, bank=shelf.bank(DRAW_BANK), count=5, topics=shares),
        ],
        bands=[Band(Decimal(percent), text) for percent, text in SAID_ABOUT_THE_SCORE.items()],
    )


def _load_practice(shelf: Shelf) -> QuizPage:
    shelf.fill(PRACTICE_BANK, PRACTICE)
    draw = QuizSlot(kind=RowKind.DRAW, bank=shelf.bank(PRACTICE_BANK), count=5)
    return shelf.add_test(PRACTICE, [draw], practice=Practice.ONLY, paging=Paging.QUESTION)


def question_row(question: Question) -> QuizSlot:
    return QuizSlot(question=question)


def section_row(title: str, introduction: str = "") -> QuizSlot:
    return QuizSlot(kind=RowKind.SECTION, title=title, introduction=introduction)


def _add_question(bank: QuestionBank, row: dict[str, Any], topic: Topic) -> Question:
    options = [NewOption(text.removeprefix("*"), is_right=text.startswith("*")) for text in row["options"]]
    if row["kind"] == "truefalse":
        return add_question(
            bank=bank,
            type=QuestionType.TRUE_FALSE,
            stem=f"<p>{row['stem']}</p>",
            statement_is_true=options[0].is_right,
            feedback=row["feedback"],
            topic=topic,
        )
    kind = QuestionType.SINGLE if row["kind"] == "single" else QuestionType.MULTIPLE
    return add_question(
        bank=bank, type=kind, stem=f"<p>{row['stem']}</p>", options=options, feedback=row["feedback"], topic=topic
    )


def schedule_tests(tests: Tests, batch: Batch, people: dict[str, User]) -> None:
    """The pre-test from a week before the first morning until the last evening; the post-test from the first morning
    to a week after the last day, of which four days sufficed in 2020."""
    after = timedelta(days=4 if batch.starts_on.year == 2020 else 7)
    windows = [
        (tests.pre, batch.starts_on - timedelta(days=7), batch.ends_on),
        (tests.post, batch.starts_on, batch.ends_on + after),
    ]
    if tests.practice is not None:
        windows.append((tests.practice, batch.starts_on - timedelta(days=7), batch.ends_on + after))
    for quiz, first, last in windows:
        schedule_quiz(
            quiz=quiz,
            batch=batch,
            opens_at=moment_of(first, 480, batch.zone),
            closes_at=moment_of(last, 1439, batch.zone),
            by=people["organiser"],
        )


def sit_test(quiz: QuizPage, enrolment: Enrolment, *, right: int, begun_at: datetime, device: str = "") -> Attempt:
    """One attempt with `right` questions right, begun at that moment, submitted and counted."""
    member = enrolment.member
    with clock.at(begun_at):
        attempt = start_attempt(member=member, quiz_uid=quiz.uid, agreed_to=quiz.policies.honesty_mark, device=device)
    with clock.at(begun_at + timedelta(minutes=MINUTES_TAKEN)):
        save_answers(
            attempt=attempt,
            answers=answers_for(attempt, right, seed=f"{quiz.slug}:{enrolment.batch.code}:{member.email}"),
        )
        attempt = submit_attempt(attempt_uid=attempt.uid, member=member)
        # The job of the submission does the same again; done here, it happens on the day of the story.
        record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk))
    return attempt


def begin_test(quiz: QuizPage, enrolment: Enrolment, begun_at: datetime) -> None:
    with clock.at(begun_at):
        start_attempt(member=enrolment.member, quiz_uid=quiz.uid, agreed_to=quiz.policies.honesty_mark)


def answers_for(attempt: Attempt, right: int, *, seed: str) -> dict[int, Incoming]:
    """As many right answers as the story says, whichever questions this attempt drew; the others are wrong."""
    chance = Random(seed)  # noqa: S311  the same story at every loading, no secret
    slots, is_post_test = sorted(attempt.questions), attempt.version.policies.purpose == Purpose.POST_TEST
    known = known_slots(slots, right, chance, has_unfair=is_post_test)
    answers = {}
    for slot in slots:
        item = item_from_parts(attempt.questions[slot].body, attempt.version.key[str(slot)])
        wrong, is_unfair = wrong_values(item), is_post_test and slot == UNFAIR_SLOT
        value = item.best_value() or [] if slot in known else tempting(wrong, chance, is_unfair=is_unfair)
        answers[slot] = Incoming(rev=1, value=value)
    return answers


def wrong_values(item: Item) -> list[list[str]]:
    """Answers that earn nothing: a wrong option of a choice, else none at all."""
    best = set(item.best_value() or ())
    options = item.options if isinstance(item, Choice) else ()
    return [[option.key] for option in options if option.key not in best and not item.mark([option.key]).fraction] or [
        []
    ]

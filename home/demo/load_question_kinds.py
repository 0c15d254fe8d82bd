"""A practice test with one question of every kind that has a screen, one with a picture and one with sounds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from courses.models import Batch, CoursePage, Topic
from home.demo.days import moment_of
from home.demo.question_media import blasts, buoys
from members.models import User
from quizzes.choices import GapKind, Marking, PartMarking, Purpose, QuestionType, ReviewPart, UnitUse
from quizzes.models import Question, QuestionBank, QuizPage
from quizzes.services import (
    NewAttachment,
    NewGap,
    NewOption,
    add_question,
    add_quiz,
    schedule_quiz,
    store_question_media,
)

SLUG, TITLE, BANK = "latihan-semua-jenis-soal", "Latihan: semua jenis soal", "Latihan jenis soal"
INTRO = (
    "<p>Latihan ini tidak dinilai untuk kelulusan dan boleh diulang. Cobalah setiap jenis soal sebelum tes yang"
    " sebenarnya.</p>"
)


@transaction.atomic
def load_practice(course: CoursePage, people: dict[str, User]) -> QuizPage:
    """Once; an edited one is left alone."""
    known: QuizPage | None = QuizPage.objects.child_of(course).filter(slug=SLUG).first()
    if known is not None:
        return known
    bank = QuestionBank.objects.create(name=BANK, course=course)
    everything = [part.value for part in ReviewPart]
    return add_quiz(
        course=course,
        title=TITLE,
        slug=SLUG,
        purpose=Purpose.EXERCISE,
        instructions=INTRO,
        attempts_allowed=0,
        pass_mark=Decimal(0),
        shuffle_questions=False,
        review_just_after=everything,
        review_while_open=everything,
        review_after_close=everything,
        questions=_questions(bank),
        by=people["administrator"],
    )


def schedule_practice(quiz: QuizPage, batch: Batch, people: dict[str, User]) -> None:
    """From a week before the first morning until a month after the last day."""
    schedule_quiz(
        quiz=quiz,
        batch=batch,
        opens_at=moment_of(batch.starts_on - timedelta(days=7), 480, batch.zone),
        closes_at=moment_of(batch.ends_on + timedelta(days=30), 1439, batch.zone),
        by=people["organiser"],
    )


def _questions(bank: QuestionBank) -> list[Question]:
    topic = Topic.objects.filter(questions__bank__course=bank.course).order_by("pk").first()
    return [
        add_question(bank=bank, topic=topic, **facts)
        for facts in (*_of_choice(), *_of_parts(), *_of_writing(), *_with_media())
    ]


def _of_choice() -> list[dict[str, Any]]:
    return [
        {
            "external_id": "latihan-01",
            "type": QuestionType.SINGLE,
            "stem": "<p>Sebuah akun menulis bahwa kapal feri tenggelam. Apa yang Anda lakukan lebih dahulu?</p>",
            "options": [
                NewOption(
                    "Menanyakan kebenarannya kepada petugas di pelabuhan",
                    is_right=True,
                    feedback="Tepat: fakta dahulu.",
                ),
                NewOption(
                    "Membagikan unggahan itu agar warga waspada",
                    feedback="Kabar yang belum diperiksa jangan disebarkan.",
                ),
                NewOption("Menghapus semua komentar warga", feedback="Warga justru perlu dijawab."),
            ],
            "feedback": "<p>Periksa, jawab, catat: urutan ini berlaku untuk setiap kabar.</p>",
        },
        {
            "external_id": "latihan-02",
            "type": QuestionType.MULTIPLE,
            "stem": "<p>Unsur mana saja yang ada dalam jawaban resmi pertama?</p>",
            "marking": Marking.SUM_OF_FRACTIONS,
            "options": [
                NewOption("Apa yang sudah diketahui", is_right=True),
                NewOption("Apa yang sedang dilakukan", is_right=True),
                NewOption("Siapa yang bersalah"),
                NewOption("Dugaan penyebab"),
            ],
            "feedback": "<p>Penyebab dan kesalahan menunggu hasil pemeriksaan.</p>",
        },
        {
            "external_id": "latihan-03",
            "type": QuestionType.TRUE_FALSE,
            "stem": "<p>Komentar yang marah boleh dibiarkan tanpa jawaban.</p>",
            "statement_is_true": False,
            "feedback": "<p>Diam dibaca sebagai tidak peduli.</p>",
        },
        {
            "external_id": "latihan-04",
            "type": QuestionType.KPRIM,
            "stem": "<p>Tentang jam pertama setelah kabar bohong muncul: benar atau salah?</p>",
            "options": [
                NewOption("Jawaban singkat lebih baik daripada menunggu lengkap", is_right=True),
                NewOption("Waktu setiap langkah dicatat", is_right=True),
                NewOption("Nama pembuat kabar diumumkan"),
                NewOption("Kabar bohong diulang dalam judul jawaban"),
            ],
            "feedback": "<p>Judul memuat faktanya, bukan kabar bohongnya.</p>",
        },
    ]


def _of_parts() -> list[dict[str, Any]]:
    return [
        {
            "external_id": "latihan-05",
            "type": QuestionType.MATCHING,
            "stem": "<p>Siapa mengerjakan apa?</p>",
            "options": [
                NewOption("SMRT Pusat", match="mengoordinasikan jawaban nasional"),
                NewOption("Koordinator wilayah", match="mengumpulkan laporan provinsi"),
                NewOption("UPT", match="memeriksa fakta di lapangan"),
                NewOption("", match="menerbitkan surat izin mengemudi"),
            ],
            "feedback": "<p>Fakta datang dari lapangan, jawaban nasional dari pusat.</p>",
        },
        {
            "external_id": "latihan-06",
            "type": QuestionType.ORDERING,
            "stem": "<p>Urutkan langkah menjawab sebuah kabar.</p>",
            "part_marking": PartMarking.LONGEST_RUN,
            "options": [
                NewOption("Memeriksa fakta"),
                NewOption("Menulis jawaban singkat"),
                NewOption("Meminta persetujuan"),
                NewOption("Menerbitkan dan mencatat waktunya"),
            ],
        },
        {
            "external_id": "latihan-07",
            "type": QuestionType.CLOZE,
            "stem": "<p>SMRT bekerja sejak tahun [[1]] dengan semboyan cepat, [[2]], akurat. Koordinator Sulawesi Utara"
            " berkantor di [[3]].</p>",
            "gaps": [
                NewGap("2018\n2017 = 50 %", kind=GapKind.NUMERIC, feedback="Tim ini dibentuk pada 2018."),
                NewGap("tepat", feedback="Semboyannya: cepat, tepat, akurat."),
                NewGap("Bitung\nManado\nTahuna", kind=GapKind.SINGLE, weight=Decimal(2)),
            ],
        },
    ]


def _of_writing() -> list[dict[str, Any]]:
    return [
        {
            "external_id": "latihan-08",
            "type": QuestionType.SHORT_TEXT,
            "stem": "<p>Apa singkatan dari <em>Social Media Response Team</em>?</p>",
            "options": [NewOption("SMRT"), NewOption("Tim SMRT", fraction=Decimal(50), feedback="Cukup singkatannya.")],
            "fold_punctuation": True,
            "otherwise": "Ambil huruf pertama setiap kata.",
        },
        {
            "external_id": "latihan-09",
            "type": QuestionType.NUMERIC,
            "stem": "<p>Sebuah sesi berlangsung 3 JP. Berapa lamanya, jika 1 JP adalah 45 menit?</p>",
            "options": [NewOption("135", tolerance=Decimal("0.01"))],
            "unit_use": UnitUse.REQUIRED,
            "units": "menit\njam = 0,0166666667",
            "unit_penalty": Decimal(50),
            "otherwise": "Kalikan banyaknya JP dengan 45.",
        },
    ]


def _with_media() -> list[dict[str, Any]]:
    picture = store_question_media(name="rambu.webp", data=buoys())
    danger, turning = (
        store_question_media(name="isyarat-a.wav", data=blasts(0.4, 0.4, 0.4, 0.4, 0.4)),
        store_question_media(name="isyarat-b.wav", data=blasts(0.7)),
    )
    return [
        {
            "external_id": "latihan-10",
            "type": QuestionType.SINGLE,
            "stem": "<p>Sebuah kapal masuk pelabuhan. Rambu apa yang ada di sebelah kirinya?</p>",
            "attachments": [
                NewAttachment(
                    picture,
                    "Kapal dari belakang. Di kirinya rambu merah berbentuk kaleng, di kanannya rambu hijau kerucut.",
                )
            ],
            "options": [
                NewOption("Rambu lateral kiri, merah", is_right=True),
                NewOption("Rambu lateral kanan, hijau"),
                NewOption("Rambu perairan aman"),
            ],
            "feedback": "<p>Di Indonesia (Sistem A IALA) rambu kiri berwarna merah dan berbentuk kaleng.</p>",
        },
        {
            "external_id": "latihan-11",
            "type": QuestionType.SINGLE,
            "stem": "<p>Dengarkan kedua isyarat suling. Mana yang berarti “saya meragukan maksud Anda”?</p>",
            "options": [
                NewOption("", is_right=True, media=danger, media_alt="Isyarat A: lima tiupan pendek"),
                NewOption("", media=turning, media_alt="Isyarat B: satu tiupan pendek"),
            ],
            "shuffle": False,
            "feedback": "<p>Sedikitnya lima tiupan pendek dan cepat: ragu akan maksud kapal lain.</p>",
        },
    ]

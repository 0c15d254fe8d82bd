"""One question of each kind that is answered part by part or by writing, with words that must not leak."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quizzes.choices import GapKind, QuestionType, UnitUse
from quizzes.models import Question, QuestionBank
from quizzes.services import NewCriterion, NewGap, NewOption, add_question

SECRET = "UNDISCLOSED"


def make_kprim(bank: QuestionBank, **fields: Any) -> Question:
    truths = {"Tim menjawab dengan cepat": True, "Kabar dibagikan dahulu": False}
    truths |= {"Sumber diperiksa": True, "Komentar dihapus diam-diam": False}
    options = [NewOption(text, is_right=truth, feedback=f"{SECRET} {text}") for text, truth in truths.items()]
    return _add(bank, QuestionType.KPRIM, "<p>Benarkah pernyataan ini?</p>", options=options, **fields)


def make_numeric(bank: QuestionBank, **fields: Any) -> Question:
    options = [
        NewOption("1.500,5", tolerance=Decimal("0.5"), feedback=f"{SECRET} tepat"),
        NewOption("1,5", fraction=Decimal(50), feedback=f"{SECRET} ribuan"),
    ]
    return _add(bank, QuestionType.NUMERIC, "<p>Berapa ton muatannya?</p>", options=options, **fields)


def make_weight(bank: QuestionBank, **fields: Any) -> Question:
    return _add(
        bank,
        QuestionType.NUMERIC,
        "<p>Berapa beratnya?</p>",
        options=[NewOption("2")],
        unit_use=UnitUse.REQUIRED,
        units="kg\ng = 1000",
        **fields,
    )


def make_short_text(bank: QuestionBank, **fields: Any) -> Question:
    options = [NewOption("SECRETPLACE"), NewOption("secret*", fraction=Decimal(50), feedback=f"{SECRET} hampir")]
    return _add(bank, QuestionType.SHORT_TEXT, "<p>Di mana kantornya?</p>", options=options, **fields)


def make_matching(bank: QuestionBank, **fields: Any) -> Question:
    options = [
        NewOption("KSOP", match="kesyahbandaran", feedback=f"{SECRET} KSOP"),
        NewOption("UPP", match="penyelenggara pelabuhan"),
        NewOption("", match="balai teknologi"),
    ]
    return _add(bank, QuestionType.MATCHING, "<p>Pasangkan.</p>", options=options, **fields)


def make_ordering(bank: QuestionBank, **fields: Any) -> Question:
    options = [NewOption("Periksa sumber"), NewOption("Susun jawaban"), NewOption("Terbitkan")]
    return _add(bank, QuestionType.ORDERING, "<p>Urutkan.</p>", options=options, **fields)


def make_cloze(bank: QuestionBank, **fields: Any) -> Question:
    gaps = [
        NewGap("2018", GapKind.NUMERIC),
        NewGap("SECRETWORD\nSECRETALIAS", weight=Decimal(2)),
        NewGap("cepat\nlambat", GapKind.SINGLE),
    ]
    stem = "<p>SMRT berdiri tahun [[1]], dipimpin [[2]], dan bekerja [[3]].</p>"
    return _add(bank, QuestionType.CLOZE, stem, gaps=gaps, **fields)


MAKERS = {
    "kprim": make_kprim,
    "numeric": make_numeric,
    "weight": make_weight,
    "short_text": make_short_text,
    "matching": make_matching,
    "ordering": make_ordering,
    "cloze": make_cloze,
}


def _add(bank: QuestionBank, kind: QuestionType, stem: str, **fields: Any) -> Question:
    return add_question(bank=bank, stem=stem, type=kind, feedback=f"<p>{SECRET} penjelasan</p>", **fields)


RUBRIC = (
    NewCriterion("Tepat", "0 = tidak menjawab\n2 = menyebut sumber UNDISCLOSED\n4 = lengkap UNDISCLOSED"),
    NewCriterion("Nada", "0 = kasar\n1 = sopan UNDISCLOSED"),
)


def make_essay(bank: QuestionBank, **fields: Any) -> Question:
    given = {"criteria": RUBRIC, "least_words": 5, "most_words": 50, "notes_for_markers": f"<p>{SECRET} catatan</p>"}
    stem = fields.pop("stem", "<p>Jelaskan langkah pertama.</p>")
    return _add(bank, QuestionType.ESSAY, stem, **given | fields)


def make_upload(bank: QuestionBank, **fields: Any) -> Question:
    given = {"criteria": RUBRIC, "accepted_kinds": ["picture", "pdf"], "most_megabytes": 1}
    stem = fields.pop("stem", "<p>Unggah kartu klarifikasi.</p>")
    return _add(bank, QuestionType.UPLOAD, stem, **given | fields)


def make_drill(bank: QuestionBank, **fields: Any) -> Question:
    given = {
        "criteria": RUBRIC,
        "scenario": f"<p>{SECRET} skenario: video feri tenggelam.</p>",
        "target_seconds": 120,
        "limit_seconds": 600,
        "speed_points": Decimal(5),
    }
    return _add(bank, QuestionType.DRILL, "<p>Siapkan tanggapan.</p>", **given | fields)


WRITTEN_MAKERS = {"essay": make_essay, "upload": make_upload, "drill": make_drill}

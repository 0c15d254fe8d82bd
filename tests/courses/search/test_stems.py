import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.stems import search_words, stem, stems_of, words_of


@pytest.mark.parametrize(
    "family",
    [
        ("periksa", "memeriksa", "pemeriksaan", "diperiksa"),
        ("jawab", "menjawab", "jawaban"),
        ("bohong", "kebohongan"),
        ("cepat", "mempercepat", "kecepatan"),
        ("pelabuhan", "berlabuh"),
        ("pelayaran", "berlayar"),
    ],
)
def test_a_family_of_words_has_one_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@given(st.text(max_size=300))
def test_there_is_one_stem_for_each_word(text: str) -> None:
    assert len(stems_of(text).split(" ")[1:-1]) == len(list(words_of(text)))


@pytest.mark.parametrize(
    ("asked", "stems", "phrases"),
    [
        ("", (), ()),
        ("  \n ", (), ()),
        ("h", (), ()),
        ("a b c", (), ()),
        ("yang dan", (stem("yang"), stem("dan")), ()),
        ("jawaban yang cepat", (stem("jawab"), stem("cepat")), ()),
        ("jawab menjawab", (stem("jawab"),), ()),
        (
            '"jawaban cepat" hoaks',
            (stem("jawab"), stem("cepat"), stem("hoaks")),
            (f" {stem('jawab')} {stem('cepat')} ",),
        ),
        ('"hoaks"', (stem("hoaks"),), ()),
        ('"tanpa akhir', (stem("tanpa"), stem("akhir")), ()),
        (
            "“kapal di laut”",
            (stem("kapal"), stem("laut"), stem("di")),
            (f" {stem('kapal')} {stem('di')} {stem('laut')} ",),
        ),
        ("NEAR(a b) OR title:*", (stem("near"), stem("title")), ()),
    ],
)
def test_what_is_asked_for(asked: str, stems: tuple[str, ...], phrases: tuple[str, ...]) -> None:
    words = search_words(asked)

    assert (words.stems, words.phrases) == (stems, phrases)


def test_a_long_query_is_cut() -> None:
    words = search_words(" ".join(f"kata{number}" for number in range(100)))

    assert len(words.stems) == 12

from courses.stems import stem, stems_of
from home.snippets import Snippet, Window, marked, snippet_of, text_fragment, window_of


def snippet(text: str, *words: str) -> tuple[Snippet | None, Window | None]:
    window = window_of(stems_of(text), {stem(word) for word in words})
    return window and snippet_of(text, window), window


def test_marks_every_form_of_the_word_and_nothing_else() -> None:
    found, window = snippet("Pemeriksaan muatan: petugas memeriksa <b>dokumen</b>.", "periksa")

    assert found is not None
    assert window is not None
    assert found.html == ("<mark>Pemeriksaan</mark> muatan: petugas <mark>memeriksa</mark> &lt;b&gt;dokumen&lt;/b&gt;.")
    assert (window.score, found.first) == (1, "Pemeriksaan")


def test_shows_the_words_around_the_place_with_most_of_what_was_asked() -> None:
    text = " ".join(["kapal", *["lain"] * 60, "kapal", "dan", "pelabuhan", *["lagi"] * 60])

    found, window = snippet(text, "kapal", "pelabuhan")

    assert found is not None
    assert window is not None
    assert window.score == 2
    assert found.html.startswith("… lain")
    assert "<mark>kapal</mark> dan <mark>pelabuhan</mark>" in found.html
    assert found.html.endswith("lagi …")
    assert len(found.html.split()) == 28


def test_nothing_where_nothing_stands() -> None:
    assert snippet("Tidak ada di sini", "kapal") == (None, None)
    assert snippet("", "kapal") == (None, None)


def test_a_fragment_is_safe_in_an_address() -> None:
    assert text_fragment("a&b,c-d") == ":~:text=a%26b%2Cc%2Dd"


def test_a_title_is_shown_whole_with_its_words_marked() -> None:
    title = "Menangkal hoaks: <cepat>, tepat"

    assert marked(title, stems_of(title), {stem("hoaks"), stem("tepat")}) == (
        "Menangkal <mark>hoaks</mark>: &lt;cepat&gt;, <mark>tepat</mark>"
    )
    assert marked(title, stems_of(title), {"kapal"}) == "Menangkal hoaks: &lt;cepat&gt;, tepat"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.plain_text import html_from, plain_from


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("  \n\n ", ""),
        ("Satu", "<p>Satu</p>"),
        ("Satu\nDua\r\n\r\n\nTiga", "<p>Satu<br/>Dua</p><p>Tiga</p>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
    ],
)
def test_a_text_becomes_paragraphs(text: str, html: str) -> None:
    assert html_from(text) == html


@pytest.mark.parametrize(
    "html",
    ["<h2>Judul</h2><p>Isi</p>", "<p>Isi <b>tebal</b></p>", "<ul><li>x</li></ul>", "Isi", '<p class="x">Isi</p>'],
)
def test_what_a_plain_box_would_lose_is_not_shown_in_one(html: str) -> None:
    assert plain_from(html) is None


def test_the_editors_paragraphs_are_plain() -> None:
    assert (
        plain_from('<p data-block-key="ab-1x">Satu<br/>Dua</p><p data-block-key="cd">Tiga</p>') == "Satu\nDua\n\nTiga"
    )


@given(st.text(max_size=200))
def test_a_text_that_was_saved_comes_back_and_is_not_changed_by_saving_again(text: str) -> None:
    html = html_from(text)
    plain = plain_from(html)

    assert plain is not None
    assert html_from(plain) == html

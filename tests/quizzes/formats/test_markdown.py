import time

import pytest

from quizzes.formats.texts import from_markdown


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a **b** c", "<p>a <strong>b</strong> c</p>"),
        ("**b c** **d**", "<p><strong>b c</strong> <strong>d</strong></p>"),
        ("a *b* _c_ `d`", "<p>a <em>b</em> <em>c</em> <code>d</code></p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("**never closed", "<p>**never closed</p>"),
        ("** not opened**", "<p>** not opened**</p>"),
        ("***b***", "<p>***b***</p>"),
        ("un*frigging*believable", "<p>un<em>frigging</em>believable</p>"),
        ("![peta](a_b.png)", '<p><img src="a_b.png" alt="peta"></p>'),
        ("a < b", "<p>a &lt; b</p>"),
    ],
)
def test_signs_become_tags_where_they_open_and_close(text: str, made: str) -> None:
    assert from_markdown(text) == made


@pytest.mark.parametrize("part", ["**a ", "__a ", "*a ", "_a ", "`a", "![a](", "**a *b __c _d "])
def test_the_cost_grows_with_the_text_and_no_faster(part: str) -> None:
    def cost(times: int) -> float:
        started = time.process_time()
        from_markdown(part * times)
        return time.process_time() - started

    cost(2_000)
    assert cost(20_000) < 2

"""Figures become places: whole, within the plot, and readable without the picture."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation

from core.charts import PLOT, Chart, Datum, bar_chart, column_chart, line_chart, share_chart

DATA = [Datum("Bitung", 40, "/list/?office=1"), Datum("Manado", Decimal("10.5")), Datum("Tahuna", 0)]


def drawn(chart: Chart) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("components/chart.html", {"chart": chart}), "html.parser")


def test_the_longest_bar_is_the_whole_width_and_nothing_is_nothing() -> None:
    chart = bar_chart("c", "Offices", DATA)

    assert [mark.width for mark in chart.marks] == ["100", "26.25", "0"]


def test_bars_of_shares_are_measured_against_the_whole() -> None:
    chart = bar_chart("c", "Offices", [Datum("Bitung", 40), Datum("Manado", 140)], most=100)

    assert [mark.width for mark in chart.marks] == ["40", "100"]


@pytest.mark.parametrize(("largest", "top"), [(58, 60), (61, 80), (7, 8), (9, 10), (1, 1), (1200, 2000), (0.7, 0.8)])
def test_columns_end_at_a_figure_that_people_count_in(largest: float, top: float) -> None:
    chart = column_chart("c", "Marks", [Datum("a", largest)])

    assert chart.marks[0].height == int(largest / top * PLOT + 1e-9)


def test_shares_fill_the_bar_without_gap() -> None:
    chart = share_chart("c", "States", [Datum("a", 38), Datum("b", 17), Datum("c", 5)])

    assert [(mark.x, mark.width) for mark in chart.marks] == [("0", "63.33"), ("63.33", "28.33"), ("91.67", "8.33")]
    assert [mark.share for mark in chart.marks] == ["63", "28", "8"]
    assert len({mark.tone for mark in chart.marks}) == 3


def test_a_line_stays_in_its_plot_and_says_its_highest_and_last_figure() -> None:
    chart = line_chart("c", "Days", [Datum(str(day), value) for day, value in enumerate([3, 9, 4])])

    assert chart.path == "16.67,134 50,38 83.33,118"
    assert [mark.says_figure for mark in chart.marks] == [False, True, True]


def test_labels_that_would_touch_each_other_are_thinned_out() -> None:
    months = [Datum("September", value) for value in range(12)]

    assert [mark.says_label for mark in column_chart("c", "Year", months).marks] == [n % 4 == 0 for n in range(12)]


@pytest.mark.parametrize("make", [bar_chart, column_chart, share_chart, line_chart])
def test_without_figures_there_is_an_empty_chart(make: type) -> None:
    for data in ([], [Datum("a", 0)]):
        assert drawn(make("c", "Nothing", data)).select_one("svg") is not None


@pytest.mark.parametrize("make", [bar_chart, column_chart, share_chart, line_chart])
def test_every_figure_stands_in_the_description_and_in_the_table_with_its_way_on(make: type) -> None:
    with translation.override("id"):
        page = drawn(make("offices", "Peserta", DATA, summary="Bitung mengirim paling banyak.", head="Kantor"))

    picture = page.select_one("svg[role=img]")
    assert picture is not None
    assert picture["aria-labelledby"] == "offices-title offices-desc"
    described = page.select_one("#offices-desc").get_text()  # type: ignore[union-attr]
    assert "Bitung mengirim paling banyak." in described
    assert "Manado: 10,5" in described
    cells = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert cells == [["Bitung", "40"], ["Manado", "10,5"], ["Tahuna", "0"]]
    assert [link["href"] for link in page.select("tbody a")] == ["/list/?office=1"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_places_are_written_for_the_browser_not_for_the_reader(language: str) -> None:
    with translation.override(language):
        page = drawn(column_chart("c", "Marks", [Datum(str(n), n * 1000) for n in range(7)]))

    marks = page.select("rect, text, line")
    places = [str(value) for mark in marks for name, value in mark.attrs.items() if name != "class"]
    assert not [place for place in places if "," in place]


def test_words_of_people_are_escaped() -> None:
    page = drawn(bar_chart("c", "<script>1</script>", [Datum("<b>Bitung</b>", 1)]))

    assert page.find("script") is None
    assert page.find("b") is None

"""A list's address: what is read from it, what is written back, and what is not believed."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from core.listing import Filter, Listing
from core.templatetags.options import options


def listing(asked: str) -> Listing:
    return Listing(
        QueryDict(asked),
        filters=[Filter("state", "State", [("open", "Open"), ("closed", "Closed")])],
        sorts=("name", "mark"),
        sort="name",
        search_label="Name",
        rows_per_page=2,
    )


def test_what_is_asked_for_is_kept_on_the_way_to_other_orders_and_pages() -> None:
    asked = listing("q=+budi+&state=open&sort=-mark&page=2")

    assert (asked.text, asked.value("state"), asked.sort) == ("budi", "open", "-mark")
    assert asked.filter_query == "q=budi&state=open"
    assert asked.query == "q=budi&state=open&sort=-mark"
    assert list(asked.page_of([1, 2, 3])) == [3]
    assert listing("q=bu%00di%00+").text == "budi"  # no database is asked for a null sign


def test_a_day_is_any_that_there_is() -> None:
    found = {
        asked: Listing({"on": asked}, filters=[Filter("on", "As of", (), is_day=True)])
        for asked in ("2021-02-28", "2021-02-30", "20210228", "today")
    }

    assert [one.value("on") for one in found.values()] == ["2021-02-28", "", "", ""]
    assert found["2021-02-28"].query == "on=2021-02-28"


@pytest.mark.parametrize("asked", ["", "state=secret&sort=password", "sort=--mark&page=x", "q=+&state="])
def test_what_was_not_offered_counts_as_not_given(asked: str) -> None:
    found = listing(asked)

    assert (found.text, found.value("state"), found.sort, found.is_narrowed) == ("", "", "name", False)
    assert (found.filter_query, found.query) == ("", "")
    assert list(found.page_of([1, 2, 3])) == [1, 2]


def test_words_are_not_looked_for_where_no_search_is_offered() -> None:
    assert Listing(QueryDict("q=budi")).text == ""


def test_a_search_has_an_end() -> None:
    assert len(listing("q=" + "x" * 5000).text) == 100


def test_an_option_says_what_is_written_in_it_and_one_is_chosen() -> None:
    drawn = options([("1", "KSOP <A> & B"), ('"2"', gettext_lazy("Yes"))], '"2"')

    assert drawn == (
        '<option value="1">KSOP &lt;A&gt; &amp; B</option><option value="&quot;2&quot;" selected>Yes</option>'
    )

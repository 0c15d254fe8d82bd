"""A table where two versions of a material are compared."""

from courses.blocks.stream import MaterialBlocks
from courses.blocks.tables import ReadableTableBlock


def test_a_compared_table_shows_its_cells_and_nothing_of_how_it_is_stored():
    block = MaterialBlocks().child_blocks["table"]

    shown = block.render_basic(
        {"table_caption": "Rupa kabar", "data": [["Rupa", "Ciri"], ["Satire", None], ["<b>Palsu</b>", ""]], "cell": []}
    )

    assert shown == (
        "<span>Rupa kabar</span> / <span>Rupa · Ciri</span> / <span>Satire · –</span>"
        " / <span>&lt;b&gt;Palsu&lt;/b&gt; · –</span>"
    )
    assert block.render_basic(None) == ""


def test_migrations_know_it_as_the_library_does():
    assert ReadableTableBlock().deconstruct()[0] == "wagtail.contrib.table_block.blocks.TableBlock"

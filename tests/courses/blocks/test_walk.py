from courses.blocks.walk import all_ids_at, blocks_of_type, ids_at

RAW = [
    {"type": "picture", "id": "a", "value": {"image": 1, "alt_text": "Picture"}},
    {
        "type": "columns",
        "id": "b",
        "value": {"left": [{"type": "picture", "id": "c", "value": {"image": 2}}], "right": []},
    },
    {
        "type": "gallery",
        "id": "d",
        "value": {"pictures": [{"type": "item", "id": "e", "value": {"image": 3}}, {"type": "item", "value": {}}]},
    },
    {"type": "text", "id": "f", "value": "<p>image: 9</p>"},
    {"type": "document", "id": "g", "value": {"document": None}},
]


def test_blocks_are_found_however_deep():
    assert [block["id"] for block in blocks_of_type(RAW, "picture")] == ["a", "c"]


def test_ids_stand_in_blocks_and_in_their_lists():
    assert ids_at(RAW, "picture", "image") == {1, 2}
    assert ids_at(RAW, "gallery", "image") == {3}
    assert ids_at(RAW, "document", "document") == set()
    assert all_ids_at(RAW, "image") == {1, 2, 3}

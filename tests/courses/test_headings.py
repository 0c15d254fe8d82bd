from courses.headings import Heading, with_anchors


def test_second_level_headings_get_anchors_of_their_own():
    html, found = with_anchors(
        '<h2 data-block-key="x1">Periksa <b>sumber</b></h2><p>…</p><h2>Periksa sumber</h2><h3>Kecil</h3><h2> </h2>',
        taken=["bagian-periksa-sumber"],
    )

    assert found == [
        Heading("bagian-periksa-sumber-2", "Periksa sumber"),
        Heading("bagian-periksa-sumber-3", "Periksa sumber"),
    ]
    assert '<h2 id="bagian-periksa-sumber-2">Periksa <b>sumber</b></h2>' in html
    assert "<h3>Kecil</h3><h2> </h2>" in html

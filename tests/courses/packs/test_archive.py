"""Names in a pack: each its own on every disk, Windows' too."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from courses.packs.archive import PackArchive, name_for_any_disk
from tests.courses.packs.test_packs import archive, made, plan_for
from tests.courses.views.test_material import make_attachment
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Data.pdf", "Data.pdf"),
        ("CON.pdf", "berkas-CON.pdf"),
        ("nul", "berkas-nul"),
        ("Lpt1.tar.gz", "berkas-Lpt1.tar.gz"),
        ("com².txt", "berkas-com².txt"),
        ("console.pdf", "console.pdf"),
        ("con .pdf", "berkas-con.pdf"),
        ("laporan. . ", "laporan"),
        ("laporan...", "laporan"),
        ("laporan..pdf", "laporan.pdf"),
        ("..", "berkas"),
        ("a:b<c>|?*.pdf", "a-b-c.pdf"),
        ("Peta e\u0301.pdf", "Peta-é.pdf"),
        ("a" * 200 + ".pdf", "a" * 80 + ".pdf"),
    ],
)
def test_a_name_for_any_disk(name, safe):
    assert name_for_any_disk(name) == safe


def test_names_that_differ_by_case_alone_get_numbers_and_keep_them():
    with PackArchive(BytesIO()) as pack:
        names = ["Data.pdf", "data.pdf", "DATA-2.pdf", "data.PDF"]
        places = [pack.place_for(str(number), name) for number, name in enumerate(names)]

        assert places == ["berkas/Data.pdf", "berkas/data-2.pdf", "berkas/DATA-2-2.pdf", "berkas/data-3.PDF"]
        assert len({place.casefold() for place in places}) == 4
        assert pack.place_for("1", "data.pdf") == "berkas/data-2.pdf"


@pytest.mark.django_db
def test_the_links_of_the_page_lead_to_the_right_files():
    course = make_course(materials_target=None)
    contents = {"Data.pdf": b"%PDF-1.7 satu", "data.pdf": b"%PDF-1.7 dua", "CON.pdf": b"%PDF-1.7 tiga"}
    documents = [make_attachment(name=name, content=content) for name, content in contents.items()]
    material = make_material(
        course, slug="dasar", body=[("document", {"document": row, "note": ""}) for row in documents]
    )
    batch = make_batch(course)
    session = make_session(batch, materials=[material])

    inside: ZipFile = archive(made(plan_for(make_enrolment(batch).member, session)))

    links = BeautifulSoup(inside.read("01-dasar.html"), "html.parser").select("a[href^='berkas/']")
    places = list(dict.fromkeys(str(link["href"]) for link in links))
    assert [inside.read(place) for place in places] == list(contents.values())
    assert len({place.casefold() for place in places}) == 3
    assert not any(place.casefold().startswith("berkas/con.") for place in places)

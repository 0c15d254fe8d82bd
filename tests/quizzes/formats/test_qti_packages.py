import io
import zipfile

from quizzes.formats import Reading, read_questions
from tests.quizzes.formats.samples import PNG
from tests.quizzes.formats.test_qti import declared, item


def package(**files: str | bytes) -> Reading:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_png", ".png"), content)
    return read_questions(data.getvalue())


def manifest(*names: str, more: str = "") -> str:
    rows = "".join(
        f'<resource identifier="r{place}" type="imsqti_item_xmlv2p1" href="{name}">{more}</resource>'
        for place, name in enumerate(names)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
        f'<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>{rows}</resources></manifest>'
    )


ESSAY = item(
    declared("single", "string"),
    '<p>Lihat <img src="../gambar/peta.png" alt="Peta"/></p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
)


def test_a_package_brings_its_files_topics_and_tags() -> None:
    about = (
        '<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><keyword><string>mudah</string></keyword></general>'
        "<classification><taxonPath><taxon><entry><string>Humas</string></entry></taxon><taxon><entry><string>Hoaks"
        "</string></entry></taxon></taxonPath></classification></lom></metadata>"
    )
    reading = package(imsmanifest_xml=manifest("soal/a.xml", more=about), soal__a_xml=ESSAY, gambar__peta_png=PNG)

    (made,) = reading.items
    assert (made.topic, made.tags, [file.data for file in made.media]) == (("Humas", "Hoaks"), ("mudah",), [PNG])
    assert [str(warning) for warning in reading.warnings] == [
        "The order and rules of the test in the package were left out: only its questions were read."
    ]


def test_every_item_of_a_manifest_is_accounted_for() -> None:
    reading = package(
        imsmanifest_xml=manifest("a.xml", "hilang.xml", "rusak.xml", "lain.xml"),
        a_xml=ESSAY,
        rusak_xml="<assessmentItem",
        lain_xml="<x/>",
    )

    assert [(entry.place.file, entry.item is None) for entry in reading.entries] == [
        ("a.xml", False),
        ("hilang.xml", True),
        ("rusak.xml", True),
        ("lain.xml", True),
    ]


def test_a_file_that_is_named_again_and_again_is_unpacked_once() -> None:
    reading = package(imsmanifest_xml=manifest(*["a.xml", "./a.xml"] * 1000), a_xml=ESSAY)

    assert len(reading.items) == 1
    assert "The manifest names a file more than once; it was read once." in [str(row) for row in reading.warnings]


def test_a_package_without_a_manifest_is_read_by_its_files() -> None:
    assert len(package(b_xml=ESSAY, a_xml=ESSAY).items) == 2


def test_a_manifest_alone_is_not_a_package() -> None:
    assert "Bring the whole package" in read_questions(manifest("a.xml").encode()).refusals[0].sentence

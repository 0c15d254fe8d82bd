import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from certificates import drawing, typography
from certificates.conformance import conformance_findings
from certificates.facts import Facts
from certificates.rendering import RenderingError, RenderingUnavailableError, name_findings, render
from tests.factories.certificates import SIGNATORY, TOKEN, facts, holder
from tests.programs import program


def draw(printed: Facts) -> bytes:
    return render(printed, {"preset": "formal"})


@pytest.fixture(scope="module")
def paper() -> bytes:
    return draw(facts())


def text_of(pdf: bytes, page: int, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(
        ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(path), "-"], check=True, capture_output=True
    )
    return " ".join(shown.stdout.decode().split())


def test_the_front_says_everything(paper: bytes, tmp_path: Path) -> None:
    front = text_of(paper, 1, tmp_path)

    for words in (
        "SERTIFIKAT",
        "Nomor KL.301/001/IX/SMRT/2020",
        "Capt. Yohanes Mandagi, S.E., M.Mar.",
        "NIP 19870315 201012 1 003 · Penata (III/c)",
        "Analis Humas, KSOP Kelas II Bitung",
        "telah mengikuti dan dinyatakan lulus",
        "Bimbingan Teknis Social Media Response Team Tahun 2020",
        "pada tanggal 22 s.d. 24 September 2020, sebanyak 8 jam pelajaran (JP)",
        "Jakarta, 30 September 2020",
        "a.n. Direktur Jenderal Perhubungan Laut",
        "NIP 19700101 199503 2 001",
        "ditandatangani secara elektronik internal",
    ):
        assert words in front
    assert "BSrE" not in front


def test_passed_is_said_only_where_a_test_was_passed(tmp_path: Path) -> None:
    front = text_of(draw(facts(passed=False)), 1, tmp_path)

    assert "telah mengikuti" in front
    assert "lulus" not in front


def test_the_reverse_lists_what_was_delivered_and_adds_up(paper: bytes, tmp_path: Path) -> None:
    reverse = text_of(paper, 2, tmp_path)

    assert (
        "2 22 September 2020 Menangkal hoaks: cepat, tepat, akurat Staf Ahli Menteri Bidang Komunikasi 3,5" in reverse
    )
    assert "Jumlah jam pelajaran (JP) 8" in reverse


def test_the_document_conforms(paper: bytes) -> None:
    assert conformance_findings(paper) == []
    assert len(paper) < 60_000


@pytest.mark.parametrize(
    "name",
    ["Siti", "Šükrī Ñandutiỹ Œuvré", "Maria Magdalena Fransiska Paula Wilhelmina Tumbelaka-Rompas Sondakh Kawilarang"],
)
def test_short_accented_and_long_names_fit(name: str, tmp_path: Path) -> None:
    plain = holder(name=name, title_before="", title_after="", number_kind="none", number="")

    pdf = draw(facts(holder=plain))

    assert name_findings(name) == []
    assert name in text_of(pdf, 1, tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 2


def test_three_signatories_and_twenty_sessions_fit(tmp_path: Path) -> None:
    session = facts().sessions[0]
    many = facts(signatories=(SIGNATORY,) * 3, sessions=(session,) * 20, total_jp=session.jp * 20)

    pdf = draw(many)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 2


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("\u0301\u0302\u0303", "no letters"),
        ("Budi \u202eidub", "invisible signs"),
        ("Budi\u200b", "invisible signs"),
        ("محمد", "The font lacks the letters"),
        ("🚢 Budi", "🚢"),
        ("A" * 300, "too long"),
        ("Ab " * 90, "too long"),
    ],
)
def test_what_cannot_be_printed_is_found_beforehand(name: str, finding: str) -> None:
    assert finding in " ".join(name_findings(name))


def test_a_name_too_long_for_the_box_is_refused() -> None:
    with pytest.raises(RenderingError, match="too long"):
        draw(facts(holder=holder(name="Ab " * 90)))


def test_markup_in_a_name_is_only_text(tmp_path: Path) -> None:
    front = text_of(draw(facts(holder=holder(name="<b>Budi</b> & Co"))), 1, tmp_path)

    assert "<b>Budi</b> & Co" in front


def test_a_credential_goes_with_the_paper_as_associated_data() -> None:
    pdf = render(facts(), {"preset": "formal"}, credential=b"header.body.signature")

    assert conformance_findings(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (named,) = document.Root.AF
        assert (str(named.AFRelationship), str(named.UF)) == ("/Data", "credential.jwt")
        assert str(named.EF.F.Subtype) == "/application/vc+jwt"
        assert document.attachments["credential.jwt"].get_file().read_bytes() == b"header.body.signature"


def test_a_missing_font_is_said_with_its_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typography, "FONT_FOLDER", tmp_path)

    with pytest.raises(RenderingUnavailableError, match=r"NotoSans-Regular\.ttf.*apt-get install.*fonts-noto-core"):
        draw(facts())


def test_the_fetcher_leaves_the_house_for_nobody() -> None:
    fetcher: Any = drawing._fetcher()

    for address in ("http://127.0.0.1/x.png", "file:///etc/passwd", "font:../../etc/passwd", "ornament:other"):
        with pytest.raises(Exception, match="not ours"):
            fetcher.fetch(address)


def test_zbar_reads_the_address_from_the_printed_page(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "paper.pdf", "page"], cwd=tmp_path, check=True
    )

    read = subprocess.run(
        [program("zbarimg"), "-q", "--raw", str(next(tmp_path.glob("page*.png")))], check=True, capture_output=True
    )

    assert read.stdout.decode().strip() == f"HTTPS://BIMTEK.EXAMPLE.GO.ID/V/{TOKEN}"


def spoiled(pdf: bytes, spoil: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spoil(document)
        document.save(out)
    return out.getvalue()


def each(document: pikepdf.Pdf, key: str, value: str) -> list[Any]:
    return [t for t in document.objects if isinstance(t, pikepdf.Dictionary | pikepdf.Stream) and t.get(key) == value]


def drop_language(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def drop_title(document: pikepdf.Pdf) -> None:
    del document.docinfo["/Title"]


def drop_tags(document: pikepdf.Pdf) -> None:
    document.Root.MarkInfo.Marked = False


def drop_alternative_text(document: pikepdf.Pdf) -> None:
    del each(document, "/S", "/Figure")[0]["/Alt"]


def misplace_figure(document: pikepdf.Pdf) -> None:
    each(document, "/S", "/Figure")[0].A.BBox = pikepdf.Array([0, 0, 5000, 5000])


def drop_scope(document: pikepdf.Pdf) -> None:
    del each(document, "/S", "/TH")[0].A["/Scope"]


def drop_header_cells(document: pikepdf.Pdf) -> None:
    for cell in each(document, "/S", "/TH"):
        cell.S = pikepdf.Name.TD


def skip_heading(document: pikepdf.Pdf) -> None:
    each(document, "/S", "/H2")[0].S = pikepdf.Name.H4


def drop_fonts(document: pikepdf.Pdf) -> None:
    for descriptor in each(document, "/Type", "/FontDescriptor"):
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def show_no_letter(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    font = next(name for name, item in page.obj.Resources.Font.items() if item.Subtype == "/Type0")
    page.contents_add(f"BT {font} 9 Tf [<0000>] TJ ET".encode())


def map_to_no_letter(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].obj.Resources.Font.values():
        shown = b"".join(b"<%04x> 0\n" % code for code in range(1, 200))
        font.Encoding = document.make_stream(b"199 begincidchar\n" + shown + b"endcidchar")


def smooth_picture(document: pikepdf.Pdf) -> None:
    each(document, "/Subtype", "/Image")[0].Interpolate = True


def see_through(document: pikepdf.Pdf) -> None:
    document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5))
    document.Root.Extra = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5))


def replace_in_metadata(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    def spoil(document: pikepdf.Pdf) -> None:
        xmp = document.Root.Metadata.read_bytes()
        assert old in xmp
        document.Root.Metadata.write(xmp.replace(old, new))

    return spoil


def call_itself_newer(document: pikepdf.Pdf) -> None:
    document.Root.Version = pikepdf.Name("/2.0")


def act_on_opening(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (drop_language, "does not name its language"),
        (drop_title, "has no title"),
        (drop_tags, "not tagged"),
        (drop_alternative_text, "no alternative text"),
        (misplace_figure, "does not lie on its page"),
        (drop_scope, "row or a column"),
        (drop_header_cells, "no header cells"),
        (skip_heading, "level is skipped"),
        (drop_fonts, "is not embedded"),
        (show_no_letter, "empty box"),
        (map_to_no_letter, "empty box"),
        (smooth_picture, "smoothed"),
        (see_through, "see-through"),
        (replace_in_metadata(b'conformance="A"', b'conformance="B"'), "PDF/A-3a"),
        (replace_in_metadata(b'pdfuaid:part="1"', b'pdfuaid:part="9"'), "PDF/UA-1"),
        (replace_in_metadata(b">pdfuaid<", b">other<"), "extension schema"),
        (call_itself_newer, "PDF 2.0"),
        (act_on_opening, "act by itself"),
    ],
)
def test_each_broken_rule_is_found(paper: bytes, spoil: Callable[[pikepdf.Pdf], None], finding: str) -> None:
    findings = conformance_findings(spoiled(paper, spoil))

    assert any(finding in line for line in findings), findings


def test_what_is_no_pdf_is_said() -> None:
    assert "no readable PDF" in conformance_findings(b"hello")[0]

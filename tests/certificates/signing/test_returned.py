"""A file that came back from elsewhere is not believed, is not thrown away, and is not paid twice."""

import hashlib
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates.compiled.press import press
from certificates.paper.presets import FORMAL as PRESET
from certificates.rendering import render
from certificates.services.tending import tend_seal
from certificates.signing import KeySigner, LocalKey, SigningError, SigningUnavailableError, signing_backend
from certificates.signing.bsre import MOST_REFUSED, state_seal
from certificates.signing.chains import read_chain
from certificates.signing.errors import BrokenFileError, ForeignSealError, ReturnedFileError
from certificates.signing.returned import Expected, checked_chain
from tests.certificates.signing.seal_double import SealDouble, seal
from tests.factories.certificates import facts

FORMAL = {"preset": "formal"}
Change = Callable[[IncrementalPdfFileWriter], None]


def revised(pdf: bytes, change: Change) -> bytes:
    """Our bytes with a revision behind them."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def turn_the_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)


def put_another_catalogue(writer: IncrementalPdfFileWriter) -> None:
    """Nothing of ours changes; the trailer leads elsewhere."""
    old = writer.root
    page = generic.DictionaryObject({k: v for k, v in old["/Pages"]["/Kids"][0].items() if k != "/Parent"})
    kid = writer.add_object(page)
    tree = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Pages"),
            pdf_name("/Kids"): generic.ArrayObject([kid]),
            pdf_name("/Count"): generic.NumberObject(1),
        }
    )
    page[pdf_name("/Parent")] = pages = writer.add_object(tree)
    catalogue = generic.DictionaryObject({key: old.raw_get(key) for key in old})
    catalogue[pdf_name("/Pages")] = pages
    writer._root_object = catalogue
    writer._root = writer.add_object(catalogue)


def put_a_stamp(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    stamp = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 842, 595)]),
        }
    )
    before = list(page.get("/Annots", []))
    page[pdf_name("/Annots")] = generic.ArrayObject([*before, writer.add_object(stamp)])
    writer.update_container(page)


def put_a_form(writer: IncrementalPdfFileWriter) -> None:
    form = generic.DictionaryObject(
        {
            pdf_name("/Fields"): generic.ArrayObject(),
            pdf_name("/XFA"): generic.TextStringObject("<xfa>"),
        }
    )
    writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()


def rename(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info[pdf_name("/Title")] = generic.TextStringObject("Sertifikat 1: Orang Lain")
    writer.update_container(info)


def redescribe(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data = stream.data.replace(b"pdfuaid:part", b"pdfuaid:port")
    stream._encoded_data = None
    writer.update_container(stream)


CHANGES: list[tuple[Change, str]] = [
    (turn_the_page, "/Page"),
    (put_another_catalogue, "its root"),
    (put_a_stamp, "something lies on a page"),
    (put_a_form, "its form"),
    (rename, "its title and author"),
    (redescribe, "its description"),
]


@pytest.fixture
def expected(keys: dict[str, Path]) -> Expected:
    return Expected(read_chain(keys["P-256"].with_name("demo-root.pem")))


@pytest.mark.parametrize(("change", "part"), CHANGES)
def test_a_document_that_reads_otherwise_is_refused_though_our_bytes_come_first(
    change: Change, part: str, state_key: KeySigner, unsigned: bytes, expected: Expected
) -> None:
    with pytest.raises(ReturnedFileError, match=f"changed the document while it sealed it: .*{part}"):
        checked_chain(seal(revised(unsigned, change), state_key), unsigned, expected)


def test_a_compiled_paper_may_be_sealed_like_any_other(double: SealDouble) -> None:
    sealed = press().print_and_seal(facts(), PRESET.to_json(), signing_backend()).pdf

    assert sealed.count(b"/ETSI.CAdES.detached") == double.seals_given == 1


def test_what_comes_back_is_not_believed_unseen(
    state_key: KeySigner, keys: dict[str, Path], unsigned: bytes, expected: Expected
) -> None:
    other = render(facts(number="ANOTHER/1"), FORMAL)
    sealed = seal(unsigned, state_key)
    flipped = bytearray(sealed)
    flipped[len(unsigned) + 40] ^= 1
    returned: list[tuple[str, type[SigningError], bytes]] = [
        ("another document", ReturnedFileError, seal(other, state_key)),
        ("without a seal", ReturnedFileError, unsigned),
        ("or with several", ReturnedFileError, seal(sealed, state_key, "Kedua")),
        ("does not fit its content", BrokenFileError, bytes(flipped)),
        ("does not cover the whole file", ReturnedFileError, sealed + b"\n% more\n"),
        ("none of BSrE", ForeignSealError, seal(unsigned, LocalKey(keys["RSA"]))),
        ("cannot be read", BrokenFileError, sealed[:-2000]),
    ]

    assert checked_chain(sealed, unsigned, expected) == state_key.chain
    for reason, kind, pdf in returned:
        with pytest.raises(kind, match=reason):
            checked_chain(pdf, unsigned, expected)


def test_a_refused_file_is_kept_with_its_reason_and_not_asked_for_again(
    double: SealDouble, state_key: KeySigner, unsigned: bytes, settings: Any
) -> None:
    double.knows_repeats = False
    double.change = lambda _sealed: seal(revised(unsigned, turn_the_page), state_key)
    for _try in range(3):
        with pytest.raises(ReturnedFileError, match="changed the document"):
            signing_backend().sign(unsigned, token="TOKEN")
    assert double.seals_given == 1
    [reason] = (Path(settings.BSRE_FOLDER) / "sealed").glob("*.refused")
    assert "changed the document" in reason.read_text()

    double.change = lambda sealed: sealed
    state_seal().activate(double.activation)
    assert signing_backend().sign(unsigned, token="TOKEN").pdf.startswith(unsigned)
    assert double.seals_given == 2


def test_files_refused_one_after_the_other_end_the_asking(double: SealDouble, unsigned: bytes) -> None:
    double.change = lambda _sealed: b"GIF89a"
    for number in range(MOST_REFUSED):
        with pytest.raises(BrokenFileError):
            signing_backend().sign(unsigned, token=str(number))
    with pytest.raises(SigningUnavailableError, match="no more are asked for"):
        signing_backend().sign(unsigned, token="another")

    assert double.seals_given == MOST_REFUSED


def test_a_seal_under_roots_that_were_not_set_right_is_used_once_they_are(
    double: SealDouble, keys: dict[str, Path], unsigned: bytes, settings: Any
) -> None:
    right = settings.BSRE_ROOT_FILE
    settings.BSRE_ROOT_FILE = str(keys["RSA"].with_name("demo-root.pem"))
    with pytest.raises(ForeignSealError, match="none of BSrE: look at BSRE_ROOT_FILE"):
        signing_backend().sign(unsigned, token="TOKEN")
    settings.BSRE_ROOT_FILE = right

    assert signing_backend().sign(unsigned, token="TOKEN").pdf.startswith(unsigned)
    assert double.seals_given == 1


def test_a_seal_of_somebody_else_under_the_same_roots_is_refused(
    double: SealDouble, state_key: KeySigner, unsigned: bytes, settings: Any
) -> None:
    settings.BSRE_SEAL_SUBJECT = "CN=Another office"
    with pytest.raises(ForeignSealError, match="not the one of this office: CN=Another office is missing"):
        signing_backend().sign(unsigned, token="TOKEN")
    settings.BSRE_SEAL_SUBJECT = state_key.chain.subject

    assert signing_backend().sign(unsigned, token="TOKEN").chain == state_key.chain
    settings.BSRE_SEAL_SUBJECT = "nonsense"
    with pytest.raises(SigningUnavailableError, match="BSRE_SEAL_SUBJECT cannot be read"):
        signing_backend()


def test_half_a_kept_file_is_sealed_anew(double: SealDouble, unsigned: bytes, settings: Any) -> None:
    signing_backend().sign(unsigned, token="TOKEN")
    [kept] = (Path(settings.BSRE_FOLDER) / "sealed").iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])

    assert signing_backend().sign(unsigned, token="TOKEN").pdf.startswith(unsigned)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_without_room_nothing_is_asked_for_and_no_path_is_told(
    double: SealDouble, unsigned: bytes, settings: Any
) -> None:
    sealed = Path(settings.BSRE_FOLDER) / "sealed"
    shutil.rmtree(sealed)
    sealed.write_text("a file where the folder should be")

    with pytest.raises(SigningUnavailableError, match="look at BSRE_FOLDER and its space") as refusal:
        signing_backend().sign(unsigned, token="TOKEN")
    assert settings.BSRE_FOLDER not in str(refusal.value)
    assert double.asked == []


def test_what_nobody_came_for_goes_after_a_week_but_what_was_refused_stays(
    double: SealDouble, unsigned: bytes, settings: Any
) -> None:
    for token in ("OLD", "NEW"):
        signing_backend().sign(unsigned, token=token)
    double.change = lambda _sealed: b"GIF89a"
    with pytest.raises(BrokenFileError):
        signing_backend().sign(unsigned, token="REFUSED")
    sealed = Path(settings.BSRE_FOLDER) / "sealed"
    new = next(sealed.glob(f"{hashlib.sha256(b'NEW').hexdigest()}-*.pdf"))
    for path in set(sealed.iterdir()) - {new}:
        os.utime(path, (1, 1))

    tend_seal()

    [refused] = sealed.glob("*.refused")
    assert set(sealed.iterdir()) == {new, refused, refused.with_suffix(".pdf")}

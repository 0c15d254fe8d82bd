"""A speaker on a phone, from the link of the invitation to a published material, with a return in between."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import in_both_themes, serious_findings
from tests.e2e.conftest import PASSWORD, Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways, stands_above_the_fold, wait_for_mail
from tests.factories.pdfs import make_pdf

pytestmark = pytest.mark.e2e

LINK = re.compile(r"http\S+/invitations/\S+/")


@dataclass(frozen=True)
class Walk:
    language: str
    scheme: str
    batch: str
    session: str
    name: str
    address: str
    comment: str
    answer: str


WALKS = [
    Walk(
        language="id",
        scheme="light",
        batch="/batches/siaran-pers-1/",
        session="Judul dan paragraf pertama",
        name="Lasmi Wardhani",
        address="lasmi@e2e.dermaga.test",
        comment="Tambahkan sumber pada halaman dua.",
        answer="Sudah saya tambahkan.",
    ),
    Walk(
        language="en",
        scheme="dark",
        batch="/batches/siaran-pers-2/",
        session="Wawancara tiga menit",
        name="Mary Latumahina",
        address="mary@e2e.dermaga.test",
        comment="Please name the source on page two.",
        answer="The source stands there now.",
    ),
]
ENGLISH = {
    "Undang narasumber": "Invite a speaker",
    "Buka WhatsApp": "Open WhatsApp",
    "Anda diundang menjadi narasumber": "You are invited to speak",
    "Terima dan mulai": "Accept and begin",
    "Lengkapi profil": "Fill in the profile",
    "Simpan profil": "Save the profile",
    "Jadikan konsep": "Make a draft of it",
    "Kirim untuk disetujui": "Send for approval",
    "ringkasan": "summary",
    "Pratinjau": "Preview",
    "Kembali ke formulir": "Back to the form",
    "Kirim lagi": "Send again",
    "terbit": "published",
    "Buka materi": "Open the material",
}


def said(page: Page, words: str) -> str:
    """These words in the language of the page."""
    return ENGLISH[words] if page.locator("html").get_attribute("lang") == "en" else words


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.language}-{walk.scheme}")
def test_a_speaker_goes_from_the_invitation_to_a_published_material(
    browser: Browser, desktop: Page, site: Site, tmp_path: Path, walk: Walk
) -> None:
    log_in(desktop, "penyelenggara@demo.dermaga.test")
    invite(desktop, walk)
    mail = wait_for_mail(desktop, site.var_dir / "mail", walk.address, walk.session)
    found = LINK.search(mail)
    assert found is not None
    context = new_context(
        browser, site, width=360, height=740, has_touch=True, language=walk.language, scheme=walk.scheme
    )
    phone = context.new_page()

    accept(phone, found[0], walk)
    describe_oneself(phone, walk)
    write(phone, tmp_path, walk)
    decide(desktop, site, walk, "reject", walk.comment)
    wait_for_mail(phone, site.var_dir / "mail", walk.address, walk.comment)
    answer_and_send_again(phone, walk)
    decide(desktop, site, walk, "approve")

    phone.goto("/desk/speaker/")
    expect(phone.locator(".own-materials .badge")).to_have_text(said(phone, "terbit"))
    phone.locator(".own-materials a").click()
    expect(phone.locator("h1")).to_have_text(walk.session)
    is_fine(phone)
    phone.get_by_role("link", name=said(phone, "Buka materi")).click()
    expect(phone.locator("h1")).to_have_text(walk.session)
    expect(phone.locator("article")).to_contain_text("Dua puluh tahun di ruang redaksi.")
    context.close()


def invite(desktop: Page, walk: Walk) -> None:
    desktop.goto(f"{walk.batch}people/")
    desktop.get_by_role("link", name=said(desktop, "Undang narasumber")).click()
    desktop.locator("[name=name]").fill(walk.name)
    desktop.locator("[name=email]").fill(walk.address)
    desktop.get_by_label(walk.session).check()
    desktop.locator("main form button").click()
    expect(desktop.locator("#invitation-text")).to_contain_text(walk.session)
    expect(desktop.get_by_role("link", name=said(desktop, "Buka WhatsApp"))).to_have_attribute(
        "href", re.compile(r"^https://wa\.me/")
    )
    is_fine(desktop)


def accept(phone: Page, link: str, walk: Walk) -> None:
    phone.goto(link)
    expect(phone.locator("h1")).to_have_text(said(phone, "Anda diundang menjadi narasumber"))
    expect(phone.locator("main")).to_contain_text(walk.session)
    is_fine(phone)
    phone.locator("[name=title_after]").fill("M.I.Kom.")
    phone.locator("[name=function]").fill("Redaktur pelaksana")
    phone.locator("[name=password]").fill(PASSWORD)
    phone.get_by_role("button", name=said(phone, "Terima dan mulai")).click()
    phone.wait_for_url("**/desk/speaker/")
    step = phone.locator("#next-step")
    expect(step).to_have_text(walk.session)
    assert stands_above_the_fold(phone, "h1", "#next-step", ".card--next .button") == []
    is_fine(phone)


def describe_oneself(phone: Page, walk: Walk) -> None:
    phone.get_by_role("link", name=said(phone, "Lengkapi profil")).click()
    phone.locator("[name=biography]").fill("Dua puluh tahun di ruang redaksi.")
    phone.get_by_role("button", name=said(phone, "Simpan profil")).click()
    expect(phone.locator(".speaker-card")).to_contain_text(f"{walk.name}, M.I.Kom.")
    is_fine(phone)


def write(phone: Page, folder: Path, walk: Walk) -> None:
    """A PDF dropped, a draft filled in, sent: no editor and no second factor."""
    slides = folder / "paparan_siaran-pers.pdf"
    slides.write_bytes(make_pdf("Siapa, apa, di mana", "Sumber"))
    phone.goto("/desk/speaker/")
    phone.locator(".card--next .button").click()
    phone.locator("input[type=file]").set_input_files(slides)
    expect(phone.locator("[data-file]")).to_contain_text("paparan_siaran-pers.pdf")
    is_fine(phone)
    phone.get_by_role("button", name=said(phone, "Jadikan konsep")).click()
    phone.wait_for_url("**/write/")
    expect(phone.locator(".piece")).to_contain_text("Paparan siaran pers")
    phone.get_by_role("button", name=said(phone, "Kirim untuk disetujui")).click()
    expect(phone.locator("[data-error-summary]")).to_contain_text(said(phone, "ringkasan"))
    is_fine(phone)
    phone.locator("[name=summary]").fill("Dapat menulis judul yang cukup dibaca sendirian.")
    phone.locator("[name=text]").fill("Judul menjawab siapa dan apa.\n\nParagraf pertama menjawab sisanya.")
    phone.get_by_role("button", name=said(phone, "Pratinjau")).click()
    phone.wait_for_url("**/preview/")
    expect(phone.locator("article")).to_contain_text("Paragraf pertama menjawab sisanya.")
    is_fine(phone)
    phone.get_by_role("link", name=said(phone, "Kembali ke formulir")).click()
    phone.get_by_role("button", name=said(phone, "Kirim untuk disetujui")).click()
    expect(phone.locator("#waiting")).to_be_visible()
    is_fine(phone)


def decide(desktop: Page, site: Site, walk: Walk, deed: str, comment: str = "") -> None:
    """From the mail's link, which opens the editor; the decision is Wagtail's."""
    mails = wait_for_mail(
        desktop, site.var_dir / "mail", "penyelenggara@demo.dermaga.test", walk.answer if not comment else walk.session
    )
    address = re.search(r"http\S+/admin/pages/\d+/edit/", mails)
    assert address is not None
    desktop.goto(address[0])
    desktop.locator("footer .w-dropdown__toggle").click()
    if comment:
        desktop.locator(f"footer button[data-workflow-action-name={deed}]").click()
        desktop.locator(".modal [name$=comment]").fill(comment)
        desktop.locator(".modal [type=submit]").click()
    else:
        plain = f"footer button[data-workflow-action-name={deed}]:not([data-workflow-action-modal-url])"
        desktop.locator(plain).click()
    desktop.wait_for_url(lambda url: "/edit/" not in url)


def answer_and_send_again(phone: Page, walk: Walk) -> None:
    phone.goto("/desk/speaker/")
    expect(phone.locator(".card--next")).to_contain_text(walk.comment)
    is_fine(phone)
    phone.locator(".card--next .button").click()
    expect(phone.locator("#returned + blockquote")).to_have_text(walk.comment)
    is_fine(phone)
    phone.locator("[name=text]").fill("Judul menjawab siapa dan apa. Sumber: Dewan Pers.")
    phone.locator("[name=answer]").fill(walk.answer)
    phone.get_by_role("button", name=said(phone, "Kirim lagi")).click()
    expect(phone.locator("#waiting")).to_be_visible()
    expect(phone.locator("#comments ~ article")).to_contain_text(walk.answer)


def is_fine(page: Page) -> None:
    """In Indonesian in both schemes; in English, which changes words and their length, in its own."""
    if page.locator("html").get_attribute("lang") == "id":
        assert in_both_themes(page) == []
    else:
        assert serious_findings(page) == []
    assert not scrolls_sideways(page)

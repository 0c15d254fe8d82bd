"""A speaker on a phone, from the link of the invitation to a published material, with a return in between."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import in_both_themes
from tests.e2e.conftest import PASSWORD, Site, log_in, new_context
from tests.e2e.steps import scrolls_sideways, wait_for_mail
from tests.factories.pdfs import make_pdf

pytestmark = pytest.mark.e2e

BATCH, SESSION = "/batches/siaran-pers-1/", "Judul dan paragraf pertama"
NAME, ADDRESS = "Lasmi Wardhani", "lasmi@e2e.dermaga.test"
COMMENT, ANSWER = "Tambahkan sumber pada halaman dua.", "Sudah saya tambahkan."
LINK = re.compile(r"http\S+/invitations/\S+/")


def test_a_speaker_goes_from_the_invitation_to_a_published_material(
    browser: Browser, desktop: Page, site: Site, tmp_path: Path
) -> None:
    log_in(desktop, "penyelenggara@demo.dermaga.test")
    invite(desktop)
    mail = wait_for_mail(desktop, site.var_dir / "mail", ADDRESS, SESSION)
    found = LINK.search(mail)
    assert found is not None
    context = new_context(browser, site, width=360, height=740, has_touch=True)
    phone = context.new_page()

    accept(phone, found[0])
    describe_oneself(phone, tmp_path)
    write(phone, tmp_path)
    decide(desktop, site, "reject", COMMENT)
    wait_for_mail(phone, site.var_dir / "mail", ADDRESS, COMMENT)
    answer_and_send_again(phone)
    decide(desktop, site, "approve")

    phone.goto("/desk/speaker/")
    expect(phone.locator(".own-materials .badge")).to_have_text("terbit")
    phone.locator(".own-materials a").click()
    expect(phone.locator("h1")).to_have_text(SESSION)
    is_fine(phone)
    phone.get_by_role("link", name="Buka materi").click()
    expect(phone.locator("h1")).to_have_text(SESSION)
    expect(phone.locator("article")).to_contain_text("Dua puluh tahun di ruang redaksi.")
    context.close()


def invite(desktop: Page) -> None:
    desktop.goto(f"{BATCH}people/")
    desktop.get_by_role("link", name="Undang narasumber").click()
    desktop.locator("[name=name]").fill(NAME)
    desktop.locator("[name=email]").fill(ADDRESS)
    desktop.get_by_label(SESSION).check()
    desktop.locator("main form button").click()
    expect(desktop.locator("#invitation-text")).to_contain_text(SESSION)
    expect(desktop.get_by_role("link", name="Buka WhatsApp")).to_have_attribute("href", re.compile(r"^https://wa\.me/"))
    is_fine(desktop)


def accept(phone: Page, link: str) -> None:
    phone.goto(link)
    expect(phone.locator("h1")).to_have_text("Anda diundang menjadi narasumber")
    expect(phone.locator("main")).to_contain_text(SESSION)
    is_fine(phone)
    phone.locator("[name=title_after]").fill("M.I.Kom.")
    phone.locator("[name=function]").fill("Redaktur pelaksana")
    phone.locator("[name=password]").fill(PASSWORD)
    phone.get_by_role("button", name="Terima dan mulai").click()
    phone.wait_for_url("**/desk/speaker/")
    step = phone.locator("#next-step")
    expect(step).to_have_text(SESSION)
    button = phone.locator(".card--next .button")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 740, "the next action lies below the fold"
    is_fine(phone)


def describe_oneself(phone: Page, folder: Path) -> None:
    phone.get_by_role("link", name="Lengkapi profil").click()
    phone.locator("[name=biography]").fill("Dua puluh tahun di ruang redaksi.")
    phone.get_by_role("button", name="Simpan profil").click()
    expect(phone.locator(".speaker-card")).to_contain_text(f"{NAME}, M.I.Kom.")
    is_fine(phone)


def write(phone: Page, folder: Path) -> None:
    """A PDF dropped, a draft filled in, sent: no editor and no second factor."""
    slides = folder / "paparan_siaran-pers.pdf"
    slides.write_bytes(make_pdf("Siapa, apa, di mana", "Sumber"))
    phone.goto("/desk/speaker/")
    phone.locator(".card--next .button").click()
    phone.locator("input[type=file]").set_input_files(slides)
    expect(phone.locator("[data-file]")).to_contain_text("paparan_siaran-pers.pdf")
    is_fine(phone)
    phone.get_by_role("button", name="Jadikan konsep").click()
    phone.wait_for_url("**/write/")
    expect(phone.locator(".piece")).to_contain_text("Paparan siaran pers")
    phone.get_by_role("button", name="Kirim untuk disetujui").click()
    expect(phone.locator("[data-error-summary]")).to_contain_text("ringkasan")
    is_fine(phone)
    phone.locator("[name=summary]").fill("Dapat menulis judul yang cukup dibaca sendirian.")
    phone.locator("[name=text]").fill("Judul menjawab siapa dan apa.\n\nParagraf pertama menjawab sisanya.")
    phone.get_by_role("button", name="Pratinjau").click()
    phone.wait_for_url("**/preview/")
    expect(phone.locator("article")).to_contain_text("Paragraf pertama menjawab sisanya.")
    is_fine(phone)
    phone.get_by_role("link", name="Kembali ke formulir").click()
    phone.get_by_role("button", name="Kirim untuk disetujui").click()
    expect(phone.locator("#waiting")).to_be_visible()
    is_fine(phone)


def decide(desktop: Page, site: Site, deed: str, comment: str = "") -> None:
    """From the mail's link, which opens the editor; the decision is Wagtail's."""
    mails = wait_for_mail(
        desktop, site.var_dir / "mail", "penyelenggara@demo.dermaga.test", ANSWER if not comment else SESSION
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


def answer_and_send_again(phone: Page) -> None:
    phone.goto("/desk/speaker/")
    expect(phone.locator(".card--next")).to_contain_text(COMMENT)
    is_fine(phone)
    phone.locator(".card--next .button").click()
    expect(phone.locator("#returned + blockquote")).to_have_text(COMMENT)
    is_fine(phone)
    phone.locator("[name=text]").fill("Judul menjawab siapa dan apa. Sumber: Dewan Pers.")
    phone.locator("[name=answer]").fill(ANSWER)
    phone.get_by_role("button", name="Kirim lagi").click()
    expect(phone.locator("#waiting")).to_be_visible()
    expect(phone.locator("#comments ~ article")).to_contain_text(ANSWER)


def is_fine(page: Page) -> None:
    assert in_both_themes(page) == []
    assert not scrolls_sideways(page)

"""What journeys do more than once: wait for what a job brings, answer questions, look at a paper as a reader would."""

import subprocess
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PATIENCE = 30_000  # milliseconds, for what a background job brings


def reload_until(page: Page, wanted: Locator, count: int) -> None:
    """Reload the page until that many of `wanted` stand on it."""
    for _attempt in range(PATIENCE // 1000):
        try:
            expect(wanted).to_have_count(count, timeout=1000)
            return
        except AssertionError:
            page.reload()
    expect(wanted).to_have_count(count)


def wait_for_mail(page: Page, folder: Path, address: str, words: str) -> str:
    """The text of the mail to `address` with these words, once a job has sent it."""
    for _attempt in range(PATIENCE // 250):
        for file in folder.glob("*.log") if folder.exists() else ():
            # The file backend writes one connection's mails into one file, each ended by a ruler.
            for raw in file.read_bytes().split(b"-" * 79):
                mail = message_from_bytes(raw.strip(), policy=policy.default)
                body = mail.get_body(("plain",))
                if address in str(mail["To"]) and body is not None and words in body.get_content():
                    return str(body.get_content())
        page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {address} with “{words}” in {folder}")


def choice(page: Page, slot: str, key: str) -> Locator:
    return page.locator(f"#q{slot} label.choice").filter(has=page.locator(f'input[value="{key}"]'))


def hand_in(page: Page) -> None:
    page.locator("[data-submit]").click()
    page.locator("[data-confirm-yes]").click()
    page.wait_for_url("**/result/")


def tab_to(page: Page, selector: str, limit: int = 150) -> None:
    """Press Tab, and nothing else, until the focus is on what the selector names."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{limit} times Tab did not reach {selector}")


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def stands_above_the_fold(page: Page, *selectors: str) -> list[str]:
    """Those of `selectors` that a first look does not show whole."""
    size = page.viewport_size
    assert size is not None
    hidden = []
    for selector in selectors:
        box = page.locator(selector).first.bounding_box()
        if box is None or box["y"] < 0 or box["y"] + box["height"] > size["height"]:
            hidden.append(f"{selector}: {box}")
    return hidden


def drop_file(target: Locator, content: bytes) -> None:
    """Let a file fall on the element, as from a file manager."""
    dropped = target.page.evaluate_handle(
        """bytes => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "sertifikat.pdf", { type: "application/pdf" }));
          return carried;
        }""",
        list(content),
    )
    target.dispatch_event("drop", {"dataTransfer": dropped})


def changed(content: bytes) -> bytes:
    """The same file with one byte in its middle turned over."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def qr_address(paper: Path) -> str:
    """What a scanner reads from the rendered front of the paper."""
    output_of("pdftoppm", "-r", "150", "-png", "-singlefile", str(paper), str(paper.with_suffix("")))
    return output_of("zbarimg", "--quiet", "--raw", str(paper.with_suffix(".png"))).strip()


def right_answers(page: Page, answers: dict[str, list[str]]) -> dict[str, list[str]]:
    """Of the questions that this attempt drew, in the order of its page."""
    slots = page.locator("fieldset[data-slot]").evaluate_all("boxes => boxes.map(box => box.dataset.slot)")
    return {slot: answers[slot] for slot in slots}

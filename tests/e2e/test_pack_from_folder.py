"""A session's pack, unpacked and opened by a double click: Chromium lets such a page read no file of a track."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.courses.packs.test_packs import archive, made, plan_for
from tests.courses.views.test_material import make_attachment
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session
from tests.factories.recordings import make_recording

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]


def test_captions_show_and_links_lead_on(browser: Browser, tmp_path: Path) -> None:
    course = make_course(materials_target=None)
    rows: list[tuple[str, Any]] = [("recording", {"recording": make_recording(), "note": ""})]
    rows += [("document", {"document": make_attachment(name=name), "note": ""}) for name in ("Data.pdf", "data.pdf")]
    batch = make_batch(course)
    session = make_session(batch, materials=[make_material(course, "Dermaga", slug="dermaga", body=rows)])
    archive(made(plan_for(make_enrolment(batch).member, session))).extractall(tmp_path)

    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto((tmp_path / "index.html").as_uri())
        page.get_by_role("link", name="Dermaga").first.click()
        expect(page.locator("video track")).to_have_count(1)
        page.evaluate("document.querySelector('video').textTracks[0].mode = 'showing'")
        page.wait_for_function("document.querySelector('video').textTracks[0].cues?.length > 0")
        first = page.evaluate("document.querySelector('video').textTracks[0].cues[0].text")
        hrefs = page.locator("a[href^='berkas/']").evaluate_all("links => links.map((link) => link.href)")
    finally:
        context.close()

    assert first == "Selamat pagi dari dermaga."
    assert len(hrefs) >= 3
    assert all((tmp_path / "berkas" / str(href).rpartition("/")[2]).is_file() for href in hrefs)

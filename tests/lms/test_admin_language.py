"""The administration that speakers and organisers meet speaks Indonesian: what is left in English stands here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import wagtail
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from tests.access.world import World, build_world
from tests.lms.admin_words import left_in_english, seen

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]

# Words that are the same in Indonesian.
SAME = {"Status", "Status:", "Administrator", "Alias", "Bank", "Audio", "Video"}
# This list may only become shorter.
LEFT = {
    "Actions": "written into the template of the header, not marked for translation",
    "None": "a list of all kinds of pages has no name of its kind",
    "Search": "translated when the module is imported, before anybody's language is known",
    "Workflow": "likewise",
    "Task": "likewise",
    "Requested by": "likewise",
}
NOT_WAGTAILS = {"Status halaman ini:"}  # ours, of the shape of one of Wagtail's


def pages(world: World) -> list[str]:
    material, course, quiz, batch = world.material.pk, world.course.pk, world.quiz.pk, world.batch.pk
    page = "/admin/pages"
    return [
        "/admin/",
        f"{page}/{world.course.get_parent().pk}/",
        f"{page}/{course}/",
        f"{page}/{course}/add_subpage/",
        f"{page}/{course}/edit/",
        f"{page}/add/courses/materialpage/{course}/",
        f"{page}/add/quizzes/quizpage/{course}/",
        *(f"{page}/{material}/{deed}/" for deed in ("edit", "history", "unpublish", "delete", "copy", "move", "usage")),
        f"{page}/{material}/workflow_history/",
        f"{page}/{quiz}/edit/",
        f"{page}/search/?q=materi",
        *(f"/admin/choose-{kind}/" for kind in ("page", "external-link", "email-link", "phone-link", "anchor-link")),
        *(f"/admin/{kind}/{deed}" for kind in ("images", "documents") for deed in ("", "add/", "chooser/")),
        f"/admin/documents/edit/{world.attachment.pk}/",
        f"/admin/documents/delete/{world.attachment.pk}/",
        *(f"/admin/batches/{deed}/" for deed in ("results", "new", f"edit/{batch}")),
        *(f"/admin/recordings/{deed}" for deed in ("", "new/")),
        "/admin/recording_chooser/",
        *(f"/admin/{kind}/multiple/add/" for kind in ("images", "documents")),
        "/admin/batches/",
        "/admin/sessions/",
        f"/admin/sessions/edit/{world.session.pk}/",
        "/admin/speakers/",
        "/admin/question-banks/",
        *(f"/admin/{kind}/{deed}" for kind in ("topics", "competencies") for deed in ("", "new/")),
        "/admin/questions/",
        "/admin/questions/new/",
        f"/admin/questions/edit/{world.question.pk}/",
        "/admin/question_chooser/",
        "/admin/test-dates/",
        "/admin/test-dates/new/",
        "/admin/certificate_register/",
        "/admin/certificate_setups/",
        "/admin/certificate_setups/new/",
        "/admin/certificate_numberings/",
        "/admin/certificate_signatories/",
        "/admin/users/",
        "/admin/offices/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/site-history/",
        "/admin/site/jobs/",
        "/admin/account/",
    ]


def client_of(world: World, role: str) -> Client:
    client = world.client(role)
    client.cookies["django_language"] = "id"
    return client


def html_of(client: Client, address: str) -> str:
    """Nothing where the person may not go; the access table says whether that is right."""
    answer = client.get(address, follow=True)
    if answer.status_code != 200:
        return ""
    if answer["Content-Type"].startswith("application/json"):
        return str(json.loads(answer.content).get("html", ""))
    return answer.content.decode()


def test_speakers_and_organisers_meet_indonesian() -> None:
    world = build_world()
    visited, left = 0, set[str]()
    for role in ("organiser", "speaker"):
        client = client_of(world, role)
        for address in pages(world):
            html = html_of(client, address)
            visited += bool(html)
            left |= left_in_english(html)

    assert visited > 60
    assert sorted(left - SAME - NOT_WAGTAILS) == sorted(LEFT)


def test_what_counts_as_english_is_found() -> None:
    html = (
        "<p>Move selected pages</p><a title=\"More options for 'Materi'\">…</a><p>Pindahkan</p><script>Delete</script>"
    )

    assert left_in_english(html) == {"Move selected pages", "More options for 'Materi'"}
    assert "Delete" not in seen(html)


def test_scripts_of_the_editor_speak_indonesian() -> None:
    source = Path(wagtail.__file__).parent / "admin/locale/en/LC_MESSAGES/djangojs.po"
    with source.open("rb") as file:
        wanted = {
            message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(file) if message.id
        }
    client = client_of(build_world(), "speaker")

    script = client.get("/admin/jsi18n/").content.decode()
    found = re.search(r"newcatalog = (\{.*?\});", script, re.S)
    assert found is not None
    catalogue = json.loads(found[1])

    assert wanted - catalogue.keys() == {"%(time_zone_option)s: %(localized_time_zone_label)s"}
    assert catalogue["Resolve"] == "Selesaikan"
    assert catalogue["%(num)s error"] == ["%(num)s kesalahan"]


def test_in_english_the_scripts_keep_their_own_words() -> None:
    client = build_world().client("speaker")

    script = client.get("/admin/jsi18n/").content.decode()

    assert "Selesaikan" not in script


@pytest.mark.parametrize("number", [1, 3])
def test_counted_words_are_translated(number: int) -> None:
    with translation.override("id"):
        words = translation.ngettext("Referenced %(count)s time", "Referenced %(count)s times", number)

    assert words % {"count": number} == f"Dipakai {number} kali"


def test_the_opened_dialogs_of_a_workflow_speak_indonesian() -> None:
    """Handing in, returning and approving with a comment, taking back, what was decided, comparing and restoring."""
    world = build_world()
    material = world.material
    first = material.save_revision(user=world.people["speaker"])
    material.title = "Judul lain"
    second = material.save_revision(user=world.people["speaker"])
    state = material.get_workflow().start(material, world.people["speaker"])
    pages, page = "/admin/pages", f"/admin/pages/{material.pk}"
    decision = f"{pages}/workflow/action/{material.pk}"
    addresses = [
        *(f"{decision}/{deed}/{state.current_task_state_id}/" for deed in ("reject", "approve")),
        f"{pages}/workflow/confirm_cancellation/{material.pk}/",
        f"{page}/edit/",
        f"{page}/history/",
        f"{page}/workflow_history/",
        f"{page}/workflow_history/detail/{state.pk}/",
        f"{page}/revisions/compare/{first.pk}...{second.pk}/",
        f"{page}/revisions/{first.pk}/revert/",
    ]

    opened = {
        (role, address): html_of(client_of(world, role), address)
        for role in ("organiser", "speaker")
        for address in addresses
    }
    left = {text for html in opened.values() for text in left_in_english(html)}

    assert [address for address in addresses if not opened["organiser", address]] == []
    assert "Minta perbaikan" in opened["organiser", addresses[0]]
    assert sorted(left - SAME - NOT_WAGTAILS - LEFT.keys()) == []

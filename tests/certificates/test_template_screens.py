"""The studio in the admin, and the page of a template with its paper and what the checks say."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from PIL import Image
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from certificates import template_viewsets
from certificates.models import BatchCertificateSetup, CertificateTemplate
from certificates.paper.fields import SITUATIONS
from certificates.paper.presets import FORMAL
from certificates.rendering import RenderingUnavailableError
from certificates.services.templates import apply_design
from core.jobs.errors import ChildDied
from members.models import User
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_administrator, make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db


def as_user(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def piagam() -> CertificateTemplate:
    return CertificateTemplate.objects.get(name="Piagam")


def form(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": "Templat kantor",
        "preset": "formal",
        "colours": "navy",
        "emblem": "ours",
        "emblem_picture": "",
        "emblem_alt": "",
        "background": "ornament",
        "background_picture": "",
        "heading": "SERTIFIKAT",
        "award_heading": "",
        "given": "diberikan kepada",
        "arrangement": "beside",
        "proof": "left",
        "reverse": "on",
        "holder_lines-TOTAL_FORMS": "2",
        "holder_lines-INITIAL_FORMS": "0",
        "holder_lines-MIN_NUM_FORMS": "0",
        "holder_lines-MAX_NUM_FORMS": "3",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for order, (first, second) in enumerate((("number", "rank"), ("office", ""))):
        row = {"id": "", "ORDER": str(order + 1), "DELETE": "", "first": first, "second": second}
        fields |= {f"holder_lines-{order}-{name}": value for name, value in row.items()}
    for situation in SITUATIONS:
        sentence = FORMAL.sentences[situation]
        fields |= {f"{situation}_opening": sentence.opening, f"{situation}_closing": sentence.closing}
    return fields | changes


def test_who_may_write_meets_the_editor_and_who_may_read_the_list() -> None:
    edit = f"/admin/certificate_templates/edit/{piagam().pk}/"

    for user in (make_administrator(), make_organiser()):
        page = as_user(user).get(edit)
        assert page.status_code == 200
        assert 'name="action-publish"' in page.content.decode()
    for user, status in ((make_auditor(), 200), (make_member("A Stranger"), 302)):
        assert as_user(user).get("/admin/certificate_templates/").status_code == status
        assert as_user(user).get(edit).status_code == 302


def test_a_new_template_starts_from_a_shipped_design() -> None:
    client = as_user(make_organiser())

    formal = client.get("/admin/certificate_templates/add/").content.decode()
    award = client.get("/admin/certificate_templates/add/?preset=award").content.decode()

    assert 'value="SERTIFIKAT"' in formal
    assert 'value="PIAGAM PENGHARGAAN"' in award
    assert "{holder.full_name}" in formal
    for page in (formal, award):
        assert 'name="holder_lines-TOTAL_FORMS" value="2"' in page


@pytest.mark.parametrize("broken_off", [ChildDied(), RenderingUnavailableError("No Pango.")])
def test_a_draft_is_kept_and_a_published_one_is_pinned(broken_off: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Published all the same where its proof breaks off: the first large run tries again."""

    def break_off(_revision: Any) -> None:
        raise broken_off

    monkeypatch.setattr(template_viewsets, "proof_of", break_off)
    client = as_user(make_organiser())
    client.post("/admin/certificate_templates/add/", form())
    template = CertificateTemplate.objects.get(name="Templat kantor")
    assert not template.live
    assert not template.pinned.exists()
    lines = template.latest_revision.content["holder_lines"]
    kept = {f"holder_lines-{order}-id": str(line["pk"] or "") for order, line in enumerate(lines)}
    kept["holder_lines-INITIAL_FORMS"] = "2"

    client.post(f"/admin/certificate_templates/edit/{template.pk}/", form(**kept, **{"action-publish": "1"}))

    assert template.pinned.get().content["holder"] == [["number", "rank"], ["office"]]
    assert template.pinned.get().proof == {}


def test_a_refused_template_stays_a_draft_with_advice() -> None:
    client = as_user(make_organiser())
    crowded = form(passed_opening="telah mengikuti dengan tekun " * 13, **{"action-publish": "1"})

    page = client.post("/admin/certificate_templates/add/", crowded, follow=True).content.decode()

    assert "Not published; the draft is kept." in page
    assert "The text does not fit on the front page. Shorten a sentence or take a line away. Seen with: an" in page
    template = CertificateTemplate.objects.get(name="Templat kantor")
    assert template.latest_revision is not None
    assert not template.live


def test_an_approval_publishes_and_meets_the_gate() -> None:
    decides = make_administrator()
    template = CertificateTemplate(name="Diserahkan", live=False)
    apply_design(template=template, design=FORMAL)
    template.save()
    workflow = Workflow.objects.create(name="Templat")
    task = GroupApprovalTask.objects.create(name="Administrator")
    task.groups.set(Group.objects.filter(name="administrator"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=ContentType.objects.get_for_model(CertificateTemplate)
    )
    template.passed_opening = "telah mengikuti dengan tekun " * 13
    template.save_revision()
    state = workflow.start(template, make_organiser()).current_task_state
    address = f"/admin/certificate_templates/workflow/action/{template.pk}/approve/{state.pk}/"

    page = as_user(decides).post(address, follow=True).content.decode()
    template.refresh_from_db()

    assert "Not published; the draft is kept." in page
    assert not template.live
    assert as_user(make_auditor()).post(address).status_code == 302
    template.passed_opening = FORMAL.sentences["passed"].opening
    template.save_revision()
    as_user(decides).post(address, follow=True)
    template.refresh_from_db()
    assert template.live
    assert template.pinned.get().proof["holds"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"passed_opening": "lulus {kursus}"}, "{kursus} is unknown. Known: {course}, {batch}"),
        ({"speaker_closing": "di {venue"}, "A curly bracket has no partner"),
        ({"emblem": "picture"}, "Choose a picture, or another kind of emblem"),
        ({"holder_lines-1-first": "number"}, "The lines under the name show the same thing twice"),
    ],
)
def test_what_cannot_be_drawn_is_refused_already_as_a_draft(changes: dict[str, str], sentence: str) -> None:
    page = as_user(make_administrator()).post("/admin/certificate_templates/add/", form(**changes))

    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert not CertificateTemplate.objects.filter(name="Templat kantor").exists()


def test_the_preview_in_the_editor_shows_what_is_typed() -> None:
    client = as_user(make_administrator())
    address = "/admin/certificate_templates/preview/"
    client.post(address, form(preset="award", colours="maroon"))

    page = client.get(f"{address}?mode=diacritics")

    assert page.status_code == 200
    assert page.content.decode().count("data:image/webp;base64,") == 2  # the reverse was switched on
    assert "letters with diacritics" in page.content.decode()


def test_a_batch_is_offered_published_templates_only() -> None:
    make_certifiable_batch("Budi")
    CertificateTemplate.objects.create(name="Belum terbit", live=False)
    setup = BatchCertificateSetup.objects.get()

    page = as_user(make_administrator()).get(f"/admin/certificate_setups/edit/{setup.pk}/").content.decode()

    assert ">Piagam</option>" in page
    assert "Belum terbit" not in page


def test_the_page_of_a_template_shows_paper_and_findings() -> None:
    address = f"/certificates/templates/{piagam().pk}/"

    for user in (make_administrator(), make_organiser(), make_auditor()):
        page = as_user(user).get(f"{address}?sample=diacritics").content.decode()
        assert "As it is printed for letters with diacritics" in page
        assert "Nothing speaks against publishing it" in page
        assert page.count("data:image/webp;base64,") == 1
    assert as_user(make_member("A Stranger")).get(address).status_code == 404
    assert as_user(make_auditor()).get(f"{address}?sample=nobody").status_code == 404


def test_the_sample_opens_as_a_pdf_and_as_a_web_page() -> None:
    client = as_user(make_organiser())
    address = f"/certificates/templates/{piagam().pk}/"

    pdf = client.get(f"{address}paper.pdf?sample=speaker")
    web = client.get(f"{address}paper.html?sample=speaker")

    assert pdf.content.startswith(b"%PDF-")
    assert web.headers["Content-Security-Policy"].endswith("sandbox")
    page = web.content.decode()
    assert "atas ilmu dan pengalaman yang dibagikan sebagai narasumber dalam" in page
    for address_outside in ("font:", "ornament:", "picture:", "http://"):
        assert f"url({address_outside}" not in page
        assert f'src="{address_outside}' not in page


def test_what_the_pictures_show_is_the_paper() -> None:
    from certificates.services.sheets import draw_sheet

    sheet = draw_sheet(FORMAL.to_json(), "typical", "en")

    with Image.open(io.BytesIO(sheet.pages[0])) as image:
        assert (image.format, image.size) == ("WEBP", (1263, 893))
    assert len(sheet.pages) == 2
    assert draw_sheet({"preset": "gala"}, "typical", "en").problem == "The template gala is unknown."

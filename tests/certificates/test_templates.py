"""Drafts, the gate, and pinned revisions that never change."""

import io
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from PIL import Image

from certificates.errors import ContentError, NotAllowedError, TemplateRefusedError
from certificates.models import CertificateTemplate, HolderLine, TemplateRevision
from certificates.paper.content import design_of
from certificates.paper.pictures import picture_at, picture_url
from certificates.paper.presets import AWARD, FORMAL
from certificates.services.templates import apply_design, content_of, publish_template
from core.models import AuditEntry, Picture
from tests.factories.certificates import make_certifiable_batch
from tests.factories.members import make_administrator, make_auditor, make_member, make_organiser

pytestmark = pytest.mark.django_db


def make_template(name: str = "Kantor", **fields: Any) -> CertificateTemplate:
    template = CertificateTemplate(name=name, live=False)
    apply_design(template=template, design=FORMAL)
    for field, value in fields.items():
        setattr(template, field, value)
    template.save()
    return template


def published(template: CertificateTemplate, **fields: Any) -> TemplateRevision:
    for field, value in fields.items():
        setattr(template, field, value)
    revision = template.save_revision()
    pinned = publish_template(template=template, revision=revision, actor=None)
    template.refresh_from_db()
    return pinned


def make_picture(colour: Any = "navy", size: tuple[int, int] = (400, 400), title: str = "Lambang") -> Picture:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return Picture.objects.create(
        title=title, file=ImageFile(stream, name="lambang.png"), width=size[0], height=size[1], alt_text="Lambang kota"
    )


def test_both_designs_are_shipped_and_published() -> None:
    shipped = {row.name: row.pinned.get().content for row in CertificateTemplate.objects.filter(live=True)}

    assert shipped["Formal"] == {"preset": "formal"}
    assert (shipped["Piagam"]["preset"], shipped["Piagam"]["version"]) == ("award", 1)
    for row in CertificateTemplate.objects.all():
        assert [line.fields for line in row.holder_lines.all()] == [["number", "rank"], ["position", "office"]]
    assert design_of(content_of(CertificateTemplate.objects.get(name="Formal"))) == FORMAL
    assert design_of(content_of(CertificateTemplate.objects.get(name="Piagam"))) == AWARD


def test_publishing_pins_what_papers_are_made_from_once() -> None:
    template = make_template()

    first = published(template, heading="SURAT TAMAT")
    again = published(template)
    second = published(template, colours="maroon")

    assert first == again
    assert (first.number, second.number) == (1, 2)
    assert (first.content["heading"], first.content["colours"]) == ("SURAT TAMAT", "navy")
    assert second.content["colours"] == "maroon"
    assert template.live
    assert AuditEntry.objects.filter(action="certificates.template_published").count() == 3


def test_a_draft_changes_nothing_that_was_published() -> None:
    template = make_template()
    pinned = published(template)
    template.heading = "NANTI"
    template.save_revision()

    assert template.pinned.get() == pinned
    assert CertificateTemplate.objects.get(pk=template.pk).heading == "SERTIFIKAT"


def test_the_gate_stands_before_every_way_to_publish() -> None:
    """Wagtail's own method is what a form, a workflow or a shell calls."""
    template = make_template(passed_opening="telah mengikuti dengan tekun " * 11)

    with pytest.raises(TemplateRefusedError) as refusal:
        template.save_revision().publish(user=make_administrator())

    assert refusal.value.advice == [
        "The text does not fit on the front page. Shorten a sentence or take a line away. Seen with: an ordinary name."
    ]
    template.refresh_from_db()
    assert not template.live
    assert not template.pinned.exists()


def test_who_may_not_write_templates_publishes_none() -> None:
    template = make_template()
    revision = template.save_revision()

    for actor in (make_auditor(), make_member("A Stranger")):
        with pytest.raises(NotAllowedError):
            publish_template(template=template, revision=revision, actor=actor)
    assert publish_template(template=template, revision=revision, actor=make_organiser()).number == 1


def test_a_picture_is_frozen_with_the_revision() -> None:
    picture = make_picture()
    template = make_template(emblem="picture", emblem_picture=picture)
    pinned = published(template)
    frozen = design_of(pinned.content).emblem_picture
    assert frozen is not None
    before = picture_at(picture_url(frozen))[0]

    storages["private"].delete(picture.file.name)
    picture.delete()

    assert frozen.alt == "Lambang kota"
    assert picture_at(picture_url(frozen))[0] == before
    assert TemplateRevision.objects.get(pk=pinned.pk).content == pinned.content


def test_a_background_too_dark_and_an_emblem_too_coarse_are_refused() -> None:
    template = make_template(
        background="picture",
        background_picture=make_picture("gray", (300, 400)),
        emblem="picture",
        emblem_picture=make_picture(size=(60, 60)),
    )

    with pytest.raises(TemplateRefusedError) as refusal:
        published(template)

    assert refusal.value.advice == [
        "The background is too dark in places for the text on it: choose a paler picture.",
        "The background stands upright, but the page lies: choose a picture that is wider than high.",
        "The emblem has only 60 × 60 pixels and would look coarse: upload a larger one.",
    ]


def test_a_pale_background_is_published() -> None:
    template = make_template(background="picture", background_picture=make_picture("#f4f6f8", (420, 297)))

    assert design_of(published(template).content).background_picture is not None


def test_a_picture_whose_file_is_gone_is_said() -> None:
    picture = make_picture()
    storages["private"].delete(picture.file.name)

    with pytest.raises(ContentError, match="upload the picture again"):
        content_of(make_template(emblem="picture", emblem_picture=picture))


def test_lines_under_the_name_keep_their_order() -> None:
    template = make_template()
    template.holder_lines = [
        HolderLine(first="office", sort_order=0),
        HolderLine(first="number", second="position", sort_order=1),
    ]
    template.save()

    assert content_of(template)["holder"] == [["office"], ["number", "position"]]


def test_a_pinned_revision_never_changes() -> None:
    pinned = CertificateTemplate.objects.get(name="Piagam").pinned.get()
    pinned.content = {"preset": "formal"}

    with pytest.raises(ContentError, match="never edited"):
        pinned.save()
    with pytest.raises(ContentError, match="never edited"):
        pinned.save(update_fields=["content"])
    with pytest.raises(ContentError, match="never edited"):
        TemplateRevision.objects.filter(pk=pinned.pk).update(content={"preset": "formal"})
    with pytest.raises(ContentError, match="never edited"), transaction.atomic():
        TemplateRevision.objects.bulk_update([pinned], ["number"])
    assert TemplateRevision.objects.get(pk=pinned.pk).content["version"] == 1


@pytest.mark.parametrize("change", ["content = '{}'", "number = 9", "template_id = template_id + 1"])
def test_the_database_refuses_to_change_it_too(change: str) -> None:
    """A migration that rebuilds the table on SQLite takes the trigger away: it then has to pin again."""
    pinned = CertificateTemplate.objects.get(name="Piagam").pinned.get()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE certificates_templaterevision SET {change} WHERE id = %s",  # noqa: S608  the table's name
            [pinned.pk],
        )


def test_papers_point_at_the_revision_that_they_were_made_from(issued: Any) -> None:
    batch = make_certifiable_batch("Budi", "Citra")
    template = batch.certificate_setup.template
    first = template.pinned.get()
    certificates = issued(batch)

    second = published(template, heading="SURAT TAMAT")

    assert second.number == 2
    assert {row.revision for row in certificates} == {first}
    for row in certificates:
        row.refresh_from_db()
        assert (row.state, row.revision) == ("issued", first)

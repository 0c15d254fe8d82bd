from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin

from certificates.errors import ContentError
from certificates.paper.colours import COLOUR_CHOICES
from certificates.paper.fields import FIELDS, HOLDER_FIELDS, check_sentence
from certificates.paper.presets import FORMAL, PRESET_CHOICES
from certificates.paper.samples import SAMPLE_LABELS
from certificates.template_querysets import FROZEN, NEVER_EDITED, RevisionQuerySet, TemplateQuerySet

if TYPE_CHECKING:
    from wagtail.models import Revision

    from members.models import User

EMBLEM_CHOICES = (("ours", _("our own mark")), ("picture", _("a picture")), ("none", _("none")))
BACKGROUND_CHOICES = (("ornament", _("the ornament of the design")), ("picture", _("a picture")), ("none", _("none")))
ARRANGEMENT_CHOICES = (
    ("beside", _("in a row beside the QR code")),
    ("centred", _("centred between QR code and wording")),
)
PROOF_CHOICES = (("left", _("on the left")), ("right", _("on the right")))
HOLDER_CHOICES = tuple((name, FIELDS[f"holder.{name}"].label) for name in HOLDER_FIELDS)


def is_sentence(value: str) -> None:
    try:
        check_sentence(value)
    except ContentError as refusal:
        raise ValidationError(str(refusal)) from refusal


def _opening(situation: str) -> models.CharField[str, str]:
    opening = FORMAL.sentences[situation].opening
    return models.CharField(_("before the title"), max_length=400, default=opening, validators=[is_sentence])


def _closing(situation: str) -> models.CharField[str, str]:
    closing = FORMAL.sentences[situation].closing
    return models.CharField(_("after the title"), max_length=400, default=closing, blank=True, validators=[is_sentence])


class CertificateTemplate(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel
):
    """A design that people write, with drafts. What is drawn stands in its pinned revisions, made when it is published.

    Its fields start as the formal design; `certificates.services.templates` turns them into a content and back.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    preset = models.CharField(_("design"), max_length=10, choices=PRESET_CHOICES, default="formal")
    colours = models.CharField(_("colours"), max_length=10, choices=COLOUR_CHOICES, default="navy")
    emblem = models.CharField(_("emblem"), max_length=10, choices=EMBLEM_CHOICES, default="ours")
    emblem_picture = models.ForeignKey(
        "core.Picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture of the emblem"),
        help_text=_("PNG or JPEG, square, at least 560 pixels wide. What is see-through becomes white."),
    )
    emblem_alt = models.CharField(
        _("what the emblem shows"),
        max_length=250,
        blank=True,
        help_text=_("For those who cannot see it: “Lambang Kota Bitung”."),
    )
    background = models.CharField(_("background"), max_length=10, choices=BACKGROUND_CHOICES, default="ornament")
    background_picture = models.ForeignKey(
        "core.Picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture of the background"),
        help_text=_("Lying A4 (297 × 210 mm), 1754 × 1240 pixels, pale enough for text to be read on it."),
    )

    heading = models.CharField(_("heading"), max_length=40, default=FORMAL.heading)
    award_heading = models.CharField(
        _("heading of awards"),
        max_length=40,
        blank=True,
        default=FORMAL.award_heading,
        help_text=_("Empty: the same heading."),
    )
    given = models.CharField(_("line above the name"), max_length=80, blank=True, default=FORMAL.given)

    passed_opening, passed_closing = _opening("passed"), _closing("passed")
    attended_opening, attended_closing = _opening("attended"), _closing("attended")
    speaker_opening, speaker_closing = _opening("speaker"), _closing("speaker")
    committee_opening, committee_closing = _opening("committee"), _closing("committee")
    office_opening, office_closing = _opening("office"), _closing("office")
    award_opening, award_closing = _opening("award"), _closing("award")

    arrangement = models.CharField(_("signatories"), max_length=10, choices=ARRANGEMENT_CHOICES, default="beside")
    proof = models.CharField(_("QR code"), max_length=10, choices=PROOF_CHOICES, default="left")
    reverse = models.BooleanField(
        _("reverse side with the sessions"),
        default=True,
        help_text=_("The sessions as they were delivered, with a total that agrees with the front."),
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def publish(self, revision: Revision, user: User | None = None, **options: Any) -> None:
        """Whichever way it comes, by form or by workflow: the gate stands before it, a pinned revision comes of it."""
        from certificates.services.templates import publish_template  # the service stands above the model

        publish_template(template=self, revision=revision, actor=user, **options)

    @property
    def preview_modes(self) -> list[tuple[str, Promise]]:
        return list(SAMPLE_LABELS.items())

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from certificates.views.studio import panel_preview  # a page stands above the model

        return panel_preview(request, self, mode_name)


class HolderLine(Orderable):
    """A line under the holder's name: one thing, or two on the same line."""

    template = ParentalKey(CertificateTemplate, on_delete=models.CASCADE, related_name="holder_lines")
    first = models.CharField(_("shows"), max_length=10, choices=HOLDER_CHOICES)
    second = models.CharField(_("and"), max_length=10, choices=HOLDER_CHOICES, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("line under the name")
        verbose_name_plural = _("lines under the name")

    @property
    def fields(self) -> list[str]:
        return [name for name in (self.first, self.second) if name]


class TemplateRevision(models.Model):
    """One published state of a template, as data that is complete in itself. Never edited: certificates point at it.

    `proof` says whether its papers may take the compiled path (services/proving.py); empty where nobody has tried.
    """

    template = models.ForeignKey(CertificateTemplate, on_delete=models.PROTECT, related_name="pinned")
    number = models.PositiveIntegerField(_("revision"))
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    proof = models.JSONField(_("proof of the compiled path"), default=dict, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("template revision")
        verbose_name_plural = _("template revisions")
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="certificates_revision_unique")]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Once; the database refuses a second time, too (certificates.sql)."""
        if not self._state.adding and (update_fields is None or FROZEN & set(update_fields)):
            raise ContentError(str(NEVER_EDITED))
        super().save(*args, update_fields=update_fields, **options)

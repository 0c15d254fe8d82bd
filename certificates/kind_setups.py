"""How the papers of one kind are set up in a batch: its own numbering and template, or those of the participants."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from certificates.choices import CertificateKind
from certificates.models import BatchCertificateSetup, CertificateTemplate, KindSetup, NumberingScheme, TemplateRevision
from core.prepared import prepared
from courses.models import Batch


@dataclass(frozen=True)
class EffectiveSetup:
    """`is_on` is always so for participants; `own` holds what this kind has apart."""

    main: BatchCertificateSetup
    kind: CertificateKind
    numbering: NumberingScheme
    template: CertificateTemplate
    is_on: bool = True
    least: int = 1
    own: KindSetup | None = None

    @property
    def template_holder(self) -> BatchCertificateSetup | KindSetup:
        """Whichever names the template: a kind's own row, or the batch's."""
        return self.own if self.own is not None and self.own.template_id else self.main

    @property
    def kept_revision(self) -> TemplateRevision | None:
        """What the papers so far were made from; none before the first run, or when another template was chosen."""
        kept = self.template_holder.revision
        return kept if kept is not None and kept.template_id == self.template.pk else None


def setup_of(batch: Batch) -> BatchCertificateSetup | None:
    return next(iter(_setups(batch.pk)), None)


@prepared
def _setups(batch: int) -> QuerySet[BatchCertificateSetup]:
    rows = BatchCertificateSetup.objects.select_related("numbering", "template", "revision", "batch__course")
    return rows.filter(batch=batch).order_by()


def setup_for(batch: Batch, kind: CertificateKind) -> EffectiveSetup | None:
    """One query for participants, two for the others."""
    main = setup_of(batch)
    if main is None:
        return None
    if kind == CertificateKind.PARTICIPANT:
        return EffectiveSetup(main, kind, main.numbering, main.template)
    own = main.kinds.select_related("numbering", "template", "revision").filter(kind=kind).first()
    return with_own(main, kind, own)


def with_own(main: BatchCertificateSetup, kind: CertificateKind, own: KindSetup | None) -> EffectiveSetup:
    if own is None:
        return EffectiveSetup(main, kind, main.numbering, main.template, is_on=False)
    return EffectiveSetup(
        main,
        kind,
        own.numbering or main.numbering,
        own.template or main.template,
        is_on=own.is_on,
        least=own.least,
        own=own,
    )

"""Which published revision a batch's papers are made from: that of its first run, until its organisers take another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateKind
from certificates.errors import NotAllowedError, NotReadyError
from certificates.kind_setups import EffectiveSetup, setup_for
from certificates.models import BatchCertificateSetup, Certificate, TemplateRevision
from certificates.rules import may_issue_for_batch
from core import audit
from courses.models import Batch
from members.models import User


def newest_revision(setup: EffectiveSetup) -> TemplateRevision | None:
    newest: TemplateRevision | None = setup.template.pinned.order_by("-number").first()
    return newest


def keep_revision(setup: EffectiveSetup) -> TemplateRevision:
    """The batch's revision; the first run pins the newest. Runs inside the transaction that holds the set-up."""
    return setup.kept_revision or _pin(setup, _newest(setup))


def revision_after(old: Certificate, setup: EffectiveSetup) -> TemplateRevision:
    """A corrected edition looks as its batch does: as before, unless a newer revision or another template was taken."""
    if setup.kept_revision is not None:
        return setup.kept_revision
    same = old.revision.template_id == setup.template.pk
    return old.revision if same else _newest(setup)


def take_newest_revision(*, batch: Batch, kind: CertificateKind, seen: int, actor: User) -> TemplateRevision:
    """From now on the batch's papers are made from revision `seen`, which must still be the newest.

    What is drawn already stays as it was. Taken twice, it is noted once.
    """
    if not may_issue_for_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may choose how its certificates look."))
    with transaction.atomic():
        list(BatchCertificateSetup.objects.select_for_update().filter(batch=batch).values_list("pk"))
        setup = setup_for(batch, kind)
        if setup is None:
            raise NotReadyError(_("Nobody has set up the certificates of this batch."))
        newest, kept = _newest(setup), setup.kept_revision
        if newest.number != seen or not setup.template.live:
            raise NotReadyError(_("The template was changed meanwhile: look at it again."))
        if kept == newest:
            return newest
        audit.record(
            action="certificates.revision_taken",
            actor=actor,
            subject=f"batch:{batch.code}",
            data={"template": setup.template.name, "before": kept.number if kept else None, "revision": newest.number},
        )
        return _pin(setup, newest)


def _newest(setup: EffectiveSetup) -> TemplateRevision:
    newest = newest_revision(setup)
    if newest is None:
        raise NotReadyError(_("The template %(name)s has no published revision.") % {"name": setup.template})
    return newest


def _pin(setup: EffectiveSetup, revision: TemplateRevision) -> TemplateRevision:
    setup.template_holder.revision = revision
    type(setup.template_holder)._default_manager.filter(pk=setup.template_holder.pk).update(revision=revision)
    return revision

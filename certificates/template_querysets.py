"""Who sees which template, and what may not be done with what is pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy

from certificates.errors import ContentError
from certificates.rules import may_open_setups

if TYPE_CHECKING:
    from certificates.models import CertificateTemplate, TemplateRevision  # noqa: F401  named in strings
    from members.models import User

# Of a pinned revision; what is noted about it later, such as how it was proved, is not.
FROZEN = frozenset({"template", "template_id", "number", "content", "created_at"})
NEVER_EDITED = gettext_lazy("A published revision of a template is never edited: publish a new one.")


class TemplateQuerySet(models.QuerySet["CertificateTemplate"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Designs are shared by all courses: whoever sets up certificates sees them, and the auditor."""
        return self if may_open_setups(user) else self.none()

    def usable(self) -> Self:
        """Published, so that a batch may choose it."""
        return self.filter(live=True, pinned__isnull=False).distinct()


class RevisionQuerySet(models.QuerySet["TemplateRevision"]):
    def update(self, **values: Any) -> int:
        """What was pinned stays: papers were made from it. The database refuses it, too."""
        if FROZEN & set(values):
            raise ContentError(str(NEVER_EDITED))
        return super().update(**values)

"""Forms of the page editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from members.choices import SiteRole
from members.rules import has_role


class CoursePageForm(WagtailAdminPageForm):
    """Whoever begins a course without naming an organiser organises it, or could not open it again."""

    def save(self, commit: bool = True) -> Any:
        is_new = self.instance.pk is None
        page = super().save(commit=False)
        if is_new and self.for_user is not None and not page.organisers.all():
            page.organisers.add(page.organisers.model(member=self.for_user))
        if commit:
            page.save()
            self.save_m2m()
        return page


class MaterialPageForm(WagtailAdminPageForm):
    """A material that names no speaker is by the speaker who begins it; an organiser writes it down for others."""

    def save(self, commit: bool = True) -> Any:
        is_new = self.instance.pk is None
        page = super().save(commit=False)
        if (
            is_new
            and self.for_user is not None
            and not page.speakers.all()
            and has_role(self.for_user, SiteRole.SPEAKER)
        ):
            page.speakers.add(page.speakers.model(member=self.for_user))
        if commit:
            page.save()
            self.save_m2m()
        return page

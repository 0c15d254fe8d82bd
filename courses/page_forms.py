"""Forms of the page editor."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy

from core.media_policy import recording_policy
from courses.blocks.walk import all_ids_at
from courses.choices import Opening
from courses.opening import circle_from
from members.choices import SiteRole
from members.rules import has_role

# By the name under which a block keeps what was chosen.
CHOSEN_BY = {"image": picture_policy, "document": document_policy, "recording": recording_policy}


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "opens" in self.fields:
            self.fields["opens"].required = self.fields["opens_days_before"].required = False
        if self.instance.live and not self.instance.has_unpublished_changes:
            self.initial["change_note"] = ""  # what it says was said with the version that is published
        if "prerequisites" in self.fields:
            chosen = self.instance.prerequisites.all() if self.instance.pk else []
            published = self._siblings().filter(Q(live=True) | Q(pk__in=[page.pk for page in chosen]))
            self.fields["prerequisites"].queryset = published

    def clean_body(self) -> Any:
        """Only what the author may choose, or what stood in this material before: a forged id shows nothing."""
        body = self.cleaned_data["body"]
        raw = body.stream_block.get_prep_value(body)
        for key, policy in CHOSEN_BY.items():
            named = all_ids_at(raw, key)
            own = policy.instances_user_has_any_permission_for(self.for_user, ["choose"]).filter(pk__in=named)
            foreign = named - set(own.values_list("pk", flat=True))
            forged = foreign - ids_before(self.instance, key) if foreign else foreign
            if forged:
                self._empty_choosers(key, forged)
                raise ValidationError(_("A picture or file in the content is not among yours. Choose it again."))
        return body

    def _empty_choosers(self, key: str, forged: set[int]) -> None:
        """The form that is shown again would tell the titles."""
        self.data: Any = self.data.copy()
        for name, value in list(self.data.items()):
            if name.startswith("body-") and name.endswith(f"-{key}") and value in map(str, forged):
                self.data[name] = ""

    def clean_opens(self) -> str:
        return self.cleaned_data["opens"] or Opening.ALWAYS

    def clean_opens_days_before(self) -> int:
        return self.cleaned_data["opens_days_before"] or 0

    def clean_prerequisites(self) -> Any:
        """Two materials that wait for each other would never open, not even when the second is still a draft."""
        chosen = self.cleaned_data["prerequisites"]
        if self.instance.pk and chosen:
            siblings = {page.pk: page for page in self._siblings().select_related("latest_revision")}
            needs = {pk: prerequisites_of(page) for pk, page in siblings.items()}
            way = circle_from(self.instance.pk, {**needs, self.instance.pk: {page.pk for page in chosen}})
            if way:
                titles = [f"“{siblings[pk].title}”" for pk in way[1:-1]]
                raise ValidationError(
                    _("This would go round in a circle over %(titles)s: none of them would ever open.")
                    % {"titles": get_text_list(titles, _("and"))}
                )
        return chosen

    def _siblings(self) -> Any:
        siblings = type(self.instance).objects.of_course(self.parent_page).order_by("path")
        return siblings.exclude(pk=self.instance.pk) if self.instance.pk else siblings

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


def prerequisites_of(material: Any) -> set[int]:
    """As published and as the latest draft has them."""
    published = {page.pk for page in material.prerequisites.all()} if material.live else set()
    draft = material.latest_revision.content.get("prerequisites", []) if material.latest_revision else []
    return published | {int(pk) for pk in draft}


def ids_before(material: Any, key: str) -> set[int]:
    """What any state of the material named: an organiser keeps the speaker's files, an old version comes back."""
    if not material.pk:
        return set()
    contents = material.revisions.values_list("content", flat=True).iterator()
    return {pk for content in contents for pk in all_ids_at(json.loads(content["body"] or "[]"), key)}

"""What an organiser says of the next batch, or of a course made from another."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.validators import slug_re
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Batch, CoursePage
from courses.next_names import next_code, next_name
from courses.services.cloning import NextBatch

MAKE = "make"  # the button below what was shown
LONGEST = {"slug": 220, "code": 40}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NextBatchForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the next batch"), max_length=120)
    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("For addresses: letters, numbers, hyphens.")
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DAY)

    def __init__(self, data: Any = None, *, batch: Batch) -> None:
        super().__init__(data, initial=suggested(batch))

    def clean_code(self) -> str:
        """A taken one is found before anything is shown; a second press leads to what the first one made."""
        code: str = self.cleaned_data["code"].lower()
        if MAKE not in self.data and Batch.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another batch has the code “%(code)s”.") % {"code": code})
        return code

    def wanted(self) -> NextBatch:
        return NextBatch(**{name: self.cleaned_data[name] for name in ("name", "code", "first_day")})


class CloneCourseForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the new course"), max_length=255)
    batch = forms.ModelChoiceField(
        label=gettext_lazy("Take this batch along"),
        queryset=Batch.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("Its sessions, speakers, test dates and certificates, without participants."),
    )
    name = forms.CharField(label=gettext_lazy("Name of the next batch"), max_length=120, required=False)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DAY, required=False)

    def __init__(self, data: Any = None, *, course: CoursePage) -> None:
        super().__init__(data, initial={"title": _("%(course)s (new)") % {"course": course.title}})
        batches: Any = self.fields["batch"]
        batches.queryset = course.batches.order_by("-starts_on", "pk")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("batch"):
            for field in ("name", "first_day"):
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, _("Needed where a batch is taken along."))
        return data

    @property
    def slug(self) -> str:
        """As it was shown, so that what is pressed twice is made once; else from the title, with a number where another
        course has it."""
        if shown := self._as_shown("slug"):
            return shown
        stem, taken = slugify(self.cleaned_data["title"])[:200] or "bimtek", set(_slugs())
        return stem if stem not in taken else next_code(stem, taken, longest=220)

    @property
    def code(self) -> str:
        """Of the batch that is taken along, likewise."""
        batch: Batch | None = self.cleaned_data.get("batch")
        return self._as_shown("code") or (suggested(batch)["code"] if batch else "")

    @property
    def about(self) -> str:
        """Tells what was looked at from what the fields say by now, with which it would get the address of another."""
        batch: Batch | None = self.cleaned_data.get("batch")
        return hashlib.sha256(repr((self.cleaned_data["title"], batch and batch.pk)).encode()).hexdigest()[:16]

    @property
    def is_as_shown(self) -> bool:
        return MAKE in self.data and self.data.get("about") == self.about

    def _as_shown(self, name: str) -> str:
        shown = self.data.get(name, "") if self.is_as_shown else ""
        return shown if len(shown) <= LONGEST[name] and slug_re.fullmatch(shown) else ""

    def wanted(self) -> NextBatch | None:
        batch: Batch | None = self.cleaned_data.get("batch")
        if batch is None:
            return None
        return NextBatch(name=self.cleaned_data["name"], code=self.code, first_day=self.cleaned_data["first_day"])


def suggested(batch: Batch) -> dict[str, str]:
    stem = batch.code.split("-")[0]
    taken = set(Batch.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return {"name": next_name(batch.name)[:120], "code": next_code(batch.code, taken)}


def _slugs() -> list[str]:
    return list(CoursePage.objects.values_list("slug", flat=True))

"""Forms of our lists in the admin: each saves by a service, for its actor, and offers only what the actor runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.choices import BatchState
from courses.models import Batch, BatchPart, CoursePage, MaterialPage, Session, SpeakerProfile
from courses.services import plan_session
from courses.services.records import save_batch, save_session, save_speaker_profile
from members.models import User

MOMENT = {"type": "datetime-local"}
MOMENT_FORMAT = "%Y-%m-%dT%H:%M"
TIMES = ("starts_at", "ends_at")

AnyRow = TypeVar("AnyRow", bound=models.Model)


class BatchForm(forms.ModelForm[Batch]):
    map_url = forms.URLField(label=_("map link"), required=False, assume_scheme="https")

    class Meta:
        model = Batch
        fields = [
            "course", "name", "code", "mode", "venue", "city", "map_url", "zone", "starts_on", "ends_on", "capacity",
            "nominations_until", "swaps_until", "accepting_confirms", "self_enrolment", "notice",
        ]  # fmt: skip
        widgets = {
            "nominations_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "swaps_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "notice": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["course"].queryset = CoursePage.objects.run_by(actor)  # type: ignore[attr-defined]
        self.fields["course"].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        last = data.get("ends_on")
        for name in ("nominations_until", "swaps_until"):
            if last is not None and data.get(name) is not None and data[name] > last:
                self.add_error(name, _("This day lies after the batch."))
        return data

    def save(self, commit: bool = True) -> Batch:
        return save_batch(batch=self.instance, actor=self.actor)


class SessionForm(forms.ModelForm[Session]):
    """A slot of the timetable. Its times are those on the clocks of the batch's place, wherever the organiser sits."""

    class Meta:
        model = Session
        fields = ["batch", "subject", "room", "online_url", "starts_at", "ends_at", "jp", "order"]
        widgets = {
            "starts_at": forms.DateTimeInput(attrs=MOMENT, format=MOMENT_FORMAT),
            "ends_at": forms.DateTimeInput(attrs=MOMENT, format=MOMENT_FORMAT),
        }
        help_texts = {"starts_at": _("In the time zone of the batch."), "ends_at": _("In the time zone of the batch.")}

    online_url = forms.URLField(
        label=_("link for those who take part online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Only those enrolled, the speakers and the organisers are led there."),
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        batches = Batch.objects.run_by(actor)
        if self.instance.pk is None:
            batches = batches.exclude(state=BatchState.CLOSED)
        else:
            self.fields["batch"].disabled = True
            for name in TIMES:
                self.initial[name] = _on_the_clocks_of(self.instance.batch, self.initial[name])
        self.fields["batch"].queryset = batches  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        batch = data.get("batch")
        for name in TIMES:
            if batch is not None and data.get(name) is not None:
                data[name] = timezone.make_naive(data[name]).replace(tzinfo=ZoneInfo(batch.zone))
        return data

    def save(self, commit: bool = True) -> Session:
        return save_session(session=self.instance, actor=self.actor)


class SessionPlanForm(SessionForm):
    """Once the session stands in a batch: who of its people speaks, and which materials of the course belong to it."""

    speakers = forms.ModelMultipleChoiceField(
        label=_("Speakers"),
        queryset=BatchPart.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People get their part in the batch on its page on the site."),
    )
    materials = forms.ModelMultipleChoiceField(
        label=_("Materials"), queryset=MaterialPage.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        batch = self.instance.batch
        parts: Any = self.fields["speakers"]
        materials: Any = self.fields["materials"]
        parts.queryset = batch.parts.select_related("member").order_by("-part", "pk")
        parts.label_from_instance = _person_and_part
        materials.queryset = MaterialPage.objects.of_course(batch.course).order_by("path")
        self.initial["speakers"] = list(self.instance.session_speakers.values_list("part", flat=True))
        self.initial["materials"] = list(self.instance.session_materials.values_list("material", flat=True))

    @transaction.atomic
    def save(self, commit: bool = True) -> Session:
        return plan_session(
            session=super().save(),
            speakers=_in_order(self.cleaned_data["speakers"], self.initial["speakers"]),
            materials=_in_order(self.cleaned_data["materials"], self.initial["materials"]),
            actor=self.actor,
        )


def _on_the_clocks_of(batch: Batch, moment: datetime) -> datetime:
    return timezone.make_naive(moment, ZoneInfo(batch.zone))


def _person_and_part(part: BatchPart) -> str:
    said = {"person": part.member.full_name, "part": part.get_part_display(), "function": part.function}
    return (_("%(person)s, %(part)s (%(function)s)") if part.function else _("%(person)s, %(part)s")) % said


def _in_order(chosen: Iterable[AnyRow], before: list[int]) -> list[AnyRow]:
    """Those that were there keep their order, new ones follow."""
    places = {pk: place for place, pk in enumerate(before)}
    return sorted(chosen, key=lambda row: places.get(row.pk, len(places)))


class SpeakerProfileForm(forms.ModelForm[SpeakerProfile]):
    class Meta:
        model = SpeakerProfile
        fields = ["member", "function", "biography"]
        widgets = {"biography": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["member"].queryset = User.objects.visible_to(actor).active()  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> SpeakerProfile:
        return save_speaker_profile(profile=self.instance, actor=self.actor)

"""Forms of our lists in the admin: each saves by a service, for its actor, and offers only what the actor runs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Batch, CoursePage, Session, SpeakerProfile
from courses.services.records import save_batch, save_session, save_speaker_profile
from members.models import User

MOMENT = {"type": "datetime-local"}


class BatchForm(forms.ModelForm[Batch]):
    map_url = forms.URLField(label=_("map link"), required=False, assume_scheme="https")

    class Meta:
        model = Batch
        fields = [
            "course", "name", "code", "mode", "venue", "city", "map_url", "zone", "starts_on", "ends_on", "capacity",
            "notice",
        ]  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "notice": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["course"].queryset = CoursePage.objects.run_by(actor)  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Batch:
        return save_batch(batch=self.instance, actor=self.actor)


class SessionForm(forms.ModelForm[Session]):
    class Meta:
        model = Session
        fields = ["batch", "subject", "room", "starts_at", "ends_at", "jp", "order"]
        widgets = {
            "starts_at": forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
            "ends_at": forms.DateTimeInput(attrs=MOMENT, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["batch"].queryset = Batch.objects.run_by(actor).exclude(state="closed")  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Session:
        return save_session(session=self.instance, actor=self.actor)


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

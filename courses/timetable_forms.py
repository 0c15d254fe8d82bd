"""A session as the organiser plans it: a day and two times on the clocks of the batch's place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Batch, BatchPart, MaterialPage, Session
from courses.services.timetable import hours_by_rule

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PartChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, part: BatchPart) -> str:
        said = {"person": part.member.full_name, "part": part.get_part_display(), "function": part.function}
        return (_("%(person)s, %(part)s (%(function)s)") if part.function else _("%(person)s, %(part)s")) % said


class PlannedSessionForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=250)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DAY)
    starts = forms.TimeField(label=gettext_lazy("From"), widget=TIME)
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=TIME)
    last_day = forms.DateField(label=gettext_lazy("Ends on"), widget=DAY, required=False)
    hours = forms.DecimalField(label=gettext_lazy("JP"), required=False, min_value=0, max_digits=5, decimal_places=2)
    later_too = forms.BooleanField(
        label=gettext_lazy("Move what is planned later that day by as much"),
        required=False,
        help_text=gettext_lazy("Where this session now ends earlier or later than before, and stays on its day."),
    )
    room = forms.CharField(label=gettext_lazy("Room"), required=False, max_length=200)
    online_url = forms.URLField(
        label=gettext_lazy("Link for those who take part online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Only those enrolled, the speakers and the organisers are led there."),
    )
    speakers = PartChoices(
        label=gettext_lazy("Speakers"),
        queryset=BatchPart.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    materials = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Materials"),
        queryset=MaterialPage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, session: Session, day: date | None = None) -> None:
        self.session, self.batch = session, session.batch
        super().__init__(data, initial=_initial(session, day))
        parts: Any = self.fields["speakers"]
        parts.queryset = self.batch.parts.select_related("member").order_by("-part", "pk")
        materials: Any = self.fields["materials"]
        materials.queryset = MaterialPage.objects.of_course(self.batch.course).order_by("path")
        course = self.batch.course
        self.fields["hours"].help_text = _(
            "Left empty, it is counted from the times: %(minutes)d minutes make one JP; %(rounding)s."
        ) % {"minutes": course.minutes_per_jp, "rounding": course.get_jp_rounding_display()}
        if not parts.queryset:
            parts.help_text = _("Nobody has a part in this batch yet.")
        if session.pk is None:
            del self.fields["later_too"]
        if not _spans_days(session):
            del self.fields["last_day"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if {"day", "starts", "ends"} <= data.keys():
            zone = self.batch.timezone
            last = data.get("last_day") or data["day"]
            self.starts_at = datetime.combine(data["day"], data["starts"], zone)
            self.ends_at = datetime.combine(last, data["ends"], zone)
            if self.ends_at <= self.starts_at:
                self.add_error("ends", _("A session ends after it starts."))
        return data

    def planned(self) -> Session:
        """The session as it would be kept, unsaved."""
        data, session = self.cleaned_data, self.session
        session.subject, session.room = data["subject"].strip(), data["room"].strip()
        session.online_url = data["online_url"]
        session.starts_at, session.ends_at = self.starts_at, self.ends_at
        return session

    def in_order(self, name: str) -> list[Any]:
        """Those that were there keep their order, new ones follow."""
        places = {pk: place for place, pk in enumerate(self.initial.get(name, ()))}
        return sorted(self.cleaned_data[name], key=lambda row: places.get(row.pk, len(places)))


class PlaceForm(forms.ModelForm[Batch]):
    map_url = forms.URLField(label=gettext_lazy("Map"), required=False, assume_scheme="https")

    class Meta:
        model = Batch
        fields = ["venue", "city", "map_url", "notice"]
        widgets = {"notice": forms.Textarea(attrs={"rows": 5})}


def _initial(session: Session, day: date | None) -> dict[str, Any]:
    batch = session.batch
    if session.pk is None:
        first_free = _first_free(batch, day or batch.starts_on)
        return {"day": first_free.date(), "starts": first_free.time(), "room": batch.venue}
    starts, ends = (moment.astimezone(batch.timezone) for moment in (session.starts_at, session.ends_at))
    by_rule = hours_by_rule(batch.course, session.starts_at, session.ends_at)
    return {
        "subject": session.subject,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_day": ends.date(),
        "hours": None if session.jp == by_rule else session.jp,
        "room": session.room,
        "online_url": session.online_url,
        "speakers": list(session.session_speakers.values_list("part", flat=True)),
        "materials": list(session.session_materials.values_list("material", flat=True)),
    }


def _spans_days(session: Session) -> bool:
    if session.pk is None:
        return False
    zone = session.batch.timezone
    return session.starts_at.astimezone(zone).date() != session.ends_at.astimezone(zone).date()


def _first_free(batch: Batch, day: date) -> datetime:
    """When the last session of that day ends; eight in the morning where there is none."""
    morning = datetime.combine(day, time(), batch.timezone)
    ends: Iterable[datetime] = batch.sessions.filter(
        starts_at__gte=morning, ends_at__lt=morning + timedelta(days=1)
    ).values_list("ends_at", flat=True)
    return max((moment.astimezone(batch.timezone) for moment in ends), default=morning + timedelta(hours=8))

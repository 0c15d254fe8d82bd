"""Rules for a group: what it gets, who is in it, and the list from which people are chosen without JavaScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.widgets import LongSelect
from quizzes.choices import GroupKind
from quizzes.forms import AccommodationForm, new_once
from quizzes.selectors.groups import participants
from quizzes.services import Group
from quizzes.services.intervening import LONGEST_REASON
from quizzes.timing import Allowance

if TYPE_CHECKING:
    from quizzes.selectors.groups import Place

PEOPLE_PER_PAGE = 50


class GroupRulesForm(AccommodationForm):
    """What all of the group get; moments in the zone of the batch, which the view sets."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Everybody in the group reads it. Write about the group, not about a person."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and self.allowance == Allowance():
            raise forms.ValidationError(_("Say what the group gets: minutes, attempts, a window, or no time limit."))
        return given


class NewGroupForm(GroupRulesForm):
    group = forms.ChoiceField(label=gettext_lazy("For whom"), widget=LongSelect)
    once = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_once)

    field_order = ["group"]

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = _choices(places)  # type: ignore[attr-defined]

    @property
    def chosen_kind(self) -> GroupKind:
        return GroupKind(str(self.cleaned_data["group"]).partition(":")[0])

    def group_with(self, people: frozenset[UUID]) -> Group:
        if self.chosen_kind == GroupKind.PEOPLE:
            return Group(GroupKind.PEOPLE, people=people)
        return Group(self.chosen_kind, int(str(self.cleaned_data["group"]).partition(":")[2]))


def _choices(places: Sequence[Place]) -> list[tuple[str, Any]]:
    offices, provinces = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for place in places:
        if place.office and place.office_name:
            offices[place.office_name, place.office] += place.people
        if place.province and place.province_name:
            provinces[place.province_name, place.province] += place.people
    return [
        ("", _("Please choose")),
        (_("Everybody of one office"), _options("office", offices)),
        (_("Everybody of one province"), _options("province", provinces)),
        (_("Single people"), [("people", _("the people chosen in the list"))]),
    ]


def _options(kind: str, found: Counter[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(f"{kind}:{pk}", f"{name} ({number})") for (name, pk), number in sorted(found.items(), key=_by_name)]


def _by_name(found: tuple[tuple[str, int], int]) -> tuple[str, int]:
    (name, pk), _number = found
    return name.casefold(), pk


class Picker:
    """Who was chosen from the list by now. Only a page of it is in the form: the others come along by a field."""

    def __init__(self, sent: QueryDict, batch: int, everybody: int) -> None:
        """`everybody`: how many take part."""
        shown, ticked = (set(_uuids(sent.getlist(name))) for name in ("shown", "people"))
        asked = (set(_uuids(sent.get("chosen", "").split(","))) - shown) | ticked
        self.chosen = _known(batch, asked) if asked else set()
        self.text = sent.get("q", "").replace("\0", "").strip()[:100]
        found = participants(batch, self.text)
        deed = sent.get("do", "")
        if deed == "all":
            self.chosen |= set(found.values_list("uid", flat=True))
        elif deed == "none":
            self.chosen = set()
        number = deed.partition(":")[2] if deed.startswith("page:") else "1" if deed == "look" else sent.get("at", "1")
        pages = Paginator(found.values("uid", name=F("member__name"), office_name=F("office__name")), PEOPLE_PER_PAGE)
        if not self.text:
            pages.count = everybody
        self.page: Page[Any] = pages.get_page(number)

    @property
    def kept(self) -> str:
        return ",".join(sorted(str(uid) for uid in self.chosen))


def _known(batch: int, asked: set[UUID]) -> set[UUID]:
    return asked & set(participants(batch).values_list("uid", flat=True))


def _uuids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found

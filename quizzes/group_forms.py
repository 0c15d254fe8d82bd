"""Rules for a group: what it gets, who is in it, and the list from which people are chosen without JavaScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.choices import GroupKind
from quizzes.forms import AccommodationForm, new_once
from quizzes.services import Group
from quizzes.services.intervening import LONGEST_REASON
from quizzes.timing import Allowance

if TYPE_CHECKING:
    from quizzes.selectors.groups import Participant

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
    group = forms.ChoiceField(label=gettext_lazy("For whom"))
    once = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_once)

    field_order = ["group"]

    def __init__(self, *args: Any, people: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = _choices(people)  # type: ignore[attr-defined]

    @property
    def chosen_kind(self) -> GroupKind:
        return GroupKind(str(self.cleaned_data["group"]).partition(":")[0])

    def group_with(self, people: frozenset[UUID]) -> Group:
        if self.chosen_kind == GroupKind.PEOPLE:
            return Group(GroupKind.PEOPLE, people=people)
        return Group(self.chosen_kind, int(str(self.cleaned_data["group"]).partition(":")[2]))


def _choices(people: Sequence[Participant]) -> list[tuple[str, Any]]:
    offices = Counter((one.office, one.office_id) for one in people if one.office_id)
    provinces = Counter((one.province, one.province_id) for one in people if one.province_id)
    return [
        ("", _("Please choose")),
        (_("Everybody of one office"), _options("office", offices)),
        (_("Everybody of one province"), _options("province", provinces)),
        (_("Single people"), [("people", _("the people chosen in the list"))]),
    ]


def _options(kind: str, found: Counter[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(f"{kind}:{pk}", f"{name} ({number})") for (name, pk), number in sorted(found.items(), key=_by_name)]


def _by_name(found: tuple[tuple[str, int], int]) -> str:
    return found[0][0].casefold()


class Picker:
    """Who was chosen from the list by now. Only a page of it is in the form: the others come along by a field."""

    def __init__(self, sent: QueryDict, people: Sequence[Participant]) -> None:
        known = {one.uid for one in people}
        shown, ticked = (set(_uuids(sent.getlist(name))) for name in ("shown", "people"))
        self.chosen = ((set(_uuids(sent.get("chosen", "").split(","))) - shown) | ticked) & known
        self.text = sent.get("q", "").strip()[:100]
        found = [one for one in people if self._fits(one)]
        deed = sent.get("do", "")
        if deed == "all":
            self.chosen |= {one.uid for one in found}
        elif deed == "none":
            self.chosen = set()
        number = deed.partition(":")[2] if deed.startswith("page:") else "1" if deed == "look" else sent.get("at", "1")
        self.page: Page[Participant] = Paginator(found, PEOPLE_PER_PAGE).get_page(number)

    def _fits(self, person: Participant) -> bool:
        names = f"{person.name} {person.office} {person.province}".casefold()
        return all(word in names for word in self.text.casefold().split())

    @property
    def kept(self) -> str:
        return ",".join(sorted(str(uid) for uid in self.chosen))


def _uuids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found

"""What tests let go when an account is erased: why somebody got more time, which may tell of an illness, which device
a test was begun on, and the name that a file from elsewhere gave."""

from __future__ import annotations

from collections.abc import Iterable

from members.models import User
from quizzes.models import Accommodation, Attempt, GroupAccommodation, GroupShare, ImportedSitting

ABOUT_PERSON = frozenset({"person_unnamed", "person_unknown", "person_ambiguous"})


def forget_reasons(member: User) -> None:
    """Attempts, answers and marks are what was learnt, and stay; so does that more time was given."""
    shares = GroupShare.objects.filter(enrolment__member=member)
    groups = list(shares.values_list("group", flat=True))
    shares.delete()  # the group's reason is read by the others, if there are any
    GroupAccommodation.objects.filter(pk__in=groups, shares=None).update(reason="", why_taken_back="")
    Accommodation.objects.filter(enrolment__member=member).update(reason="", own=None)
    for attempt in Attempt.objects.for_member(member).exclude(interventions=[]).only("interventions"):
        attempt.interventions = [{**deed, "reason": ""} for deed in attempt.interventions]
        attempt.save(update_fields=["interventions"])


def forget_devices(member: User) -> None:
    Attempt.objects.for_member(member).exclude(device="").update(device="")


def forget_names_in_history(member: User) -> None:
    """Of the member's own sittings elsewhere, and of those that were given to nobody and bear the member's name, number
    or address. Who has the very same name loses it there, too: history counts for nothing, and names must go."""
    names = _names_of(member)
    unmatched = ImportedSitting.objects.filter(member=None, is_forgotten=False).exclude(person="")
    numbers = [pk for pk, person in unmatched.values_list("pk", "person").iterator() if _is_called(person, names)]
    rows = [
        *ImportedSitting.objects.filter(member=member).only("person", "findings", "is_forgotten"),
        *unmatched.filter(pk__in=numbers).only("person", "findings", "is_forgotten"),
    ]
    for row in rows:
        row.person, row.is_forgotten = "", True
        row.findings = [remark for remark in row.findings if not (remark and remark[0] in ABOUT_PERSON)]
    ImportedSitting.objects.bulk_update(rows, ["person", "findings", "is_forgotten"], batch_size=100)


def _names_of(member: User) -> frozenset[str]:
    known = (member.name, member.full_name, member.username, member.email, member.number)
    return frozenset(name.casefold() for name in known if name)


def _is_called(person: str, names: Iterable[str]) -> bool:
    """A file gives `name`, `name (account)`, or what an account was called by, one after the other."""
    text = person.casefold()
    name, _sign, account = text.partition(" (")
    return not {text, name, account.removesuffix(")"), *text.split()}.isdisjoint(names)

"""Who a row is: somebody with an account, another row of the same file, or somebody new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.choices import EnrolmentState
from courses.imports.names import alike, name_key, traces
from courses.imports.people import RowPerson
from members import nip

MOST_COMPARED = 50  # of one trace; in an office of thousands somebody shares its letters with many
SAME, NEW, OUT = "same", "new", "out"
SHOWN = 3


@dataclass(frozen=True)
class Account:
    """Somebody who exists, as far as a row is compared with it; `state` is that of the enrolment in this batch."""

    pk: int
    name: str
    title_before: str = ""
    title_after: str = ""
    number: str = ""
    email: str = ""
    rank: str = ""
    position: str = ""
    phone: str = ""
    office: int | None = None
    state: str = ""
    enrolled_office: int | None = None
    is_active: bool = True
    is_changeable: bool = True
    is_visible: bool = True  # to who uploaded the list; of others nothing is told but what the file says itself

    @property
    def takes_part(self) -> bool:
        return self.state not in ("", EnrolmentState.WITHDRAWN)

    def described(self, office: str) -> str:
        number = nip.mask(self.number) if self.is_visible else ""
        return ", ".join(part for part in (self.name, f"NIP {number}" if number else "", office) if part)


@dataclass(frozen=True)
class Question:
    """`options` are (value, label); a value names an account by `same:<number>`."""

    key: str
    sentence: str
    options: list[tuple[str, str]]


class NameBook:
    """Finds what is alike in one office without comparing each with each."""

    def __init__(self) -> None:
        self._traces: dict[tuple[int | None, str], list[tuple[int, str]]] = defaultdict(list)

    def add(self, office: int | None, name: str, what: int) -> None:
        for trace in traces(name)[0]:
            known = self._traces[office, trace]
            if len(known) < MOST_COMPARED:
                known.append((what, name))

    def alike(self, office: int | None, name: str) -> list[int]:
        """The ones of the very same name first."""
        compared: dict[int, str] = {}
        for trace in traces(name)[1]:
            compared.update(self._traces.get((office, trace), ()))
        key = name_key(name)
        found = [(name_key(other) != key, what) for what, other in compared.items() if alike(name, other)]
        return [what for _is_other, what in sorted(found)]


@dataclass
class Accounts:
    by_pk: dict[int, Account] = field(default_factory=dict)
    by_number: dict[str, Account] = field(default_factory=dict)
    by_email: dict[str, Account] = field(default_factory=dict)
    names: NameBook = field(default_factory=NameBook)

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> Accounts:
        known = cls()
        for account in accounts:
            known.by_pk[account.pk] = account
            if account.number:
                known.by_number[account.number] = account
            if account.email:
                known.by_email[account.email.lower()] = account
            for office in {account.office, account.enrolled_office} - {None}:
                known.names.add(office, account.name, account.pk)
        return known


@dataclass
class Match:
    """`account` is who it surely is; with a question that is for a person to say."""

    account: Account | None = None
    question: Question | None = None
    is_left_out: bool = False


def match(
    person: RowPerson, office: int | None, known: Accounts, used: Mapping[int, int], answer: str, office_name: str
) -> Match:
    """`used` says which account is which earlier row's already."""
    by_number = known.by_number.get(person.number) if person.number else None
    by_email = known.by_email.get(person.email) if person.email else None
    if by_number and by_email and by_number.pk != by_email.pk:
        person.fault(
            "email", _("This e-mail address belongs to another account than the NIP does. Correct one of them.")
        )
        return Match()
    sure = by_number or by_email
    if sure is not None and not sure.is_active:
        person.fault("", _("The account of this person is disabled. Ask an administrator."))
        return Match()
    if sure is not None:
        return _by_key(person, sure, answer, is_number=by_number is not None)
    return _by_name(person, office, known, used, answer, office_name)


def _by_key(person: RowPerson, account: Account, answer: str, *, is_number: bool) -> Match:
    """A number or an address finds one account; its name says whether it was typed right."""
    is_other = bool(person.number and account.number and person.number != account.number)
    if not account.is_visible and (is_other or (person.name and not alike(person.name, account.name))):
        column = "number" if is_number else "email"
        person.fault(column, _("An account has this, and says another name or NIP. Ask an administrator."))
        return Match()
    if is_other:
        sentence = _("The e-mail address is that of %(person)s, whose NIP is another one. Is it the same person?")
    elif not person.name or alike(person.name, account.name):
        return Match(account)
    elif is_number:
        sentence = _("The NIP is that of %(person)s. Is it the same person?")
    else:
        sentence = _("The e-mail address is that of %(person)s. Is it the same person?")
    options = [
        (f"{SAME}:{account.pk}", _("Yes, the same person")),
        (OUT, _("No: leave the row out, and correct it in the file")),
    ]
    question = Question("person", sentence % {"person": account.described("")}, options)
    return _answered(question, answer, {account.pk: account})


def _by_name(
    person: RowPerson, office: int | None, known: Accounts, used: Mapping[int, int], answer: str, office_name: str
) -> Match:
    if office is None or not person.name:
        return Match()
    alike_ones = [known.by_pk[pk] for pk in known.names.alike(office, person.name) if pk not in used]
    found = [account for account in alike_ones if account.is_active or account.takes_part]
    if len(found) < len(alike_ones):
        person.warn("name", _("An account of a similar name in this office is disabled, and is not offered."))
    for account in found:
        if account.state and name_key(account.name) == name_key(person.name) and _contradicts_nothing(person, account):
            return Match(account)
    if not found:
        return Match()
    options = [(f"{SAME}:{one.pk}", _("It is %(person)s") % {"person": one.described("")}) for one in found[:SHOWN]]
    options += [(NEW, _("Another person: make an account")), (OUT, _("Leave the row out"))]
    sentence = _("In %(office)s there is somebody of a similar name: %(people)s. Who is it?") % {
        "office": office_name,
        "people": "; ".join(one.described("") for one in found[:SHOWN]),
    }
    return _answered(Question("person", sentence, options), answer, {one.pk: one for one in found})


def _contradicts_nothing(person: RowPerson, account: Account) -> bool:
    return (not person.number or not account.number or person.number == account.number) and (
        not person.email or not account.email or person.email == account.email.lower()
    )


def _answered(question: Question, answer: str, accounts: Mapping[int, Account]) -> Match:
    """An answer that is not among the options any more counts as none."""
    if answer not in {value for value, _label in question.options}:
        return Match(question=question)
    if answer == OUT:
        return Match(question=question, is_left_out=True)
    kind, _colon, number = answer.partition(":")
    return Match(accounts.get(int(number)) if kind == SAME else None, question)

"""All rows of a file against each other, the offices and the people who exist: what would come of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.choices import EnrolmentState, ImportOutcome
from courses.imports.columns import BY_KEY
from courses.imports.matching import NEW, OUT, Account, Accounts, NameBook, Question, match
from courses.imports.names import alike
from courses.imports.offices import OfficeBook, office_key
from courses.imports.people import RowPerson

# What of an account is compared with the row. An address opens the account and a number is a key: both are only added
# where there is none.
COMPARED = ("name", "title_before", "title_after", "rank", "position", "phone")
ONLY_ADDED = ("number", "email")
OFFICE = "office"


@dataclass(frozen=True)
class Difference:
    column: str
    label: str
    now: str
    given: str


@dataclass
class Checked:
    person: RowPerson
    outcome: str = ImportOutcome.GOOD
    account: Account | None = None
    office: int | None = None
    questions: list[Question] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    is_left_out: bool = False


@dataclass(frozen=True)
class Answers:
    """`rows`: of a row's number, its answers by question; `offices`: of an unknown name, which office is meant."""

    rows: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    offices: Mapping[str, int] = field(default_factory=dict)


def check_people(
    people: Sequence[RowPerson],
    *,
    known: Accounts,
    offices: OfficeBook,
    answers: Answers,
    has_offices: bool = True,
    may_register: bool = True,
) -> list[Checked]:
    """In the order of the file. The same rows, people and answers give the same again. Who may not register people
    can only enrol those who have an account."""
    checked = [Checked(person) for person in people]
    for one in checked:
        _place(one, offices, answers.offices, has_offices)
    _find_doubles(checked)
    used: dict[int, int] = {}
    namesakes, by_row = NameBook(), {one.person.row: one for one in checked}
    for one in checked:
        answer = answers.rows.get(one.person.row, {})
        _recognise(one, known, offices, used, answer.get("person", ""))
        _compare_with_rows(one, namesakes, by_row, answer.get("row", ""))
        _decide(one, offices, answer)
        if one.outcome == ImportOutcome.GOOD and one.account is None and not may_register:
            one.person.fault("", no_account())
            one.outcome = ImportOutcome.ERROR
    return checked


def no_account() -> str:
    return _("This person has no account, and you may not make one. Ask an administrator for it.")


def _place(one: Checked, offices: OfficeBook, chosen: Mapping[str, int], has_offices: bool) -> None:
    person = one.person
    text = person.office_text
    if not text:
        if has_offices:
            person.warn("office", _("No office: no coordinator will see this person, unless an account names one."))
        return
    one.office = offices.find(text) or chosen.get(office_key(text))
    if one.office in offices.faces:
        return
    one.office = offices.find_without_class(text)
    if one.office is not None:
        person.warn("office", _("Read as %(office)s.") % {"office": offices.name(one.office)})
        return
    suggested = offices.suggest(text)
    if not suggested:
        person.fault(
            "office",
            _("No office is called “%(text)s”. Take its name from the sheet “UPT” of the template.")
            % {"text": text[:80]},
        )
        return
    options = [(str(pk), offices.name(pk)) for pk in suggested]
    one.questions.append(
        Question("office", _("No office is called “%(text)s”. Which one is meant?") % {"text": text[:80]}, options)
    )


def _find_doubles(checked: Sequence[Checked]) -> None:
    for column in ("number", "email"):
        rows: dict[str, list[Checked]] = defaultdict(list)
        for one in checked:
            if value := getattr(one.person, column):
                rows[value].append(one)
        for same in rows.values():
            if len(same) > 1:
                _tell_doubles(column, same)


def _tell_doubles(column: str, same: Sequence[Checked]) -> None:
    first = same[0].person
    agree = all(alike(first.name, one.person.name) for one in same[1:])
    for one in same[1:] if agree else same:
        other = first.row if one.person is not first else same[1].person.row
        if column == "number" and agree:
            sentence = _("The same NIP stands in row %(row)d, with the same name. Delete one of the two rows.")
        elif column == "number":
            sentence = _("The same NIP stands in row %(row)d, with another name. Correct the NIP of one of them.")
        elif agree:
            sentence = _("The same e-mail address and name stand in row %(row)d. Delete one of the two rows.")
        else:
            sentence = _(
                "The e-mail address of row %(row)d stands here too. Each account has its own: leave it empty, or give"
                " another."
            )
        one.person.fault(column, sentence % {"row": other})


def _recognise(one: Checked, known: Accounts, offices: OfficeBook, used: dict[int, int], answer: str) -> None:
    person = one.person
    if person.is_faulty:
        return
    found = match(person, one.office, known, used, answer, offices.name(one.office))
    if found.question is not None:
        one.questions.append(found.question)
    one.account, one.is_left_out = found.account, found.is_left_out
    if one.account is None:
        return
    earlier = used.setdefault(one.account.pk, person.row)
    if earlier != person.row:
        person.fault("", _("The same person stands in row %(row)d. Delete one of the two rows.") % {"row": earlier})
        one.account = None


def _compare_with_rows(one: Checked, namesakes: NameBook, by_row: Mapping[int, Checked], answer: str) -> None:
    """A similar name in the same office is asked about, unless two different numbers say that they are two."""
    person = one.person
    if one.office is None or not person.name or person.is_faulty or one.is_left_out:
        return
    for row in namesakes.alike(one.office, person.name):
        other = by_row[row]
        if one.account and other.account:
            continue  # two accounts are two people
        if person.number and other.person.number:
            person.warn("name", _("Row %(row)d has a similar name and another NIP.") % {"row": row})
            continue
        sentence = _("Row %(row)d has a similar name in the same office: %(name)s. Are they two people?")
        options = [(NEW, _("Yes, two people")), (OUT, _("No: leave this row out"))]
        one.questions.append(Question("row", sentence % {"row": row, "name": other.person.name}, options))
        one.is_left_out = answer == OUT
        break
    if not one.is_left_out:
        namesakes.add(one.office, person.name, person.row)


def _decide(one: Checked, offices: OfficeBook, answers: Mapping[str, str]) -> None:
    if one.account is not None and not one.person.is_faulty:
        _compare(one, one.account, offices)
    if one.person.is_faulty:
        one.outcome = ImportOutcome.ERROR
    elif one.is_left_out:
        one.outcome = ImportOutcome.LEFT_OUT
    elif not _is_answered(one, answers):
        one.outcome = ImportOutcome.QUESTION
    elif one.account is not None and one.account.takes_part:
        one.outcome = ImportOutcome.ALREADY


def _compare(one: Checked, account: Account, offices: OfficeBook) -> None:
    person = one.person
    if account.state == EnrolmentState.WITHDRAWN:
        person.warn("", _("Withdrew from this batch earlier, and would come back."))
    if not account.is_visible:
        return
    for column in COMPARED:
        now, given = " ".join(getattr(account, column).split()), getattr(person, column)
        if given and given != now:
            one.differences.append(Difference(column, str(BY_KEY[column].label), now, given))
    for column in ONLY_ADDED:
        if getattr(person, column) and not getattr(account, column):
            one.differences.append(Difference(column, str(BY_KEY[column].label), "", getattr(person, column)))
    # Who takes part does so for the office of that day, whatever transfer came since.
    works_at = account.enrolled_office if account.takes_part else account.office
    if one.office is not None and one.office != works_at:
        now, given = offices.name(works_at), offices.name(one.office)
        one.differences.append(Difference(OFFICE, str(BY_KEY[OFFICE].label), now, given))


def _is_answered(one: Checked, answers: Mapping[str, str]) -> bool:
    return all(answers.get(asked.key) in {value for value, _label in asked.options} for asked in one.questions)

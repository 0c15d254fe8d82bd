"""What one row says of a person, taken apart and checked by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.tables import parse_date
from courses.imports.columns import BY_KEY
from courses.imports.names import split_name
from members import nip
from members.choices import NumberKind

ERROR, WARNING = "error", "warning"
NO_NUMBER = frozenset({"", "-", "--", "—", "–", "tidak ada", "non asn", "honorer", "ppnpn", "belum ada", "0"})
QUOTES = "'’‘`\"\u00a0 "
LONG_NUMBER = re.compile(r"(?:\bNIP\b[\s.:]*)?(\d{8}[\s.\-]*\d{6}[\s.\-]*\d[\s.\-]*\d{3})", re.IGNORECASE)
KIND_WORDS = {
    "nip": NumberKind.NIP, "pns": NumberKind.NIP, "cpns": NumberKind.NIP, "asn": NumberKind.NIP,
    "ni pppk": NumberKind.NI_PPPK, "pppk": NumberKind.NI_PPPK, "p3k": NumberKind.NI_PPPK, "nipppk": NumberKind.NI_PPPK,
}  # fmt: skip
KEPT_FOR_ACCOUNT = ("name", "title_before", "title_after", "number", "rank", "position", "email", "phone")


@dataclass(frozen=True)
class Finding:
    severity: str
    column: str  # a key of COLUMNS, or empty for the row as a whole
    sentence: str


@dataclass
class RowPerson:
    """A row after its own check. `number` is bare digits; `office_text` is what stands in the file."""

    row: int
    name: str = ""
    title_before: str = ""
    title_after: str = ""
    number_kind: str = NumberKind.NONE
    number: str = ""
    office_text: str = ""
    rank: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    letter_number: str = ""
    letter_date: date | None = None
    findings: list[Finding] = field(default_factory=list)

    def fault(self, column: str, sentence: str) -> None:
        self.findings.append(Finding(ERROR, column, sentence))

    def warn(self, column: str, sentence: str) -> None:
        self.findings.append(Finding(WARNING, column, sentence))

    @property
    def is_faulty(self) -> bool:
        return any(finding.severity == ERROR for finding in self.findings)


def read_person(
    row: int, values: Mapping[str, str], troubles: Mapping[str, str], *, has_titles: bool = False
) -> RowPerson:
    """`troubles` says of a column what kept its cell from being read. A file that `has_titles` in columns of their own
    has names without them."""
    person = RowPerson(row, office_text=values.get("office", ""))
    for column, sentence in troubles.items():
        person.fault(column, sentence)
    _read_name(person, values, has_titles)
    if "number" not in troubles:
        _read_number(person, values)
    _read_rest(person, values)
    _read_days(person, values)
    for key in (*KEPT_FOR_ACCOUNT, "letter_number"):
        most = BY_KEY[key].most
        if len(getattr(person, key)) > most:
            person.fault(key, _("The text is longer than %(most)d letters. Shorten it.") % {"most": most})
            setattr(person, key, getattr(person, key)[:most])
    return person


def _read_name(person: RowPerson, values: Mapping[str, str], has_titles: bool) -> None:
    text = values.get("name", "")
    if found := LONG_NUMBER.search(text):  # name and number in one cell
        person.number = nip.normalise(found[1])
        text = text.replace(found[0], " ").strip(" ,/()-")
    before, name, after = ("", text, "") if has_titles else split_name(text)
    person.name = name
    person.title_before = values.get("title_before", "") or before
    person.title_after = values.get("title_after", "") or after
    if not name:
        person.fault("name", _("The name is missing. Write it without titles."))
    elif not any(map(str.isalpha, name)):
        person.fault("name", _("“%(text)s” is no name. Write the person's name.") % {"text": name[:40]})


def _read_number(person: RowPerson, values: Mapping[str, str]) -> None:
    given = values.get("number", "").strip(QUOTES)
    text = "" if given.lower() in NO_NUMBER else re.sub(r"^(?:nip|ni\s*pppk)\b[\s.:]*", "", given, flags=re.IGNORECASE)
    number = nip.normalise(re.sub(f"[{QUOTES}]", "", text)) or person.number
    person.number = ""
    if not number:
        return
    said = KIND_WORDS.get(" ".join(re.sub(r"[^a-z0-9]+", " ", values.get("number_kind", "").lower()).split()))
    kinds = [said] if said else [NumberKind.NIP, NumberKind.NI_PPPK]
    faults = {kind: _faults(kind, number) for kind in kinds}
    for kind in kinds:
        if not faults[kind]:
            person.number_kind, person.number = kind, number
            if kind == NumberKind.NI_PPPK and not said:
                person.warn("number", _("Read as NI PPPK: as NIP it would not be right."))
            return
    if len(number) == 18 and number.endswith("000"):
        person.fault(
            "number",
            _(
                "The NIP ends in 000: Excel has put noughts in place of its last digits. Give the column the format"
                " “Text” and type the number anew."
            ),
        )
    else:
        way_out = _("Correct it by the decree, or leave the cell empty.")
        person.fault("number", f"{faults[kinds[0]]} {way_out}")


def _faults(kind: str, number: str) -> str:
    try:
        nip.parse(kind, number)
    except ValidationError as found:
        return " ".join(found.messages)
    return ""


def _read_rest(person: RowPerson, values: Mapping[str, str]) -> None:
    rank, grade = values.get("rank", ""), values.get("grade", "")
    person.rank = f"{rank} ({grade})" if rank and grade and grade not in rank else rank or grade
    person.position = _unless_dash(values.get("position", ""))
    person.phone = _unless_dash(values.get("phone", "").strip(QUOTES))
    person.letter_number = _unless_dash(values.get("letter_number", ""))
    person.email = _unless_dash(values.get("email", "").removeprefix("mailto:").strip(QUOTES + ";,")).lower()
    if not person.email:
        return
    try:
        validate_email(person.email)
    except ValidationError:
        person.fault(
            "email",
            _("“%(text)s” is no e-mail address. Correct it, or leave the cell empty.") % {"text": person.email[:60]},
        )
        person.email = ""


def _read_days(person: RowPerson, values: Mapping[str, str]) -> None:
    def day(column: str, tell: Callable[[str, str], None]) -> date | None:
        try:
            return parse_date(values.get(column, ""))
        except ValueError as error:
            tell(column, str(error))
            return None

    person.letter_date = day("letter_date", person.fault)
    born = day("birth_date", person.warn)
    if born and person.number and person.number[:8] != f"{born:%Y%m%d}":
        person.warn(
            "birth_date",
            _("The NIP tells another date of birth than the column: %(day)s.")
            % {"day": f"{person.number[6:8]}-{person.number[4:6]}-{person.number[:4]}"},
        )


def _unless_dash(text: str) -> str:
    return "" if text.strip() in ("-", "--", "–", "—") else text

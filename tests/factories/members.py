"""Named people and real offices for tests, made through the services like everybody else."""

from datetime import date
from itertools import count

from members.choices import NumberKind, OfficeKind, SiteRole, Zone
from members.models import Office, Province, User
from members.services import add_office, grant_role, register_member

PASSWORD = "correct-horse-battery"
_serials = count(1)

SULUT = ("71", "Sulawesi Utara", Zone.WITA)
DIY = ("34", "DI Yogyakarta", Zone.WIB)


def make_province(code: str = "71", name: str = "Sulawesi Utara", zone: str = Zone.WITA) -> Province:
    """The province of that code, made when missing."""
    return Province.objects.get_or_create(code=code, defaults={"name": name, "zone": zone})[0]


def make_office(
    name: str = "KSOP Kelas II Bitung",
    *,
    province: Province | None = None,
    kind: str = OfficeKind.KSOP,
    code: str = "",
    parent: Office | None = None,
    since: date = date(2015, 1, 1),
) -> Office:
    """An office with one dated name since 2015, in Sulawesi Utara unless told otherwise; head office in none."""
    lies_in = None if kind == OfficeKind.HEAD_OFFICE else province or make_province()
    return add_office(
        code=code or f"office-{next(_serials)}",
        kind=kind,
        name=name,
        since=since,
        province=lies_in,
        parent=parent,
        actor=None,
    )


def make_nip(serial: int | None = None, *, born: str = "19850312", started: str = "201003", sex: str = "1") -> str:
    """A valid invented NIP, another one each time."""
    number = next(_serials) if serial is None else serial
    year = 1960 + (number // 999) % 30
    return f"{born if number < 999 else f'{year}{born[4:]}'}{started}{sex}{number % 999 + 1:03d}"


def make_member(
    name: str = "Budi Santoso",
    *,
    office: Office | None = None,
    email: str | None = None,
    number: str = "",
    number_kind: str = "",
    role: SiteRole | None = None,
    since: date = date(2020, 1, 1),
    password: str | None = None,
    **details: str,
) -> User:
    """A member with an e-mail address made of the name and, unless given, no number. `role` grants a site role."""
    address = f"{name.lower().replace(' ', '.')}.{next(_serials)}@example.go.id" if email is None else email
    member = register_member(
        name=name,
        actor=None,
        email=address,
        number=number,
        number_kind=number_kind or (NumberKind.NIP if number else NumberKind.NONE),
        office=office,
        since=since,
        password=password,
        **details,
    )
    if role is not None:
        grant_role(member=member, role=role, actor=None)
    return member


def make_administrator(name: str = "Sri Administrator", **details: str) -> User:
    return make_member(name, role=SiteRole.ADMINISTRATOR, **details)


def make_organiser(name: str = "Rina Penyelenggara", **details: str) -> User:
    return make_member(name, role=SiteRole.ORGANISER, **details)


def make_auditor(name: str = "Agus Auditor", **details: str) -> User:
    return make_member(name, role=SiteRole.AUDITOR, **details)

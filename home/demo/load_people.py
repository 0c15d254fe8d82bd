"""Provinces, offices with their dated names, people and coordinators, through the services of members."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from core import clock
from home.demo import sources
from home.demo.accounts import PASSWORD
from home.demo.days import moment_of
from members.choices import OfficeKind, SiteRole, Zone
from members.models import CoordinatorAppointment, HandOver, Office, Province, User
from members.querysets import today
from members.services import (
    add_office,
    appoint_coordinator,
    grant_role,
    move_member,
    register_member,
    rename_office,
    write_hand_over,
)

PERSON_FIELDS = ("title_before", "name", "title_after", "number_kind", "number", "rank", "position")
BEGIN = date(2019, 4, 1)
REGISTRATION = date(2020, 9, 1)
INAUGURATION = date(2020, 9, 22)
TRANSFER = date(2022, 3, 1)
IN_OFFICE = timedelta(days=5)
TRANSFERRED = ("bonar.tua.situmorang@contoh.dermaga.test", "ksop-sibolga")


def load_offices() -> int:
    """How many offices were added; those that are there stay as they are."""
    provinces = {
        row["code"]: Province.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "zone": Zone[row["zone"]]}
        )[0]
        for row in sources.table("provinces")
    }
    known = {office.code: office for office in Office.objects.all()}
    added: dict[str, Office] = {}
    for row in sources.table("offices"):
        code, since = row["code"], date.fromisoformat(row["valid_from"])
        if code in added:
            rename_office(office=added[code], name=row["name"], since=since, source=row["source"], actor=None)
        elif code not in known:
            added[code] = known[code] = add_office(
                code=code,
                kind=row["kind"],
                name=row["name"],
                since=since,
                actor=None,
                province=provinces.get(row["province"]),
                parent=None if row["kind"] == OfficeKind.HEAD_OFFICE else known["hubla"],
                city=row["city"],
                source=row["source"],
            )
    return len(added)


def load_members() -> int:
    """The participants, without a password unless they stand among the published log-ins."""
    offices = {office.code: office for office in Office.objects.select_related("province")}
    logins = sources.login_addresses()
    known = _known_addresses()
    added = 0
    for row in sources.table("members"):
        address = logins.get(row["email"], row["email"])
        if address in known:
            continue
        # Those of the running batch joined later: a contract's number may be younger than the first Bimtek.
        moment = clock.now() if row["batch"] == "3" else moment_of(REGISTRATION)
        with clock.at(moment):
            register_member(
                actor=None,
                email=address,
                office=offices[row["office"]],
                since=BEGIN,
                password=PASSWORD if row["email"] in logins else None,
                is_demo=True,
                **{field: row[field] for field in PERSON_FIELDS},
            )
        added += 1
    return added


def load_staff() -> int:
    """Administrator, organiser, speakers, office head and auditor, each with the role."""
    offices = {office.code: office for office in Office.objects.select_related("province")}
    known = _known_addresses()
    added = 0
    for row in sources.roles()["person"]:
        if row["email"] in known:
            continue
        with clock.at(moment_of(REGISTRATION)):
            member = register_member(
                actor=None,
                email=row["email"],
                office=offices.get(row.get("office", "")),
                since=BEGIN,
                password=PASSWORD if row.get("login") else None,
                is_demo=True,
                **{field: row.get(field, "") for field in PERSON_FIELDS},
            )
            grant_role(member=member, role=SiteRole(row["role"]), actor=None)
        added += 1
    return added


def load_coordinators() -> int:
    """Those inaugurated at the Bimtek of 2020, each for the own office's province."""
    if CoordinatorAppointment.objects.filter(member__is_demo=True).exists():
        return 0
    people = members_by_source()
    provinces = {province.code: province for province in Province.objects.all()}
    rows = sources.roles()["coordinator"]
    for row in rows:
        member = people[row["member"]]
        membership = member.memberships.select_related("office").get(valid_to__isnull=True)
        with clock.at(moment_of(INAUGURATION)):
            appoint_coordinator(
                province=provinces[row["province"]],
                office=membership.office,
                member=member,
                decree=row["decree"],
                since=INAUGURATION,
                actor=None,
            )
    return len(rows)


def load_hand_over() -> int:
    """A coordinator was followed by another a few days ago and left a note, which waits to be received. Left out where
    people changed meanwhile who coordinates the province, or where the successor works."""
    people = members_by_source()
    added = 0
    for row in sources.roles()["hand_over"]:
        member, province = people[row["successor"]], Province.objects.get(code=row["province"])
        office = Office.objects.filter(
            province=province, memberships__member=member, memberships__valid_to__isnull=True
        ).first()
        with clock.at(clock.now() - IN_OFFICE):
            if office is None or not _may_be_followed(province, member):
                continue
            appointment = appoint_coordinator(
                province=province,
                office=office,
                member=member,
                decree=row["decree"],
                actor=None,
            )
            hand_over = HandOver.objects.select_related("earlier__member").get(later=appointment)
            write_hand_over(hand_over=hand_over, note=row["note"], actor=hand_over.earlier.member)
        added += 1
    return added


def _may_be_followed(province: Province, successor: User) -> bool:
    """A coordinator of the demo is in force, and nobody was appointed since, nor the successor at any time."""
    there = CoordinatorAppointment.objects.filter(province=province)
    if there.filter(Q(valid_from__gte=today()) | Q(member=successor)).exists():
        return False
    return there.in_force(today()).filter(member__is_demo=True).exists()


def transfer_member() -> None:
    """One participant moved on since: papers of 2020 go on naming the office of then."""
    address, office = TRANSFERRED
    with clock.at(moment_of(TRANSFER)):
        move_member(
            member=User.objects.get(email=address), office=Office.objects.get(code=office), since=TRANSFER, actor=None
        )


def members_by_source() -> dict[str, User]:
    """Demo members by their address in members.csv, or by their key in roles.toml."""
    by_address = {user.email: user for user in User.objects.filter(is_demo=True, email__isnull=False)}
    logins = sources.login_addresses()
    found: dict[str, User] = {}
    for row in sources.table("members"):
        found[row["email"]] = by_address[logins.get(row["email"], row["email"])]
    for row in sources.roles()["person"]:
        found[row["key"]] = by_address[row["email"]]
    return found


def _known_addresses() -> set[str | None]:
    return set(User.objects.filter(is_demo=True).values_list("email", flat=True))

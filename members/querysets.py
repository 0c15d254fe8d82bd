from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from core import clock
from members import nip, rules
from members.choices import MessageCategory, NoticeState, SiteRole

if TYPE_CHECKING:
    from members.models import (  # noqa: F401  some stand in a base only
        CoordinatorAppointment,
        HandOver,
        Membership,
        Message,
        NoticeReceipt,
        Office,
        Province,
        UrgentNotice,
        User,
    )
    from members.rules import Viewer

Dated = TypeVar("Dated", bound=models.Model)


def today() -> date:
    return timezone.localdate(clock.now())


class DatedQuerySet(models.QuerySet[Dated]):
    """Rows that hold from a day to a day, both included; without an end they hold still."""

    def in_force(self, day: date | None = None) -> DatedQuerySet[Dated]:
        on = day or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


def _memberships() -> DatedQuerySet[Membership]:
    manager: DatedQuerySet[Membership] = apps.get_model("members", "Membership")._default_manager.all()
    return manager.in_force()


def _provinces_of(user: Viewer) -> models.QuerySet[CoordinatorAppointment, int]:
    manager: DatedQuerySet[CoordinatorAppointment] = apps.get_model(
        "members", "CoordinatorAppointment"
    )._default_manager.all()
    return manager.in_force().filter(member=user.pk).values_list("province_id", flat=True)


def _own_office(user: Viewer) -> models.QuerySet[Membership, int]:
    return _memberships().filter(member=user.pk).values_list("office_id", flat=True)


class ProvinceQuerySet(models.QuerySet["Province"]):
    def search(self, text: str) -> ProvinceQuerySet:
        return self.filter(Q(name__icontains=text) | Q(code=text))


class AppointmentQuerySet(DatedQuerySet["CoordinatorAppointment"]):
    def visible_to(self, user: Viewer) -> AppointmentQuerySet:
        """All for head office and auditors; others those of the province they coordinate, and their own."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_members(user):
            return self
        return self.filter(Q(province__in=_provinces_of(user)) | Q(member=user.pk))

    def search(self, text: str) -> AppointmentQuerySet:
        found = self
        for word in text.split():
            found = found.filter(
                Q(decree__icontains=word)
                | Q(member__name__icontains=word)
                | Q(office__name__icontains=word)
                | Q(province__name__icontains=word)
            )
        return found


class MessageQuerySet(models.QuerySet["Message"]):
    def in_inbox_of(self, member: int | OuterRef) -> MessageQuerySet:
        """All that was written to them, mailed or not; a daily mail only repeats it."""
        return self.filter(recipient=member).exclude(category=MessageCategory.DIGEST)

    def saying(self, text: str) -> MessageQuerySet:
        found = self
        for word in text.split():
            found = found.filter(Q(subject__icontains=word) | Q(text__icontains=word))
        return found

    def search(self, text: str) -> MessageQuerySet:
        found = self
        for word in text.split():
            found = found.filter(
                Q(subject__icontains=word) | Q(address__icontains=word) | Q(recipient__name__icontains=word)
            )
        return found


class NoticeQuerySet(models.QuerySet["UrgentNotice"]):
    def visible_to(self, user: Viewer) -> NoticeQuerySet:
        """Head office and auditors see all; others those sent that they, or somebody of their province, received."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_notices(user):
            return self
        receipts: ReceiptQuerySet = apps.get_model("members", "NoticeReceipt")._default_manager.all()
        theirs = Q(pk__in=receipts.visible_to(user).values("notice")) | Q(
            pk__in=receipts.filter(member=user.pk).values("notice")
        )
        return self.exclude(state=NoticeState.DRAFT).filter(theirs)

    def overseen_by(self, user: Viewer) -> NoticeQuerySet:
        """Those of which `user` may see who has read them."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_notices(user):
            return self
        receipts: ReceiptQuerySet = apps.get_model("members", "NoticeReceipt")._default_manager.all()
        return self.exclude(state=NoticeState.DRAFT).filter(pk__in=receipts.visible_to(user).values("notice"))


class ReceiptQuerySet(models.QuerySet["NoticeReceipt"]):
    def visible_to(self, user: Viewer) -> ReceiptQuerySet:
        """Who has read it: all for head office and auditors, a coordinator's own province, by the office of then."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_notices(user):
            return self
        return self.filter(office__province__in=_provinces_of(user))


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, user: Viewer) -> OfficeQuerySet:
        """All for head office and auditors; a coordinator's own province; everybody's own office."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_members(user):
            return self
        return self.filter(Q(province__in=_provinces_of(user)) | Q(pk__in=_own_office(user)))

    def search(self, text: str) -> OfficeQuerySet:
        """Offices whose code, city or any name, past ones too, holds every word of `text`."""
        found = self
        for word in text.split():
            dated = apps.get_model("members", "OfficeName")._default_manager.filter(name__icontains=word)
            found = found.filter(
                Q(name__icontains=word)
                | Q(code__icontains=word)
                | Q(city__icontains=word)
                | Q(pk__in=dated.values("office_id"))
            )
        return found


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, user: Viewer) -> UserQuerySet:
        """Everybody sees themselves; a coordinator the members of offices in the province now; an office head those of
        the own office now; organisers, administrators and auditors all."""
        if not user.is_authenticated:
            return self.none()
        if rules.may_read_all_members(user):
            return self
        offices = Q(office__province__in=_provinces_of(user))
        if rules.has_role(user, SiteRole.OFFICE_HEAD):
            offices |= Q(office__in=_own_office(user))
        return self.filter(Q(pk=user.pk) | Q(pk__in=_memberships().filter(offices).values("member_id")))

    def in_province(self, province: Province | int) -> UserQuerySet:
        return self.filter(pk__in=_memberships().filter(office__province=province).values("member_id"))

    def with_role(self, role: SiteRole) -> UserQuerySet:
        holds = Q(groups__name=role)
        if role == SiteRole.ADMINISTRATOR:
            holds |= Q(is_superuser=True)
        return self.filter(holds).distinct()

    def for_login(self, login: str) -> UserQuerySet:
        """The account that somebody means who types this: an e-mail address, a NIP or NI PPPK, or the user name."""
        text = login.strip()
        if "@" in text:
            return self.alias(address=Lower("email")).filter(address=text.lower())
        if nip.looks_like_number(text):
            return self.filter(number=nip.normalise(text))
        return self.filter(username=text.lower())

    def search(self, text: str) -> UserQuerySet:
        """Members whose name, address or position holds every word; three digits match the end of a number, and a whole
        number finds its owner."""
        if nip.looks_like_number(text):
            return self.filter(number=nip.normalise(text))
        found = self
        for word in text.split():
            match = Q(name__icontains=word) | Q(email__icontains=word) | Q(position__icontains=word)
            if word.isascii() and word.isdigit() and len(word) == 3:  # what a mask shows; more would let people guess
                match |= Q(number__endswith=word)
            found = found.filter(match)
        return found


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def visible_to(self, user: Viewer) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def for_login(self, login: str) -> UserQuerySet:
        return self.get_queryset().for_login(login)

    def with_role(self, role: SiteRole) -> UserQuerySet:
        return self.get_queryset().with_role(role)

    def create_user(self, email: str = "", password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(self, user: Viewer) -> HandOverQuerySet:
        """Those from or to `user`; all for administrators and auditors."""
        if not user.is_authenticated:
            return self.none()
        if rules.is_administrator(user) or rules.is_auditor(user):
            return self
        return self.filter(Q(earlier__member=user.pk) | Q(later__member=user.pk))

    def waiting_for(self, user: Viewer) -> HandOverQuerySet:
        """Those that `user`, the successor, has not confirmed yet."""
        return self.filter(later__member=user.pk, received_at__isnull=True)

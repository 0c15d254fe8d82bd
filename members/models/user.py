from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identifiers import readable_code, uuid7
from members import nip, rules
from members.choices import NumberKind, Zone
from members.querysets import UserManager


def new_username() -> str:
    return f"u-{readable_code(10).lower()}"


def with_titles(name: str, before: str, after: str) -> str:
    return (f"{before} " if before else "") + name + (f", {after}" if after else "")


class User(AbstractBaseUser, PermissionsMixin):
    """A member: a person with an account.

    Personal data: name, number, contact, rank and position, kept while the account lives. Erasing an account blanks
    them here (`members.services.erasure`); what a certificate needs to stay provable is a frozen copy in certificates.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    username = models.CharField(
        _("user name"),
        max_length=40,
        unique=True,
        default=new_username,
        help_text=_("Opaque; people log in with their e-mail address or NIP."),
    )
    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001  null: many people have none, and it is unique

    title_before = models.CharField(_("title before the name"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=150, help_text=_("Without titles; may be a single word."))
    title_after = models.CharField(_("title after the name"), max_length=80, blank=True)

    number_kind = models.CharField(
        _("kind of number"), max_length=10, choices=NumberKind.choices, default=NumberKind.NONE
    )
    number = models.CharField(_("number"), max_length=18, blank=True, help_text=_("18 digits, without spaces."))
    rank = models.CharField(_("rank and grade"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)

    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone.choices, default=Zone.WIB)
    language = models.CharField(
        _("language"), max_length=2, choices=[("id", "Indonesia"), ("en", "English")], default="id"
    )

    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the admin."))
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="members_user_email_unique",
                violation_error_message=_("Another account has this e-mail address."),
            ),
            models.UniqueConstraint(
                fields=["number_kind", "number"],
                condition=~models.Q(number=""),
                name="members_user_number_unique",
                violation_error_message=_("Another account has this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(number_kind="none", number="")
                | (~models.Q(number_kind="none") & ~models.Q(number="")),
                name="members_user_number_fits_kind",
                violation_error_message=_("Give the number that goes with its kind, or choose “No number”."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.email = (self.email or "").strip().lower() or None
        self.number = nip.normalise(self.number)
        try:
            nip.validate(self.number_kind, self.number)
        except ValidationError as faults:
            raise ValidationError({"number": faults}) from None

    @property
    def full_name(self) -> str:
        """Name with titles exactly as given: `Capt. Budi Santoso, S.E., M.Mar.`"""
        return with_titles(self.name, self.title_before, self.title_after)

    @property
    def first_name(self) -> str:
        """Wagtail's side bar shows this, or else the user name, which is opaque."""
        return self.name

    def decides(self) -> Hashable:
        """What rules ask of somebody but the number (`core.prepared`)."""
        return self.is_active, self.is_superuser, rules.site_roles(self), rules.may_coordinate(self)

    def stand_in(self, number: int) -> User:
        """Somebody of whom rules say the same; the rest would be asked of the database."""
        known = {"id": number, "is_active": self.is_active, "is_superuser": self.is_superuser}
        names = [field.attname for field in User._meta.concrete_fields if field.attname in known]
        other = User.from_db("default", names, [known[name] for name in names])
        rules.copy_what_is_known(self, other)
        return other

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.name

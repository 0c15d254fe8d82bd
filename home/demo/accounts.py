"""The published log-ins, refused wherever DEMO is off: at loading, and again at the door (members.backends)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from home.demo import sources

PASSWORD = "Dermaga-demo-2020"  # noqa: S105  published on purpose, for invented people
ROLES: dict[str, str | Promise] = {
    "participant": _("Participant"),
    "certified": _("Participant with a certificate"),
    "speaker": _("Speaker"),
    "organiser": _("Organiser"),
    "coordinator": _("Coordinator of a province"),
    "office_head": _("Office head"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}


class DemoRefusedError(DomainError):
    """Demo data was asked for where only real data belongs."""


@dataclass(frozen=True)
class Login:
    role: str | Promise
    email: str


def check_allowed() -> None:
    if not settings.DEMO:
        raise DemoRefusedError(_("Demo data is refused here: its passwords are published. It needs the setting DEMO."))


def logins() -> list[Login]:
    """Who can log in to the demo, one for each role, in the order in which a visitor would try them."""
    addresses = {row.get("role", row["key"]): row["email"] for row in sources.roles()["person"] if row.get("login")}
    addresses |= {row["key"]: row["email"] for row in sources.roles()["login"]}
    return [Login(label, addresses[role]) for role, label in ROLES.items()]

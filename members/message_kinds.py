"""The kinds of messages that the site sends. Each app registers its own from `ready()`, one for each template.

register_message_kind(
    "result_published",                       # templates/email/result_published.subject.txt, .txt and .html
    category=MessageCategory.RESULT,          # members choose for each category how its mails come
    label=_("Results are published"),         # as administrators find it
    sample={"name": "…", "url": "https://…"}, # the context of a message, invented: previews show it
)

The words and numbers of the sample are what an edited text may name as `{name}`; addresses among them have to stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices import MessageCategory

# Security, proof and danger wait for no digest, and nobody can switch them off.
ALWAYS_AT_ONCE = frozenset(
    {MessageCategory.ACCOUNT, MessageCategory.CERTIFICATE, MessageCategory.NOTICE, MessageCategory.DIGEST}
)
# Stands in the stored text where the sent mail carries a link that opens the account: the log must not hold it.
ONE_TIME_LINK = "[[one-time-link]]"


@dataclass(frozen=True)
class MessageKind:
    template: str
    category: MessageCategory
    label: str | Promise
    sample: Mapping[str, Any]
    at_once: bool
    editable: bool = True
    names_others: bool = False

    @property
    def placeholders(self) -> dict[str, str]:
        """What an edited text may name, with the value in the sample."""
        return {
            name: str(value)
            for name, value in self.sample.items()
            if isinstance(value, str | int | Promise) and not isinstance(value, bool)
        }

    @property
    def links(self) -> frozenset[str]:
        """The placeholders that lead somewhere; a text without them would leave its reader standing."""
        return frozenset(
            name for name, value in self.placeholders.items() if value == ONE_TIME_LINK or value.startswith("https://")
        )


_kinds: dict[str, MessageKind] = {}


def register_message_kind(
    template: str,
    *,
    category: MessageCategory,
    label: str | Promise,
    sample: Mapping[str, Any],
    at_once: bool = False,
    editable: bool | None = None,
    names_others: bool = False,
) -> None:
    """`at_once` is for what must come at once though its category may wait: a link that opens something, a deadline.
    Not `editable` is what plain words cannot say: lists and whole things, unless told otherwise, or two different
    messages in one. `names_others`: its text says who somebody is other than its recipient, so that it is blanked when
    that account is erased."""
    if editable is None:
        editable = not any(isinstance(value, list | tuple | SimpleNamespace) for value in sample.values())
    if template in _kinds:
        raise ImproperlyConfigured(f"The message kind {template!r} is registered twice.")
    waits_for_nobody = at_once or category in ALWAYS_AT_ONCE
    _kinds[template] = MessageKind(template, category, label, sample, waits_for_nobody, editable, names_others)


def message_kind(template: str) -> MessageKind:
    try:
        return _kinds[template]
    except KeyError:
        raise ImproperlyConfigured(f"No app registered the message kind {template!r}.") from None


def message_kinds() -> list[MessageKind]:
    """All, by category and template."""
    order = list(MessageCategory)
    return sorted(_kinds.values(), key=lambda kind: (order.index(kind.category), kind.template))


def templates_naming_others() -> list[str]:
    return [kind.template for kind in message_kinds() if kind.names_others]


def choosable_categories() -> list[MessageCategory]:
    """Those of which a member may say how their mails come: where at least one kind can wait."""
    offered = {kind.category for kind in _kinds.values() if not kind.at_once}
    return [category for category in MessageCategory if category in offered]


register_message_kind(
    "account_ready",
    category=MessageCategory.ACCOUNT,
    label=_("An account was made"),
    sample={"link": ONE_TIME_LINK},
)
register_message_kind(
    "password_reset",
    category=MessageCategory.ACCOUNT,
    label=_("A new password was asked for"),
    sample={"link": ONE_TIME_LINK},
)
register_message_kind(
    "address_changed",
    category=MessageCategory.ACCOUNT,
    label=_("The e-mail address was changed"),
    sample={},
)
register_message_kind(
    "daily_digest",
    category=MessageCategory.DIGEST,
    label=_("What was collected, each morning"),
    sample={
        "count": 2,
        "items": [
            {"subject": "Materi disetujui: Menulis klarifikasi", "url": "https://dermaga.example.go.id/inbox/0190/"},
            {"subject": "Hasil diumumkan: Post-test", "url": "https://dermaga.example.go.id/inbox/0191/"},
        ],
        "link": "https://dermaga.example.go.id/inbox/",
    },
    names_others=True,  # in the subjects that it repeats
)
HAND_OVER = {
    "province": "Sulawesi Utara",
    "decree": "KP 123 Tahun 2020",
    "predecessor": "Ruth Mamahit",
    "successor": "Meike Wowor",
    "url": "https://dermaga.example.go.id/coordinators/hand-over/0198/",
}
register_message_kind(
    "coordinator_appointed",
    category=MessageCategory.TASK,
    label=_("Somebody became coordinator"),
    sample=HAND_OVER,
    names_others=True,
)
register_message_kind(
    "coordinator_relieved",
    category=MessageCategory.TASK,
    label=_("Somebody hands a province over"),
    sample=HAND_OVER,
    names_others=True,
)
register_message_kind(
    "urgent_notice",
    category=MessageCategory.NOTICE,
    label=_("An urgent notice of head office"),
    sample={
        "title": "Video kapal tenggelam di Selat Bali tidak benar",
        "text": "Mohon jangan membagikan video itu. Klarifikasi resmi menyusul pukul 14.00 WIB.",
        "link": "https://dermaga.example.go.id/notices/0190/",
    },
)

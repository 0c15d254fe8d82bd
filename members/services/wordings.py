"""An administrator's own words in place of the shipped ones. The trail keeps what stood before."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from members import rules
from members.errors import MemberError
from members.message_kinds import MessageKind
from members.models import MessageTemplate, User
from members.wording import Wording, faults_in


def save_wording(*, kind: MessageKind, language: str, wording: Wording, actor: User) -> MessageTemplate:
    """From the next message on; what was written before stays as it is."""
    _check(kind, actor)
    if faults := faults_in(kind, wording):
        raise MemberError(" ".join(fault for said in faults.values() for fault in said))
    with transaction.atomic():
        before = _locked(kind, language)
        if before is not None and (before.subject, before.text) == (wording.subject, wording.text):
            return before
        row, _created = MessageTemplate.objects.update_or_create(
            template=kind.template,
            language=language,
            defaults={"subject": wording.subject, "text": wording.text},
        )
        _record("message_template.changed", kind, language, before, actor)
    return row


def reset_wording(*, kind: MessageKind, language: str, actor: User) -> bool:
    """Back to the shipped words; says whether there were others."""
    _check(kind, actor)
    with transaction.atomic():
        before = _locked(kind, language)
        if before is None:
            return False
        before.delete()
        _record("message_template.reset", kind, language, before, actor)
    return True


def audit_subject(kind: MessageKind, language: str) -> str:
    return f"message_template:{kind.template}:{language}"


def _check(kind: MessageKind, actor: User) -> None:
    if not rules.may_change_message_texts(actor):
        raise MemberError(_("Only administrators change the texts of messages."))
    if not kind.editable:
        raise MemberError(_("This message holds lists that plain words cannot hold: its text cannot be changed here."))


def _locked(kind: MessageKind, language: str) -> MessageTemplate | None:
    rows = MessageTemplate.objects.select_for_update().filter(template=kind.template, language=language)
    return rows.first()


def _record(action: str, kind: MessageKind, language: str, before: MessageTemplate | None, actor: User) -> None:
    old = {"subject": before.subject, "text": before.text} if before is not None else {}
    audit.record(action=action, actor=actor, subject=audit_subject(kind, language), data={"before": old})

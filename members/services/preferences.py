from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices import Delivery, MessageCategory
from members.errors import MemberError
from members.message_kinds import choosable_categories
from members.models import MessagePreference, User


def choose_delivery(*, member: User, choices: Mapping[MessageCategory, Delivery]) -> None:
    """How mails of these categories come to the member from now on; the others stay as they are."""
    if not set(choices) <= set(choosable_categories()):
        raise MemberError(_("These messages always come at once."))
    rows = [MessagePreference(member=member, category=category, delivery=way) for category, way in choices.items()]
    with transaction.atomic():
        MessagePreference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["member", "category"], update_fields=["delivery"]
        )

"""What was written to somebody, on the site: read there, mailed or not."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.listing import Filter, Listing
from core.prefetch import is_prefetch
from members import rules
from members.choices import MessageCategory, SiteRole
from members.message_kinds import ONE_TIME_LINK
from members.models import Message, User
from members.services import read_all_messages, read_message
from members.wording import FOOT

ROWS_PER_PAGE = 25
NOTICE_ROLES = {SiteRole.ADMINISTRATOR, SiteRole.ORGANISER, SiteRole.AUDITOR, SiteRole.COORDINATOR}
UNREAD, READ = "unread", "read"
ONLY_IN_THE_MAIL = gettext_lazy("(the link stands only in the e-mail)")
CATEGORIES = [(value, label) for value, label in MessageCategory.choices if value != MessageCategory.DIGEST]


@require_safe
@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        request.GET,
        filters=[
            Filter("state", _("State"), [(UNREAD, _("unread")), (READ, _("already read"))]),
            Filter("category", _("About"), CATEGORIES),
        ],
        search_label=_("Words in the message"),
        rows_per_page=ROWS_PER_PAGE,
    )
    mine = Message.objects.in_inbox_of(cast(User, request.user).pk)
    rows = mine.saying(listing.text)
    if state := listing.value("state"):
        rows = rows.filter(read_at__isnull=state == UNREAD)
    if category := listing.value("category"):
        rows = rows.filter(category=category)
    page = listing.page_of(rows.only("uid", "subject", "category", "created_at", "read_at", "language"))
    unread = mine.filter(read_at=None).count()
    context = {"listing": listing, "page_obj": page, "query": listing.query, "inbox": {"unread": unread}}
    context["follows_notices"] = bool(NOTICE_ROLES & rules.site_roles(request.user))
    return render(request, "members/inbox.html", context)


@require_safe
@login_required
@never_cache
def inbox_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Opening is reading; a browser that only looks ahead opens nothing."""
    message = get_object_or_404(Message.objects.in_inbox_of(cast(User, request.user).pk), uid=uid)
    if request.method == "GET" and not is_prefetch(request):
        read_message(message=message)
    text = message.text.rpartition(FOOT)[0] or message.text
    shown = text.replace(ONE_TIME_LINK, str(ONLY_IN_THE_MAIL))
    return render(request, "members/inbox_message.html", {"message": message, "text": shown})


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    count = read_all_messages(member=cast(User, request.user))
    told = ngettext("%(count)d message is marked as read.", "%(count)d messages are marked as read.", count)
    messages.success(request, told % {"count": count})
    return redirect("members:inbox")

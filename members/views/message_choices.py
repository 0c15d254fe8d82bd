"""How somebody's mails come: chosen on the own page, or by the link in a mail without logging in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.choices import Delivery, MessageCategory
from members.forms import DeliveryForm
from members.message_kinds import ALWAYS_AT_ONCE, choosable_categories
from members.models import User
from members.services import choose_delivery
from members.stop_tokens import whose_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request: HttpRequest) -> HttpResponse:
    member = cast(User, request.user)
    same = request.POST.get("all", "")
    form = DeliveryForm(None if same else request.POST or None, member=member)
    if same in Delivery.values:
        choose_delivery(member=member, choices=dict.fromkeys(choosable_categories(), Delivery(same)))
        messages.success(request, _("Your choice is saved."))
        return redirect("members:message_choices")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is saved."))
        return redirect("members:message_choices")
    always = [category.label for category in MessageCategory if category in ALWAYS_AT_ONCE - {MessageCategory.DIGEST}]
    context = {"form": form, "ways": list(Delivery), "always": always}
    return render(request, "members/message_choices.html", context)


@csrf_exempt  # the token in the address is what allows it; mail programs send it by themselves (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; a POST does: without another wish, no more mails of the category. Mails are kept for
    years: about what cannot be chosen any more the page says just that."""
    found = whose_token(token)
    if found is None:
        raise Http404
    member, category = found
    chosen = None
    if category is None or category not in choosable_categories():
        return render(request, "members/stop_messages.html", {"category": category.label if category else ""})
    if request.method == "POST":
        asked = request.POST.get("delivery", Delivery.INBOX)
        chosen = Delivery(asked) if asked in Delivery.values else Delivery.INBOX
        choose_delivery(member=member, choices={category: chosen})
    context = {"category": category.label, "chosen": chosen, "ways": [way for way in Delivery if way != chosen]}
    return render(request, "members/stop_messages.html", context)

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.languages import remember_language
from core.rate_limits import rate_limited
from members import nip
from members.errors import MemberError, WrongPasswordError
from members.forms import ProfileForm
from members.models import User
from members.personal_data import own_pages_of
from members.selectors import office_history, personal_data_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The member's own data: contact, zone and language to correct, name, number and offices to check."""
    return correct_profile(request) if request.method == "POST" else show_profile(request)


@rate_limited("own-data", limit=20, seconds=600)  # a password can be tried here
def correct_profile(request: HttpRequest) -> HttpResponse:
    return show_profile(request)


def show_profile(request: HttpRequest) -> HttpResponse:
    member = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except WrongPasswordError as refused:
            form.add_error("current_password", str(refused))
        except MemberError as refused:
            form.add_error(None, str(refused))
        else:
            with translation.override(saved.language):
                messages.success(request, _("Your data are saved."))
            response = redirect("members:profile")
            remember_language(response, saved.language)
            return response
    facts = [
        (_("Name"), member.full_name),
        (member.get_number_kind_display(), nip.group(member.number)),
        (_("Rank and grade"), member.rank),
        (_("Position"), member.position),
    ]
    offices = [(row, row.office.name_on(row.valid_to or clock.now().date())) for row in office_history(member)]
    context = {"form": form, "facts": facts, "offices": offices, "own_pages": own_pages_of(member)}
    return render(request, "members/profile.html", context)


@login_required
@never_cache
@require_safe
def own_data(request: HttpRequest) -> JsonResponse:
    """A copy of all that is kept about the member who asks, as a file."""
    member = cast(User, request.user)
    response = JsonResponse(personal_data_of(member), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{member.username}.json"'
    return response

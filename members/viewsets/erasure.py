from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.errors import DomainError
from members import rules
from members.models import User
from members.services import erase_member


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Such as the date of the request. It stays in the audit trail for ever: write no name and no address."
        ),
    )
    confirmation = forms.CharField(
        label=gettext_lazy("The person's name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Type the name as it stands above, without titles. There is no way back."),
    )

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if " ".join(typed.split()).casefold() != " ".join(self.member.name.split()).casefold():
            raise forms.ValidationError(_("This is not the name of the account that you are about to erase."))
        return typed


class MemberEraseView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """An administrator's deed, with a reason and the name typed."""

    form_class = EraseForm
    template_name = "members/admin/erase.html"
    page_title = gettext_lazy("Erase the account")
    header_icon = "bin"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not rules.may_erase_members(request.user):
            raise PermissionDenied
        if self.member.erased_at is not None:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def member(self) -> User:
        return get_object_or_404(User.objects.visible_to(cast(User, self.request.user)), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("wagtailusers_users:inspect", args=[self.member.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": _("Members")},
            {"url": self.get_success_url(), "label": self.member.full_name},
            {"url": "", "label": self.page_title, "sublabel": self.member.full_name},
        ]

    def get_page_subtitle(self) -> str:
        return self.member.full_name

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "member": self.member}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "member": self.member, "cancel_url": self.get_success_url()}

    def form_valid(self, form: EraseForm) -> HttpResponse:
        try:
            erase_member(member=self.member, actor=cast(User, self.request.user), reason=form.cleaned_data["reason"])
        except DomainError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The account is erased."))
        return redirect(self.get_success_url())

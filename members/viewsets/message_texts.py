"""The texts of messages in the admin: which kinds there are, an administrator's own words, how they will look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from core.errors import DomainError
from core.models import AuditEntry
from members import rules
from members.composing import SUBJECT_LENGTH, own_wordings, sample_texts, shipped_wording
from members.message_kinds import MessageKind, message_kinds
from members.models import MessageTemplate, User
from members.services import reset_wording, save_wording
from members.services.wordings import audit_subject
from members.wording import Wording, faults_in, known_placeholders

LONGEST_TEXT = 8000
CHANGES_SHOWN = 20


class WordingForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "An empty line begins a paragraph. A link alone in its paragraph becomes a button in the e-mail."
        ),
    )

    def __init__(self, *args: Any, kind: MessageKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        super().clean()
        for field, said in faults_in(self.kind, self.wording).items():
            if field not in self.errors:
                for fault in said:
                    self.add_error(field, fault)
        return self.cleaned_data

    @property
    def wording(self) -> Wording:
        text = self.cleaned_data.get("text", "").replace("\r\n", "\n")
        return Wording(self.cleaned_data.get("subject", ""), text)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    own = set(MessageTemplate.objects.values_list("template", "language"))
    rows = [
        (kind, [(code, name, (kind.template, code) in own) for code, name in settings.LANGUAGES])
        for kind in message_kinds()
    ]
    return render(request, "members/admin/message_texts.html", {"rows": rows, **_head(_("Texts of messages"))})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, template: str, language: str) -> HttpResponse:
    """Administrators change it; auditors read."""
    _require_reader(request)
    kind = _kind(template, language)
    may_change = rules.may_change_message_texts(request.user) and kind.editable
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    own = own_wordings(template, {language}).get(language)
    shown = own or shipped_wording(kind, language)
    form = WordingForm(request.POST or None, kind=kind, initial={"subject": shown.subject, "text": shown.text})
    if request.method == "POST" and form.is_valid():
        try:
            save_wording(kind=kind, language=language, wording=form.wording, actor=cast(User, request.user))
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The text is saved: it holds from the next message on."))
            return redirect("message_texts:edit", template, language)
    context = {
        "kind": kind,
        "language": language,
        "languages": settings.LANGUAGES,
        "form": form,
        "own": own,
        "may_change": may_change,
        "placeholders": [
            (f"{{{name}}}", value, name in kind.links) for name, value in known_placeholders(kind).items()
        ],
        "changes": _changes(kind, language),
        **_head(kind.label, (reverse("message_texts:index"), _("Texts of messages"))),
    }
    return render(request, "members/admin/message_text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, template: str, language: str) -> HttpResponse:
    """With invented values: of the words sent along, or else of those in force. Nothing is kept."""
    _require_reader(request)
    kind = _kind(template, language)
    own = dict(own_wordings(template, {language}))
    faults: Sequence[str] = ()
    if request.method == "POST" and kind.editable:
        words = {name: request.POST.get(name, "")[:LONGEST_TEXT] for name in ("subject", "text")}
        typed = Wording(words["subject"], words["text"].replace("\r\n", "\n"))
        faults = [fault for said in faults_in(kind, typed).values() for fault in said]
        own[language] = typed
    subject, text, html = sample_texts(kind, language, own)
    context = {"subject": subject, "text": text, "html": html, "faults": faults, "language": language}
    return render(request, "members/admin/message_preview.html", context)


@require_POST
def reset(request: HttpRequest, template: str, language: str) -> HttpResponse:
    if not rules.may_change_message_texts(request.user):
        raise PermissionDenied
    kind = _kind(template, language)
    if reset_wording(kind=kind, language=language, actor=cast(User, request.user)):
        messages.success(request, _("The text is again as it was delivered."))
    return redirect("message_texts:edit", template, language)


def _require_reader(request: HttpRequest) -> None:
    if not rules.may_read_messages(request.user):
        raise PermissionDenied


def _kind(template: str, language: str) -> MessageKind:
    found = next((kind for kind in message_kinds() if kind.template == template), None)
    if found is None or language not in dict(settings.LANGUAGES):
        raise Http404
    return found


def _changes(kind: MessageKind, language: str) -> list[AuditEntry]:
    """What stood before each change, the latest first."""
    entries = AuditEntry.objects.filter(subject=audit_subject(kind, language)).select_related("actor")
    return list(entries.order_by("-id")[:CHANGES_SHOWN])


def _head(title: Any, *way: tuple[str, str]) -> dict[str, Any]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    crumbs += [{"url": url, "label": label} for url, label in way]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "mail",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
    }


class TextsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rules.may_read_messages(request.user)


class MessageTextsViewSet(ViewSet):
    icon = "mail"
    menu_label = gettext_lazy("Texts of messages")
    menu_name = "message-texts"
    menu_order = 321
    menu_item_class = TextsMenuItem
    add_to_admin_menu = True

    @property
    def menu_url(self) -> str:
        return reverse("message_texts:index")

    def get_urlpatterns(self) -> list[URLPattern]:
        one = "<slug:template>/<str:language>/"
        return [
            path("", index, name="index"),
            path(one, edit, name="edit"),
            path(f"{one}preview/", preview, name="preview"),
            path(f"{one}reset/", reset, name="reset"),
        ]

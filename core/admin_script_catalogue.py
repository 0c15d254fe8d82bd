"""The words of Wagtail's scripts in the reader's language: its own catalogue, with ours ahead of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from core.admin_script_words import COUNTED, WORDS


class AdminScriptCatalogue(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        catalogue: dict[str, Any] = super().get_catalog()
        for word in WORDS:
            translated = translation.gettext(word)
            if translated != word:
                catalogue[word] = translated
        if translation.get_language() == "id":  # which has one form for one and for many
            catalogue |= {singular: [translated()] for singular, translated in COUNTED.items()}
        return catalogue


def script_catalogue(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = get_localized_response(AdminScriptCatalogue.as_view(), request)
    return answer

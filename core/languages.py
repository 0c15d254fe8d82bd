from django.conf import settings
from django.http import HttpResponse

YEAR = 60 * 60 * 24 * 365


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the choice in the cookie that the language of later answers is read from."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
    )

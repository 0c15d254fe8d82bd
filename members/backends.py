from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from core.prepared import prepared
from members.models import User
from members.sign_in import find_account, typed_login


@prepared
def _account(number: int) -> QuerySet[User]:
    return User.objects.get_queryset().filter(pk=number)


class EmailOrNumberBackend(ModelBackend):
    """Finds people by e-mail address, NIP or NI PPPK (with spaces or without), or the opaque user name."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        if not password:
            return None
        account = find_account(request, typed_login({"username": username, **credentials}))
        if account is None:
            User().set_password(password)  # one hash for strangers too, so that time does not tell who has an account
            return None
        if account.check_password(password) and self.user_can_authenticate(account):
            return account
        return None

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is: asked by each request."""
        user = next(iter(_account(user_id)), None)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Asked at log-in and again for each session. The demo's passwords, being published, open nothing else."""
        if getattr(user, "is_demo", False) and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)

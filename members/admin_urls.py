"""Wagtail's own doors lead to ours; these stand before Wagtail's routes of the same addresses."""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from core.admin_script_catalogue import script_catalogue
from members.sign_in import leaving_nothing
from members.views.wagtail_account import AdminAccountView

urlpatterns = [
    path("jsi18n/", require_admin_access(script_catalogue), name="members_admin_script_words"),
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="members_admin_login"),
    path("logout/", leaving_nothing(allauth_views.logout), name="members_admin_logout"),
    re_path(
        r"^password_reset/.*$",
        RedirectView.as_view(url="/account/password/reset/"),
        name="members_admin_password_reset",
    ),
    path("password/", RedirectView.as_view(pattern_name="account_change_password"), name="members_admin_password"),
    path("account/", require_admin_access(AdminAccountView.as_view()), name="members_admin_account"),
]

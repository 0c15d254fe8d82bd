"""The part of allauth that is open: log-in, log-out, passwords. Signing up, e-mail management and log-in by code are
not routed at all: accounts come from organisers, and an address is corrected on the profile page."""

from allauth.account import views
from django.urls import path, re_path

from members.sign_in import leaving_nothing

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", leaving_nothing(views.logout), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

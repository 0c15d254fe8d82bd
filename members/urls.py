from django.urls import path

from members.views import profile

app_name = "members"

urlpatterns = [
    path("account/profile/", profile.profile, name="profile"),
    path("account/profile/data.json", profile.own_data, name="own_data"),
]

from wagtail.users.apps import WagtailUsersAppConfig


class MembersUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our members in place of its users, which know first and last names only."""

    user_viewset = "members.viewsets.people.MemberViewSet"
    group_viewset = "members.viewsets.groups.RoleGroupViewSet"

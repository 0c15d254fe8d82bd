from wagtail import hooks

from reports.viewsets import TargetViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> TargetViewSet:
    return TargetViewSet("jp_targets")

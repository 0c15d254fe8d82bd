from wagtail import hooks
from wagtail.snippets.action_menu import ActionMenuItem

from certificates.template_viewsets import publish_item
from certificates.viewsets import CertificatesGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> CertificatesGroup:
    return CertificatesGroup()


@hooks.register("register_snippet_action_menu_item")
def publish_by_our_rules(model: type) -> ActionMenuItem | None:
    return publish_item(model)

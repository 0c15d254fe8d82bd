from wagtail import hooks

from certificates.viewsets import CertificatesGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> CertificatesGroup:
    return CertificatesGroup()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import checks, jobs, receivers, slots  # noqa: F401  each registers itself
        from certificates.mailing import ATTACHED, TEMPLATE, attachments_of
        from certificates.message_kinds import register_message_kinds
        from certificates.personal_data import certificate_data, correction_data, part_data
        from certificates.services import close_shares, forget_corrections
        from certificates.services.cloning import clone_certificate_setup
        from courses.cloning import register_batch_cloner
        from members.delivery import register_file_maker
        from members.personal_data import forgets_personal_data, provides_personal_data

        register_message_kinds()
        register_batch_cloner(clone_certificate_setup)
        register_file_maker(TEMPLATE, attachments_of, promise=ATTACHED)
        provides_personal_data("certificates", certificate_data)
        provides_personal_data("certificate_corrections", correction_data)
        provides_personal_data("certificate_parts", part_data)
        forgets_personal_data("certificate_corrections", forget_corrections)
        forgets_personal_data("certificate_shares", close_shares)
